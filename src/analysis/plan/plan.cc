#include "archsynth/analysis/plan.h"

#include <algorithm>
#include <map>
#include <set>

#include "analysis/diff/sides.h"
#include "spec/operation_times.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

PlanStep step_of(const cfn::Resource& resource, PlanAction action) {
  PlanStep step;
  step.id = resource.id.str();
  step.type = resource.type;
  step.action = action;
  step.condition = resource.condition.str();
  step.origin = resource.origin;
  step.seconds = kAssumedSeconds;
  const bool is_made = action == PlanAction::kCreate || action == PlanAction::kReplace;
  const auto time = spec::operation_time(resource.type);
  if (time && (is_made || (action == PlanAction::kUpdate && time->is_on_update))) {
    step.seconds = time->most_seconds;
    step.is_known = true;
    step.waiting_for = time->waiting_for;
    step.page = time->page;
  }
  return step;
}

std::vector<std::string> named_by(const cfn::Resource& resource) {
  std::vector<std::string> ids;
  for (const cfn::MapEntry& entry : resource.properties) {
    for (const cfn::Reference& each : cfn::references(entry.value))
      ids.push_back(each.target.str());
  }
  for (const cfn::LogicalId& each : resource.depends_on) ids.push_back(each.str());
  return ids;
}

/// Puts steps in order. What nothing is done about takes no time, but hands on what it waits for.
class Planner {
 public:
  void add(PlanStep step) { steps_.push_back(std::move(step)); }
  void add_untouched(const cfn::Resource& resource) {
    PlanStep step;
    step.id = resource.id.str();
    untouched_.insert(steps_.size());
    steps_.push_back(std::move(step));
  }
  /// Once all steps are added: `user` comes after `used`, when both are known.
  void add_need(const std::string& user, const std::string& used) {
    if (index_.empty()) {
      for (std::size_t i = 0; i < steps_.size(); ++i) index_.emplace(steps_[i].id, i);
      needs_.resize(steps_.size());
    }
    const auto from = index_.find(user);
    const auto to = index_.find(used);
    if (from == index_.end() || to == index_.end() || from == to) return;
    needs_[from->second].push_back(to->second);
  }

  Plan make() {
    needs_.resize(steps_.size());
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      std::vector<std::size_t>& needs = needs_[i];
      std::sort(needs.begin(), needs.end());
      needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
      for (const std::size_t each : needs) {
        if (!untouched_.contains(each)) steps_[i].needs.push_back(steps_[each].id);
      }
    }
    states_.assign(steps_.size(), State::kNew);
    for (std::size_t i = 0; i < steps_.size(); ++i) place(i);
    Plan plan;
    mark_critical(plan);
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      if (untouched_.contains(i)) continue;
      plan.waves = std::max(plan.waves, steps_[i].wave);
      plan.steps.push_back(std::move(steps_[i]));
    }
    std::stable_sort(plan.steps.begin(), plan.steps.end(),
                     [](const PlanStep& a, const PlanStep& b) { return a.wave < b.wave; });
    return plan;
  }

 private:
  enum class State { kNew, kOpen, kDone };

  /// Depth first without recursion: a chain may be as long as the template.
  void place(std::size_t first) {
    std::vector<std::size_t> open = {first};
    while (!open.empty()) {
      const std::size_t at = open.back();
      if (states_[at] == State::kNew) {
        states_[at] = State::kOpen;
        for (const std::size_t each : needs_[at]) {
          if (states_[each] == State::kNew) open.push_back(each);
        }
        continue;
      }
      open.pop_back();
      if (states_[at] == State::kOpen) close(at);
    }
  }

  void close(std::size_t at) {
    states_[at] = State::kDone;
    PlanStep& step = steps_[at];
    const int own = untouched_.contains(at) ? 0 : 1;
    step.wave = own;
    for (const std::size_t each : needs_[at]) {
      if (states_[each] != State::kDone) continue;
      step.wave = std::max(step.wave, steps_[each].wave + own);
      step.start_seconds = std::max(step.start_seconds, end_of(each));
    }
  }

  int end_of(std::size_t at) const { return steps_[at].start_seconds + steps_[at].seconds; }

  void mark_critical(Plan& plan) {
    if (steps_.empty()) return;
    std::size_t at = 0;
    for (std::size_t i = 1; i < steps_.size(); ++i) {
      if (end_of(i) > end_of(at)) at = i;
    }
    plan.seconds = end_of(at);
    while (true) {
      steps_[at].is_critical = true;
      if (!untouched_.contains(at)) {
        plan.critical_path.insert(plan.critical_path.begin(), steps_[at].id);
      }
      const auto before = std::find_if(needs_[at].begin(), needs_[at].end(), [&](std::size_t each) {
        return !steps_[each].is_critical && end_of(each) == steps_[at].start_seconds;
      });
      if (before == needs_[at].end()) return;
      at = *before;
    }
  }

  std::vector<PlanStep> steps_;
  std::vector<std::vector<std::size_t>> needs_;
  std::map<std::string, std::size_t> index_;
  std::set<std::size_t> untouched_;
  std::vector<State> states_;
};

Plan made_of(Planner& planner, const std::vector<cfn::Resource>& resources) {
  for (const cfn::Resource& each : resources) {
    for (const std::string& used : named_by(each)) planner.add_need(each.id.str(), used);
  }
  return planner.make();
}

PlanAction action_of(const ResourceChange& change) {
  if (change.action == ResourceChange::Action::kAdd) return PlanAction::kCreate;
  return change.consequence == Consequence::kReplaces ? PlanAction::kReplace : PlanAction::kUpdate;
}

/// What is made and changed.
Plan first_part(const Diff& changes, const std::vector<cfn::Resource>& resources) {
  Planner planner;
  for (const cfn::Resource& each : resources) {
    const ResourceChange* change = changes.find(each.id.str());
    if (change == nullptr) {
      planner.add_untouched(each);
    } else {
      PlanStep step = step_of(each, action_of(*change));
      if (change->data == DataFate::kFails) step.failure = change->data_reason;
      planner.add(std::move(step));
    }
  }
  return made_of(planner, resources);
}

bool is_deleted(const ResourceChange& change) {
  if (change.is_retained || change.is_protected) return false;
  return change.action == ResourceChange::Action::kRemove ||
         (change.action == ResourceChange::Action::kModify &&
          change.consequence == Consequence::kReplaces);
}

/// What is deleted in the end: what names another goes before it.
Plan second_part(const Diff& changes, const std::vector<cfn::Resource>& resources) {
  Planner planner;
  for (const cfn::Resource& each : resources) {
    const ResourceChange* change = changes.find(each.id.str());
    if (change != nullptr && is_deleted(*change)) {
      planner.add(step_of(each, PlanAction::kDelete));
    }
  }
  for (const cfn::Resource& each : resources) {
    for (const std::string& used : named_by(each)) planner.add_need(used, each.id.str());
  }
  return planner.make();
}

}  // namespace

std::string_view word_of(PlanAction action) {
  constexpr std::string_view kWords[] = {"create", "replace", "update", "delete"};
  return kWords[static_cast<std::size_t>(action)];
}

Plan plan(const cfn::Template& stack, std::string_view region,
          const std::vector<ParameterValue>& parameters) {
  const std::vector<cfn::Resource> resources = view::Deployed(stack, region, parameters).resources;
  Planner planner;
  for (const cfn::Resource& each : resources) planner.add(step_of(each, PlanAction::kCreate));
  return made_of(planner, resources);
}

Plan plan_change(const Diff& changes) {
  Plan whole = first_part(changes, changes.sides->new_resources());
  Plan last = second_part(changes, changes.sides->old_resources());
  for (PlanStep& each : last.steps) {
    each.wave += whole.waves;
    each.start_seconds += whole.seconds;
    whole.steps.push_back(std::move(each));
  }
  whole.waves += last.waves;
  whole.seconds += last.seconds;
  whole.critical_path.insert(whole.critical_path.end(), last.critical_path.begin(),
                             last.critical_path.end());
  return whole;
}

}  // namespace archsynth::analysis

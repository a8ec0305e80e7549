#include "archsynth/analysis/plan.h"

#include <algorithm>
#include <map>

#include "archsynth/spec/operation_times.h"

namespace archsynth::analysis {
namespace {

class Planner {
 public:
  explicit Planner(const cfn::Template& stack) {
    for (const cfn::Resource& each : stack.resources) {
      index_.emplace(each.id.str(), steps_.size());
      steps_.push_back(step_of(each));
    }
    for (std::size_t i = 0; i < steps_.size(); ++i) add_needs(stack.resources[i], i);
  }

  Plan make() {
    states_.assign(steps_.size(), State::kNew);
    for (std::size_t i = 0; i < steps_.size(); ++i) place(i);
    Plan plan;
    mark_critical(plan);
    for (const PlanStep& each : steps_) plan.waves = std::max(plan.waves, each.wave);
    std::stable_sort(steps_.begin(), steps_.end(),
                     [](const PlanStep& a, const PlanStep& b) { return a.wave < b.wave; });
    plan.steps = std::move(steps_);
    return plan;
  }

 private:
  enum class State { kNew, kOpen, kDone };

  static PlanStep step_of(const cfn::Resource& resource) {
    PlanStep step;
    step.id = resource.id.str();
    step.type = resource.type;
    step.condition = resource.condition.str();
    step.origin = resource.origin;
    step.seconds = kAssumedSeconds;
    if (const auto time = spec::operation_time(resource.type)) {
      step.seconds = time->most_seconds;
      step.is_known = true;
      step.waiting_for = time->waiting_for;
      step.page = time->page;
    }
    return step;
  }

  void add_needs(const cfn::Resource& resource, std::size_t at) {
    std::vector<std::size_t> needs;
    const auto add = [&](const cfn::LogicalId& id) {
      const auto found = index_.find(id.str());
      if (found != index_.end() && found->second != at) needs.push_back(found->second);
    };
    for (const cfn::Reference& each : cfn::references(resource.properties)) add(each.target);
    for (const cfn::LogicalId& each : resource.depends_on) add(each);
    std::sort(needs.begin(), needs.end());
    needs.erase(std::unique(needs.begin(), needs.end()), needs.end());
    for (const std::size_t each : needs) steps_[at].needs.push_back(steps_[each].id);
    needs_.push_back(std::move(needs));
  }

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
    step.wave = 1;
    for (const std::size_t each : needs_[at]) {
      if (states_[each] != State::kDone) continue;
      step.wave = std::max(step.wave, steps_[each].wave + 1);
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
      plan.critical_path.insert(plan.critical_path.begin(), steps_[at].id);
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
  std::vector<State> states_;
};

}  // namespace

Plan plan(const cfn::Template& stack) { return Planner(stack).make(); }

}  // namespace archsynth::analysis

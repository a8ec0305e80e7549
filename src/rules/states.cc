#include "rules/rule.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "archsynth/rules/relations.h"
#include "rules/parts.h"
#include "rules/template/codes.h"
#include "view/exploration.h"
#include "view/serverless.h"

namespace archsynth::analysis {
namespace {

using view::Exploration;
using Assumptions = Exploration::Assumptions;

/// A finding with what holds in all states that have it.
struct StateFinding {
  Diagnostic finding;
  Assumptions when;
  Assumptions first;  ///< the state that had it first
  bool is_default = false;
};

StateFinding* find_same(std::vector<StateFinding>& all, const Diagnostic& finding) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const StateFinding& each) {
    const Diagnostic& other = each.finding;
    return other.origin == finding.origin && other.code == finding.code &&
           other.message == finding.message && other.state == finding.state;
  });
  return found == all.end() ? nullptr : &*found;
}

/// Runs a rule in each state that matters to it.
class StatesOfRule {
 public:
  using Check = std::function<void(const View&, const Report&)>;

  StatesOfRule(const Rule& rule, Check check, View& view)
      : rule_(rule), check_(std::move(check)), view_(view), exploration_(view) {}

  /// What fails in another than the default state is a warning that says in which.
  void run(Diagnostics& to) {
    do {
      const Diagnostics found = findings();
      for (const Diagnostic& each : found.items()) note(each);
      for (const Assumption& each : exploration_.state()) seen_.emplace(each.condition, each.holds);
    } while (exploration_.next());
    for (StateFinding& each : all_) {
      const std::string when = reason_of(each);
      if (!when.empty()) {
        each.finding.state += (each.finding.state.empty() ? "when " : " when ") + when;
        each.finding.severity = std::min(each.finding.severity, Severity::kWarning);
      }
      to.add(std::move(each.finding));
    }
  }

 private:
  Diagnostics findings() const {
    Diagnostics found;
    check_(view_, Report(rule_, found));
    return found;
  }

  void note(const Diagnostic& finding) {
    const Assumptions& here = exploration_.state();
    if (StateFinding* known = find_same(all_, finding)) {
      std::erase_if(known->when, [&](const Assumption& each) {
        return std::find(here.begin(), here.end(), each) == here.end();
      });
    } else {
      all_.push_back({finding, here, here, exploration_.is_default()});
    }
  }

  /// What it takes for the finding; empty where nothing is to be said.
  std::string reason_of(const StateFinding& found) {
    Assumptions needed = found.when;
    // What was the same in every state is no reason.
    std::erase_if(needed, [&](const Assumption& each) {
      return !seen_.contains({each.condition, !each.holds});
    });
    if (view_.states().reason(needed).empty()) {
      if (found.is_default) return {};
      needed = found.first;
    }
    for (std::size_t i = needed.size(); i-- > 0 && left_ > 0;) {
      Assumptions without = needed;
      without[i].holds = !without[i].holds;
      if (!has(found, without)) continue;
      needed.erase(needed.begin() + static_cast<std::ptrdiff_t>(i));
    }
    return view_.states().reason(needed);
  }

  /// Whether the finding is there in a state, or there is no such state.
  bool has(const StateFinding& found, const Assumptions& state) {
    if (!exploration_.go_to(state)) return true;
    --left_;
    std::vector<StateFinding> same = {found};
    const Diagnostics here = findings();
    return std::any_of(here.items().begin(), here.items().end(),
                       [&](const Diagnostic& each) { return find_same(same, each) != nullptr; });
  }

  const Rule& rule_;
  const Check check_;
  View& view_;
  Exploration exploration_;
  std::vector<StateFinding> all_;
  /// Whether a condition was found to hold, and not to.
  std::set<std::pair<std::string_view, bool>> seen_;
  int left_ = 64;  ///< of the runs that shorten reasons
};

/// Asks in each state that matters; once where conditions decide nothing.
void run_check(const Rule& rule, const StatesOfRule::Check& check, View& view, Diagnostics& to) {
  const bool has_states = !view.source().conditions.empty() || view.states().has_values();
  if (rule.sees_conditions || !has_states) return check(view, Report(rule, to));
  StatesOfRule(rule, check, view).run(to);
}

void check_rule(const Rule& rule, View& view, Diagnostics& to) {
  if (const auto* check = std::get_if<RelationCheck>(&rule.check))
    return run_check(rule, *check, view, to);
  const auto* check = std::get_if<ResourceCheck>(&rule.check);
  if (check == nullptr) return;
  for (const cfn::Resource& each : view.source().resources) {
    const auto here = [&](const View& state, const Report& report) {
      const cfn::Resource* resource = state.find(each.id.str());
      if (resource != nullptr) (*check)(state, *resource, report);
    };
    run_check(rule, here, view, to);
  }
}

/// Rules that what the serverless transform adds cannot answer.
constexpr std::string_view kRulesOfMade[] = {kFunctionRoleRule, kSnapStartRule, kMappingKeyRule,
                                             kPermissionRule,   kTrustRule,     kReferenceKindRule,
                                             kPropertyPairRule};

/// The id of what a resource is made of.
std::string written_id(const cfn::Template& checked, const View& made, const std::string& id) {
  const cfn::Resource* resource = made.find(id);
  if (resource == nullptr) return id;
  const auto written =
      std::find_if(checked.resources.begin(), checked.resources.end(),
                   [&](const auto& each) { return each.origin == resource->origin; });
  return written == checked.resources.end() ? id : written->id.str();
}

}  // namespace

std::array<std::span<const Rule>, 2> relation_parts() {
  // Starts of workloads, which share models, cost as much as all the rest.
  constexpr std::string_view kBorder = "ARC45";
  const std::span<const Rule> all = rules();
  const auto border =
      std::lower_bound(all.begin(), all.end(), kBorder,
                       [](const Rule& rule, std::string_view id) { return rule.id < id; });
  const auto size = static_cast<std::size_t>(border - all.begin());
  return {all.first(size), all.subspan(size)};
}

void check_relations(std::span<const Rule> some, const cfn::Template& checked,
                     Diagnostics& diagnostics, std::string_view region,
                     const spec::Catalogue& catalogue) {
  View view(checked, region, catalogue);
  for (const Rule& rule : some) check_rule(rule, view, diagnostics);
}

void check_made_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                          std::string_view region, const spec::Catalogue& catalogue) {
  const auto stack = view::with_made_resources(checked);
  if (!stack) return;
  View view(*stack, region, catalogue);
  Diagnostics found;
  for (const std::string_view id : kRulesOfMade) check_rule(*find_rule(id), view, found);
  for (Diagnostic each : found.items()) {
    const auto& known = diagnostics.items();
    const bool is_known = std::any_of(known.begin(), known.end(), [&](const Diagnostic& other) {
      return other.code == each.code && other.origin == each.origin;
    });
    if (is_known || !each.origin.known()) continue;
    each.subject.resource = written_id(checked, view, each.subject.resource);
    diagnostics.add(std::move(each));
  }
}

void check_relations(const cfn::Template& checked, Diagnostics& diagnostics,
                     std::string_view region, const spec::Catalogue& catalogue) {
  check_relations(rules(), checked, diagnostics, region, catalogue);
}

}  // namespace archsynth::analysis

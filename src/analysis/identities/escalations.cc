// Paths to administrator.

#include <algorithm>
#include <map>
#include <set>

#include "analysis/identities/identities.h"

namespace archsynth::analysis {
namespace {

using model::Certainty;
using model::Identity;
using model::Statement;

/// Any action, and one that only those who manage identities have.
constexpr std::string_view kActionsOfAll[] = {"any:Action", "iam:AttachRolePolicy"};

bool is_all(const Statement& each) {
  const std::vector<std::string> anything{std::string(1, model::kSomePart)};
  return std::all_of(
             std::begin(kActionsOfAll), std::end(kActionsOfAll),
             [&](std::string_view action) { return each.names(action) == Certainty::kYes; }) &&
         each.is_about_all(anything) == Certainty::kYes;
}

/// Past as many steps of all paths together, no more paths are listed.
constexpr std::size_t kMostPathSteps = 50'000;

/// How far everyone is from the administrator, by certain steps only or by all.
class Search {
 public:
  Search(const std::vector<IdentityStep>& steps, bool takes_open) {
    std::map<std::string_view, std::vector<const IdentityStep*>> before;
    for (const IdentityStep& each : steps) {
      if (!takes_open && !each.open.empty()) continue;
      next_[each.from].push_back(&each);
      before[each.to].push_back(&each);
    }
    std::vector<std::string_view> open{kAdministrator};
    distances_[kAdministrator] = 0;
    for (std::size_t i = 0; i < open.size(); ++i) {
      for (const IdentityStep* each : before[open[i]]) {
        const bool is_new = distances_.emplace(each->from, distances_.at(open[i]) + 1).second;
        if (is_new) open.push_back(each->from);
      }
    }
  }

  /// The shortest path, the first of several; empty where there is none.
  std::vector<IdentityStep> from(std::string_view start) const {
    std::vector<IdentityStep> path;
    const auto known = distances_.find(start);
    if (known == distances_.end()) return path;
    for (std::size_t left = known->second; left > 0; --left) {
      const auto& steps = next_.find(start)->second;
      const auto nearer = std::find_if(steps.begin(), steps.end(), [&](const auto* each) {
        const auto distance = distances_.find(each->to);
        return distance != distances_.end() && distance->second == left - 1;
      });
      path.push_back(**nearer);
      start = (*nearer)->to;
    }
    return path;
  }

 private:
  std::map<std::string_view, std::vector<const IdentityStep*>> next_;
  std::map<std::string_view, std::size_t> distances_;
};

}  // namespace

Certainty is_administrator(const Identity& who, std::string& open) {
  Certainty found = Certainty::kNo;
  for (const Statement& each : who.statements) {
    if (!each.allows || !is_all(each)) continue;
    if (each.conditions.empty()) {
      found = Certainty::kYes;
    } else if (found == Certainty::kNo) {
      found = Certainty::kMaybe;
      open = conditions_text(each);
    }
  }
  if (found != Certainty::kYes) return found;
  const bool has_denial = std::any_of(who.statements.begin(), who.statements.end(),
                                      [](const Statement& each) { return !each.allows; });
  if (!has_denial && !who.has_boundary) return found;
  open = has_denial ? "what its Deny statements leave" : "its permissions boundary";
  return Certainty::kMaybe;
}

std::vector<EscalationPath> escalation_paths(const IdentityStack& stack,
                                             const std::vector<IdentityStep>& steps,
                                             bool& is_bounded) {
  std::vector<IdentityStep> all = steps;
  for (const Identity& each : stack.identities.all()) {
    std::string open;
    if (is_administrator(each, open) == Certainty::kNo) continue;
    const auto statement = std::find_if(each.statements.begin(), each.statements.end(), is_all);
    all.push_back({each.id(), std::string(kAdministrator),
                   statement->source.empty() ? "its policies allow everything"
                                             : "it has " + model::readable(statement->source),
                   open, statement->origin});
  }
  for (const IdentityStep& each : steps) {
    if (each.open == kElsewhere)
      all.push_back({each.to,
                     std::string(kAdministrator),
                     "if one of them is an administrator",
                     each.open,
                     {}});
  }
  std::vector<EscalationPath> found;
  std::set<std::string_view> done;
  std::size_t count = 0;
  for (const bool takes_open : {false, true}) {
    const Search search(all, takes_open);
    for (const IdentityStep& each : all) {
      if (done.contains(each.from) || each.from.ends_with(".amazonaws.com")) continue;
      if (each.open == kElsewhere && each.to == kAdministrator) continue;
      std::vector<IdentityStep> path = search.from(each.from);
      if (path.empty()) continue;
      done.insert(each.from);
      count += path.size();
      if (count > kMostPathSteps) {
        is_bounded = true;
        return found;
      }
      found.push_back({std::move(path)});
    }
  }
  return found;
}

}  // namespace archsynth::analysis

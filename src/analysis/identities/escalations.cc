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

/// Steps from one to the next, only certain ones or all.
class Search {
 public:
  Search(const std::vector<IdentityStep>& steps, bool takes_open) : takes_open_(takes_open) {
    for (const IdentityStep& each : steps) next_[each.from].push_back(&each);
  }

  std::vector<IdentityStep> from(const std::string& start) const {
    std::vector<std::pair<const IdentityStep*, std::size_t>> open;  // with the step before
    std::set<std::string_view> seen{start};
    const auto add = [&](std::string_view at, std::size_t before) {
      const auto found = next_.find(at);
      if (found == next_.end()) return;
      for (const IdentityStep* each : found->second) {
        if (!takes_open_ && !each->open.empty()) continue;
        if (seen.insert(each->to).second) open.emplace_back(each, before);
      }
    };
    constexpr std::size_t kStart = static_cast<std::size_t>(-1);
    add(start, kStart);
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].first->to != kAdministrator) {
        add(open[i].first->to, i);
        continue;
      }
      std::vector<IdentityStep> path;
      for (std::size_t at = i; at != kStart; at = open[at].second) path.push_back(*open[at].first);
      std::reverse(path.begin(), path.end());
      return path;
    }
    return {};
  }

 private:
  bool takes_open_;
  std::map<std::string_view, std::vector<const IdentityStep*>> next_;
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
                                             const std::vector<IdentityStep>& steps) {
  std::vector<IdentityStep> all = steps;
  for (const Identity& each : stack.identities.all()) {
    std::string open;
    if (is_administrator(each, open) == Certainty::kNo) continue;
    const auto statement = std::find_if(each.statements.begin(), each.statements.end(), is_all);
    all.push_back({each.id(), std::string(kAdministrator),
                   statement->source.empty() ? "it may do everything"
                                             : "it has " + model::readable(statement->source),
                   open, statement->origin});
  }
  for (const IdentityStep& each : steps) {
    if (each.open == kElsewhere)
      all.push_back({each.to, std::string(kAdministrator), "where one of them is", each.open, {}});
  }
  std::vector<EscalationPath> found;
  std::set<std::string_view> done;
  for (const bool takes_open : {false, true}) {
    const Search search(all, takes_open);
    for (const IdentityStep& each : all) {
      if (done.contains(each.from) || each.from.ends_with(".amazonaws.com")) continue;
      if (each.open == kElsewhere && each.to == kAdministrator) continue;
      std::vector<IdentityStep> path = search.from(each.from);
      if (path.empty()) continue;
      done.insert(each.from);
      found.push_back({std::move(path)});
    }
  }
  return found;
}

}  // namespace archsynth::analysis

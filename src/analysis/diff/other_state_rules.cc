// What changes with other values than assumed, without harm.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/support/text.h"
#include "hazards.h"
#include "possible.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kStatesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-changesets.html";

/// Whether another finding says what becomes of the resource in other states.
bool is_hazard_of_state(const Diff& changes, const std::string& id) {
  const std::vector<Diagnostic>& hazards = changes.possible_hazards.items();
  return std::any_of(hazards.begin(), hazards.end(),
                     [&](const Diagnostic& each) { return each.subject.resource == id; }) ||
         std::any_of(changes.possible_losses.begin(), changes.possible_losses.end(),
                     [&](const PossibleLoss& each) { return each.loss.resource == id; }) ||
         std::any_of(changes.possible_openings.begin(), changes.possible_openings.end(),
                     [&](const PossibleOpening& each) { return each.change.resource == id; });
}

/// What other values change as well, without harm: once for each of them.
void check_elsewhere(const Change& change, const Report& report) {
  constexpr std::size_t kShown = 3;
  std::map<std::string, std::vector<const PossibleChange*>> by_state;
  for (const PossibleChange& each : change.all.possible) {
    if (is_harmless(each) && !is_hazard_of_state(change.all, each.change.id)) {
      by_state[each.when].push_back(&each);
    }
  }
  for (const auto& [when, all] : by_state) {
    std::vector<std::string> ids;
    for (const PossibleChange* each : all) {
      if (ids.size() < kShown) ids.push_back(quoted(each->change.id));
    }
    const std::string more =
        all.size() > kShown ? fmt::format(" and {} more", all.size() - kShown) : "";
    const PossibleChange& first = *all.front();
    report(first.change.id, place_of(first.change),
           fmt::format("when {}, {}{} {}", when, join(ids, ", "), more,
                       all.size() == 1 ? "changes" : "change"))
        .fix = fix_of(first);
  }
}

constexpr Rule kOtherStateRules[] = {
    {"ARC5011", Severity::kNote, "more changes with other values than assumed",
     "with other values of parameters, or in another region, the deployment changes more",
     "pass the stack's values with --old-parameters, and the new ones with --parameters",
     kStatesPage, "", check_elsewhere},
};

}  // namespace

std::span<const Rule> other_state_rules() { return kOtherStateRules; }

}  // namespace archsynth::analysis

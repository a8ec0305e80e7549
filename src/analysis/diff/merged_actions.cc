#include "merged_actions.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <string>
#include <tuple>

#include "archsynth/support/text.h"
#include "openings.h"

namespace archsynth::analysis {
namespace {

/// The text with something in the place of its action; empty where it has none.
std::string with_action(const SecurityChange& change, const std::string& action) {
  const std::string own = action_text(change.grant);
  const std::size_t place = own.empty() ? std::string::npos : change.what.find(own);
  if (place == std::string::npos) return {};
  return std::string(change.what).replace(place, own.size(), action);
}

}  // namespace

void merge_actions(std::vector<SecurityChange>& changes) {
  constexpr std::size_t kShown = 3;
  std::map<std::tuple<std::string, bool, bool>, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    changes[i].brief = changes[i].what;
    const std::string shape = with_action(changes[i], "\x01");
    if (!shape.empty()) {
      alike[{shape, changes[i].is_wider, changes[i].is_public}].push_back(i);
    }
  }
  std::set<std::size_t> merged;
  for (const auto& [shape, places] : alike) {
    if (places.size() < 2) continue;
    std::vector<std::string> actions;
    for (const std::size_t place : places) actions.push_back(action_text(changes[place].grant));
    SecurityChange& first = changes[places.front()];
    const std::string all = with_action(first, join(actions, ", "));
    if (actions.size() > kShown + 1) {
      const std::size_t more = actions.size() - kShown;
      actions.resize(kShown);
      first.brief = with_action(first, fmt::format("{} and {} more", join(actions, ", "), more));
    } else {
      first.brief = all;
    }
    first.what = all;
    merged.insert(places.begin() + 1, places.end());
  }
  std::vector<SecurityChange> left;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!merged.contains(i)) left.push_back(std::move(changes[i]));
  }
  changes = std::move(left);
}

}  // namespace archsynth::analysis

#include "view/users.h"

#include <algorithm>

namespace archsynth::view {

Users::Users(const View& view) : resources_(view.resources()) {
  for (std::size_t i = 0; i < resources_.size(); ++i) {
    for (const cfn::Reference& each : view.references(*resources_[i])) {
      std::vector<std::size_t>& places = places_[each.target.str()];
      if (places.empty() || places.back() != i) places.push_back(i);
    }
  }
}

View::Resources Users::of(const std::set<std::string>& ids) const {
  std::vector<std::size_t> places;
  for (const std::string& each : ids) {
    const auto found = places_.find(each);
    if (found == places_.end()) continue;
    places.insert(places.end(), found->second.begin(), found->second.end());
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  View::Resources users;
  for (const std::size_t each : places) users.push_back(resources_[each]);
  return users;
}

}  // namespace archsynth::view

#pragma once

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "view/view.h"

namespace archsynth::view {

/// The resources that exist, by what their properties refer to: `view.made<Users>()`.
class Users {
 public:
  explicit Users(const View& view);

  /// Those that refer to one of the ids, in the template's order.
  View::Resources of(const std::set<std::string>& ids) const;

 private:
  View::Resources resources_;
  std::unordered_map<std::string_view, std::vector<std::size_t>> places_;  ///< by id
};

}  // namespace archsynth::view

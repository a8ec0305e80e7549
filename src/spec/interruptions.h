#pragma once

#include <optional>
#include <string_view>

namespace archsynth::spec {

/// A change that is made in place, while the resource does not work.
struct Interruption {
  std::string_view page;  ///< that says so
};

/// What is known of a change of a property (`A.B`; a list's items as `*`) or of what is in it.
/// Nothing where no page speaks of an interruption, or speaks of a replacement as well.
std::optional<Interruption> interruption(std::string_view type, std::string_view property);

}  // namespace archsynth::spec

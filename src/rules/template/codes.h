#pragma once

#include <string_view>

namespace archsynth::analysis {

/// The rule of the table of pairs of properties.
inline constexpr std::string_view kPropertyPairRule = "ARC4838";

}  // namespace archsynth::analysis

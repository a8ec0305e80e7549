#pragma once

#include <string_view>

namespace archsynth::analysis {

/// Rules of schemas about values, and about what goes together.
inline constexpr std::string_view kValueRules[] = {"ARC3005", "ARC3006", "ARC3008", "ARC3009"};
inline constexpr std::string_view kCombinationRules[] = {"ARC3014", "ARC3021"};
inline constexpr std::string_view kConditionRule = "ARC3021";

}  // namespace archsynth::analysis

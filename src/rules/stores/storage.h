#pragma once

#include <string_view>

namespace archsynth::analysis {

/// The rule about policies of keys that nobody could change any more.
inline constexpr std::string_view kKeyLockout = "ARC4703";

}  // namespace archsynth::analysis

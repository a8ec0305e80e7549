#pragma once

#include <string_view>

namespace archsynth::analysis {

/// The rule of the table of pairs of properties.
inline constexpr std::string_view kPropertyPairRule = "ARC4838";
/// A role that does not trust Lambda, or another service that uses it.
inline constexpr std::string_view kFunctionRoleRule = "ARC4808";
inline constexpr std::string_view kTrustRule = "ARC4827";

}  // namespace archsynth::analysis

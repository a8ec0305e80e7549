#pragma once

#include <string_view>

namespace archsynth::analysis {

/// The rule of the table of pairs of properties.
inline constexpr std::string_view kPropertyPairRule = "ARC4838";
/// What is asked too of what the serverless transform makes.
inline constexpr std::string_view kFunctionRoleRule = "ARC4808";
inline constexpr std::string_view kTrustRule = "ARC4827";
inline constexpr std::string_view kSnapStartRule = "ARC4816";
inline constexpr std::string_view kMappingKeyRule = "ARC4818";
inline constexpr std::string_view kPermissionRule = "ARC4823";
inline constexpr std::string_view kReferenceKindRule = "ARC4831";

}  // namespace archsynth::analysis

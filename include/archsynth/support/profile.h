#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace archsynth {

/// A named set of defaults: what an environment is for. `production` is built to stay up and be
/// recoverable, `staging` is like it at the least cost, `development` is cheap and disposable.
enum class Profile { kProduction, kStaging, kDevelopment };

inline constexpr std::array<Profile, 3> kProfiles = {Profile::kProduction, Profile::kStaging,
                                                     Profile::kDevelopment};

/// The profiles' names in the order of the enumerators.
constexpr auto names_of(Profile) { return std::array{"production", "staging", "development"}; }
/// `production`, `staging`, `development`.
std::string_view name_of(Profile profile);
/// The profile of a name; nothing for other names.
std::optional<Profile> profile_of(std::string_view name);

}  // namespace archsynth

#include "archsynth/support/profile.h"

namespace archsynth {

std::string_view name_of(Profile profile) {
  return names_of(profile)[static_cast<std::size_t>(profile)];
}

std::optional<Profile> profile_of(std::string_view name) {
  for (Profile profile : kProfiles) {
    if (name_of(profile) == name) return profile;
  }
  return std::nullopt;
}

}  // namespace archsynth

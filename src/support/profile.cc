#include "archsynth/support/profile.h"

namespace archsynth {

std::string_view name_of(Profile profile) {
  switch (profile) {
    case Profile::kProduction: return "production";
    case Profile::kStaging: return "staging";
    case Profile::kDevelopment: return "development";
  }
  return {};
}

std::optional<Profile> profile_of(std::string_view name) {
  for (Profile profile : kProfiles) {
    if (name_of(profile) == name) return profile;
  }
  return std::nullopt;
}

}  // namespace archsynth

#include "spec/credential_names.h"

#include <algorithm>
#include <array>
#include <string>

#include "archsynth/support/characters.h"

namespace archsynth::spec {
namespace {

/// Parts of names of variables that hold credentials.
constexpr std::array<std::string_view, 8> kCredentials = {
    "PASSWORD",    "PASSWD",  "SECRET_KEY", "SECRET_ACCESS_KEY",
    "PRIVATE_KEY", "API_KEY", "AUTH_TOKEN", "ACCESS_TOKEN"};
/// Endings by which a name says that its value is not the credential itself.
constexpr std::array<std::string_view, 8> kReferences = {"_ARN",  "_NAME", "_FILE", "_PATH",
                                                         "_HASH", "_URL",  "_ID",   "_LENGTH"};

}  // namespace

bool is_credential_name(std::string_view variable) {
  std::string upper(variable);
  std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
  const bool is_reference = std::any_of(kReferences.begin(), kReferences.end(),
                                        [&](auto end) { return upper.ends_with(end); });
  return !is_reference && std::any_of(kCredentials.begin(), kCredentials.end(),
                                      [&](auto part) { return upper.find(part) != upper.npos; });
}

}  // namespace archsynth::spec

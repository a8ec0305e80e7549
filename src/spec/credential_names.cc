#include "spec/credential_names.h"

#include <algorithm>
#include <string>

#include "archsynth/support/characters.h"

namespace archsynth::spec {
namespace {

/// Parts of names of variables that hold credentials.
constexpr std::string_view kCredentials[] = {"PASSWORD",   "PASSWD",  "PASSPHRASE",
                                             "SECRET_KEY", "API_KEY", "SECRET_ACCESS_KEY",
                                             "PRIVATE_KEY"};
/// What such names end with.
constexpr std::string_view kEndings[] = {"_PAT", "_SECRET", "_TOKEN"};
/// Endings by which a name says that its value is not the credential itself.
constexpr std::string_view kReferences[] = {
    "_ALGORITHM", "_ARN",  "_DAYS",   "_ENABLED", "_ENDPOINT", "_EXPIRATION", "_EXPIRY",
    "_FILE",      "_HASH", "_HEADER", "_ID",      "_LENGTH",   "_MINUTES",    "_NAME",
    "_PARAMETER", "_PATH", "_POLICY", "_PREFIX",  "_REQUIRED", "_SECONDS",    "_SIZE",
    "_TTL",       "_TYPE", "_URL",    "_VERSION"};

}  // namespace

bool is_credential_name(std::string_view variable) {
  std::string upper(variable);
  std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
  const auto ends = [&](std::string_view end) { return upper.ends_with(end); };
  const auto has = [&](std::string_view part) { return upper.find(part) != upper.npos; };
  if (has("PUBLIC") || std::any_of(std::begin(kReferences), std::end(kReferences), ends)) {
    return false;
  }
  return std::any_of(std::begin(kCredentials), std::end(kCredentials), has) ||
         std::any_of(std::begin(kEndings), std::end(kEndings), ends);
}

bool has_password(std::string_view value) {
  const std::size_t scheme = value.find("://");
  if (scheme == value.npos) return false;
  const std::string_view rest = value.substr(scheme + 3);
  const std::string_view user = rest.substr(0, rest.find_first_of("/?#"));
  const std::size_t at = user.rfind('@');
  const std::size_t colon = user.find(':');
  return at != user.npos && colon < at && colon + 1 < at;
}

}  // namespace archsynth::spec

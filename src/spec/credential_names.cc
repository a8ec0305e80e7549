#include "spec/credential_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "archsynth/support/characters.h"
#include "facts.h"

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

/// Words are apart by blanks and what separates commands; quotes are no part of them.
std::vector<std::string> words_of(std::string_view script) {
  std::vector<std::string> words(1);
  for (const char each : script) {
    if (each == '"' || each == '\'') continue;
    const bool is_between = each == ';' || each == '|' || each == '&' || each == '\n';
    if (each == ' ' || each == '\t' || each == '\r' || is_between) {
      if (!words.back().empty()) words.emplace_back();
      if (is_between) words.emplace_back();  // what follows is another command
    } else {
      words.back() += each;
    }
  }
  return words;
}

/// The id of an access key, of a user or of a session.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
bool is_access_key(std::string_view word) {
  constexpr std::size_t kSize = 20;
  return word.size() == kSize && (word.starts_with("AKIA") || word.starts_with("ASIA")) &&
         std::all_of(word.begin(), word.end(), [](char c) { return is_upper(c) || is_digit(c); }) &&
         !word.ends_with("EXAMPLE");
}

/// Whether an option asks for a password: of clients of databases `-pPASSWORD` does.
bool is_short_password(std::string_view client, std::string_view option) {
  return (client.starts_with("mysql") || client.starts_with("mariadb")) && option.size() > 2 &&
         option.starts_with("-p") && is_stated(option.substr(2));
}

}  // namespace

bool is_stated(std::string_view value) {
  constexpr std::string_view kTruths[] = {"false", "no", "true", "yes"};
  return !value.empty() &&
         std::find(std::begin(kTruths), std::end(kTruths), value) == std::end(kTruths) &&
         std::string_view("$`?<-{(").find(value.front()) == value.npos &&
         value.find("{{resolve:") == value.npos;
}

std::string as_variable(std::string_view name) {
  name.remove_prefix(std::min(name.find_first_not_of('-'), name.size()));
  std::string made;
  for (std::size_t at = 0; at < name.size(); ++at) {
    const bool is_word =
        at > 0 && is_upper(name[at]) && !is_upper(name[at - 1]) && is_letter_or_digit(name[at - 1]);
    if (is_word) made += '_';
    made += is_letter_or_digit(name[at]) ? to_upper(name[at]) : '_';
  }
  return made;
}

bool is_secret_property(std::string_view type, std::string_view property) {
  static const Table table("secret_properties");
  const auto row = table.find({property});
  if (!row || row->list(2).contains(type)) return false;
  return row->list(1).empty() || row->list(1).contains(type);
}

bool is_credential_name(std::string_view variable) {
  std::string upper(variable);
  std::transform(upper.begin(), upper.end(), upper.begin(), to_upper);
  const auto ends = [&](std::string_view end) { return upper.ends_with(end); };
  const auto has = [&](std::string_view part) { return upper.find(part) != upper.npos; };
  if (has("PUBLIC") || has("CHANGE") ||
      std::any_of(std::begin(kReferences), std::end(kReferences), ends)) {
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

bool is_plain_credential(std::string_view variable, std::string_view value) {
  return (is_credential_name(variable) && is_stated(value)) ||
         (has_password(value) && value.find("{{resolve:") == value.npos);
}

std::string credential_in(std::string_view script) {
  const std::vector<std::string> words = words_of(script);
  std::string_view client;  // the command that options are of
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string_view word = words[at];
    const std::string_view next = at + 1 < words.size() ? words[at + 1] : std::string_view();
    if (word.empty()) client = {};
    if (word.starts_with("mysql") || word.starts_with("mariadb")) client = word;
    if (is_short_password(client, word)) return fmt::format("-p of {}", client);
    const std::size_t equals = word.find('=');
    const std::string name = as_variable(word.substr(0, equals));
    const std::string_view value = equals == word.npos ? next : word.substr(equals + 1);
    const bool is_option = word.starts_with("--");
    if (is_access_key(equals == word.npos ? word : value)) return "an access key";
    if (has_password(word) && word.find_first_of("$?`{") == word.npos) return "a URL's password";
    if ((equals != word.npos || is_option) && is_stated(value) &&
        (is_credential_name(name) || (is_option && name == "REQUIREPASS"))) {
      return is_option ? "--" + std::string(word.substr(2, equals - 2)) : name;
    }
  }
  return {};
}

}  // namespace archsynth::spec

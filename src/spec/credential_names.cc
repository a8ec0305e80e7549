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

/// What a token starts with, and how many characters of it follow.
struct TokenForm {
  std::string_view prefix;
  std::size_t least;
  std::size_t most;
  bool is_upper;  ///< it has capitals and digits alone
  std::string_view kind;
};
constexpr std::size_t kAnySize = 512;

/// Sources:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
/// https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
/// https://docs.gitlab.com/security/tokens/
/// https://docs.stripe.com/keys
/// https://docs.slack.dev/authentication/tokens/
/// https://docs.npmjs.com/about-access-tokens
constexpr TokenForm kTokenForms[] = {
    {"AKIA", 16, 16, true, "an access key"},
    {"ASIA", 16, 16, true, "an access key"},
    {"ghp_", 36, kAnySize, false, "a GitHub token"},
    {"gho_", 36, kAnySize, false, "a GitHub token"},
    {"ghu_", 36, kAnySize, false, "a GitHub token"},
    {"ghs_", 36, kAnySize, false, "a GitHub token"},
    {"ghr_", 36, kAnySize, false, "a GitHub token"},
    {"github_pat_", 40, kAnySize, false, "a GitHub token"},
    {"glpat-", 20, kAnySize, false, "a GitLab token"},
    {"npm_", 36, 36, false, "an npm token"},
    {"rk_live_", 20, kAnySize, false, "a Stripe key"},
    {"sk_live_", 20, kAnySize, false, "a Stripe key"},
    {"xoxb-", 20, kAnySize, false, "a Slack token"},
    {"xoxp-", 20, kAnySize, false, "a Slack token"},
};

bool is_of_token(char c) { return is_letter_or_digit(c) || c == '_' || c == '-'; }

/// Not an example, nor `ghp_xxxx…`.
bool is_real(std::string_view rest) {
  constexpr int kFewest = 6;
  std::string kinds(rest);
  std::sort(kinds.begin(), kinds.end());
  const auto different = std::unique(kinds.begin(), kinds.end()) - kinds.begin();
  return different >= kFewest && !rest.ends_with("EXAMPLE");
}

/// Whether a token of the form starts there.
bool is_token(std::string_view text, const TokenForm& form) {
  if (!text.starts_with(form.prefix)) return false;
  const std::string_view rest = text.substr(form.prefix.size());
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_of_token);
  const std::string_view token = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  const bool has_case = !form.is_upper || std::all_of(token.begin(), token.end(), [](char c) {
    return is_upper(c) || is_digit(c);
  });
  return token.size() >= form.least && token.size() <= form.most && has_case && is_real(token);
}

/// `-----BEGIN RSA PRIVATE KEY-----`, with the key behind it.
bool has_private_key(std::string_view text) {
  const std::size_t begin = text.find("-----BEGIN ");
  constexpr std::string_view kEnd = "PRIVATE KEY-----";
  const std::size_t end = begin == text.npos ? text.npos : text.find(kEnd, begin);
  constexpr std::size_t kLeast = 64;
  return end != text.npos && end - begin < kLeast && text.substr(end + kEnd.size()).size() > kLeast;
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

std::string_view credential_form(std::string_view text) {
  if (has_private_key(text)) return "a private key";
  for (const TokenForm& form : kTokenForms) {
    for (std::size_t at = text.find(form.prefix); at != text.npos;
         at = text.find(form.prefix, at + 1)) {
      const bool is_start = at == 0 || !is_of_token(text[at - 1]);
      if (is_start && is_token(text.substr(at), form)) return form.kind;
    }
  }
  return {};
}

bool is_plain_credential(std::string_view variable, std::string_view value) {
  return (is_credential_name(variable) && is_stated(value)) ||
         (has_password(value) && value.find("{{resolve:") == value.npos) ||
         !credential_form(value).empty();
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
    if (const auto form = credential_form(word); !form.empty()) return std::string(form);
    if (has_password(word) && word.find_first_of("$?`{") == word.npos) return "a URL's password";
    if ((equals != word.npos || is_option) && is_stated(value) &&
        (is_credential_name(name) || (is_option && name == "REQUIREPASS"))) {
      return is_option ? "--" + std::string(word.substr(2, equals - 2)) : name;
    }
  }
  return {};
}

}  // namespace archsynth::spec

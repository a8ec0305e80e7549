// Variables whose values stand in the template.

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "archsynth/aws/ecs.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"
#include "spec/credential_names.h"
#include "support/put_in.h"

namespace archsynth::ecs {
namespace {

using Variables = describe::Map<Sourced<describe::Expression>>;

bool is_plain_credential(const std::string& variable, const Sourced<describe::Expression>& value) {
  return value && !value->is_function() && !value->text.empty() &&
         spec::is_credential_name(variable);
}

bool has_credentials(const Variables& variables) {
  return std::any_of(variables.begin(), variables.end(),
                     [](const auto& each) { return is_plain_credential(*each.name, each.value); });
}

/// The entry of `secrets` for a text that is `{{resolve:secretsmanager:NAME:SecretString:KEY}}`;
/// empty for any other.
std::string secret_for(std::string_view text) {
  constexpr std::string_view kStart = "{{resolve:secretsmanager:";
  constexpr std::string_view kPart = ":SecretString:";
  if (!text.starts_with(kStart) || !text.ends_with("}}")) return {};
  text = text.substr(kStart.size(), text.size() - kStart.size() - 2);
  const std::size_t part = text.find(kPart);
  if (part == text.npos) return fmt::format("{{secret: {}}}", text.substr(0, text.find(":Secret")));
  const std::string_view key = text.substr(part + kPart.size());
  return fmt::format("{{secret: {}, key: {}}}", text.substr(0, part), key.substr(0, key.find(':')));
}

/// A variable that Compose or Copilot would replace: `${NAME:-other}`.
struct Placeholder {
  std::string_view text;
  bool has_default = false;
  std::string_view other;  ///< the default
};

/// Where the brace of a `${` is closed that begins a text.
std::size_t close_of(std::string_view text) {
  int depth = 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    depth += text[at] == '{' ? 1 : 0;
    if (text[at] == '}' && --depth == 0) return at;
  }
  return text.npos;
}

/// Compose: https://github.com/compose-spec/compose-spec/blob/main/12-interpolation.md
/// Copilot: https://aws.github.io/copilot-cli/docs/developing/manifest-env-var/
/// A plain `${NAME}` may be meant for the program. Lower case and dots are placeholders of
/// programs.
std::optional<Placeholder> placeholder_at(std::string_view text) {
  const std::size_t close = close_of(text);
  if (close == text.npos) return {};
  const std::string_view inside = text.substr(2, close - 2);
  const std::size_t size =
      std::find_if_not(inside.begin(), inside.end(),
                       [](char c) { return is_upper(c) || is_digit(c) || c == '_'; }) -
      inside.begin();
  std::string_view rest = inside.substr(size);
  if (size == 0 || is_digit(inside.front())) return {};
  const std::string_view whole = text.substr(0, close + 1);
  if (rest.empty()) {
    return inside.starts_with("COPILOT_") ? std::optional(Placeholder{whole, false, {}})
                                          : std::nullopt;
  }
  if (rest.starts_with(':')) rest.remove_prefix(1);
  if (rest.empty() || std::string_view("-?+").find(rest.front()) == std::string_view::npos)
    return {};
  const bool has_default = rest.front() == '-' && rest.find("${") == rest.npos;
  return Placeholder{whole, has_default, rest.substr(1)};
}

/// Those of a text, but for what `$${…}` keeps as it is.
std::vector<Placeholder> placeholders_in(std::string_view text) {
  std::vector<Placeholder> found;
  for (std::size_t at = text.find("${"); at != text.npos; at = text.find("${", at + 2)) {
    if (at > 0 && text[at - 1] == '$') continue;
    if (const auto each = placeholder_at(text.substr(at))) found.push_back(*each);
  }
  return found;
}

/// The value with its defaults, as YAML; empty where one has none.
std::string with_defaults(std::string text, const std::vector<Placeholder>& all) {
  for (const Placeholder& each : all) {
    if (!each.has_default) return {};
    text.replace(text.find(each.text), each.text.size(), each.other);
  }
  return describe::internal::text_of(text);
}

void report_placeholders(const std::string& name, const std::string& value, const Origin& origin,
                         Diagnostics& to) {
  if (is_put_in(value, origin)) return;
  const std::vector<Placeholder> all = placeholders_in(value);
  if (all.empty()) return;
  Diagnostic& found = to.warning(
      "ARC1546", origin,
      fmt::format("{} contains {}, which ECS does not replace", name, quoted(all.front().text)));
  found.replacement = with_defaults(value, all);
  found.fix = fmt::format("write {}, and what differs under `environments`",
                          found.replacement.empty() ? "the value" : found.replacement);
}

void report(const Variables& variables, const std::string& where, Diagnostics& to) {
  for (const auto& [variable, value] : variables) {
    const Origin origin = first_known(value.origin(), variable.origin());
    const std::string name = quoted(where + ".variables." + *variable);
    const bool is_resolved = value && !value->is_function() &&
                             value->text.find("{{resolve:secretsmanager:") != std::string::npos;
    if (is_resolved) {
      const std::string secret = secret_for(value->text);
      to.warning("ARC1545", origin,
                 fmt::format("{} holds a secret, which everyone who can read the task definition "
                             "reads",
                             name))
          .fix = secret.empty()
                     ? "name the secret under `secrets`"
                     : fmt::format("move it to `secrets: {{{}: {}}}`", *variable, secret);
    } else if (is_plain_credential(*variable, value)) {
      to.warning("ARC1545", origin,
                 fmt::format("{} is named like a credential, and its value is written in the file",
                             name))
          .fix =
          "put the value into Secrets Manager or Parameter Store, and name it under `secrets`";
    } else if (value && !value->is_function()) {
      report_placeholders(name, value->text, origin, to);
    }
  }
}

}  // namespace

void check_plain_variables(const FargateServiceProps& props, const std::string& label,
                           Diagnostics& to) {
  report(props.variables, label, to);
  for (const auto& [name, sidecar] : props.sidecars)
    report(sidecar.variables, label + ".sidecars." + *name, to);
}

void FargateService::waive_plain_variables() {
  const bool is_credential =
      has_credentials(props_.variables) ||
      std::any_of(props_.sidecars.begin(), props_.sidecars.end(),
                  [](const auto& each) { return has_credentials(each.value.variables); });
  if (has_plain_variables_ || is_credential) return;
  has_plain_variables_ = true;
  construct::waive(*task_definition_, {.cdk_nag = "AwsSolutions-ECS2"},
                   "Plain variables hold settings only; secrets come from Secrets Manager");
}

}  // namespace archsynth::ecs

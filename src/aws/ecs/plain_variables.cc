// Variables whose values stand in the template.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/ecs.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"
#include "aws/ecs/container_parts.h"
#include "spec/credential_names.h"

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

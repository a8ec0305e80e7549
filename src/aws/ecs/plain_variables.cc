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

void report(const Variables& variables, const std::string& where, Diagnostics& to) {
  for (const auto& [variable, value] : variables) {
    if (!is_plain_credential(*variable, value)) continue;
    to.warning("ARC1545", first_known(value.origin(), variable.origin()),
               fmt::format("{} is named like a credential, and its value is written in the file",
                           quoted(where + ".variables." + *variable)))
        .fix = "put the value into Secrets Manager or Parameter Store, and name it under `secrets`";
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

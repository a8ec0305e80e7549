#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"
#include "aws/ecs/key_use.h"

namespace archsynth::ecs {

/// The service starts after its role's policies, like after any other right of its code.
void FargateService::grant_permissions() {
  int number = 0;
  for (const Sourced<PermissionProps>& permission : props_.permissions) {
    ++number;
    if (!permission) continue;
    std::vector<std::string> actions;
    for (const Sourced<std::string>& action : permission->actions) actions.push_back(*action);
    std::vector<cfn::Value> resources;
    for (const Sourced<describe::Expression>& resource : permission->resources) {
      if (resource) resources.push_back(aws::value_of(resource, diagnostics()));
    }
    if (actions.empty() || resources.empty()) continue;
    cfn::Value condition;
    if (permission->condition) {
      condition = cfn::read_value(*permission->condition, diagnostics());
    }
    task_role_->allow(fmt::format("Stated{}", number), actions, resources, std::move(condition),
                      *permission->reason);
  }
  cfn::List policies;
  for (const Sourced<std::string>& arn : props_.policy_arns) policies.emplace_back(arn);
  if (!policies.empty()) {
    task_role_->resource().properties.set("ManagedPolicyArns", std::move(policies));
  }
}

void FargateService::use_key(const kms::Key& key, const std::string& through) {
  if (!key.is_customer_managed()) return;
  task_role_->allow("UseKeyThrough" + upper_camel(through), {"kms:Decrypt", "kms:GenerateDataKey"},
                    {key.arn()}, only_via(through.c_str()));
  depend_on_start_conditions();
}

}  // namespace archsynth::ecs

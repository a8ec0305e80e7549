#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Roles with the least that their user needs.
namespace archsynth::iam {

using describe::field;

struct RoleProps {
  /// The service that takes the role: `ecs-tasks.amazonaws.com`.
  Sourced<std::string> service{};
  Sourced<std::string> description{};
  static constexpr auto fields() {
    return describe::fields(
        "a role",
        field<&RoleProps::service>("service", "the service principal that takes the role")
            .required(),
        field<&RoleProps::description>("description", "what the role is for"));
  }
};
static_assert(describe::complete<RoleProps>());

/// A role whose policy grows by grants; without a grant it has no policy. The policy is a resource
/// of its own, so whoever uses the role's rights at once depends on `policy()`.
class Role : public construct::Construct {
 public:
  using Props = RoleProps;
  Role(construct::Scope scope, RoleProps props);

  cfn::Value arn() const;
  cfn::Resource& resource() { return *resource_; }
  /// Allows actions on resources. Grants with the same `sid` merge and must have the same
  /// condition; statements, actions and resources are sorted, so the order of grants does not show.
  /// Where an action or resource needs a `*`, `why_any` says why: it becomes a waiver on the
  /// policy.
  void allow(std::string_view sid, const std::vector<std::string>& actions,
             const std::vector<cfn::Value>& resources, cfn::Value condition = {},
             std::string_view why_any = {});
  /// A condition of the trust policy, such as the account that may ask. A second one replaces it.
  void limit_trust(cfn::Value condition);
  /// The policy once something was granted, for `DependsOn`; null before.
  const cfn::Resource* policy() const { return policy_; }

 private:
  cfn::Resource* resource_ = nullptr;
  cfn::Resource* policy_ = nullptr;
};

}  // namespace archsynth::iam

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
        field<&RoleProps::service>("service", "the service principal that takes the role").required(),
        field<&RoleProps::description>("description", "what the role is for"));
  }
};
static_assert(describe::complete<RoleProps>());

/// A role whose policy grows by grants; without a grant it has no policy.
class Role : public construct::Construct {
 public:
  using Props = RoleProps;
  Role(construct::Scope scope, RoleProps props);

  cfn::Value arn() const;
  cfn::Resource& resource() { return *resource_; }
  /// Allows actions on resources. Grants with the same `sid` merge.
  void allow(std::string_view sid, const std::vector<std::string>& actions,
             const std::vector<cfn::Value>& resources, cfn::Value condition = {});
  /// A condition of the trust policy, such as the account that may ask.
  void limit_trust(cfn::Value condition);
  /// The policy's id once something was granted: for `DependsOn`.
  const cfn::Resource* policy() const { return policy_; }

 private:
  cfn::Resource* resource_ = nullptr;
  cfn::Resource* policy_ = nullptr;
};

}  // namespace archsynth::iam

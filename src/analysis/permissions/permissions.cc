#include "archsynth/analysis/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "analysis/permissions/needs.h"
#include "analysis/permissions/policies.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/secrets.h"
#include "spec/regions.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

namespace own = permissions_of;

/// Templates' parameters that CloudFormation reads from the parameter store.
void add_parameters(const cfn::Template& stack, own::Needs& to) {
  for (const cfn::Parameter& each : stack.parameters) {
    if (!each.type.starts_with("AWS::SSM::Parameter::")) continue;
    const cfn::Value* value = each.attributes.find("Default");
    const std::string* name = value == nullptr ? nullptr : value->string();
    std::string path = name == nullptr ? "*" : *name;
    if (path.starts_with('/')) path.erase(0, 1);
    const bool is_public = path.starts_with("aws/service/");
    to.add("ssm:GetParameters",
           {fmt::format("arn:${{Partition}}:ssm:${{Region}}:{}:parameter/{}",
                        is_public ? "" : "${Account}", path)},
           {}, {each.id.str(), each.type, "create, update", "Default", each.origin});
  }
}

/// The policies of the stack that limit its own roles and users.
void add_own_boundaries(const std::vector<cfn::Resource>& resources, const own::Names& names,
                        Permissions& to) {
  std::map<std::string, std::vector<std::string>> limited;
  for (const cfn::Resource& each : resources) {
    const cfn::Value* boundary = each.properties.find("PermissionsBoundary");
    for (const cfn::Reference& one :
         boundary == nullptr ? std::vector<cfn::Reference>() : cfn::references(*boundary)) {
      if (names.find(one.target.str()) != nullptr)
        limited[one.target.str()].push_back(quoted(each.id.str()));
    }
  }
  for (const auto& [policy, by] : limited) {
    to.escalations.push_back(
        fmt::format("{} is the boundary of {} and part of the same stack: anyone who can change "
                    "the template can "
                    "widen it. Move it to another stack",
                    quoted(policy), join(by, ", ")));
  }
}

/// Profiles that are named have roles that only the account knows.
void add_profile_notes(const std::vector<cfn::Resource>& resources, const own::Names& names,
                       Permissions& to) {
  for (const cfn::Resource& each : resources) {
    if (!each.type.starts_with("AWS::EC2::") && !each.type.starts_with("AWS::AutoScaling::"))
      continue;
    cfn::walk(names.properties(each), [&](const cfn::Value& value) {
      const cfn::Value* profile =
          value.map() == nullptr ? nullptr : value.map()->find("IamInstanceProfile");
      if (profile == nullptr || cfn::is_no_value(*profile)) return;
      const auto named = cfn::references(*profile);
      const bool is_own = std::any_of(named.begin(), named.end(), [&](const auto& one) {
        return names.find(one.target.str()) != nullptr;
      });
      if (is_own) return;
      to.lacks.push_back(fmt::format(
          "{} uses an instance profile of another stack: add iam:PassRole for the role in it, with "
          "iam:PassedToService ec2.amazonaws.com",
          quoted(each.id.str())));
    });
  }
}

/// Roles that the stack makes without a boundary can be given anything by whoever changes it.
void add_escalations(const std::vector<cfn::Resource>& resources, Permissions& to) {
  std::vector<std::string> unbound;
  for (const cfn::Resource& each : resources) {
    if (each.type == "AWS::IAM::Role" && !each.properties.contains("PermissionsBoundary"))
      unbound.push_back(quoted(each.id.str()));
    if (each.type == "AWS::IAM::User" || each.type == "AWS::IAM::AccessKey") {
      to.escalations.push_back(fmt::format(
          "{} gives out long-term credentials: anyone who can change the stack can create more",
          quoted(each.id.str())));
    }
    if (each.type == "AWS::IAM::UserToGroupAddition") {
      to.escalations.push_back(fmt::format(
          "{} adds users to a group: anyone who can change the template can make any user a member",
          quoted(each.id.str())));
    }
  }
  if (unbound.empty()) return;
  to.escalations.push_back(fmt::format(
      "{} {} no permissions boundary: anyone who can change the template can make the service role "
      "grant {} anything. Give {} the boundary below",
      join(unbound, ", "), unbound.size() == 1 ? "has" : "have",
      unbound.size() == 1 ? "it" : "them", unbound.size() == 1 ? "it" : "them"));
}

std::vector<Permission> needs_of(const std::vector<cfn::Resource>& resources,
                                 const cfn::Template& stack, const own::Names& names,
                                 std::vector<UnknownPermissions>& unknown) {
  own::Needs needs;
  for (const cfn::Resource& each : resources) {
    if (!own::add_handlers(each, names, needs))
      unknown.push_back({each.id.str(), each.type, each.origin});
    own::add_passed_roles(each, names, needs);
    own::add_service_linked_roles(each, names, needs);
    own::add_dynamic_references(each, names, needs);
  }
  add_parameters(stack, needs);
  return needs.take();
}

}  // namespace

Permissions permissions(const cfn::Template& stack, const PermissionsOptions& options) {
  const auto resources =
      view::known_resources(stack, options.region, cfn::without_secrets(stack, options.parameters));
  const own::Names names(resources, options.stack_name);
  Permissions result;
  result.stack_name = options.stack_name;
  result.partition =
      spec::region(options.region) ? std::string(spec::region(options.region)->partition) : "";
  result.region = options.region;
  result.account = options.account;
  if (options.stack_name.empty()) {
    result.notes.emplace_back(
        "pass --stack-name: until then, names may begin with the name of any stack");
  }
  result.needs = needs_of(resources, stack, names, result.unknown);
  result.service = {own::role_name(options, "cloudformation"), own::service_trust(),
                    own::policies_of(result.needs, "CloudFormation")};
  result.ci = own::ci_role(resources, stack, names, options, result.notes);
  result.boundary = own::boundary_of(resources, names, result.notes);
  add_profile_notes(resources, names, result);
  result.notes.insert(result.notes.end(), result.lacks.begin(), result.lacks.end());
  add_escalations(resources, result);
  add_own_boundaries(resources, names, result);
  if (const auto bound = names.bound()) {
    result.bound = fmt::format(
        "{} resources are each followed only to the first {} they depend on: permissions may be "
        "missing",
        grouped(resources.size()), *bound);
    result.notes.push_back(result.bound);
  }
  return result;
}

Permissions added_permissions(const cfn::Template& before, const cfn::Template& after,
                              const PermissionsOptions& options) {
  std::set<std::pair<std::string, std::string>> known;
  for (const Permission& each : permissions(before, options).needs) {
    for (const std::string& arn : each.resources) known.emplace(each.action, arn);
  }
  Permissions result = permissions(after, options);
  std::vector<Permission> added;
  for (Permission& each : result.needs) {
    std::erase_if(each.resources, [&](const std::string& arn) {
      return known.contains({each.action, arn}) || known.contains({each.action, "*"});
    });
    if (!each.resources.empty()) added.push_back(std::move(each));
  }
  result.needs = std::move(added);
  result.service.policies = own::policies_of(result.needs, "CloudFormation");
  return result;
}

}  // namespace archsynth::analysis

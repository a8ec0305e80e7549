// Layer 3: what identities may do.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "archsynth/support/text.h"
#include "elements.h"
#include "model/identities/patterns.h"
#include "rules/identities/grants.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

constexpr const char* kIdentityTypes[] = {"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"};

/// Whether an identity has the managed policy.
void check_attached(const AuditedStack& stack, std::string_view arn, AuditAnswers& to) {
  for (const char* type : kIdentityTypes) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const auto arns = elements_of(stack, property(*each, {"ManagedPolicyArns"}));
      const Found found = find_element(arns, [&](const std::string& one) {
        return model::covers_all(one, arn) == Certainty::kYes;
      });
      if (found.is == Certainty::kNo) continue;
      if (found.is == Certainty::kYes) {
        to.fail(*each, "ManagedPolicyArns", model::readable(found.by->text), found.by->at);
      } else {
        to.unknown(*each, "ManagedPolicyArns", why_open(*found.by), found.by->at);
      }
    }
  }
}

void check_admin(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    const Scope scope = scope_of(stack, each.map);
    const auto is_all = [](const std::string& one) { return one == "*" || one == "*:*"; };
    const Found actions = scope.has_other_actions ? Found() : find_element(scope.actions, is_all);
    const Found found = both(
        actions, find_element(scope.resources, [](const std::string& one) { return one == "*"; }));
    if (found.is == Certainty::kMaybe)
      return to.unknown(each.resource, property_of(each), why_open(*found.by),
                        place_of(each, found));
    const bool is_admin = found.is == Certainty::kYes && !scope.has_other_resources;
    to.answer(!is_admin, each.resource, property_of(each),
              is_admin ? "Action \"*\" on Resource \"*\"" : "the policy lists actions or resources",
              place_of(each, found));
  });
  check_attached(stack, stack.identities.arns().of_aws("AdministratorAccess"), to);
}

void check_full_access(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    const Scope scope = scope_of(stack, each.map);
    const auto is_full = [](const std::string& one) { return one == "*" || one.ends_with(":*"); };
    const Found found = scope.has_other_actions ? Found() : find_element(scope.actions, is_full);
    if (found.is == Certainty::kMaybe)
      return to.unknown(each.resource, property_of(each), why_open(*found.by),
                        place_of(each, found));
    std::vector<std::string> full;
    for (const Element& one : scope.actions) {
      if (found.is == Certainty::kYes && is_full(one.text))
        full.push_back(model::readable(one.text));
    }
    to.answer(full.empty(), each.resource, property_of(each),
              full.empty() ? "the policy lists actions" : join(full, ", "), place_of(each, found));
  });
  check_attached(stack, stack.identities.arns().of_aws("PowerUserAccess"), to);
}

/// Resources of the stack that belong to the services of the actions.
std::vector<std::string> reached_by(const AuditedStack& stack,
                                    const std::set<std::string>& services) {
  std::vector<std::string> ids;
  for (const auto& [type, resources] : stack.view.types()) {
    const auto name = spec::physical_name(type);
    if (!name) continue;
    const auto kinds = name->kinds.to_vector();
    const bool is_of = std::any_of(kinds.begin(), kinds.end(), [&](std::string_view kind) {
      return services.contains(std::string(kind.substr(0, kind.find(':'))));
    });
    if (!is_of) continue;
    for (const cfn::Resource* each : resources) ids.push_back(each->id.str());
  }
  return ids;
}

/// What a statement allows on all resources, or may allow.
struct WideGrant {
  std::vector<std::string> actions;
  std::set<std::string> services;
  Found actions_found;
  Found resources_found;
};

WideGrant wide_grant(const AuditedStack& stack, const Scope& scope) {
  WideGrant made;
  const auto add = [&](const Found& action, const std::string& text, std::string_view pattern) {
    const Found all = scope.reaches_all(stack, pattern);
    const Certainty is = std::min(action.is, all.is);
    if (is == Certainty::kNo) return;
    const bool is_known =
        made.resources_found.is == Certainty::kYes && made.actions_found.is == Certainty::kYes;
    if (is_known && is != Certainty::kYes) return;
    if (!is_known && is == Certainty::kYes) made = {};
    if (made.actions.empty()) {
      made.actions_found = action;
      made.resources_found = all;
    }
    made.actions.push_back(text);
    made.services.insert(std::string(pattern.substr(0, pattern.find(':'))));
  };
  if (scope.has_other_actions) {
    std::vector<std::string> left_out;
    for (const Element& each : scope.actions) left_out.push_back(model::readable(each.text));
    add({Certainty::kYes, nullptr}, "all actions except " + join(left_out, ", "), "*");
  }
  for (const Element& each : scope.actions) {
    if (scope.has_other_actions || !spec::can_be_limited(each.text)) continue;
    const bool is_open = !each.open.empty();
    add({is_open ? Certainty::kMaybe : Certainty::kYes, &each}, model::readable(each.text),
        each.widest);
  }
  return made;
}

void check_resources(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    const Scope scope = scope_of(stack, each.map);
    const WideGrant wide = wide_grant(stack, scope);
    const Found found = both(wide.resources_found, wide.actions_found);
    const std::string limits = limits_of(stack.view, each);
    if (!wide.actions.empty() && !limits.empty())
      return to.pass(each.resource, property_of(each), "limited by a condition on " + limits,
                     each.origin);
    if (found.is == Certainty::kMaybe)
      return to.unknown(each.resource, property_of(each), why_open(*found.by),
                        place_of(each, found));
    if (found.is == Certainty::kYes) {
      const std::vector<std::string> reached = reached_by(stack, wide.services);
      const std::string on = model::readable(found.by == nullptr ? "*" : found.by->text);
      return to.fail(each.resource, property_of(each),
                     some_of(wide.actions) + " on " + resource_text(wide.resources_found) +
                         (reached.empty() ? "" : ", which includes " + some_of(reached)),
                     place_of(each, wide.resources_found), "Resource::" + on);
    }
    const Found star =
        find_element(scope.resources, [](const std::string& one) { return one == "*"; });
    if (star.is != Certainty::kYes)
      return to.pass(each.resource, property_of(each), "the policy names its resources",
                     each.origin);
    std::vector<std::string> actions;
    for (const Element& one : scope.actions) actions.push_back(model::readable(one.text));
    to.pass(each.resource, property_of(each),
            some_of(actions) + (actions.size() == 1 ? " supports" : " support") + " no resource",
            each.origin);
  });
}

void check_negations(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    for (const char* key : {"NotAction", "NotResource"}) {
      const cfn::MapEntry* found = each.map.find_entry(key);
      if (found == nullptr) continue;
      return to.fail(each.resource, property_of(each), fmt::format("Allow with {}", key),
                     each.at(found->key_origin));
    }
    to.pass(each.resource, property_of(each), "the policy lists what it allows", each.origin);
  });
}

void check_managed(const AuditedStack& stack, AuditAnswers& to) {
  const std::string any = stack.identities.arns().of_aws("*");
  for (const char* type : kIdentityTypes) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const cfn::Value* all = property(*each, {"ManagedPolicyArns"});
      const Origin at = all == nullptr ? Origin() : all->origin();
      const auto arns = elements_of(stack, all);
      const auto is_of_aws = [&](const std::string& one) {
        return model::covers_some(any, one) == Certainty::kYes || one == "*" ||
               (one.starts_with("arn:") && one.find(":iam::*:policy/") != one.npos);
      };
      const Found found = find_element(arns, is_of_aws);
      const bool is_computed = all != nullptr && all->list() == nullptr;
      if (found.is == Certainty::kMaybe || (found.is == Certainty::kNo && is_computed)) {
        to.unknown(
            *each, "ManagedPolicyArns",
            found.by == nullptr ? "ManagedPolicyArns is known at deployment" : why_open(*found.by),
            found.by == nullptr ? at : found.by->at);
        continue;
      }
      std::vector<std::string> of_aws;
      for (const Element& one : arns) {
        if (is_of_aws(one.text)) of_aws.push_back(model::readable(one.text));
      }
      to.answer(of_aws.empty(), *each, "ManagedPolicyArns",
                of_aws.empty() ? "no AWS managed policy is attached" : join(of_aws, ", "), at);
    }
  }
}

void check_unused(const AuditedStack& stack, AuditAnswers& to) {
  std::set<std::string_view> unused;
  for (const UnusedGrant& each : stack.identity.unused) {
    const cfn::Resource* policy = stack.view.find(each.policy);
    if (policy == nullptr) continue;
    unused.insert(each.policy);
    to.fail(*policy, "PolicyDocument", each.reason, each.origin);
  }
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    if (unused.contains(each.resource.id.str())) return;
    to.pass(each.resource, property_of(each), "no grant is certain to be unused", each.origin);
  });
}

/// The policy of the template that is attached to the user.
const cfn::Resource* policy_of_user(const AuditedStack& stack, const cfn::Resource& user) {
  constexpr std::array<std::array<std::string_view, 2>, 3> kTypes = {
      {{"AWS::IAM::UserPolicy", "UserName"},
       {"AWS::IAM::Policy", "Users"},
       {"AWS::IAM::ManagedPolicy", "Users"}}};
  for (const auto& [type, key] : kTypes) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const cfn::Value* users = property(*each, {key});
      if (users != nullptr && refers_to(cfn::references(*users), user)) return each;
    }
  }
  return nullptr;
}

void check_inline(const AuditedStack& stack, AuditAnswers& to) {
  for (const char* type : kIdentityTypes) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const bool is_inline = has(*each, "Policies");
      to.answer(!is_inline, *each, "Policies",
                is_inline ? "Policies is set" : "Policies is not set");
    }
  }
}

void check_users(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::IAM::User")) {
    const bool has_own = has(*each, "Policies") || has(*each, "ManagedPolicyArns");
    const cfn::Resource* policy = policy_of_user(stack, *each);
    to.answer(!has_own && policy == nullptr, *each, "Policies",
              has_own             ? "the user has policies"
              : policy != nullptr ? policy->id.str() + " is attached to the user"
                                  : "the user has no policies");
  }
  for (const char* type : {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"}) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const bool is_on_user = has(*each, "Users");
      to.answer(
          !is_on_user, *each, "Users",
          is_on_user ? "the policy is attached to users" : "the policy is attached to no user");
    }
  }
}

void check_task_roles(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Task& each : stack.workloads.tasks()) {
    if (each.role.resource == nullptr) continue;
    const bool is_one = each.role.resource == each.execution_role.resource;
    to.answer(!is_one, *each.resource, "TaskRoleArn",
              is_one ? fmt::format("both roles are {}", each.role.resource->id.str())
                     : "the task has a role of its own",
              each.role.at->origin());
  }
}

constexpr AuditCheck kIdentityChecks[] = {
    {"ARC6301", check_admin},     {"ARC6302", check_full_access}, {"ARC6303", check_resources},
    {"ARC6304", check_negations}, {"ARC6315", check_managed},     {"ARC6318", check_inline},
    {"ARC6319", check_users},     {"ARC6324", check_task_roles},  {"ARC6327", check_unused},
};

}  // namespace

std::span<const AuditCheck> identity_checks() { return kIdentityChecks; }

}  // namespace archsynth::analysis

// Layer 3: what identities may do.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "answers.h"
#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "spec/lifecycles.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

bool has_star_resource(const View& view, const cfn::Map& statement) {
  const auto all = texts_at(view, statement, "Resource");
  return std::any_of(all.begin(), all.end(), [](const auto& each) { return each == "*"; });
}

std::string_view property_of(const AllowStatement& each) { return each.policy.property; }

void check_admin(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    const auto actions = texts_at(stack.view, each.map, "Action");
    const bool is_all = std::any_of(actions.begin(), actions.end(), [](const auto& action) {
      return action == "*" || action == "*:*";
    });
    const bool is_admin = is_all && has_star_resource(stack.view, each.map);
    to.answer(!is_admin, each.resource, property_of(each),
              is_admin ? "Action \"*\" on Resource \"*\"" : "the policy lists actions or resources",
              each.origin);
  });
  for (const char* type : {"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"}) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      for (const auto& arn : texts_at(stack.view, each->properties, "ManagedPolicyArns")) {
        if (!arn || !arn->ends_with("/AdministratorAccess")) continue;
        to.fail(*each, "ManagedPolicyArns", *arn);
      }
    }
  }
}

void check_full_access(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    std::vector<std::string> full;
    for (const auto& action : texts_at(stack.view, each.map, "Action")) {
      if (action && (*action == "*" || action->ends_with(":*"))) full.push_back(*action);
    }
    to.answer(full.empty(), each.resource, property_of(each),
              full.empty() ? "the policy lists actions" : join(full, ", "), each.origin);
  });
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

std::string some_of(const std::vector<std::string>& all) {
  constexpr std::size_t kShown = 4;
  if (all.size() <= kShown) return join(all, ", ");
  const std::vector<std::string> first(all.begin(), all.begin() + kShown);
  return fmt::format("{} and {} more", join(first, ", "), all.size() - kShown);
}

void check_resources(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    if (!has_star_resource(stack.view, each.map)) {
      return to.pass(each.resource, property_of(each), "the policy names its resources",
                     each.origin);
    }
    std::vector<std::string> wide;
    std::set<std::string> services;
    std::vector<std::string> actions;
    for (const auto& action : texts_at(stack.view, each.map, "Action")) {
      if (!action) continue;
      actions.push_back(*action);
      if (!spec::can_be_limited(*action)) continue;
      wide.push_back(*action);
      services.insert(action->substr(0, action->find(':')));
    }
    if (wide.empty()) {
      return to.pass(
          each.resource, property_of(each),
          some_of(actions) + (actions.size() == 1 ? " supports" : " support") + " no resource",
          each.origin);
    }
    if (const std::string limits = limits_of(stack.view, each); !limits.empty()) {
      return to.pass(each.resource, property_of(each), "limited by a condition on " + limits,
                     each.origin);
    }
    const std::vector<std::string> reached = reached_by(stack, services);
    to.fail(each.resource, property_of(each),
            some_of(wide) + " on Resource \"*\"" +
                (reached.empty() ? "" : ", which includes " + some_of(reached)),
            each.origin, "Resource::*");
  });
}

void check_negations(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    for (const char* key : {"NotAction", "NotResource"}) {
      if (!each.map.contains(key)) continue;
      return to.fail(each.resource, property_of(each), fmt::format("Allow with {}", key),
                     each.origin);
    }
    to.pass(each.resource, property_of(each), "the policy lists what it allows", each.origin);
  });
}

void check_managed(const AuditedStack& stack, AuditAnswers& to) {
  for (const char* type : {"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"}) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      std::vector<std::string> of_aws;
      const cfn::Value* all = property(*each, {"ManagedPolicyArns"});
      for (const cfn::Value* arn : stack.view.items(all).values) {
        std::string text = stack.view.text(arn).value_or("");
        if (const auto* sub = arn->get_if<cfn::Sub>()) text = sub->text;
        if (text.find(":iam::aws:policy/") != text.npos) of_aws.push_back(text);
      }
      if (of_aws.empty() && all != nullptr && all->list() == nullptr) {
        to.unknown(*each, "ManagedPolicyArns", "ManagedPolicyArns is known at deployment",
                   all->origin());
        continue;
      }
      to.answer(of_aws.empty(), *each, "ManagedPolicyArns",
                of_aws.empty() ? "no AWS managed policy is attached" : join(of_aws, ", "),
                all == nullptr ? Origin() : all->origin());
    }
  }
}

/// What a resource's own statements give on everything.
struct WideActions {
  const cfn::Resource* resource = nullptr;
  std::string_view property;
  Origin origin;
  std::vector<std::string> patterns;

  bool gives(std::string_view action) const {
    return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& each) {
      return each == "*" || names_action(each, action);
    });
  }
};

void check_escalations(const AuditedStack& stack, AuditAnswers& to) {
  std::vector<WideActions> all;
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    if (all.empty() || all.back().resource != &each.resource) {
      all.push_back({&each.resource, property_of(each), each.origin, {}});
    }
    if (!has_star_resource(stack.view, each.map) || !limits_of(stack.view, each).empty()) return;
    for (const auto& action : texts_at(stack.view, each.map, "Action")) {
      if (action) all.back().patterns.push_back(*action);
    }
  });
  for (const WideActions& each : all) {
    std::vector<std::string> ways;
    for (const spec::Escalation& way : spec::escalations()) {
      std::vector<std::string> actions;
      if (way.how == spec::Escalation::How::kPass) actions.emplace_back("iam:PassRole");
      for (const std::string_view action : way.actions) actions.emplace_back(action);
      const bool is_open = std::all_of(actions.begin(), actions.end(),
                                       [&](const std::string& one) { return each.gives(one); });
      if (is_open) ways.push_back(join(actions, " with "));
    }
    to.answer(ways.empty(), *each.resource, each.property,
              ways.empty() ? "none of the known escalation paths is open" : some_of(ways),
              each.origin);
  }
}

/// `ApiFunction -> ApiRole (the role's trust policy, stack.yaml:4:3) -> administrator (…)`.
std::string path_text(const EscalationPath& path) {
  std::string text = path.from();
  for (const IdentityStep& each : path.steps) {
    const std::string place = each.origin.is_stated() ? ", " + each.origin.to_string() : "";
    text += fmt::format(" -> {} ({}{})", each.to, each.how, place);
  }
  return text;
}

/// Whether it only says that an identity is an administrator, or that a service acts as one: that
/// its policies give so much is the concern of ARC6301.
bool is_of_another_control(const AuditedStack& stack, const EscalationPath& path) {
  bool is_service = false;
  bool is_code = false;
  for (const model::RoleUse& each : stack.identities.uses()) {
    if (each.user->id.str() != path.from() || each.role->id.str() != path.steps.front().to)
      continue;
    (each.kind == model::RoleUse::Kind::kCode ? is_code : is_service) = true;
  }
  is_service = is_service && !is_code;
  if (path.steps.size() != (is_service ? 2U : 1U)) return false;
  const model::Identity* who = stack.identities.find(stack.view.find(path.steps.back().from));
  std::string open;
  return who != nullptr && is_administrator(*who, open) != model::Certainty::kNo;
}

void check_paths(const AuditedStack& stack, AuditAnswers& to) {
  std::set<std::string_view> on_path;
  for (const EscalationPath& each : stack.identity.escalations) {
    if (is_of_another_control(stack, each)) continue;
    const cfn::Resource* from = stack.view.find(each.from());
    // What is outside has no properties to mend: the first identity of the stack has.
    if (from == nullptr) from = stack.view.find(each.steps.front().to);
    if (from == nullptr) continue;
    on_path.insert(from->id.str());
    const Origin& origin = each.steps.front().origin;
    if (each.open().empty()) {
      to.fail(*from, {}, path_text(each), origin);
    } else {
      to.unknown(*from, {}, fmt::format("{}: depends on {}", path_text(each), each.open()), origin);
    }
  }
  for (const model::Identity& each : stack.identities.all()) {
    if (on_path.contains(each.id())) continue;
    if (stack.identity.is_bounded) {
      to.unknown(*each.resource, {}, "the search for paths reached its limit");
    } else if (!each.unknown_policies.empty()) {
      to.unknown(*each.resource, {}, "depends on " + join(each.unknown_policies, ", "));
    } else {
      to.pass(*each.resource, {}, "no path to administrator");
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

void check_pass_role(const AuditedStack& stack, AuditAnswers& to) {
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    const auto actions = texts_at(stack.view, each.map, "Action");
    const bool passes = std::any_of(actions.begin(), actions.end(), [](const auto& action) {
      return action && (*action == "*" || names_action(*action, "iam:PassRole"));
    });
    if (!passes) return;
    const bool is_any = has_star_resource(stack.view, each.map);
    to.answer(
        !is_any, each.resource, property_of(each),
        is_any ? "iam:PassRole on Resource \"*\"" : "the policy names the roles that it passes",
        each.origin);
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
  for (const char* type : {"AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group"}) {
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
    {"ARC6301", check_admin},      {"ARC6302", check_full_access}, {"ARC6303", check_resources},
    {"ARC6304", check_negations},  {"ARC6315", check_managed},     {"ARC6316", check_escalations},
    {"ARC6317", check_pass_role},  {"ARC6318", check_inline},      {"ARC6319", check_users},
    {"ARC6324", check_task_roles}, {"ARC6326", check_paths},       {"ARC6327", check_unused},
};

}  // namespace

std::span<const AuditCheck> identity_checks() { return kIdentityChecks; }

}  // namespace archsynth::analysis

// Layer 3: policies of resources that have no control of their own.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "answers.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "elements.h"
#include "model/identities/patterns.h"

namespace archsynth::analysis {
namespace {

/// Types whose policies another control answers, or are of identities, or are open unless they
/// are narrowed, as those of endpoints and APIs.
bool is_of_another_control(std::string_view type) {
  constexpr std::array kTypes = {
      "AWS::ApiGateway::RestApi", "AWS::EC2::VPCEndpoint", "AWS::ECR::Repository", "AWS::KMS::Key",
      "AWS::S3::BucketPolicy",    "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy"};
  return type.starts_with("AWS::IAM::") || type.starts_with("AWS::Serverless::") ||
         type.starts_with("AWS::SSO::") ||
         std::find(kTypes.begin(), kTypes.end(), type) != kTypes.end();
}

/// The statements of policies of resources without a control of their own.
class OtherPolicies {
 public:
  struct Statement {
    const cfn::Resource* resource;
    std::string_view property;
    const cfn::Value* at;
  };

  explicit OtherPolicies(const View& view) : view_(view) {
    for (const cfn::Resource* each : view.resources()) {
      if (is_of_another_control(each->type)) continue;
      // The policy of an event bus is the one statement that it adds.
      const cfn::Value* statement = property(*each, {"Statement"});
      if (statement != nullptr && statement->map() != nullptr) {
        statements_.push_back({each, "Statement", statement});
        continue;
      }
      for (const cfn::MapEntry& entry : each->properties) add(*each, entry.key, entry.value, true);
    }
  }

  const std::vector<Statement>& statements() const { return statements_; }

 private:
  /// Adds the policies in a property or one below it.
  void add(const cfn::Resource& resource, std::string_view key, const cfn::Value& value,
           bool steps_in) {
    if (const cfn::Map* map = value.map()) {
      if (map->contains("Statement")) {
        for (const cfn::Value* each : statements_in(view_, value))
          statements_.push_back({&resource, key, each});
      } else if (steps_in) {
        for (const cfn::MapEntry& each : *map) add(resource, key, each.value, false);
      }
    }
  }

  const View& view_;
  std::vector<Statement> statements_;
};

/// Visits what policies of resources without a control of their own allow.
void each_other_allow(const AuditedStack& stack,
                      const std::function<void(const AllowStatement&)>& visit) {
  for (const auto& [resource, key, at] : stack.view.made<OtherPolicies>().statements()) {
    const cfn::Map* map = at->map();
    if (map == nullptr || stack.view.text(map->find("Effect")) == "Deny") continue;
    const PolicyDocument policy{*at, at->origin(), key, PolicyKind::kResource};
    visit({*resource, policy, *map, first_known(at->origin(), resource->origin)});
  }
}

/// What keeps the world out, where the policy does not: the domain's network.
bool is_in_network(const cfn::Resource& resource) { return has(resource, "VPCOptions"); }

/// Permissions that are properties: of layers and, in their older form, of event buses.
void check_permissions(const AuditedStack& stack, AuditAnswers& to) {
  constexpr std::array<std::array<std::string_view, 2>, 2> kTypes = {
      {{"AWS::Events::EventBusPolicy", "Condition"},
       {"AWS::Lambda::LayerVersionPermission", "OrganizationId"}}};
  for (const auto& [type, limit] : kTypes) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const Seen principal = seen(stack.view, *each, "Principal");
      if (principal.at == nullptr || !principal.text) {
        to.unknown(*each, "Principal", "Principal is known at deployment");
        continue;
      }
      const bool is_limited = !lacks(*each, limit);
      to.answer(!principal.is("*") || is_limited, *each, "Principal",
                principal.is("*") && is_limited ? fmt::format("limited by {}", limit)
                                                : "Principal is " + *principal.text,
                principal.at->origin());
    }
  }
}

void check_other_policies(const AuditedStack& stack, AuditAnswers& to) {
  each_other_allow(stack, [&](const AllowStatement& each) {
    if (!each.map.contains("Principal") && !each.map.contains("NotPrincipal")) return;
    const bool is_inside = is_in_network(each.resource);
    answer_admission(stack, each, is_inside ? "only its VPC reaches it" : "", to);
  });
  check_permissions(stack, to);
}

/// The account that a principal stands for as a whole: `111122223333`, or the ARN of its root.
std::string_view account_of(std::string_view principal) {
  constexpr std::size_t kDigits = 12;
  const std::vector<std::string_view> parts = model::arn_parts(principal);
  if (parts.size() == 6 && parts[2] == "iam" && parts[5] == "root") return parts[4];
  const bool is_id =
      principal.size() == kDigits && std::all_of(principal.begin(), principal.end(), is_digit);
  return is_id ? principal : std::string_view();
}

void check_account(const AuditedStack& stack, const AllowStatement& each, AuditAnswers& to) {
  const std::string_view where = each.policy.property;
  std::vector<std::string> accounts;
  const Element* first = nullptr;
  const Element* open = nullptr;
  const auto all = elements_of(stack, member(each.map.find("Principal"), {"AWS"}), Values::kAny);
  for (const Element& one : all) {
    const std::string_view account = account_of(one.text);
    if (!account.empty() && std::all_of(account.begin(), account.end(), is_digit)) {
      if (first == nullptr) first = &one;
      accounts.emplace_back(account);
    }
    const bool may_be_whole = one.widest == "*" || account_of(one.widest) == "*";
    if (!one.open.empty() && may_be_whole) open = &one;
  }
  const std::string limits = limits_of(stack.view, each);
  if (accounts.empty() && open == nullptr) {
    to.pass(each.resource, where, "the policy trusts no other account as a whole", each.origin);
  } else if (!limits.empty()) {
    to.pass(each.resource, where, "limited by a condition on " + limits, each.origin);
  } else if (accounts.empty()) {
    to.unknown(each.resource, where, "whom the policy trusts depends on " + open->open,
               each.at(open->at));
  } else {
    to.fail(each.resource, where, "trusts all of account " + join(accounts, ", "),
            each.at(first->at));
  }
}

void check_account_policies(const AuditedStack& stack, AuditAnswers& to) {
  const auto check = [&](const AllowStatement& each) { check_account(stack, each, to); };
  each_allow(stack, PolicyKind::kResource, [&](const AllowStatement& each) {
    if (is_of_another_control(each.resource.type)) check(each);
  });
  each_allow(stack, PolicyKind::kRepository, check);
  each_other_allow(stack, check);
}

constexpr AuditCheck kPolicyChecks[] = {
    {"ARC6328", check_other_policies},
    {"ARC6329", check_account_policies},
};

}  // namespace

std::span<const AuditCheck> policy_checks() { return kPolicyChecks; }

}  // namespace archsynth::analysis

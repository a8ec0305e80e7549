#include "analysis/identities/identities.h"

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// The account of an ARN of IAM, or a bare account; empty for anything else.
std::string account_in(std::string_view text) {
  if (!text.starts_with("arn:")) return std::string(text);
  const auto parts = split(text, ':');
  return parts.size() > 5 && (parts[2] == "iam" || parts[2] == "sts") ? std::string(parts[4])
                                                                      : std::string();
}

bool is_account(std::string_view text) {
  return text.size() == 12 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

const std::string& EscalationPath::open() const {
  static const std::string kNothing;
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [](const IdentityStep& each) { return !each.open.empty(); });
  return found == steps.end() ? kNothing : found->open;
}

bool IdentityAnalysis::is_empty() const {
  return steps.empty() && escalations.empty() && wildcards.empty() && unused.empty() &&
         foreign.empty() && keys.empty() && secrets.empty() && unknown.empty();
}

std::string name_of(const IdentityStack& stack, const model::Principal& principal) {
  if (principal.resource != nullptr) return principal.resource->id.str();
  if (principal.kind != "AWS") return model::readable(principal.text);
  if (principal.text == "*") return "anyone";
  const model::Arns& arns = stack.identities.arns();
  if (principal.text == arns.account() || principal.text == arns.iam("root")) return "this account";
  const std::string account = account_in(principal.text);
  const bool is_whole = principal.text == account || principal.text.ends_with(":root");
  if (is_account(account) && is_whole) return "account " + account;
  return model::readable(principal.text);
}

bool is_foreign(const IdentityStack& stack, const model::Principal& principal) {
  if (principal.kind != "AWS" || principal.resource != nullptr) return false;
  if (principal.text == "*") return true;
  const std::string account = account_in(principal.text);
  return account != stack.identities.arns().account() && is_account(account);
}

std::string conditions_text(const model::Statement& statement) {
  const auto keys = statement.condition_keys();
  return keys.empty() ? std::string() : "a condition on " + join(keys, ", ");
}

void settle_limits(const model::Principal& who, const model::Statement& statement, std::string& how,
                   std::string& open) {
  if (open.empty() || (who.kind != "Service" && who.kind != "Federated")) return;
  how += ", limited by " + join(statement.condition_keys(), ", ");
  open.clear();
}

std::vector<UnknownPolicy> unknown_policies(const IdentityStack& stack) {
  std::vector<UnknownPolicy> found;
  for (const model::Identity& each : stack.identities.all()) {
    const cfn::Value* managed = property(*each.resource, {"ManagedPolicyArns"});
    const Origin& at = managed != nullptr && managed->origin().is_stated() ? managed->origin()
                                                                           : each.resource->origin;
    for (const std::string& policy : each.unknown_policies)
      found.push_back({each.id(), policy, at});
    if (!each.unknown_boundary.empty())
      found.push_back({each.id(), each.unknown_boundary + ", its boundary", each.resource->origin});
  }
  return found;
}

IdentityAnalysis identity_analysis(const IdentityStack& stack) {
  IdentityAnalysis result;
  result.steps = identity_steps(stack, result.is_bounded);
  result.escalations = escalation_paths(stack, result.steps, result.is_bounded);
  result.wildcards = wildcard_grants(stack, result.is_bounded);
  result.unused = unused_grants(stack);
  result.foreign = foreign_accesses(stack);
  result.keys = readable_keys(stack);
  result.secrets = readable_secrets(stack);
  result.unknown = unknown_policies(stack);
  return result;
}

}  // namespace archsynth::analysis

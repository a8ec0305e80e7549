// The statements of policies that allow something.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "elements.h"
#include "model/identities/patterns.h"

namespace archsynth::analysis {
namespace {

/// The account root of another account than the stack's, or a user or role of one.
bool is_other_account(std::string_view text) {
  const auto is_id = [](std::string_view id) {
    return id == "*" || (id.size() == 12 && std::all_of(id.begin(), id.end(), is_digit));
  };
  const std::vector<std::string_view> parts = model::arn_parts(text);
  const bool is_of_iam = parts.size() > 4 && parts[0] == "arn" && parts[2] == "iam";
  return is_id(is_of_iam ? parts[4] : text);
}

Openness openness_of(const std::string& text) {
  return text == "*"              ? Openness::kAnyone
         : is_other_account(text) ? Openness::kOtherAccount
                                  : Openness::kClosed;
}

void admit(Admission& to, Openness is, const Element& each) {
  if (is > to.is || !to.at.is_stated()) to.at = each.at;
  to.is = std::max(to.is, is);
}

void leave_open(Admission& to, const Element& each) {
  if (to.open.empty() && to.is == Openness::kClosed) to.at = each.at;
  if (to.open.empty()) to.open = each.open;
}

/// What principals of `AWS` let in, or all principals that one value stands for.
void admit_accounts(const AuditedStack& stack, const cfn::Value* value, Admission& to) {
  for (const Element& each : elements_of(stack, value)) {
    admit(to, openness_of(each.text), each);
    if (each.open.empty() || openness_of(each.widest) != Openness::kAnyone) continue;
    to.may_be_anyone = true;
    leave_open(to, each);
  }
  for (const Element& each : elements_of(stack, value, Values::kAny)) {
    if (each.open.empty() || openness_of(each.widest) == Openness::kClosed) continue;
    to.may_be_other_account = true;
    leave_open(to, each);
  }
}

/// `s3:GetObject for every principal`: what a statement lets anyone do.
std::string allowed_to_all(const View& view, const AllowStatement& statement) {
  std::vector<std::string> actions;
  for (const auto& action : texts_at(view, statement.map, "Action")) {
    if (action) actions.push_back(*action);
  }
  const std::string issuer = shared_issuer(view, statement.map);
  return (actions.empty() ? "Allow" : join(actions, ", ")) +
         (issuer.empty() ? " for every principal" : " for every identity of " + issuer);
}

/// The controls of what statements allow, with the types whose policies they are about.
struct PolicyControl {
  std::string_view id;
  PolicyKind kind;
  std::string_view type;  ///< empty: all
};
constexpr PolicyControl kPolicyControls[] = {
    {"ARC6301", PolicyKind::kIdentity, ""},
    {"ARC6302", PolicyKind::kIdentity, ""},
    {"ARC6303", PolicyKind::kIdentity, ""},
    {"ARC6304", PolicyKind::kIdentity, ""},
    {"ARC6316", PolicyKind::kIdentity, ""},
    {"ARC6317", PolicyKind::kIdentity, ""},
    {"ARC6305", PolicyKind::kTrust, ""},
    {"ARC6306", PolicyKind::kTrust, ""},
    {"ARC6326", PolicyKind::kTrust, ""},
    {"ARC6307", PolicyKind::kResource, "AWS::S3::BucketPolicy"},
    {"ARC6308", PolicyKind::kResource, "AWS::SQS::QueuePolicy"},
    {"ARC6309", PolicyKind::kResource, "AWS::SNS::TopicPolicy"},
    {"ARC6310", PolicyKind::kResource, "AWS::KMS::Key"},
    {"ARC6311", PolicyKind::kRepository, ""},
    {"ARC6328", PolicyKind::kResource, "AWS::OpenSearchService::Domain"},
    {"ARC6329", PolicyKind::kResource, ""},
    {"ARC6329", PolicyKind::kRepository, ""},
};

}  // namespace

std::vector<const cfn::Value*> statements_in(const View& view, const cfn::Value& document) {
  const cfn::Value* all = member(&document, {"Statement"});
  if (all == nullptr) return {};
  if (all->list() != nullptr) return view.items(all).values;
  return {all};
}

void each_allow(const AuditedStack& stack, PolicyKind kind,
                const std::function<void(const AllowStatement&)>& visit) {
  for (const cfn::Resource* resource : stack.view.resources()) {
    each_policy(*resource, [&](const PolicyDocument& policy) {
      if (policy.kind != kind) return;
      for (const cfn::Value* each : statements_in(stack.view, policy.document)) {
        const cfn::Map* map = each->map();
        if (map == nullptr || stack.view.text(map->find("Effect")) == "Deny") continue;
        visit({*resource, policy, *map, first_known(each->origin(), resource->origin)});
      }
    });
  }
}

void answer_unknown_policies(const AuditedStack& stack, std::string_view control,
                             AuditAnswers& to) {
  for (const PolicyControl& row : kPolicyControls) {
    if (row.id != control) continue;
    for (const cfn::Resource* resource : stack.view.resources()) {
      if (!row.type.empty() && resource->type != row.type) continue;
      each_policy(*resource, [&](const PolicyDocument& policy) {
        const cfn::Value* part = model::unknown_part(policy.document);
        if (policy.kind != row.kind || part == nullptr) return;
        const bool is_all = part == &policy.document;
        to.unknown(*resource, policy.property,
                   is_all ? "the policy is known at deployment"
                          : "a statement of the policy is known at deployment",
                   first_known(part->origin(), first_known(policy.key, resource->origin)));
      });
    }
  }
}

std::vector<std::optional<std::string>> texts_at(const View& view, const cfn::Map& map,
                                                 std::string_view key) {
  const cfn::Value* value = map.find(key);
  if (value == nullptr) return {};
  if (value->list() == nullptr) return {view.text(value)};
  std::vector<std::optional<std::string>> texts;
  for (const cfn::Value& each : *value->list()) texts.push_back(view.text(&each));
  return texts;
}

Admission admission_of(const AuditedStack& stack, const cfn::Map& statement) {
  Admission found;
  if (const cfn::MapEntry* others = statement.find_entry("NotPrincipal"))
    return {Openness::kAnyone, false, false, {}, others->key_origin};
  const cfn::Value* principal = statement.find("Principal");
  if (principal == nullptr) return found;
  if (principal->map() == nullptr) {
    admit_accounts(stack, principal, found);
    return found;
  }
  admit_accounts(stack, member(principal, {"AWS"}), found);
  for (const Element& each : elements_of(stack, member(principal, {"Federated"}))) {
    const bool is_shared = !shared_issuer(stack.view, statement).empty();
    admit(found, is_shared ? Openness::kAnyone : Openness::kClosed, each);
    if (each.open.empty() || !each.widest.ends_with('*')) continue;
    found.may_be_anyone = true;
    leave_open(found, each);
  }
  return found;
}

void answer_admission(const AuditedStack& stack, const AllowStatement& each,
                      std::string_view kept_out_by, AuditAnswers& to) {
  const std::string_view where = each.policy.property;
  const Admission who = admission_of(stack, each.map);
  const Origin& at = each.at(who.at);
  if (who.is != Openness::kAnyone && !who.may_be_anyone)
    return to.pass(each.resource, where, "the policy names its principals", at);
  if (const std::string limits = limits_of(stack.view, each); !limits.empty())
    return to.pass(each.resource, where, "limited by a condition on " + limits, at);
  if (!kept_out_by.empty()) return to.pass(each.resource, where, std::string(kept_out_by), at);
  if (who.is != Openness::kAnyone)
    return to.unknown(each.resource, where, "whom the policy lets in depends on " + who.open, at);
  const cfn::MapEntry* condition = each.map.find_entry("Condition");
  if (condition == nullptr)
    return to.fail(each.resource, where, allowed_to_all(stack.view, each), at);
  to.fail(each.resource, where,
          allowed_to_all(stack.view, each) + "; its condition does not limit who that is",
          each.at(condition->key_origin));
}

}  // namespace archsynth::analysis

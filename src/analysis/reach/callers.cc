// What the policies of a resource say of callers that are no identity of the template: anyone, and
// services of AWS.

#include <fmt/format.h>

#include <algorithm>

#include "access.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using model::Certainty;
using model::Statement;

bool is_about(const Statement& statement, const model::Principal& who) {
  if (statement.has_other_principals) return true;
  return std::any_of(
      statement.principals.begin(), statement.principals.end(), [&](const auto& one) {
        if (one.text == "*") return true;
        // An origin access identity, which only distributions have.
        const bool is_origin_access =
            one.kind == "CanonicalUser" || one.text.find("Origin Access Identity") != one.text.npos;
        if (who.text == "cloudfront.amazonaws.com" && is_origin_access) return true;
        return one.kind == who.kind && one.text == who.text;
      });
}

/// Whether S3 keeps the public out whatever the bucket's policy says: it does unless it is told
/// otherwise.
/// Source: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PublicAccessBlockConfiguration.html
bool keeps_public_out(const view::View& view, const cfn::Resource& store) {
  if (store.type != "AWS::S3::Bucket") return false;
  constexpr const char* kBlock = "PublicAccessBlockConfiguration";
  if (view::property(store, {kBlock}) == nullptr) return true;
  return view.truth(view::property(store, {kBlock, "RestrictPublicBuckets"})) == true;
}

}  // namespace

model::RequestContext ServiceAccess::request_of(const std::string& caller) const {
  const cfn::Resource* resource = view_.find(caller);
  model::RequestContext made{{"aws:securetransport", "true"}};
  if (resource != nullptr) made["aws:sourcearn"] = identities_.arns().of(*resource);
  return made;
}

ServiceAccess::Finding ServiceAccess::of_caller(const model::Principal& who,
                                                const model::RequestContext& request,
                                                const cfn::Resource& store) const {
  Finding found;
  for (const std::string& action : actions_on(store)) {
    const auto arns = identities_.arns().of(store, action);
    Certainty best = Certainty::kNo;
    const Statement* by = nullptr;
    bool is_denied = false;
    for (const model::ResourcePolicy* policy : identities_.on(store)) {
      for (const Statement& each : policy->statements) {
        if (!is_about(each, who)) continue;
        const Certainty about = each.allows ? each.is_about_some(arns) : each.is_about_all(arns);
        const Certainty one = std::min({each.names(action), each.is_met(request), about});
        if (!each.allows && one == Certainty::kYes) {
          is_denied = true;
          found.refused.denied_by = &each;
          found.refused.action = action;
        }
        if (!each.allows || one <= best) continue;
        best = one;
        by = &each;
      }
    }
    if (is_denied || by == nullptr) continue;
    found.actions.push_back(action);
    if (found.by != nullptr && best != Certainty::kYes) continue;
    found.by = by;
    found.open = best == Certainty::kYes ? std::string()
                                         : "a condition on " + join(by->condition_keys(), ", ");
  }
  return found;
}

void ServiceAccess::judge_caller(const model::Principal& who, const model::RequestContext& request,
                                 const End& to, ReachAnswer& answer) const {
  if (!answer.is_reachable) return;
  const cfn::Resource& store = *to.store;
  const bool is_anyone = who.text == "*";
  const Finding found = of_caller(who, request, store);
  const auto policies = identities_.on(store);
  const auto refuse = [&](ReachBlock block) {
    answer.is_reachable = false;
    answer.path.clear();
    answer.assumptions.clear();
    answer.blocked_by = {std::move(block)};
  };
  if (found.actions.empty()) {
    const Statement* denied = found.refused.denied_by;
    const cfn::Resource& at = denied != nullptr  ? *denied->resource
                              : policies.empty() ? store
                                                 : *policies.front()->policy;
    const std::string caller = is_anyone ? "anyone" : who.text;
    return refuse({at.id.str(), std::string(model::policy_property(at.type)), "RESOURCE_POLICY",
                   denied != nullptr ? fmt::format("{} denies {} to {}", at.id.str(),
                                                   found.refused.action, caller)
                   : policies.empty()
                       ? fmt::format("{} has no policy that lets {} in", to.name, caller)
                       : fmt::format("{} does not let {} use {}", at.id.str(), caller, to.name),
                   denied != nullptr ? denied->origin : at.origin});
  }
  if (is_anyone && keeps_public_out(view_, store)) {
    const cfn::Value* block = view::property(store, {"PublicAccessBlockConfiguration"});
    return refuse({store.id.str(), "PublicAccessBlockConfiguration", "RESOURCE_POLICY",
                   fmt::format("{} blocks public access", store.id.str()),
                   block == nullptr ? store.origin : first_known(block->origin(), store.origin)});
  }
  if (!found.open.empty()) answer.assumptions.push_back(found.open + " allows it");
  answer.path.insert(answer.path.end() - 1,
                     ReachHop{found.by->resource->id.str(),
                              fmt::format("allows {} to {}", join(found.actions, ", "),
                                          is_anyone ? "anyone" : who.text),
                              found.by->origin});
}

}  // namespace archsynth::analysis

// The statements of policies that allow something.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// The account root of another account than the stack's, or a user or role of one.
bool is_other_account(const View& view, const cfn::Value& principal) {
  const auto text = view.text(&principal);
  if (!text) return false;
  const bool is_id = text->size() == 12 && std::all_of(text->begin(), text->end(), is_digit);
  return is_id || (text->starts_with("arn:") && text->find(":iam::") != text->npos &&
                   text->find(":iam::aws:") == text->npos);
}

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

std::vector<std::optional<std::string>> texts_at(const View& view, const cfn::Map& map,
                                                 std::string_view key) {
  const cfn::Value* value = map.find(key);
  if (value == nullptr) return {};
  if (value->list() == nullptr) return {view.text(value)};
  std::vector<std::optional<std::string>> texts;
  for (const cfn::Value& each : *value->list()) texts.push_back(view.text(&each));
  return texts;
}

Openness openness_of(const View& view, const cfn::Map& statement) {
  if (statement.contains("NotPrincipal")) return Openness::kAnyone;
  const cfn::Value* principal = statement.find("Principal");
  if (principal == nullptr) return Openness::kClosed;
  if (view.text(principal) == "*" || !shared_issuer(view, statement).empty()) {
    return Openness::kAnyone;
  }
  const cfn::Value* accounts = member(principal, {"AWS"});
  if (accounts == nullptr) return Openness::kClosed;
  std::vector<const cfn::Value*> all{accounts};
  if (accounts->list() != nullptr) all = view.items(accounts).values;
  Openness found = Openness::kClosed;
  for (const cfn::Value* each : all) {
    if (view.text(each) == "*") return Openness::kAnyone;
    if (is_other_account(view, *each)) found = Openness::kOtherAccount;
  }
  return found;
}

std::string allowed_to_all(const View& view, const AllowStatement& statement) {
  std::vector<std::string> actions;
  for (const auto& action : texts_at(view, statement.map, "Action")) {
    if (action) actions.push_back(*action);
  }
  const std::string issuer = shared_issuer(view, statement.map);
  return (actions.empty() ? "Allow" : join(actions, ", ")) +
         (issuer.empty() ? " for every principal" : " for every identity of " + issuer);
}

}  // namespace archsynth::analysis

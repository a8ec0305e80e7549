#include "rules/identities/grants.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"
#include "spec/managed_policies.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

Grant grant_by_actions(const View& view, const cfn::Value* actions, std::string_view action) {
  const Items items = one_or_many(view, actions);
  bool known = items.complete;
  for (const cfn::Value* item : items.values) {
    const auto pattern = view.text(item);
    if (pattern && names_action(*pattern, action)) return Grant::kAllowed;
    known = known && pattern;
  }
  return known ? Grant::kLacking : Grant::kUnknown;
}

/// The text of an ARN, `${…}` for what is known at deployment only: the partition.
std::optional<std::string> text_of_arn(const View& view, const cfn::Value& arn) {
  if (const auto* sub = arn.get_if<cfn::Sub>()) return sub->text;
  const auto* call = arn.get_if<cfn::Call>();
  if (call == nullptr || call->function != cfn::Function::kJoin) return view.text(&arn);
  const cfn::List* arguments = call->argument.front().list();
  if (arguments == nullptr || arguments->size() != 2) return std::nullopt;
  const std::string* delimiter = arguments->front().string();
  const Items parts = view.items(&arguments->back());
  if (delimiter == nullptr || !parts.complete) return std::nullopt;
  std::vector<std::string> texts;
  for (const cfn::Value* each : parts.values) {
    texts.push_back(view.text(each).value_or("${AWS::Partition}"));
  }
  return join(texts, *delimiter);
}

/// Whether the value is an ARN for certain, not `*`.
bool is_arn(const View& view, const cfn::Value& named) {
  return view.target(&named) != nullptr ||
         text_of_arn(view, named).value_or("").starts_with("arn:");
}

/// Whether a statement's resources are all others than the target.
bool is_about_others(const View& view, const cfn::Value* resources, std::string_view action,
                     const GrantTarget& on) {
  const Items items = one_or_many(view, resources);
  const bool is_for_all = !spec::can_be_limited(action);
  return items.complete && !items.values.empty() &&
         std::all_of(items.values.begin(), items.values.end(), [&](const cfn::Value* item) {
           return item != nullptr &&
                  (is_for_all ? is_arn(view, *item) : is_other_target(view, *item, on));
         });
}

/// What a statement that allows says of the action, whatever it is called on.
Grant grant_by_names(const View& view, const cfn::Map& statement, std::string_view action) {
  const cfn::Value* except = statement.find("NotAction");
  if (except == nullptr) return grant_by_actions(view, statement.find("Action"), action);
  const Grant named = grant_by_actions(view, except, action);
  if (named == Grant::kUnknown) return named;
  return named == Grant::kAllowed ? Grant::kLacking : Grant::kAllowed;
}

Grant grant_by_statement(const View& view, const cfn::Value& statement, std::string_view action,
                         const GrantTarget& on) {
  const cfn::Map* map = statement.map();
  if (map == nullptr || !map->contains("Effect")) return Grant::kUnknown;
  const auto effect = view.text(map->find("Effect"));
  if (!effect) return Grant::kUnknown;
  if (*effect == "Deny") {
    const bool always = !map->contains("Condition") && view.text(map->find("Resource")) == "*";
    const bool named = grant_by_actions(view, map->find("Action"), action) == Grant::kAllowed;
    return always && named ? Grant::kDenied : Grant::kLacking;
  }
  const Grant named = grant_by_names(view, *map, action);
  const bool is_lacking =
      named == Grant::kLacking || is_about_others(view, map->find("Resource"), action, on);
  return is_lacking ? Grant::kLacking : named;
}

/// The better of two: a policy that cannot be read may allow anything.
Grant either(Grant a, Grant b) {
  if (a == Grant::kDenied || b == Grant::kDenied) return Grant::kDenied;
  if (a == Grant::kAllowed || b == Grant::kAllowed) return Grant::kAllowed;
  return a == Grant::kUnknown || b == Grant::kUnknown ? Grant::kUnknown : Grant::kLacking;
}

Grant grant_by_document(const View& view, const cfn::Value* document, std::string_view action,
                        const GrantTarget& on) {
  const cfn::Map* map = document == nullptr ? nullptr : document->map();
  const cfn::Value* statements = map == nullptr ? nullptr : map->find("Statement");
  if (statements == nullptr) return Grant::kUnknown;
  const Items items = one_or_many(view, statements);
  Grant all = items.complete ? Grant::kLacking : Grant::kUnknown;
  for (const cfn::Value* item : items.values) {
    all = either(all, grant_by_statement(view, *item, action, on));
  }
  return all;
}

Grant grant_by_managed(const spec::ManagedStatement& statement, std::string_view action) {
  const bool is_named =
      std::any_of(statement.actions.begin(), statement.actions.end(),
                  [&](std::string_view each) { return each == "*" || names_action(each, action); });
  if (is_named == statement.has_other_actions) return Grant::kLacking;
  const bool is_whole = statement.conditions.empty() && !statement.has_other_resources &&
                        statement.resources[0] == "*";
  return is_whole ? Grant::kAllowed : Grant::kUnknown;
}

Grant grant_by_managed(const View& view, const cfn::Value& arn, std::string_view action,
                       const GrantTarget& on) {
  if (const cfn::Resource* policy = view.target(&arn, "AWS::IAM::ManagedPolicy")) {
    return grant_by_document(view, property(*policy, {"PolicyDocument"}), action, on);
  }
  const auto text = text_of_arn(view, arn);
  const auto known = text ? spec::managed_policy(*text) : std::vector<spec::ManagedStatement>();
  Grant all = known.empty() ? Grant::kUnknown : Grant::kLacking;
  for (const spec::ManagedStatement& each : known)
    all = either(all, grant_by_managed(each, action));
  return all;
}

/// Policies of the template that name the role. `by` gets each that allows the action, null for one
/// that may name another role.
Grant grant_by_attached(const View& view, const cfn::Resource& role, std::string_view action,
                        const GrantTarget& on, View::Resources* by = nullptr) {
  Grant all = Grant::kLacking;
  for (const char* type : {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"}) {
    for (const cfn::Resource* policy : view.of(type)) {
      const bool one = policy->type == "AWS::IAM::RolePolicy";
      const cfn::Value* roles = property(*policy, {one ? "RoleName" : "Roles"});
      const Items named = one_or_many(view, roles);
      if (roles == nullptr && lacks(*policy, "Roles")) continue;
      bool is_of_role = roles == nullptr || !named.complete;
      bool names_role = false;
      for (const cfn::Value* each : named.values) {
        // A name that is written out, or computed, may be that of the role.
        const cfn::Resource* other = view.target(each);
        is_of_role |= other == nullptr || other == &role;
        names_role |= other == &role;
      }
      if (!is_of_role) continue;
      Grant grant = grant_by_document(view, property(*policy, {"PolicyDocument"}), action, on);
      if (!policy->condition.empty() && grant != Grant::kLacking) grant = Grant::kUnknown;
      if (grant == Grant::kAllowed && by != nullptr) by->push_back(names_role ? policy : nullptr);
      all = either(all, grant);
    }
  }
  return all;
}

/// Whether a policy of the target itself, or one attached to it, names the role.
bool is_named_by_target(const View& view, const cfn::Resource& role, const GrantTarget& on) {
  const cfn::Resource* target = on.resource;
  if (target == nullptr) return false;
  for (const cfn::MapEntry& entry : target->properties) {
    const bool is_policy = entry.key.find("Policy") != std::string::npos;
    if (is_policy && refers_to(cfn::references(entry.value), role)) return true;
  }
  const auto& all = view.resources();
  return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    return each->type.ends_with("Policy") && !each->type.starts_with("AWS::IAM::") &&
           refers_to(view.references(*each), role) && refers_to(view.references(*each), *target);
  });
}

/// What the role itself says: its managed policies and those within it.
Grant grant_by_itself(const View& view, const cfn::Resource& role, std::string_view action,
                      const GrantTarget& on) {
  Grant all = Grant::kLacking;
  const cfn::Value* managed = property(role, {"ManagedPolicyArns"});
  const Items arns = view.items(managed);
  if (managed != nullptr && !arns.complete) all = either(all, Grant::kUnknown);
  for (const cfn::Value* arn : arns.values) {
    all = either(all, grant_by_managed(view, *arn, action, on));
  }
  const cfn::Value* inline_policies = property(role, {"Policies"});
  const Items policies = view.items(inline_policies);
  if (inline_policies != nullptr && !policies.complete) all = either(all, Grant::kUnknown);
  for (const cfn::Value* policy : policies.values) {
    all = either(all, grant_by_document(view, member(policy, {"PolicyDocument"}), action, on));
  }
  const bool computed = managed == nullptr && !lacks(role, "ManagedPolicyArns");
  const bool computed_inline = inline_policies == nullptr && !lacks(role, "Policies");
  return computed || computed_inline ? either(all, Grant::kUnknown) : all;
}

/// Whether connectors of the serverless transform may add policies to roles.
bool has_connectors(const View& view) {
  const View::Resources& all = view.resources();
  return std::any_of(all.begin(), all.end(), [](const cfn::Resource* each) {
    return each->type == "AWS::Serverless::Connector" ||
           each->other_attributes.contains("Connectors");
  });
}

}  // namespace

Items one_or_many(const View& view, const cfn::Value* value) {
  if (value == nullptr || value->list() != nullptr) return view.items(value);
  return {{value}, true};
}

bool names_action(std::string_view pattern, std::string_view action) {
  return matches_wildcards(pattern, action, [](char wanted, char is) {
    return wanted == '?' || to_lower(wanted) == to_lower(is);
  });
}

Grant grant_of(const View& view, const cfn::Resource& role, std::string_view action,
               const GrantTarget& on) {
  const Grant all =
      either(grant_by_attached(view, role, action, on), grant_by_itself(view, role, action, on));
  const bool may_be_let =
      all == Grant::kLacking && (is_named_by_target(view, role, on) || has_connectors(view));
  if (may_be_let) return Grant::kUnknown;
  return all == Grant::kDenied ? Grant::kLacking : all;
}

View::Resources attached_grants(const View& view, const cfn::Resource& role,
                                std::string_view action, const GrantTarget& on) {
  View::Resources by;
  const Grant attached = grant_by_attached(view, role, action, on, &by);
  const bool is_known = std::find(by.begin(), by.end(), nullptr) == by.end();
  if (attached != Grant::kAllowed || !is_known) return {};
  const bool has_others = grant_by_itself(view, role, action, on) != Grant::kLacking ||
                          is_named_by_target(view, role, on) || has_connectors(view);
  return has_others ? View::Resources() : by;
}

bool need_action(const View& view, const Report& report, const ActionNeed& need,
                 std::string_view action, const GrantTarget& on) {
  if (grant_of(view, need.role, action, on) != Grant::kLacking) return false;
  const bool is_for_all = !spec::can_be_limited(action);
  const bool has_others = !is_for_all && grant_of(view, need.role, action) != Grant::kLacking;
  const std::string role = quoted(need.role.id.str());
  Diagnostic& found = report(
      need.resource, need.where,
      has_others ? fmt::format("{} cannot work: the role {} allows {} on other resources only",
                               need.who, role, action)
                 : fmt::format("{} cannot work: the role {} lacks {}", need.who, role, action));
  found.fix = fmt::format("allow {} {}in a policy of the role", action,
                          has_others   ? "on the resource "
                          : is_for_all ? "on \"*\" "
                                       : "");
  if (need.is_mild) found.severity = Severity::kWarning;
  return true;
}

}  // namespace archsynth::analysis

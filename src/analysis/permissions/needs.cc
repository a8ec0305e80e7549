#include "analysis/permissions/needs.h"

#include <algorithm>
#include <functional>

#include "analysis/permissions/scope.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// What can stand where a condition is open: both.
void each_choice(const cfn::Value& value, const std::function<void(const cfn::Value&)>& visit) {
  if (const auto choice = cfn::choice_of(value)) {
    each_choice(choice->then, visit);
    each_choice(choice->otherwise, visit);
  } else if (!cfn::is_no_value(value)) {
    visit(value);
  }
}

/// The values at a path, in any item of lists on the way.
void values_at(const cfn::Value& value, std::string_view path,
               const std::function<void(const cfn::Value&)>& visit) {
  each_choice(value, [&](const cfn::Value& at) {
    if (const cfn::List* items = at.list()) {
      for (const cfn::Value& each : *items) values_at(each, path, visit);
      return;
    }
    if (path.empty()) return visit(at);
    const std::size_t dot = path.find('.');
    const cfn::Map* map = at.map();
    const cfn::Value* member = map == nullptr ? nullptr : map->find(path.substr(0, dot));
    if (member != nullptr) {
      values_at(*member, dot == path.npos ? std::string_view() : path.substr(dot + 1), visit);
    } else if (map == nullptr) {
      visit(at);  // computed: it may be there
    }
  });
}

bool names_type(const cfn::Value& value, std::string_view type, const Names& names) {
  const auto found = cfn::references(value);
  if (found.empty()) return value.is_intrinsic() || value.string() != nullptr;
  return std::any_of(found.begin(), found.end(), [&](const cfn::Reference& each) {
    const cfn::Resource* target = names.find(each.target.str());
    return target == nullptr || target->type == type;
  });
}

/// What stands before the `*` of patterns, in order, without those that another one begins.
std::vector<std::string_view> shortest_prefixes(const Texts& arns) {
  std::vector<std::string_view> prefixes;
  for (const std::string& each : arns) {
    if (each.ends_with('*')) prefixes.emplace_back(each.data(), each.size() - 1);
  }
  std::sort(prefixes.begin(), prefixes.end());
  std::vector<std::string_view> result;
  for (const std::string_view each : prefixes) {
    if (result.empty() || !each.starts_with(result.back())) result.push_back(each);
  }
  return result;
}

/// Takes out what stands there twice, or is one of what another pattern lets in.
void drop_covered(Texts& arns) {
  std::sort(arns.begin(), arns.end());
  arns.erase(std::unique(arns.begin(), arns.end()), arns.end());
  const Texts all = arns;
  const std::vector<std::string_view> prefixes = shortest_prefixes(all);
  std::erase_if(arns, [&](const std::string& arn) {
    const auto next = std::upper_bound(prefixes.begin(), prefixes.end(), arn);
    if (next == prefixes.begin()) return false;
    const std::string_view prefix = *std::prev(next);
    return arn.starts_with(prefix) && !(arn.size() == prefix.size() + 1 && arn.ends_with('*'));
  });
}

std::string words(std::string_view operations) {
  std::vector<std::string> result;
  for (const char each : operations) {
    result.emplace_back(each == 'c'   ? "create"
                        : each == 'r' ? "read"
                        : each == 'u' ? "update"
                                      : "delete");
  }
  return join(result, ", ");
}

/// Keys are used for others by their service.
std::vector<StatementCondition> conditions_of(std::string_view action, const cfn::Resource& of) {
  if (!action.starts_with("kms:") || of.type.starts_with("AWS::KMS::") ||
      action == "kms:DescribeKey" || action == "kms:ListAliases")
    return {};
  const auto own = spec::physical_name(of.type);
  if (!own) return {};
  const std::string_view kind = *own->kinds.begin();
  return {{"StringLike",
           "kms:ViaService",
           {std::string(kind.substr(0, kind.find(':'))) + ".*.amazonaws.com"}}};
}

/// What the policies of a role may be changed under, where it has a boundary or managed policies.
void limit_role(std::string_view action, const cfn::Resource& role, const Names& names,
                std::vector<StatementCondition>& to) {
  if (role.type != "AWS::IAM::Role") return;
  if (action == "iam:AttachRolePolicy" || action == "iam:DetachRolePolicy") {
    StatementCondition only{"ArnLike", "iam:PolicyARN", {}};
    values_at(names.properties(role), "ManagedPolicyArns", [&](const cfn::Value& each) {
      for (const std::string& arn : names.arns_of(each)) only.values.push_back(arn);
    });
    std::sort(only.values.begin(), only.values.end());
    to.push_back(only);
  }
  const cfn::Value* boundary = role.properties.find("PermissionsBoundary");
  if (boundary != nullptr &&
      (action == "iam:CreateRole" || action == "iam:PutRolePolicy" ||
       action == "iam:AttachRolePolicy" || action == "iam:PutRolePermissionsBoundary")) {
    to.push_back({"ArnLike", "iam:PermissionsBoundary", names.arns_of(*boundary)});
  }
}

}  // namespace

void Needs::add(std::string_view action, const Texts& resources,
                std::vector<StatementCondition> conditions, const PermissionReason& reason) {
  std::sort(conditions.begin(), conditions.end());
  Permission& at = all_[{std::string(action), conditions}];
  at.action = action;
  at.conditions = std::move(conditions);
  at.resources.insert(at.resources.end(), resources.begin(), resources.end());
  at.reasons.push_back(reason);
}

std::vector<Permission> Needs::take() {
  std::vector<Permission> result;
  for (auto& [key, each] : all_) {
    drop_covered(each.resources);
    result.push_back(std::move(each));
  }
  return result;
}

Use use_of(std::string_view when, const cfn::Resource& resource, const Names& names) {
  if (when.empty()) return {true, {}, resource.origin};
  const std::size_t sign = when.find_first_of("=>");
  const std::string_view path = when.substr(0, sign);
  const std::string_view wanted = sign == when.npos ? std::string_view() : when.substr(sign + 1);
  Use use{false, std::string(path), {}};
  values_at(names.properties(resource), path, [&](const cfn::Value& value) {
    const auto text = cfn::scalar_text(value);
    const bool fits = sign == when.npos   ? true
                      : when[sign] == '=' ? !text || *text == wanted
                                          : names_type(value, wanted, names);
    if (!fits || use.is_there) return;
    use.is_there = true;
    use.origin = value.origin().is_stated() ? value.origin() : resource.origin;
  });
  // An empty list or map of properties is there, too.
  if (sign == when.npos && path.find('.') == path.npos && resource.properties.contains(path))
    use.is_there = true;
  return use;
}

bool add_handlers(const cfn::Resource& resource, const Names& names, Needs& to) {
  const std::string_view type = resource.type.starts_with("Custom::")
                                    ? "AWS::CloudFormation::CustomResource"
                                    : std::string_view(resource.type);
  const auto rows = spec::handler_actions(type);
  if (rows.empty()) return false;
  const Scope scope(resource, names);
  for (const spec::HandlerActions& row : rows) {
    const Use use = use_of(row.when, resource, names);
    if (!use.is_there) continue;
    const PermissionReason reason{resource.id.str(), resource.type, words(row.operations),
                                  use.property, use.origin};
    for (const std::string_view action : row.actions) {
      auto conditions = conditions_of(action, resource);
      limit_role(action, resource, names, conditions);
      to.add(action, scope.of(action), std::move(conditions), reason);
    }
  }
  return true;
}

}  // namespace archsynth::analysis::permissions_of

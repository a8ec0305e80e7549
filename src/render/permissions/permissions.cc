#include "archsynth/render/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "render/format.h"
#include "render/json_values.h"
#include "render/table.h"

namespace archsynth::picture {
namespace {

using analysis::Permission;
using analysis::PermissionPolicy;
using analysis::PermissionReason;
using analysis::Permissions;

/// The placeholders of ARNs, and what they are in CloudFormation.
struct Placeholder {
  std::string_view name;
  std::string_view pseudo;
  std::string Permissions::*known;
  std::string_view otherwise;  ///< in a policy that stands for itself
};
constexpr Placeholder kPlaceholders[] = {
    {"${Partition}", "${AWS::Partition}", &Permissions::partition, "aws"},
    {"${Region}", "${AWS::Region}", &Permissions::region, "*"},
    {"${Account}", "${AWS::AccountId}", &Permissions::account, "*"},
};

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != text.npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

using Rewrite = std::function<cfn::Value(const std::string&)>;

cfn::Value rewritten(const cfn::Value& value, const Rewrite& rewrite) {
  if (const std::string* text = value.string()) return rewrite(*text);
  if (const cfn::List* list = value.list()) {
    cfn::List result;
    for (const cfn::Value& each : *list) result.push_back(rewritten(each, rewrite));
    return result;
  }
  const cfn::Map* map = value.map();
  if (map == nullptr) return value;
  cfn::Map result;
  for (const cfn::MapEntry& each : *map) result.set(each.key, rewritten(each.value, rewrite));
  return result;
}

/// Of an action; a stack has at most so many resources.
constexpr std::size_t kMostReasons = 500;

/// As IAM takes it: what is not known is any.
Rewrite for_iam(const Permissions& of) {
  return [&of](const std::string& text) {
    std::string result = text;
    for (const Placeholder& each : kPlaceholders) {
      const std::string& known = of.*each.known;
      result =
          replaced(result, each.name, known.empty() ? each.otherwise : std::string_view(known));
    }
    return cfn::Value(result);
  };
}

/// As a template has it: pseudo parameters. Variables of IAM stay.
cfn::Value for_template(const std::string& text) {
  std::string result = replaced(text, "${aws:", "${!aws:");
  bool is_sub = false;
  for (const Placeholder& each : kPlaceholders) {
    is_sub = is_sub || result.find(each.name) != result.npos;
    result = replaced(result, each.name, each.pseudo);
  }
  return is_sub ? cfn::sub(result) : cfn::Value(text);
}

cfn::List policies_to_json(const std::vector<PermissionPolicy>& policies, const Rewrite& rewrite) {
  cfn::List result;
  for (const PermissionPolicy& each : policies) {
    result.push_back(
        cfn::Map{{"name", each.name}, {"document", rewritten(each.document, rewrite)}});
  }
  return result;
}

cfn::Value role_to_json(const analysis::PermissionRole& role, const Rewrite& rewrite) {
  return cfn::Map{{"name", role.name},
                  {"trust", rewritten(role.trust, rewrite)},
                  {"policies", policies_to_json(role.policies, rewrite)}};
}

cfn::Value reason_to_json(const PermissionReason& reason) {
  return cfn::Map{{"resource", reason.resource},
                  {"type", reason.type},
                  {"operations", reason.operations},
                  {"property", reason.property},
                  {"line", line_or_null(reason.origin)}};
}

std::string to_json(const Permissions& result) {
  const Rewrite rewrite = for_iam(result);
  cfn::List actions;
  for (const Permission& each : result.needs) {
    const std::size_t count = std::min(each.reasons.size(), kMostReasons);
    cfn::List reasons;
    for (std::size_t i = 0; i < count; ++i) reasons.push_back(reason_to_json(each.reasons[i]));
    cfn::Map action{{"action", each.action},
                    {"resources", rewritten(texts(each.resources), rewrite)},
                    {"reasons", std::move(reasons)}};
    if (const std::size_t left = each.reasons.size() - count; left > 0)
      action.set("more_reasons", static_cast<int>(left));
    actions.emplace_back(std::move(action));
  }
  cfn::List unknown;
  for (const auto& each : result.unknown)
    unknown.push_back(cfn::Map{{"resource", each.resource}, {"type", each.type}});
  return cfn::to_json(cfn::Map{{"version", 1},
                               {"stack", result.stack_name},
                               {"service_role", role_to_json(result.service, rewrite)},
                               {"ci_role", role_to_json(result.ci, rewrite)},
                               {"boundary", policies_to_json(result.boundary, rewrite)},
                               {"actions", std::move(actions)},
                               {"unknown", std::move(unknown)},
                               {"escalations", texts(result.escalations)},
                               {"notes", texts(result.notes)}});
}

void add_policies(const std::vector<PermissionPolicy>& policies, const std::string& role,
                  cfn::Template& to) {
  for (const PermissionPolicy& each : policies) {
    cfn::Resource policy;
    policy.id = cfn::LogicalId(each.name + "Policy");
    policy.type = "AWS::IAM::ManagedPolicy";
    policy.properties.set("PolicyDocument", rewritten(each.document, for_template));
    if (!role.empty()) policy.properties.set("Roles", cfn::List{cfn::ref(cfn::LogicalId(role))});
    to.resources.push_back(std::move(policy));
  }
}

void add_role(const analysis::PermissionRole& role, const std::string& id, cfn::Template& to) {
  cfn::Resource made;
  made.id = cfn::LogicalId(id);
  made.type = "AWS::IAM::Role";
  made.properties.set("RoleName", role.name);
  made.properties.set("AssumeRolePolicyDocument", rewritten(role.trust, for_template));
  to.resources.push_back(std::move(made));
  add_policies(role.policies, id, to);
  cfn::Output output;
  output.id = cfn::LogicalId(id + "Arn");
  output.value = cfn::get_att(cfn::LogicalId(id), "Arn");
  to.outputs.push_back(std::move(output));
}

std::string to_template(const Permissions& result) {
  cfn::Template made;
  made.description = result.stack_name.empty()
                         ? "What the deployment of a stack may do"
                         : "What the deployment of the stack " + result.stack_name + " may do";
  if (!result.unknown.empty()) {
    std::vector<std::string> types;
    for (const auto& each : result.unknown) {
      if (std::find(types.begin(), types.end(), each.type) == types.end())
        types.push_back(each.type);
    }
    made.metadata = cfn::Map{{"Unknown", texts(types)}};
  }
  add_role(result.service, "CloudFormationRole", made);
  add_role(result.ci, "DeployRole", made);
  add_policies(result.boundary, {}, made);
  for (const PermissionPolicy& each : result.boundary) {
    cfn::Output output;
    output.id = cfn::LogicalId(each.name + "Arn");
    output.value = cfn::ref(cfn::LogicalId(each.name + "Policy"));
    made.outputs.push_back(std::move(output));
  }
  return cfn::to_json(made);
}

std::string because(const Permission& permission) {
  std::vector<std::string> reasons;
  for (const PermissionReason& each : permission.reasons) {
    std::string text = fmt::format("{} {}", each.operations, each.resource);
    if (!each.property.empty()) text += fmt::format(" ({})", each.property);
    if (const auto line = line_of_origin(each.origin)) text += fmt::format(", line {}", *line);
    if (std::find(reasons.begin(), reasons.end(), text) == reasons.end()) reasons.push_back(text);
  }
  constexpr std::size_t kMost = 3;
  const std::size_t left = reasons.size() > kMost ? reasons.size() - kMost : 0;
  reasons.resize(reasons.size() - left);
  std::string text = join(reasons, "; ");
  return left == 0 ? text : fmt::format("{}; and {} more", text, left);
}

void add_list(const std::string& title, const std::vector<std::string>& texts, std::string& to) {
  if (texts.empty()) return;
  TextTable table{title, {{title}}, {}, {}};
  for (const std::string& each : texts) table.rows.push_back({each});
  to += "\n" + markdown(table);
}

std::string to_markdown(const Permissions& result) {
  const Rewrite rewrite = for_iam(result);
  std::size_t stars = 0;
  TextTable table{
      "What CloudFormation needs to deploy the stack", {{"Action"}, {"On"}, {"Because"}}, {}, {}};
  for (const Permission& each : result.needs) {
    stars += each.resources.front() == "*" ? 1 : 0;
    std::vector<std::string> on;
    for (const std::string& arn : each.resources) on.push_back(*rewrite(arn).string());
    table.rows.push_back({each.action, join(on, ", "), because(each)});
  }
  std::string out = markdown(table);
  out += fmt::format("\n{}; {} of them support no resource, so the policy contains `*`.\n",
                     counted(result.needs.size(), "action"), stars);
  TextTable unknown{
      "Unknown: the policies lack what these resources need", {{"Resource"}, {"Type"}}, {}, {}};
  for (const auto& each : result.unknown) unknown.rows.push_back({each.resource, each.type});
  if (!unknown.rows.empty()) out += "\n" + markdown(unknown);
  add_list("Ways to gain more permissions", result.escalations, out);
  add_list("Notes", result.notes, out);
  return out;
}

constexpr Format<Permissions> kFormats[] = {
    {"json", to_json}, {"cloudformation", to_template}, {"markdown", to_markdown}};

}  // namespace

std::string permissions_as(std::string_view format, const analysis::Permissions& permissions) {
  return write_as(kFormats, format, permissions);
}

std::vector<std::string> permissions_formats() { return names_in(kFormats); }

std::string permissions_of_role(std::string_view role, const analysis::Permissions& permissions) {
  const auto& policies = role == "service" ? permissions.service.policies
                         : role == "ci"    ? permissions.ci.policies
                                           : permissions.boundary;
  cfn::List documents;
  for (const PermissionPolicy& each : policies)
    documents.push_back(rewritten(each.document, for_iam(permissions)));
  return cfn::to_json(documents.size() == 1 ? documents.front() : cfn::Value(documents));
}

}  // namespace archsynth::picture

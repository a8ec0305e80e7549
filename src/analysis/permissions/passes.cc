#include <fmt/format.h>

#include <algorithm>

#include "analysis/permissions/needs.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"
#include "spec/edges.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// The services that may assume a role of the template; empty where its trust does not tell.
Texts services_of(const cfn::Resource& role) {
  Texts result;
  const cfn::Value* trust = role.properties.find("AssumeRolePolicyDocument");
  if (trust == nullptr) return result;
  cfn::walk(*trust, [&](const cfn::Value& value) {
    const cfn::Map* map = value.map();
    const cfn::Value* service = map == nullptr ? nullptr : map->find("Service");
    if (service == nullptr) return;
    const cfn::List one{*service};
    for (const cfn::Value& each : service->list() != nullptr ? *service->list() : one) {
      if (const std::string* text = each.string()) result.push_back(*text);
    }
  });
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

class RolePasses {
 public:
  RolePasses(const cfn::Resource& resource, const Names& names, Needs& to)
      : resource_(resource), names_(names), to_(to) {}

  /// `path`: with `*` for the items of lists, as the facts of trusted services spell it.
  void visit(const cfn::Value& value, const std::string& path) {
    if (const cfn::Map* map = value.map()) {
      for (const cfn::MapEntry& each : *map) {
        if (each.key.find("Polic") == each.key.npos)
          visit(each.value, path.empty() ? each.key : path + "." + each.key);
      }
    } else if (const cfn::List* list = value.list()) {
      for (const cfn::Value& each : *list) visit(each, path + ".*");
    } else if (const auto choice = cfn::choice_of(value)) {
      visit(choice->then, path);
      visit(choice->otherwise, path);
    } else if (cfn::is_no_value(value)) {
      return;
    } else if (const Texts services = trusted_at(path);
               !services.empty() || is_arn_of_role(value) ||
               lower_case(last_name(path)).find("role") != std::string::npos) {
      pass(value, last_name(path), services);
    }
  }

 private:
  /// The key at the end of a path, that of the list for its items.
  static std::string last_name(std::string_view path) {
    while (path.ends_with(".*")) path.remove_suffix(2);
    return std::string(path.substr(path.rfind('.') + 1));
  }

  /// The services that have to assume the role at a path; empty: not known to be one.
  Texts trusted_at(std::string_view path) const {
    for (const spec::RoleTrust& each : spec::role_trusts()) {
      if (each.type != resource_.type || each.role != path) continue;
      const auto services = each.principals.to_vector();
      return {services.begin(), services.end()};
    }
    return {};
  }

  bool is_arn_of_role(const cfn::Value& value) const {
    return value.get_if<cfn::GetAtt>() != nullptr && role_of(value) != nullptr;
  }

  /// The role of the template that a value names: its ARN, or its name for an instance profile.
  const cfn::Resource* role_of(const cfn::Value& value) const {
    const auto* att = value.get_if<cfn::GetAtt>();
    const auto* ref = value.get_if<cfn::Ref>();
    const cfn::Resource* role = att != nullptr   ? names_.find(att->target.str())
                                : ref != nullptr ? names_.find(ref->target.str())
                                                 : nullptr;
    return role != nullptr && role->type == "AWS::IAM::Role" ? role : nullptr;
  }

  void pass(const cfn::Value& value, const std::string& key, const Texts& trusted) {
    const cfn::Resource* role = role_of(value);
    Texts services = role == nullptr ? Texts() : services_of(*role);
    if (services.empty()) services = trusted;
    if (services.empty() && !spec::passed_to(resource_.type).empty())
      services = {std::string(spec::passed_to(resource_.type))};
    Texts arns = role == nullptr ? Texts{names_.text(value, true)} : names_.arns(*role);
    if (role == nullptr && !arns.front().starts_with("arn:")) {
      // A name, or a value that is not known: some role of the account.
      if (value.string() != nullptr && resource_.type != "AWS::IAM::InstanceProfile") return;
      arns = {"arn:${Partition}:iam::${Account}:role/" + arns.front()};
    }
    if (arns.front().find(":role/aws-service-role/") != std::string::npos) return;
    std::vector<StatementCondition> conditions;
    if (!services.empty()) conditions.push_back({"StringEquals", "iam:PassedToService", services});
    to_.add("iam:PassRole", arns, std::move(conditions),
            {resource_.id.str(), resource_.type, "create, update", key,
             value.origin().is_stated() ? value.origin() : resource_.origin});
  }

  const cfn::Resource& resource_;
  const Names& names_;
  Needs& to_;
};

constexpr std::string_view kResolve = "{{resolve:";

/// What a dynamic reference names: up to the next colon, or an ARN, which has six.
std::string id_of(std::string_view text) {
  text = text.substr(0, text.find('}'));
  std::size_t end = text.find(':');
  for (int colons = 0; text.starts_with("arn:") && colons < 6 && end != text.npos; ++colons)
    end = text.find(':', end + 1);
  return std::string(text.substr(0, end));
}

/// The ARN of what a dynamic reference names; secrets have six characters behind their name.
std::string referenced_arn(std::string_view service, const std::string& id) {
  if (id.starts_with("arn:")) return id;
  if (service == "secretsmanager")
    return "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:" + id + "-*";
  const std::string name = id.starts_with('/') ? id.substr(1) : id;
  return "arn:${Partition}:ssm:${Region}:${Account}:parameter/" + name;
}

}  // namespace

void add_passed_roles(const cfn::Resource& resource, const Names& names, Needs& to) {
  if (resource.type.starts_with("AWS::IAM::") && resource.type != "AWS::IAM::InstanceProfile")
    return;
  RolePasses(resource, names, to).visit(names.properties(resource), {});
}

void add_service_linked_roles(const cfn::Resource& resource, const Names& names, Needs& to) {
  for (const spec::ServiceLinkedRole& each : spec::service_linked_roles(resource.type)) {
    const Use use = use_of(each.when, resource, names);
    if (!use.is_there) continue;
    const std::string arn =
        fmt::format("arn:${{Partition}}:iam::${{Account}}:role/aws-service-role/{}/{}*",
                    each.principal, each.role);
    to.add("iam:CreateServiceLinkedRole", {arn},
           {{"StringEquals", "iam:AWSServiceName", {std::string(each.principal)}}},
           {resource.id.str(), resource.type, "create", use.property, use.origin});
  }
}

void add_dynamic_references(const cfn::Resource& resource, const Names& names, Needs& to) {
  cfn::walk(names.properties(resource), [&](const cfn::Value& value) {
    const auto* typed = value.get_if<cfn::DynamicReference>();
    const cfn::Value spelled = typed != nullptr ? cfn::spelled_out(*typed) : cfn::Value();
    const std::string text = names.text(typed != nullptr ? spelled : value);
    for (std::size_t at = text.find(kResolve); at != text.npos; at = text.find(kResolve, at + 1)) {
      const std::string_view rest = std::string_view(text).substr(at + kResolve.size());
      const std::size_t colon = rest.find(':');
      if (colon == rest.npos) continue;
      const std::string_view service = rest.substr(0, colon);
      Texts arns;
      for (const cfn::Reference& each : cfn::references(value)) {
        const cfn::Resource* target = names.find(each.target.str());
        for (std::string& arn : target == nullptr ? Texts() : names.arns(*target))
          arns.push_back(std::move(arn));
      }
      if (arns.empty()) arns = {referenced_arn(service, id_of(rest.substr(colon + 1)))};
      to.add(service == "secretsmanager" ? "secretsmanager:GetSecretValue" : "ssm:GetParameters",
             arns, {},
             {resource.id.str(), resource.type, "create, update", "a dynamic reference",
              value.origin().is_stated() ? value.origin() : resource.origin});
    }
  });
}

}  // namespace archsynth::analysis::permissions_of

#include <fmt/format.h>

#include <algorithm>

#include "analysis/permissions/policies.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis::permissions_of {
namespace {

/// Statements of policies as a boundary can have them.
class Boundary {
 public:
  explicit Boundary(const Names& names) : names_(names) {}

  void add(const cfn::Value* document) {
    const cfn::Map* map = document == nullptr ? nullptr : document->map();
    const cfn::Value* statements = map == nullptr ? nullptr : map->find("Statement");
    if (statements == nullptr) return;
    const cfn::List one{*statements};
    for (const cfn::Value& each : statements->list() != nullptr ? *statements->list() : one)
      add_statement(each);
  }
  const cfn::List& statements() const { return statements_; }

 private:
  void add_statement(const cfn::Value& value) {
    const cfn::Map* from = value.map();
    if (from == nullptr || from->find("Effect") == nullptr || *from->find("Effect") != "Allow")
      return;
    cfn::Map made;
    for (const cfn::MapEntry& each : *from) {
      if (each.key != "Sid") made.set(each.key, plain(each.value, each.key == "Resource"));
    }
    if (std::find(statements_.begin(), statements_.end(), cfn::Value(made)) == statements_.end())
      statements_.push_back(std::move(made));
  }

  /// Without functions: what is not known is `*`.
  cfn::Value plain(const cfn::Value& value, bool is_resource) const {
    if (const cfn::Map* map = value.map()) {
      cfn::Map result;
      for (const cfn::MapEntry& each : *map) result.set(each.key, plain(each.value, false));
      return result;
    }
    if (const cfn::List* list = value.list()) {
      cfn::List result;
      for (const cfn::Value& each : *list) result.push_back(plain(each, is_resource));
      return result;
    }
    return value.is_intrinsic() ? cfn::Value(names_.text(value, is_resource)) : value;
  }

  const Names& names_;
  cfn::List statements_;
};

bool names_role(const cfn::Resource& policy) {
  return policy.properties.contains("Roles") || policy.properties.contains("RoleName");
}

}  // namespace

std::vector<PermissionPolicy> boundary_of(const std::vector<cfn::Resource>& resources,
                                          const Names& names, Texts& notes) {
  Boundary boundary(names);
  std::vector<std::string> managed;
  for (const cfn::Resource& each : resources) {
    if (each.type == "AWS::IAM::Role") {
      const cfn::Value* inline_ones = each.properties.find("Policies");
      const cfn::List* list = inline_ones == nullptr ? nullptr : inline_ones->list();
      for (const cfn::Value& policy : list == nullptr ? cfn::List() : *list) {
        if (policy.map() != nullptr) boundary.add(policy.map()->find("PolicyDocument"));
      }
      const cfn::Value* attached = each.properties.find("ManagedPolicyArns");
      const cfn::List* arns = attached == nullptr ? nullptr : attached->list();
      for (const cfn::Value& arn : arns == nullptr ? cfn::List() : *arns) {
        const std::string text = names.text(arn, true);
        if (text.find(":aws:policy/") != text.npos)
          managed.push_back(text.substr(text.rfind('/') + 1));
      }
    } else if (each.type == "AWS::IAM::Policy" || each.type == "AWS::IAM::RolePolicy" ||
               each.type == "AWS::IAM::ManagedPolicy") {
      if (names_role(each)) boundary.add(each.properties.find("PolicyDocument"));
    }
  }
  std::sort(managed.begin(), managed.end());
  managed.erase(std::unique(managed.begin(), managed.end()), managed.end());
  if (!managed.empty()) {
    notes.push_back(fmt::format("the boundary lacks what {} {}: add it before you use the boundary",
                                join(managed, ", "), managed.size() == 1 ? "grants" : "grant"));
  }
  return parted(boundary.statements(), "Boundary");
}

}  // namespace archsynth::analysis::permissions_of

#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/permissions/names.h"
#include "archsynth/analysis/permissions.h"

/// Which actions a stack needs, on what, and why.
namespace archsynth::analysis::permissions_of {

/// Collects permissions: the same action under the same conditions is one.
class Needs {
 public:
  void add(std::string_view action, const Texts& resources,
           std::vector<StatementCondition> conditions, const PermissionReason& reason);
  /// By action, then by conditions.
  std::vector<Permission> take();

 private:
  using Key = std::pair<std::string, std::vector<StatementCondition>>;
  std::map<Key, Permission> all_;
};

/// What a resource's properties are to a `when` of the facts: not there, or the place where they
/// are.
struct Use {
  bool is_there = false;
  std::string property;
  Origin origin;
};
Use use_of(std::string_view when, const cfn::Resource& resource, const Names& names);

/// What the handlers of a resource call; false where nothing is known of its type.
bool add_handlers(const cfn::Resource& resource, const Names& names, Needs& to);
/// The roles that it hands on, the service-linked roles that it has made, and what dynamic
/// references in it are read with.
void add_passed_roles(const cfn::Resource& resource, const Names& names, Needs& to);
void add_service_linked_roles(const cfn::Resource& resource, const Names& names, Needs& to);
void add_dynamic_references(const cfn::Resource& resource, const Names& names, Needs& to);

}  // namespace archsynth::analysis::permissions_of

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "view/view.h"

namespace archsynth::model {

/// One value of a list, with what has to hold for it; empty: nothing.
struct Item {
  const cfn::Value* value = nullptr;
  std::string assumption{};
};

/// The resources of a template in one state, by id and by type.
class Lookup {
 public:
  explicit Lookup(std::vector<cfn::Resource> resources);

  const std::vector<cfn::Resource>& resources() const { return resources_; }
  const std::vector<const cfn::Resource*>& of(std::string_view type) const;
  const cfn::Resource* find(std::string_view id) const;
  /// The resource of the template that a value names; null for anything else.
  const cfn::Resource* target(const cfn::Value* value) const;
  const cfn::Resource* target(const cfn::Value* value, std::string_view type) const;
  /// The id of that resource, or what else the value says: a text, a parameter, an import.
  std::string name(const cfn::Value* value) const;

  std::optional<std::string> text(const cfn::Value* value) const;
  std::optional<std::int64_t> number(const cfn::Value* value) const;
  std::optional<bool> truth(const cfn::Value* value) const;
  /// The items of a list, or the value itself; both sides of a condition that is open.
  std::vector<Item> items(const cfn::Value* value) const;
  /// What stands at a path with dots, through the items of lists and open conditions.
  std::vector<Item> at(const cfn::Resource& resource, std::string_view path) const;
  /// The value of a key in a list of `Key` and `Value`, empty where it is not known; nothing where
  /// no item has the key.
  std::optional<std::string> attribute(const cfn::Resource& of, std::string_view list,
                                       std::string_view key) const;

 private:
  void collect(const cfn::Value& value, const std::string& assumption,
               std::vector<Item>& found) const;

  std::vector<cfn::Resource> resources_;
  std::map<std::string_view, std::vector<const cfn::Resource*>> by_type_;
  std::map<std::string_view, const cfn::Resource*> by_id_;
};

/// What has to hold for a resource whose condition is open; empty: nothing.
std::string existence_of(const cfn::Resource& resource);
/// Where a property of a resource is set, or else the resource itself.
const Origin& origin_of(const cfn::Resource& resource, std::string_view property);

}  // namespace archsynth::model

#include "archsynth/cfn/template.h"

#include <algorithm>
#include <tuple>

namespace archsynth::cfn {
namespace {

template <typename Items>
auto find(Items& items, const LogicalId& id) -> decltype(items.data()) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.id == id; });
  return found == items.end() ? nullptr : &*found;
}

void set_text(Map& map, std::string_view key, const std::string& text) {
  if (!text.empty()) map.append(key, text);
}

void set_map(Map& map, std::string_view key, Map value) {
  if (!value.empty()) map.append(key, std::move(value));
}

void set_id(Map& map, std::string_view key, const LogicalId& id, const Origin& origin) {
  if (!id.empty()) map.append(key, Value(id.str()).with_origin(origin));
}

Value depends_on(const Resource& resource) {
  const auto& ids = resource.depends_on;
  if (ids.empty()) return {};
  if (ids.size() == 1) return Value(ids.front().str()).with_origin(resource.depends_on_origin);
  List names;
  for (const LogicalId& id : ids) names.emplace_back(id.str());
  return Value(std::move(names)).with_origin(resource.depends_on_origin);
}

Value to_value(const Resource& resource) {
  Map map;
  map.append("Type", Value(resource.type).with_origin(resource.type_origin));
  set_id(map, "Condition", resource.condition, resource.condition_origin);
  map.append("DependsOn", depends_on(resource));
  map.append("DeletionPolicy", resource.deletion_policy);
  map.append("UpdateReplacePolicy", resource.update_replace_policy);
  map.append("CreationPolicy", resource.creation_policy);
  map.append("UpdatePolicy", resource.update_policy);
  for (const MapEntry& entry : resource.other_attributes) {
    map.append(entry.key, entry.value, entry.key_origin);
  }
  set_map(map, "Properties", resource.properties);
  map.append("Metadata", resource.metadata);
  return map;
}

Value to_value(const Parameter& parameter) {
  Map map;
  map.append("Type", Value(parameter.type).with_origin(parameter.type_origin));
  for (const MapEntry& entry : parameter.attributes) {
    map.append(entry.key, entry.value, entry.key_origin);
  }
  return map;
}

Value to_value(const Output& output) {
  Map map;
  set_text(map, "Description", output.description);
  set_id(map, "Condition", output.condition, output.condition_origin);
  map.append("Value", output.value);
  if (!output.export_name.absent()) map.append("Export", Map{{"Name", output.export_name}});
  return map;
}

template <typename Item>
Map section(const std::vector<Item>& items) {
  Map map;
  for (const Item& item : items) map.append(item.id.str(), to_value(item), item.origin);
  return map;
}

template <typename Item>
Map section(const std::vector<Item>& items, const Map& macros) {
  Map map = section(items);
  for (const MapEntry& entry : macros) map.append(entry.key, entry.value, entry.key_origin);
  return map;
}

}  // namespace

bool operator==(const Resource& a, const Resource& b) {
  const auto data = [](const Resource& r) {
    return std::tie(r.id, r.type, r.properties, r.depends_on, r.condition, r.deletion_policy,
                    r.update_replace_policy, r.creation_policy, r.update_policy, r.metadata,
                    r.other_attributes);
  };
  return data(a) == data(b);
}

bool operator==(const Parameter& a, const Parameter& b) {
  return std::tie(a.id, a.type, a.attributes) == std::tie(b.id, b.type, b.attributes);
}

bool operator==(const Output& a, const Output& b) {
  return std::tie(a.id, a.description, a.value, a.export_name, a.condition) ==
         std::tie(b.id, b.description, b.value, b.export_name, b.condition);
}

const Resource* Template::find_resource(const LogicalId& id) const { return find(resources, id); }
Resource* Template::find_resource(const LogicalId& id) { return find(resources, id); }
const Parameter* Template::find_parameter(const LogicalId& id) const {
  return find(parameters, id);
}

Value to_value(const Template& template_) {
  Map map;
  map.append("AWSTemplateFormatVersion", "2010-09-09");
  set_text(map, "Description", template_.description);
  map.append("Transform", template_.transform);
  map.append("Metadata", template_.metadata);
  map.append("Globals", template_.globals);
  set_map(map, "Parameters", section(template_.parameters));
  set_map(map, "Mappings", template_.mappings);
  set_map(map, "Rules", template_.rules);
  set_map(map, "Conditions", template_.conditions);
  map.append("Hooks", template_.hooks);
  map.append("Resources", section(template_.resources, template_.resource_macros));
  set_map(map, "Outputs", section(template_.outputs, template_.output_macros));
  return map;
}

}  // namespace archsynth::cfn

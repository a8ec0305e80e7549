#include "service_spec.h"

#include <algorithm>

namespace archsynth::spec::import {
namespace {

using Definitions = std::map<std::string, const Json*>;

std::string pointer_of(std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  return "/properties/" + name;
}

bool holds(const Json& list, const Json& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

void add(Json& schema, const char* keyword, const std::string& item) {
  Json& list = schema[keyword];
  if (list.is_null()) list = Json::array();
  if (!holds(list, item)) list.push_back(item);
}

bool is_required(const Json& property) { return property.value("required", false); }

/// The type of JSON that a value of the database's type has; empty where it may have several.
std::string json_type(const Json& type) {
  const std::string kind = type.at("type");
  if (kind == "ref" || kind == "map" || kind == "tag") return "object";
  if (kind == "date-time") return "string";
  return kind == "json" || kind == "union" ? "" : kind;
}

/// Follows `$ref` in a schema.
template <typename Node>
Node& resolved(Node& schema, Node& node) {
  Node* at = &node;
  while (at->is_object() && at->contains("$ref")) {
    at = &schema.at(Json::json_pointer(at->at("$ref").template get<std::string>().substr(1)));
  }
  return *at;
}

/// Whether a schema has a property, nested ones with dots.
bool has(const Json& schema, const std::string& dotted) {
  const Json* node = &schema;
  std::size_t begin = 0;
  while (begin <= dotted.size()) {
    std::size_t end = std::min(dotted.find('.', begin), dotted.size());
    std::string part = dotted.substr(begin, end - begin);
    if (!node->contains("properties") || !node->at("properties").contains(part)) return false;
    node = &resolved(schema, node->at("properties").at(part));
    begin = end + 1;
  }
  return true;
}

/// Takes back what an object with a new property might not meet: that it has a certain one of its
/// properties.
void loosen(Json& node, const std::string& name) {
  node.erase("maxProperties");
  if (node.contains("allOf")) {
    for (Json& each : node["allOf"]) loosen(each, name);
  }
  if (node.contains("oneOf")) {
    Json choices = node["oneOf"];
    node.erase("oneOf");
    // Two lists of choices would both have to be met.
    if (!node.contains("anyOf")) node["anyOf"] = std::move(choices);
  }
  if (node.contains("anyOf")) node["anyOf"].push_back({{"required", {name}}});
  if (node.contains("requiredXor")) {
    Json choices = node["requiredXor"];
    node.erase("requiredXor");
    if (!node.contains("requiredOr")) node["requiredOr"] = std::move(choices);
  }
  if (node.contains("requiredOr")) node["requiredOr"].push_back(name);
}

void widen_types(Json& node, const std::string& name) {
  if (name.empty() || !node.contains("type")) return;
  Json types = node["type"].is_array() ? node["type"] : Json::array({node["type"]});
  if (holds(types, name) || (name == "integer" && holds(types, "number"))) return;
  types.push_back(name);
  node["type"] = std::move(types);
}

/// One schema that grows.
class Amendment {
 public:
  Amendment(Json& schema, const Definitions& definitions)
      : schema_(schema), definitions_(definitions) {}

  /// A schema for a property or an item, with definitions for what it refers to.
  Json schema_of(const Json& property);
  Json type_schema(const Json& type);
  Json object(const Json& properties);

  void widen_object(Json& node, const Json& properties);

 private:
  std::string definition(const std::string& id);
  void widen(Json& given, const Json& type);

  Json& schema_;
  const Definitions& definitions_;
  std::map<std::string, std::string> names_;  ///< of definitions that were added, by id
  std::set<std::pair<const Json*, std::string>> widened_;
};

Json Amendment::schema_of(const Json& property) {
  // What changed its type may come in either.
  if (property.contains("previousTypes")) return Json::object();
  return type_schema(property.at("type"));
}

Json Amendment::type_schema(const Json& type) {
  const std::string kind = type.at("type");
  Json schema = Json::object();
  if (const std::string name = json_type(type); !name.empty()) schema["type"] = name;
  if (type.contains("allowedValues")) schema["enum"] = type["allowedValues"];
  if (kind == "json") schema["type"] = {"object", "string"};
  if (kind == "array") schema["items"] = type_schema(type.at("element"));
  if (kind == "map") schema["additionalProperties"] = type_schema(type.at("element"));
  if (kind == "ref") {
    return {{"$ref", "#/definitions/" + definition(type.at("reference").at("$ref"))}};
  }
  if (kind == "tag") {
    schema["properties"] = {{"Key", {{"type", "string"}}}, {"Value", {{"type", "string"}}}};
    schema["required"] = {"Key", "Value"};
  }
  return schema;
}

std::string Amendment::definition(const std::string& id) {
  auto [known, is_new] = names_.try_emplace(id);
  if (!is_new) return known->second;
  const Json& source = *definitions_.at(id);
  std::string name = source.at("name");
  Json& all = schema_["definitions"];
  while (all.contains(name)) name += '_';
  known->second = name;
  all[name] = Json::object();
  Json made = object(source.at("properties"));
  all[name] = std::move(made);
  return name;
}

Json Amendment::object(const Json& properties) {
  Json node = {{"type", "object"}};
  if (properties.empty()) return node;
  node["additionalProperties"] = false;
  for (const auto& [name, property] : properties.items()) {
    node["properties"][name] = schema_of(property);
    if (is_required(property)) add(node, "required", name);
  }
  return node;
}

void Amendment::widen_object(Json& node, const Json& properties) {
  // What names no properties takes any.
  if (!node.contains("properties")) return;
  Json& known = node["properties"];
  for (const auto& [name, property] : properties.items()) {
    if (!known.contains(name)) {
      known[name] = schema_of(property);
      // A type's own properties are no choice of one thing.
      if (&node != &schema_) loosen(node, name);
      continue;
    }
    widen(known[name], property.at("type"));
    if (is_required(property) || !node.contains("required")) continue;
    // What a type needs is mended by hand in the packages: the database lacks that.
    if (&node == &schema_) continue;
    Json& required = node["required"];
    required.erase(std::remove(required.begin(), required.end(), name), required.end());
    if (required.empty()) node.erase("required");
  }
}

void Amendment::widen(Json& given, const Json& type) {
  Json& node = resolved(schema_, given);
  if (!node.is_object()) return;
  widen_types(node, json_type(type));
  const std::string kind = type.at("type");
  if (kind == "array" && node.contains("items")) widen(node["items"], type.at("element"));
  if (kind == "ref") {
    const std::string id = type.at("reference").at("$ref");
    if (widened_.emplace(&node, id).second) {
      widen_object(node, definitions_.at(id)->at("properties"));
    }
  }
  for (const char* keyword : {"enum", "enumCaseInsensitive"}) {
    if (!node.contains(keyword) || !type.contains("allowedValues")) continue;
    for (const Json& value : type["allowedValues"]) {
      if (!holds(node[keyword], value)) node[keyword].push_back(value);
    }
  }
}

/// Whether a change replaces a resource, as the schema says so far.
bool replaces(const Json& schema, const std::string& pointer) {
  for (const char* keyword : {"createOnlyProperties", "conditionalCreateOnlyProperties"}) {
    for (const Json& each : schema.value(keyword, Json::array())) {
      if (each == pointer || each.get<std::string>().starts_with(pointer + '/')) return true;
    }
  }
  return false;
}

void add_attributes(Json& schema, Amendment& amendment, const Json& attributes) {
  for (const auto& [name, attribute] : attributes.items()) {
    // What a template may state besides is no property that only AWS sets.
    if (has(schema, name)) continue;
    if (name.find('.') == name.npos) {
      schema["properties"][name] = amendment.schema_of(attribute);
    }
    add(schema, "readOnlyProperties", pointer_of(name));
  }
}

}  // namespace

ServiceSpec::ServiceSpec(const Package& package) : database_(package.json("db.json")) {
  const Json& tables = database_.at("schema");
  for (const Json& each : tables.at("typeDefinition").at("entities")) {
    definitions_[each.at("$id")] = &each;
  }
  for (const Json& each : tables.at("resource").at("entities")) {
    if (each.value("primaryIdentifier", Json::array()).empty()) continue;
    if (each.contains("cloudFormationTransform")) continue;
    resources_[each.at("cloudFormationType")] = &each;
  }
}

Json ServiceSpec::schema(const std::string& type) const {
  const Json& resource = *resources_.at(type);
  Json schema = {{"properties", Json::object()}, {"definitions", Json::object()}};
  Amendment amendment(schema, definitions_);
  Json top = amendment.object(resource.at("properties"));
  top.erase("type");
  schema.update(top);
  schema["additionalProperties"] = false;
  add_attributes(schema, amendment, resource.at("attributes"));
  for (const auto& [name, property] : resource["properties"].items()) {
    const std::string change = property.value("causesReplacement", "no");
    if (change == "yes") add(schema, "createOnlyProperties", pointer_of(name));
    if (change == "maybe") add(schema, "conditionalCreateOnlyProperties", pointer_of(name));
  }
  for (const std::string name : resource["primaryIdentifier"]) {
    add(schema, "primaryIdentifier", pointer_of(name));
  }
  const bool has_tags = resource.contains("tagInformation");
  schema["tagging"] = {{"taggable", has_tags}};
  if (has_tags) {
    schema["tagging"]["tagProperty"] = pointer_of(resource["tagInformation"]["tagPropertyName"]);
  }
  return schema;
}

void ServiceSpec::widen(const std::string& type, Json& schema) const {
  auto found = resources_.find(type);
  if (found == resources_.end()) return;
  const Json& resource = *found->second;
  Amendment amendment(schema, definitions_);
  const Json known = schema.value("properties", Json::object());
  amendment.widen_object(schema, resource.at("properties"));
  add_attributes(schema, amendment, resource.at("attributes"));
  for (const auto& [name, property] : resource["properties"].items()) {
    const std::string change = property.value("causesReplacement", "no");
    const std::string pointer = pointer_of(name);
    if (change == "no" || replaces(schema, pointer)) continue;
    // Of a property that both know, the registry's own schema did not say so.
    const bool is_certain = change == "yes" && !known.contains(name);
    add(schema, is_certain ? "createOnlyProperties" : "conditionalCreateOnlyProperties", pointer);
  }
}

std::set<std::string> ServiceSpec::attributes(const std::string& type) const {
  std::set<std::string> names;
  auto found = resources_.find(type);
  if (found == resources_.end()) return names;
  for (const auto& [name, attribute] : found->second->at("attributes").items()) names.insert(name);
  return names;
}

}  // namespace archsynth::spec::import

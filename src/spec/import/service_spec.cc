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

/// One schema that grows. `usual` is what the type has elsewhere; nodes of it may be null.
class Amendment {
 public:
  Amendment(Json& schema, const Json& usual, const Definitions& definitions)
      : schema_(schema), usual_(usual), definitions_(definitions) {}

  /// A schema for a property or an item, with definitions for what it refers to.
  Json schema_of(const Json& property);
  Json type_schema(const Json& type);
  Json object(const Json& properties);

  void widen_object(Json& node, const Json* usual, const Json& properties);

 private:
  std::string definition(const std::string& id);
  void widen(Json& given, const Json* usual, const Json& type);
  void widen_types(Json& node, const Json* usual, const Json& type);
  void widen_values(Json& node, const Json* usual, const char* keyword, const Json& type);
  const Json* usual_part(const Json* usual, const char* keyword) const;

  Json& schema_;
  const Json& usual_;
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

const Json* Amendment::usual_part(const Json* usual, const char* keyword) const {
  if (usual == nullptr || !usual->contains(keyword)) return nullptr;
  return &resolved(usual_, usual->at(keyword));
}

void Amendment::widen_object(Json& node, const Json* usual, const Json& properties) {
  // What names no properties takes any.
  if (!node.contains("properties")) return;
  Json& known = node["properties"];
  const Json* usual_known = usual_part(usual, "properties");
  for (const auto& [name, property] : properties.items()) {
    const bool is_usual = usual_known != nullptr && usual_known->contains(name);
    if (!known.contains(name)) {
      if (is_usual) continue;
      known[name] = schema_of(property);
      // A type's own properties are no choice of one thing.
      if (&node != &schema_) loosen(node, name);
      continue;
    }
    const Json* usual_property = is_usual ? &resolved(usual_, usual_known->at(name)) : nullptr;
    widen(known[name], usual_property, property.at("type"));
    if (is_required(property) || !node.contains("required")) continue;
    const bool is_regional = is_usual && !holds(usual->value("required", Json::array()), name);
    // What a type needs is mended by hand in the packages: the database lacks that.
    if (is_regional || &node == &schema_) continue;
    Json& required = node["required"];
    required.erase(std::remove(required.begin(), required.end(), name), required.end());
    if (required.empty()) node.erase("required");
  }
}

void Amendment::widen(Json& given, const Json* usual, const Json& type) {
  Json& node = resolved(schema_, given);
  if (!node.is_object()) return;
  widen_types(node, usual, type);
  const std::string kind = type.at("type");
  if (kind == "array" && node.contains("items")) {
    widen(node["items"], usual_part(usual, "items"), type.at("element"));
  }
  if (kind == "ref") {
    const std::string id = type.at("reference").at("$ref");
    if (widened_.emplace(&node, id).second) {
      widen_object(node, usual, definitions_.at(id)->at("properties"));
    }
  }
  for (const char* keyword : {"enum", "enumCaseInsensitive"}) {
    widen_values(node, usual, keyword, type);
  }
}

void Amendment::widen_values(Json& node, const Json* usual, const char* keyword, const Json& type) {
  if (!node.contains(keyword) || !type.contains("allowedValues")) return;
  const Json usual_values = usual == nullptr ? Json::array() : usual->value(keyword, Json::array());
  for (const Json& value : type["allowedValues"]) {
    if (!holds(node[keyword], value) && !holds(usual_values, value)) node[keyword].push_back(value);
  }
}

void Amendment::widen_types(Json& node, const Json* usual, const Json& type) {
  const std::string name = json_type(type);
  if (name.empty() || !node.contains("type")) return;
  const auto types_of = [](const Json& each) {
    return each["type"].is_array() ? each["type"] : Json::array({each["type"]});
  };
  const auto takes = [&](const Json& types) {
    return holds(types, name) || (name == "integer" && holds(types, "number"));
  };
  Json types = types_of(node);
  const bool is_usual = usual != nullptr && usual->contains("type") && takes(types_of(*usual));
  if (takes(types) || is_usual) return;
  types.push_back(name);
  node["type"] = std::move(types);
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

void add_attributes(Json& schema, const Json& usual, Amendment& amendment, const Json& attributes) {
  for (const auto& [name, attribute] : attributes.items()) {
    // What a template may state besides is no property that only AWS sets.
    if (has(schema, name) || has(usual, name)) continue;
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
  Amendment amendment(schema, schema, definitions_);
  Json top = amendment.object(resource.at("properties"));
  top.erase("type");
  schema.update(top);
  schema["additionalProperties"] = false;
  add_attributes(schema, schema, amendment, resource.at("attributes"));
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

void ServiceSpec::widen(const std::string& type, const Json& usual, Json& schema) const {
  auto found = resources_.find(type);
  if (found == resources_.end()) return;
  const Json& resource = *found->second;
  Amendment amendment(schema, usual, definitions_);
  const Json known = schema.value("properties", Json::object());
  amendment.widen_object(schema, &usual, resource.at("properties"));
  add_attributes(schema, usual, amendment, resource.at("attributes"));
  for (const auto& [name, property] : resource["properties"].items()) {
    const std::string change = property.value("causesReplacement", "no");
    const std::string pointer = pointer_of(name);
    if (change == "no" || replaces(schema, pointer) || replaces(usual, pointer)) continue;
    if (!schema["properties"].contains(name)) continue;
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

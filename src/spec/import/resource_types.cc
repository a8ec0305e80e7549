#include <map>
#include <set>

#include "schemas.h"
#include "service_spec.h"

namespace archsynth::spec::import {
namespace {

/// What cfn-lint knows of `Fn::GetAtt` beyond the schemas, read out of the Python text: a list of
/// types whose every property is an attribute, and a map of types to further attributes.
struct AttributeRules {
  std::set<std::string> all_properties;
  std::map<std::string, std::vector<std::string>> further;
};

AttributeRules attribute_rules(const Package& package) {
  std::string text = package.read("cfnlint/schema/_getatts.py");
  auto block = [&](const std::string& start, const std::string& end) {
    std::size_t from = text.find(start);
    if (from == text.npos) throw std::runtime_error("no " + start + " in _getatts.py");
    return text.substr(from, text.find(end, from) - from);
  };
  AttributeRules rules;
  for (auto& type : quoted_texts(block("_all_property_types = [", "\n]"))) {
    rules.all_properties.insert(type);
  }
  std::string further = block("_exceptions = {", "\n}");
  std::string type;
  for (const std::string& name : quoted_texts(further)) {
    bool is_type = name.find("::") != name.npos;
    if (is_type) {
      type = name;
    } else {
      rules.further[type].push_back(name);
    }
  }
  return rules;
}

const Json& resolve(const Json& schema, const Json& node) {
  const Json* at = &node;
  while (at->contains("$ref")) {
    at = &schema.at(Json::json_pointer(at->at("$ref").get<std::string>().substr(1)));
  }
  return *at;
}

bool has_type(const Json& node, const std::string& type) {
  if (!node.contains("type")) return false;
  const Json& types = node["type"];
  return types.is_array() ? std::find(types.begin(), types.end(), type) != types.end()
                          : types == type;
}

/// `/properties/Endpoint/Address` as `Endpoint.Address`, `/properties/Volumes/*/Size` as
/// `Volumes.*.Size`.
std::string dotted(const std::string& pointer) {
  std::string name = pointer.substr(pointer.find('/', 1) + 1);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

void add_leaves(const Json& schema, const Json& raw, const std::string& name,
                std::set<std::string>& out, int depth = 0) {
  const Json& node = resolve(schema, raw);
  if (has_type(node, "object") && depth < 8) {
    const Json properties = node.value("properties", Json::object());
    for (const auto& [key, value] : properties.items()) {
      add_leaves(schema, value, name + "." + key, out, depth + 1);
    }
    return;
  }
  bool of_structures = false;
  if (has_type(node, "array") && node.contains("items")) {
    const Json& items = node["items"];
    of_structures = has_type(items, "object") || has_type(items, "array");
  }
  if (!of_structures) out.insert(name);
}

std::string attributes(const std::string& type, const Json& schema, const AttributeRules& rules,
                       const ServiceSpec& newer) {
  std::set<std::string> names = newer.attributes(type);
  if (rules.all_properties.contains(type)) {
    for (const auto& [key, value] : schema["properties"].items()) {
      add_leaves(schema, value, key, names);
    }
  }
  if (auto found = rules.further.find(type); found != rules.further.end()) {
    names.insert(found->second.begin(), found->second.end());
  }
  for (const auto& pointer : schema.value("readOnlyProperties", Json::array())) {
    const std::string name = dotted(pointer);
    if (name.find('*') == name.npos) names.insert(name);
  }
  return join({names.begin(), names.end()});
}

std::string pointers(const Json& schema, const std::string& keyword) {
  std::set<std::string> names;
  for (const auto& pointer : schema.value(keyword, Json::array())) names.insert(dotted(pointer));
  return join({names.begin(), names.end()});
}

/// Lists whose order means nothing, by their paths.
void add_unordered(const Json& schema, const Json& raw, const std::string& name,
                   std::set<std::string>& out, int depth = 0) {
  constexpr int kDeepest = 6;
  const Json& node = resolve(schema, raw);
  if (!node.is_object() || depth > kDeepest) return;
  if (node.value("insertionOrder", true) == false) out.insert(name);
  if (node.contains("items")) add_unordered(schema, node["items"], name + ".*", out, depth + 1);
  const Json properties = node.value("properties", Json::object());
  for (const auto& [key, value] : properties.items()) {
    add_unordered(schema, value, name.empty() ? key : name + "." + key, out, depth + 1);
  }
}

std::string unordered(const Json& schema) {
  std::set<std::string> names;
  const Json properties = schema.value("properties", Json::object());
  for (const auto& [key, value] : properties.items()) add_unordered(schema, value, key, names);
  return join({names.begin(), names.end()});
}

/// The tag property and how it is written: `list`, `map`, `autoscaling` or `other`.
std::pair<std::string, std::string> tags(const Json& schema) {
  Json tagging = schema.value("tagging", Json::object());
  bool refuses = tagging.value("taggable", schema.value("taggable", true)) == false;
  std::string pointer = tagging.value("tagProperty", "/properties/Tags");
  std::string name = pointer.substr(pointer.find('/', 1) + 1);
  bool nested = name.find('/') != name.npos;
  name = name.substr(0, name.find('/'));
  const Json properties = schema.value("properties", Json::object());
  if (!properties.contains(name)) return {};
  if (refuses && !tagging.contains("tagProperty")) return {};
  for (const auto& read_only : schema.value("readOnlyProperties", Json::array())) {
    if (read_only == "/properties/" + name) return {};
  }
  if (nested) return {name, "other"};
  const Json& node = resolve(schema, properties[name]);
  if (node.contains("items")) {
    Json members = resolve(schema, node["items"]).value("properties", Json::object());
    if (!members.contains("Key") || !members.contains("Value")) return {name, "other"};
    if (members.contains("PropagateAtLaunch")) return {name, "autoscaling"};
    return {name, "list"};
  }
  bool map = !node.contains("properties");
  return {name, map ? "map" : "other"};
}

}  // namespace

FactsTable import_resource_types(const Inputs& inputs) {
  FactsTable table = tools::make_table(
      "resource_types",
      {"type!", "tag_property", "tag_shape", "attributes*", "create_only*",
       "conditional_create_only*", "unordered*"},
      {"Resource types of all regions.",
       "source: " + credit(inputs.cfn_lint.back()) + ", " + credit(inputs.service_spec)});
  const ServiceSpec newer(inputs.service_spec);
  const Package& package = inputs.cfn_lint.back();
  AttributeRules rules = attribute_rules(package);
  auto schemas = type_schemas(package);
  for (const auto& [type, resource] : newer.types()) schemas.try_emplace(type);
  for (const auto& [type, known] : schemas) {
    Json schema;
    if (known.hash.empty()) {
      schema = newer.schema(type);
    } else {
      schema = read_schema(package, known);
      newer.widen(type, schema);
    }
    auto [property, shape] = tags(schema);
    table.rows.push_back({type, property, shape, attributes(type, schema, rules, newer),
                          pointers(schema, "createOnlyProperties"),
                          pointers(schema, "conditionalCreateOnlyProperties"), unordered(schema)});
  }
  return table;
}

FactsTable import_type_ends(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table = tools::make_table("type_ends", {"type!", "status", "date"},
                                       {"Types of services that end: shutdown, sunset or "
                                        "maintenance; since when, or when they shut.",
                                        "source: " + credit(package)});
  for (const auto& [type, known] : type_schemas(package)) {
    const Json schema = read_schema(package, known);
    if (!schema.contains("lifecycle")) continue;
    const Json& end = schema["lifecycle"];
    table.rows.push_back({type, end.value("status", ""), end.value("date", "")});
  }
  return table;
}

/// The schema says for a type, or for types, which definition its policies have.
FactsTable import_update_policies(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table = tools::make_table(
      "update_policies", {"type!", "policies*"},
      {"What the UpdatePolicy of a type may hold.", "source: " + credit(package)});
  const Json schema = package.json(kSchemas / "other/resources/update_policy.json");
  for (const Json& each : schema["allOf"]) {
    if (!each.contains("then")) continue;
    std::vector<std::string> policies;
    const Json& then = each["then"]["properties"]["UpdatePolicy"];
    for (const auto& [name, _] : resolve(schema, then)["properties"].items()) {
      policies.push_back(name);
    }
    const Json& type = each["if"]["properties"]["Type"];
    const Json types = type.contains("const") ? Json::array({type["const"]}) : type["enum"];
    for (const Json& name : types) table.rows.push_back({name, join(policies)});
  }
  return table;
}

}  // namespace archsynth::spec::import

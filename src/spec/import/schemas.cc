#include "schemas.h"

#include <regex>

#include "service_spec.h"

namespace archsynth::spec::import {
namespace {

/// Prose, and what other tables or no check need.
const std::set<std::string> kLeftOut = {"$comment",
                                        "$schema",
                                        "additionalIdentifiers",
                                        "arrayType",
                                        "default",
                                        "description",
                                        "documentationUrl",
                                        "examples",
                                        "handlers",
                                        "insertionOrder",
                                        "lifecycle",
                                        "propertyTransform",
                                        "replacementStrategy",
                                        "resourceLink",
                                        "sourceUrl",
                                        "taggable",
                                        "tagging",
                                        "title",
                                        "typeConfiguration",
                                        "typeName"};
const std::set<std::string> kMapsOfSchemas = {"properties", "patternProperties", "definitions"};
const std::set<std::string> kListsOfSchemas = {"allOf", "anyOf", "oneOf", "prefixItems"};
const std::set<std::string> kSchemasIn = {
    "additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"};

/// What cfn-lint adds to schemas and AWS does not ask for.
struct NotAsked {
  std::string_view type;
  std::string_view keyword;
};
constexpr NotAsked kNotAsked[] = {
    // A cluster out of a snapshot keeps its user and gets the password: CDK deploys such ones,
    // https://github.com/aws/aws-cdk/pull/20504. `check_user_is_stated` asks where none is kept.
    {"AWS::RDS::DBCluster", "dependentRequired"},
};

Json asked(const std::string& type, Json schema) {
  for (const NotAsked& each : kNotAsked) {
    if (each.type == type) schema.erase(std::string(each.keyword));
  }
  return schema;
}

Json pruned(const Json& node) {
  if (!node.is_object()) return node;
  Json out = Json::object();
  for (const auto& [key, value] : node.items()) {
    if (kLeftOut.contains(key)) continue;
    if (kMapsOfSchemas.contains(key) && value.is_object()) {
      out[key] = Json::object();
      for (const auto& [name, schema] : value.items()) out[key][name] = pruned(schema);
    } else if (kListsOfSchemas.contains(key)) {
      out[key] = Json::array();
      for (const Json& schema : value) out[key].push_back(pruned(schema));
    } else if (kSchemasIn.contains(key)) {
      out[key] = pruned(value);
    } else {
      out[key] = value;
    }
  }
  return out;
}

/// The facts of a schema by name: `=` for the whole, `.Name` for a property, `#Name` for a
/// definition.
std::map<std::string, std::string> facts_of(const Json& schema) {
  std::map<std::string, std::string> facts;
  Json whole = pruned(schema);
  for (const auto& [group, mark] : {std::pair("properties", '.'), std::pair("definitions", '#')}) {
    if (!whole.contains(group)) continue;
    for (const auto& [name, node] : whole[group].items()) facts[mark + name] = node.dump();
    whole.erase(group);
  }
  facts["="] = whole.dump();
  return facts;
}

/// `all`, `but …` or `in …`, whichever is shorter.
std::string regions_text(const Regions& regions, const Regions& all) {
  if (regions == all) return "all";
  bool most = regions.size() * 2 > all.size();
  std::string text = most ? "but" : "in";
  for (const std::string& region : all) {
    if (regions.contains(region) != most) text += ' ' + region;
  }
  return text;
}

}  // namespace

std::map<std::string, TypeSchema> type_schemas(const Package& package) {
  std::map<std::string, TypeSchema> found;
  for (const auto& entry : fs::directory_iterator(package.root / kSchemas / "providers")) {
    const std::string region = entry.path().stem().string();
    // What the serverless transform takes has tables of its own.
    if (region == "sam") continue;
    const Json hashes = package.json(fs::relative(entry.path(), package.root));
    for (const auto& [type, hash] : hashes.items()) {
      TypeSchema& schema = found[type];
      if (schema.regions.empty() || region == "us-east-1") schema.hash = hash;
      schema.regions.insert(region);
    }
  }
  return found;
}

Json read_schema(const Package& package, const TypeSchema& schema) {
  return package.json(kSchemas / "resources" / (schema.hash + ".json"));
}

std::string import_schemas(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  const ServiceSpec newer(inputs.service_spec);
  auto schemas = type_schemas(package);
  Regions all;
  for (const auto& [type, schema] : schemas) {
    all.insert(schema.regions.begin(), schema.regions.end());
  }
  std::string text =
      "# The schemas of all resource types, without prose. `type`: a type and the regions that\n"
      "# have it; `=` its own keywords, `.Name` a property, `#Name` a definition.\n"
      "# source: " +
      credit(package) + ", " + credit(inputs.service_spec) + "\nregions";
  for (const std::string& region : all) text += ' ' + region;
  text += '\n';
  // Which regions have a newer type is not told.
  for (const auto& [type, resource] : newer.types()) schemas.try_emplace(type, TypeSchema{{}, all});
  for (const auto& [type, known] : schemas) {
    Json schema;
    if (known.hash.empty()) {
      schema = newer.schema(type);
    } else {
      schema = asked(type, read_schema(package, known));
      newer.widen(type, schema);
    }
    text += "type " + type + " " + regions_text(known.regions, all) + '\n';
    for (const auto& [name, node] : facts_of(schema)) text += name + ' ' + node + '\n';
  }
  return text;
}

namespace {

/// A rule of cfn-lint that is a schema for some place in a type, read out of its Python text.
struct RuleText {
  std::string id;
  std::vector<std::string> places;
  fs::path schema;
};

RuleText rule_text(const std::string& text) {
  RuleText rule;
  std::smatch found;
  if (!std::regex_search(text, found, std::regex("\n    id = \"(\\w+)\""))) return {};
  rule.id = found[1];
  if (!std::regex_search(text, found, std::regex("keywords=\\[([^\\]]*)\\]"))) return {};
  rule.places = quoted_texts(found[1]);
  if (!std::regex_search(text, found,
                         std::regex("module=cfnlint\\.data\\.schemas\\.extensions\\.(\\w+)"))) {
    return {};
  }
  rule.schema = kSchemas / "extensions" / found[1].str();
  if (!std::regex_search(text, found, std::regex("filename=\"([\\w.]+)\""))) return {};
  rule.schema /= found[1].str();
  return rule;
}

/// Whether the schema is about one resource alone and within a reasonable size: tables of instance
/// types by region have importers of their own.
bool usable(const std::string& schema) {
  return schema.size() < 60000 && schema.find("cfnGather") == schema.npos &&
         schema.find("cfnContext") == schema.npos && schema.find("\"us-east-1\"") == schema.npos;
}

/// ICMPv6 has types and codes as ICMP has: a range may be stated, and of one type all codes.
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
/// Volumes of type gp3 have up to 80,000 IOPS.
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html
std::string corrected(const std::string& rule, std::string schema) {
  for (const auto& [id, known, all] :
       {std::tuple{"E3688", R"("enum":["1","icmp"])", R"("enum":["1","icmp","58","icmpv6"])"},
        {"E3671", R"("maximum":16000,"minimum":3000)", R"("maximum":80000,"minimum":3000)"}}) {
    const std::size_t at = rule == id ? schema.find(known) : schema.npos;
    if (at != schema.npos) schema.replace(at, std::string_view(known).size(), all);
  }
  return schema;
}

}  // namespace

std::string import_schema_rules(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  const auto types = type_schemas(package);
  std::set<std::string> lines;
  const fs::path rules = package.root / "cfnlint/rules";
  for (const auto& entry : fs::recursive_directory_iterator(rules)) {
    if (entry.path().extension() != ".py") continue;
    RuleText rule = rule_text(package.read(fs::relative(entry.path(), package.root)));
    if (rule.schema.empty()) continue;
    std::string schema = package.read(rule.schema);
    if (!usable(schema)) continue;
    std::string node = corrected(rule.id, pruned(Json::parse(schema)).dump());
    for (const std::string& place : rule.places) {
      constexpr std::string_view kBefore = "Resources/";
      constexpr std::string_view kBetween = "/Properties";
      std::size_t end = place.find(kBetween);
      if (!place.starts_with(kBefore) || end == place.npos) continue;
      std::string type = place.substr(kBefore.size(), end - kBefore.size());
      if (!types.contains(type)) continue;
      std::string path = place.substr(end + kBetween.size());
      lines.insert(type + ' ' + rule.id + ' ' + (path.empty() ? "/" : path) + ' ' + node);
    }
  }
  std::string text =
      "# What else must hold for resources of a type: rule, place below the properties, schema.\n"
      "# source: " +
      credit(package) + '\n';
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

}  // namespace archsynth::spec::import

#include "schemas.h"

#include <map>
#include <regex>
#include <set>

#include "service_spec.h"

namespace archsynth::spec::import {
namespace {

const fs::path kSchemas = "cfnlint/data/schemas";

/// Prose, and what other tables or no check need.
const std::set<std::string> kLeftOut = {"$comment",
                                        "$schema",
                                        "additionalIdentifiers",
                                        "arrayType",
                                        "default",
                                        "description",
                                        "documentationUrl",
                                        "examples",
                                        "insertionOrder",
                                        "lifecycle",
                                        "propertyTransform",
                                        "replacementStrategy",
                                        "resourceLink",
                                        "sourceUrl",
                                        "taggable",
                                        "tagging",
                                        "title",
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

using Regions = std::set<std::string>;

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

struct Variants {
  std::vector<std::pair<std::string, Regions>> by_hash;
};

/// Which schema each type has in which region; the one of us-east-1 first, else the commonest.
std::map<std::string, Variants> variants_of(const Package& package, Regions& all) {
  std::map<std::string, std::map<std::string, Regions>> found;
  for (const auto& entry : fs::directory_iterator(package.root / kSchemas / "providers")) {
    std::string region = entry.path().stem().string();
    if (entry.path().extension() != ".py" || region == "__init__") continue;
    std::replace(region.begin(), region.end(), '_', '-');
    all.insert(region);
    auto texts = quoted_texts(package.read(kSchemas / "providers" / entry.path().filename()));
    for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
      found[texts[i]][texts[i + 1]].insert(region);
    }
  }
  found.erase("Module");
  std::map<std::string, Variants> variants;
  for (auto& [type, hashes] : found) {
    Variants& list = variants[type];
    list.by_hash.assign(hashes.begin(), hashes.end());
    std::sort(list.by_hash.begin(), list.by_hash.end(), [](const auto& a, const auto& b) {
      auto rank = [](const Regions& regions) {
        return std::pair(!regions.contains("us-east-1"), -static_cast<int>(regions.size()));
      };
      return std::tuple(rank(a.second), a.second) < std::tuple(rank(b.second), b.second);
    });
  }
  return variants;
}

}  // namespace

std::string import_schemas(const Inputs& inputs) {
  const Package& package = inputs.schemas;
  const ServiceSpec newer(inputs.service_spec);
  Regions all;
  auto variants = variants_of(package, all);
  std::string text =
      "# The schemas of all resource types, without prose. `type`: a type and the regions that\n"
      "# have it so; `=` its own keywords, `.Name` a property, `#Name` a definition. `variant`:\n"
      "# what other regions have instead; `-` before a name: they lack it.\n"
      "# source: " +
      credit(package) + ", " + credit(inputs.service_spec) + "\nregions";
  for (const std::string& region : all) text += ' ' + region;
  text += '\n';
  // Which regions have a newer type is not told.
  for (const auto& [type, resource] : newer.types()) variants.try_emplace(type);
  for (const auto& [type, list] : variants) {
    if (list.by_hash.empty()) {
      text += "type " + type + " all\n";
      for (const auto& [name, node] : facts_of(newer.schema(type)))
        text += name + ' ' + node + '\n';
    }
    std::map<std::string, std::string> base;
    Json usual;
    for (const auto& [hash, regions] : list.by_hash) {
      Json schema = asked(type, package.json(kSchemas / "resources" / (hash + ".json")));
      if (base.empty()) usual = schema;
      newer.widen(type, usual, schema);
      auto facts = facts_of(schema);
      text += (base.empty() ? "type " + type : "variant") + " " + regions_text(regions, all) + '\n';
      for (const auto& [name, node] : facts) {
        auto known = base.find(name);
        if (known != base.end() && known->second == node) continue;
        text += name + ' ' + node + '\n';
      }
      for (const auto& [name, node] : base) {
        if (!facts.contains(name)) text += '-' + name + '\n';
      }
      if (base.empty()) base = std::move(facts);
    }
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
        {"E3671", R"("maximum":16000,"minimum":3000)", R"("maximum":80000,"minimum":3000)"},
        {"W3687", R"("TCP","UDP","ICMP")", R"("TCP","UDP","ICMP",58,"58","icmpv6")"}}) {
    const std::size_t at = rule == id ? schema.find(known) : schema.npos;
    if (at != schema.npos) schema.replace(at, std::string_view(known).size(), all);
  }
  return schema;
}

}  // namespace

std::string import_schema_rules(const Inputs& inputs) {
  const Package& package = inputs.schemas;
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

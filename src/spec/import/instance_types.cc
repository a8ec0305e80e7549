#include <algorithm>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include "importers.h"

namespace archsynth::spec::import {
namespace {

/// A rule of cfn-lint that holds properties against a list of instance types.
struct InstanceRule {
  std::string id;
  std::string list;  ///< the folder of its list among the extensions: `aws_ec2_instance`
  std::string file;
  std::vector<std::string> properties;  ///< `AWS::EC2::Instance/InstanceType`
};

std::optional<InstanceRule> read_rule(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  if (text.find("(CfnLintJsonSchemaRegional)") == std::string::npos) return std::nullopt;
  InstanceRule rule;
  std::smatch found;
  if (std::regex_search(text, found, std::regex(R"rx(id = "(\w+)")rx"))) rule.id = found[1];
  if (std::regex_search(text, found, std::regex(R"rx(schemas\.extensions\.(\w+))rx"))) {
    rule.list = found[1];
  }
  if (std::regex_search(text, found,
                        std::regex(R"rx("(\w*type_enum\.json|\w*class_enum\.json)")rx"))) {
    rule.file = found[1];
  }
  const std::regex property(R"rx("Resources/([\w:]+)/Properties/([\w/*]+)")rx");
  for (auto at = std::sregex_iterator(text.begin(), text.end(), property);
       at != std::sregex_iterator(); ++at) {
    rule.properties.push_back((*at)[1].str() + "/" + (*at)[2].str());
  }
  if (rule.id.empty() || rule.list.empty() || rule.file.empty() || rule.properties.empty()) {
    return std::nullopt;  // those of RDS depend on the engine and have tables of their own
  }
  return rule;
}

std::vector<InstanceRule> read_rules(const Package& package) {
  std::vector<InstanceRule> rules;
  for (const auto& entry :
       fs::recursive_directory_iterator(package.root / "cfnlint/rules/resources")) {
    if (entry.path().extension() != ".py") continue;
    if (auto rule = read_rule(entry.path())) rules.push_back(std::move(*rule));
  }
  return rules;
}

}  // namespace

FactsTable import_instance_properties(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table = tools::make_table(
      "instance_properties", {"property!", "list", "rule"},
      {"Properties that hold an instance type; * is any item.", "source: " + credit(package)});
  for (const InstanceRule& rule : read_rules(package)) {
    for (const std::string& property : rule.properties) {
      table.rows.push_back({property, rule.list, rule.id});
    }
  }
  return table;
}

FactsTable import_instance_types(const Inputs& inputs) {
  const Package& package = inputs.cfn_lint.back();
  FactsTable table = tools::make_table(
      "instance_types", {"list!", "names*"},
      {"Instance types of services, of all regions.", "source: " + credit(package)});
  for (const InstanceRule& rule : read_rules(package)) {
    std::set<std::string> names;
    const Json regions =
        package.json(fs::path("cfnlint/data/schemas/extensions") / rule.list / rule.file);
    for (const auto& [region, schema] : regions.items()) {
      if (!schema.is_object() || !schema.contains("enum")) continue;
      for (const Json& name : schema["enum"]) names.insert(name.get<std::string>());
    }
    table.rows.push_back({rule.list, join({names.begin(), names.end()})});
  }
  return table;
}

}  // namespace archsynth::spec::import

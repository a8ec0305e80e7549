#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "spec/import/schemas.h"
#include "spec/import/service_spec.h"
#include "spec/tools/schema_writer.h"

namespace archsynth::spec::import {
namespace {

/// A package of two regions, two types and two rules.
class SchemaImport : public ::testing::Test {
 protected:
  /// Each test has its own folder: they run side by side.
  SchemaImport()
      : root_(fs::path(::testing::TempDir()) /
              (std::string("archsynth-import-") +
               ::testing::UnitTest::GetInstance()->current_test_info()->name() +
               std::to_string(::getpid())) /
              "package") {
    fs::remove_all(root_.parent_path());
    write("cfn_lint-1.58.0.dist-info/METADATA",
          "Name: cfn-lint\nVersion: 1.58.0\nLicense-Expression: MIT-0\n\n");
    write("cfnlint/data/schemas/providers/us-east-1.json",
          R"({"AWS::A::B": "11", "AWS::A::C": "33"})");
    write("cfnlint/data/schemas/providers/eu-west-1.json", R"({"AWS::A::B": "11"})");
    write("cfnlint/data/schemas/providers/sam.json", R"({"AWS::Serverless::A": "22"})");
    write("cfnlint/data/schemas/resources/11.json",
          R"({"typeName": "AWS::A::B", "description": "prose", "required": ["Size"],
              "definitions": {"Part": {"type": "object", "title": "prose"}},
              "properties": {"Size": {"type": "integer", "maximum": 9, "description": "prose"},
                             "description": {"$ref": "#/definitions/Part"}}})");
    write("cfnlint/data/schemas/resources/33.json",
          R"({"additionalProperties": false, "handlers": {"create": {"permissions": ["prose"]}}})");
    write(
        "cfnlint/data/schemas/extensions/aws_a_b/size.json",
        R"({"description": "prose", "if": {"required": ["Size"]}, "then": {"minProperties": 2}})");
    write("cfnlint/data/schemas/extensions/aws_a_b/other.json", R"({"cfnGather": {}})");
    write("cfnlint/rules/size.py", rule("E3999", "size.json"));
    write("cfnlint/rules/other.py", rule("E3998", "other.json"));
    write("npm/package.json", R"({"name": "service-spec", "version": "0.1.2", "license": "X-1"})");
    write("npm/published", "2026-09-29T16:23:57Z\n");
    write("npm/db.json", R"({"schema": {"resource": {"entities": []},
                                        "typeDefinition": {"entities": []}}})");
    fs::rename(root_ / "npm", root_.parent_path() / "npm");
    for (const Package& package : find_packages(root_.parent_path())) {
      if (package.name == "cfn-lint") {
        inputs_.cfn_lint = {package};
      } else {
        inputs_.service_spec = package;
      }
    }
    inputs_.cfn_lint.back().date = "2026-10-20";
  }
  ~SchemaImport() override { fs::remove_all(root_.parent_path()); }

  /// Puts resources and definitions into the database of newer types.
  void write_database(const std::string& resources, const std::string& definitions) {
    std::ofstream(inputs_.service_spec.root / "db.json")
        << R"({"schema": {"resource": {"entities": [)" << resources
        << R"(]}, "typeDefinition": {"entities": [)" << definitions << "]}}}";
  }

  Inputs inputs_;

 private:
  static std::string rule(const std::string& id, const std::string& file) {
    return "class Rule(CfnLintJsonSchema):\n    id = \"" + id +
           "\"\n    def __init__(self):\n        super().__init__(\n"
           "            keywords=[\"Resources/AWS::A::B/Properties/Size\"],\n"
           "            schema_details=SchemaDetails(\n"
           "                module=cfnlint.data.schemas.extensions.aws_a_b,\n"
           "                filename=\"" +
           file + "\",\n";
  }
  void write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path, std::ios::binary) << text;
  }

  fs::path root_;
};

std::string without_comments(const std::string& text) {
  std::string rest;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("# ")) rest += line + '\n';
  }
  return rest;
}

TEST_F(SchemaImport, WritesEachTypeWithItsRegions) {
  std::string text = import_schemas(inputs_);
  EXPECT_NE(
      text.find(
          "# source: cfn-lint 1.58.0 (2026-10-20, MIT-0), service-spec 0.1.2 (2026-09-29, X-1)\n"),
      text.npos);
  EXPECT_EQ(without_comments(text),
            "regions eu-west-1 us-east-1\n"
            "type AWS::A::B all\n"
            "#Part {\"type\":\"object\"}\n"
            ".Size {\"maximum\":9,\"type\":\"integer\"}\n"
            ".description {\"$ref\":\"#/definitions/Part\"}\n"
            "= {\"required\":[\"Size\"]}\n"
            "type AWS::A::C in us-east-1\n"
            "= {\"additionalProperties\":false}\n");
}

TEST_F(SchemaImport, AddsNewerTypesWithoutProse) {
  write_database(R"({"cloudFormationType": "AWS::New::Thing", "documentation": "prose",
      "primaryIdentifier": ["Id"],
      "attributes": {"Id": {"type": {"type": "string"}, "documentation": "prose"},
                     "Part.Arn": {"type": {"type": "string"}}},
      "properties": {
        "Name": {"type": {"type": "string"}, "required": true, "causesReplacement": "yes"},
        "Mode": {"type": {"type": "string", "allowedValues": ["a", "b"]},
                 "causesReplacement": "maybe"},
        "Part": {"type": {"type": "ref", "reference": {"$ref": "7"}}},
        "Parts": {"type": {"type": "array", "element": {"type": "ref", "reference": {"$ref": "7"}}}},
        "Map": {"type": {"type": "map", "element": {"type": "integer"}}},
        "Any": {"type": {"type": "json"}},
        "Either": {"type": {"type": "union", "types": [{"type": "json"}]}},
        "Was": {"type": {"type": "string"}, "previousTypes": [{"type": "integer"}]},
        "Tags": {"type": {"type": "array", "element": {"type": "tag"}}}},
      "tagInformation": {"tagPropertyName": "Tags"}},
    {"cloudFormationType": "AWS::Old::NoIdentifier", "attributes": {}, "properties": {}},
    {"cloudFormationType": "AWS::Macro::Thing", "cloudFormationTransform": "AWS::Macro",
     "primaryIdentifier": ["A"], "attributes": {}, "properties": {}})",
                 R"({"$id": "7", "name": "Part", "documentation": "prose", "properties": {
      "Size": {"type": {"type": "number"}, "required": true, "documentation": "prose"},
      "Part": {"type": {"type": "ref", "reference": {"$ref": "7"}}}}})");
  const std::string text = without_comments(import_schemas(inputs_));
  EXPECT_EQ(text.substr(text.find("type AWS::New::Thing")),
            R"(type AWS::New::Thing all
#Part {"additionalProperties":false,"properties":{"Part":{"$ref":"#/definitions/Part"},"Size":{"type":"number"}},"required":["Size"],"type":"object"}
.Any {"type":["object","string"]}
.Either {}
.Id {"type":"string"}
.Map {"additionalProperties":{"type":"integer"},"type":"object"}
.Mode {"enum":["a","b"],"type":"string"}
.Name {"type":"string"}
.Part {"$ref":"#/definitions/Part"}
.Parts {"items":{"$ref":"#/definitions/Part"},"type":"array"}
.Tags {"items":{"properties":{"Key":{"type":"string"},"Value":{"type":"string"}},"required":["Key","Value"],"type":"object"},"type":"array"}
.Was {}
= {"additionalProperties":false,"conditionalCreateOnlyProperties":["/properties/Mode"],"createOnlyProperties":["/properties/Name"],"primaryIdentifier":["/properties/Id"],"readOnlyProperties":["/properties/Id","/properties/Part/Arn"],"required":["Name"]}
)");
}

TEST_F(SchemaImport, OnlyWidensTypesThatItKnows) {
  const ServiceSpec newer = [&] {
    write_database(R"({"cloudFormationType": "AWS::A::B", "primaryIdentifier": ["Arn"],
      "attributes": {"Arn": {"type": {"type": "string"}}, "Size": {"type": {"type": "integer"}}},
      "properties": {
        "Size": {"type": {"type": "integer"}, "causesReplacement": "yes"},
        "New": {"type": {"type": "string"}, "required": true, "causesReplacement": "yes"},
        "Mode": {"type": {"type": "string", "allowedValues": ["a", "b"]}},
        "Port": {"type": {"type": "integer"}},
        "Part": {"type": {"type": "ref", "reference": {"$ref": "7"}}}}})",
                   R"({"$id": "7", "name": "Part", "properties": {
      "A": {"type": {"type": "string"}}, "B": {"type": {"type": "string"}}}})");
    return ServiceSpec(inputs_.service_spec);
  }();
  const Json before = Json::parse(R"({"required": ["Size"], "properties": {
      "Size": {"type": "integer", "maximum": 9},
      "Mode": {"type": "string", "enum": ["a"]}, "Port": {"type": "string"},
      "Part": {"$ref": "#/definitions/Part"}},
    "definitions": {"Part": {"type": "object", "additionalProperties": false,
      "properties": {"A": {"type": "string"}}, "required": ["A"],
      "oneOf": [{"required": ["A"]}]}}})");
  Json schema = before;
  newer.widen("AWS::A::B", schema);
  EXPECT_EQ(schema, Json::parse(R"({"required": ["Size"], "properties": {
      "Arn": {"type": "string"}, "New": {"type": "string"},
      "Size": {"type": "integer", "maximum": 9}, "Mode": {"type": "string", "enum": ["a", "b"]},
      "Port": {"type": ["string", "integer"]}, "Part": {"$ref": "#/definitions/Part"}},
    "readOnlyProperties": ["/properties/Arn"],
    "createOnlyProperties": ["/properties/New"],
    "conditionalCreateOnlyProperties": ["/properties/Size"],
    "definitions": {"Part": {"type": "object", "additionalProperties": false,
      "properties": {"A": {"type": "string"}, "B": {"type": "string"}},
      "anyOf": [{"required": ["A"]}, {"required": ["B"]}]}}})"))
      << schema.dump(1);
  EXPECT_THAT(newer.attributes("AWS::A::B"), ::testing::ElementsAre("Arn", "Size"));
  Json unknown = before;
  newer.widen("AWS::A::Unknown", unknown);
  EXPECT_EQ(unknown, before);
}

TEST_F(SchemaImport, TakesTheRulesThatAreAboutOneResource) {
  EXPECT_EQ(without_comments(import_schema_rules(inputs_)),
            "AWS::A::B E3999 /Size {\"if\":{\"required\":[\"Size\"]},\"then\":{\"minProperties\":"
            "2}}\n");
}

TEST_F(SchemaImport, WritesWhatThePackerReads) {
  std::string image =
      tools::write_schema_image(import_schemas(inputs_), import_schema_rules(inputs_));
  EXPECT_NE(image.find("AWS::A::B"), image.npos);
  EXPECT_NE(image.find("E3999"), image.npos);
  EXPECT_EQ(image.find("prose"), image.npos);
}

}  // namespace
}  // namespace archsynth::spec::import

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "spec/import/schemas.h"
#include "spec/tools/schema_writer.h"

namespace archsynth::spec::import {
namespace {

/// A package of two regions, one type with two schemas and two rules.
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
    write("cfn_lint-1.51.5.dist-info/METADATA",
          "Name: cfn-lint\nVersion: 1.51.5\nLicense-Expression: MIT-0\n\n");
    write("cfnlint/data/schemas/providers/__init__.py", "");
    write("cfnlint/data/schemas/providers/us_east_1.py",
          "types = {\n    \"AWS::A::B\": \"11\",\n    \"AWS::A::C\": \"33\",\n}\n");
    write("cfnlint/data/schemas/providers/eu_west_1.py",
          "types = {\n    \"AWS::A::B\": \"22\",\n}\n");
    write("cfnlint/data/schemas/resources/11.json",
          R"({"typeName": "AWS::A::B", "description": "prose", "required": ["Size"],
              "definitions": {"Part": {"type": "object", "title": "prose"}},
              "properties": {"Size": {"type": "integer", "maximum": 9, "description": "prose"},
                             "description": {"$ref": "#/definitions/Part"}}})");
    write("cfnlint/data/schemas/resources/22.json",
          R"({"required": ["Size"], "properties": {"Size": {"type": "integer", "maximum": 5},
              "description": {"$ref": "#/definitions/Part"}}})");
    write("cfnlint/data/schemas/resources/33.json", R"({"additionalProperties": false})");
    write(
        "cfnlint/data/schemas/extensions/aws_a_b/size.json",
        R"({"description": "prose", "if": {"required": ["Size"]}, "then": {"minProperties": 2}})");
    write("cfnlint/data/schemas/extensions/aws_a_b/other.json", R"({"cfnGather": {}})");
    write("cfnlint/rules/size.py", rule("E3999", "size.json"));
    write("cfnlint/rules/other.py", rule("E3998", "other.json"));
    inputs_.schemas = find_packages(root_.parent_path()).at(0);
    inputs_.schemas.date = "2026-06-15";
  }
  ~SchemaImport() override { fs::remove_all(root_.parent_path()); }

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

TEST_F(SchemaImport, WritesEachRegionsDifferenceOnce) {
  std::string text = import_schemas(inputs_);
  EXPECT_NE(text.find("# source: cfn-lint 1.51.5 (2026-06-15, MIT-0)\n"), text.npos);
  EXPECT_EQ(without_comments(text),
            "regions eu-west-1 us-east-1\n"
            "type AWS::A::B in us-east-1\n"
            "#Part {\"type\":\"object\"}\n"
            ".Size {\"maximum\":9,\"type\":\"integer\"}\n"
            ".description {\"$ref\":\"#/definitions/Part\"}\n"
            "= {\"required\":[\"Size\"]}\n"
            "variant in eu-west-1\n"
            ".Size {\"maximum\":5,\"type\":\"integer\"}\n"
            "-#Part\n"
            "type AWS::A::C in us-east-1\n"
            "= {\"additionalProperties\":false}\n");
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

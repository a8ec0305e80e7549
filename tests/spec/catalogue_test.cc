#include "archsynth/spec/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace archsynth::spec {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr std::string_view kThing = R"({
  "typeName": "My::Org::Thing",
  "description": "properties of prose are left out",
  "definitions": {
    "Size": {"type": "number", "minimum": 0.5, "maximum": 1000000000, "title": "Size"},
    "Tree": {"type": "object", "properties": {"Trees": {"type": "array", "items": {"$ref": "#/definitions/Tree"}}}}
  },
  "properties": {
    "Arn": {"type": "string"},
    "title": {"type": ["string", "null"], "enum": ["a\u00e9\n", null, true, 1.5]},
    "Size": {"$ref": "#/definitions/Size"},
    "Pair": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}]},
    "Tree": {"$ref": "#/definitions/Tree"}
  },
  "additionalProperties": false,
  "required": ["Size"],
  "readOnlyProperties": ["/properties/Arn", "/properties/Tree/Depth", "/properties/List/*/Id"],
  "createOnlyProperties": ["/properties/Size"],
  "conditionalCreateOnlyProperties": ["/properties/title"],
  "primaryIdentifier": ["/properties/Arn"]
})";

class CatalogueTest : public ::testing::Test {
 protected:
  std::optional<Catalogue> read(const std::vector<std::string>& texts) {
    std::vector<const Source*> schemas;
    for (const std::string& text : texts) {
      schemas.push_back(&sources_.add("s" + std::to_string(schemas.size()) + ".json", text));
    }
    return read_catalogue(schemas, diagnostics_);
  }
  /// The findings: `file:line:column message`.
  std::vector<std::string> findings() const {
    std::vector<std::string> all;
    for (const Diagnostic& each : diagnostics_.items()) {
      all.push_back(each.origin.to_string() + " " + each.message);
    }
    return all;
  }

  Sources sources_;
  Diagnostics diagnostics_;
};

TEST_F(CatalogueTest, WithoutSchemasKnowsAwsTypes) {
  const auto catalogue = read({});
  ASSERT_TRUE(catalogue);
  EXPECT_TRUE(catalogue->schema("AWS::S3::Bucket"));
  EXPECT_FALSE(catalogue->schema("AMZN::SDC::Deployment", "us-east-1"));
  EXPECT_TRUE(catalogue->type("AWS::S3::Bucket"));
  EXPECT_FALSE(catalogue->schema("My::Org::Thing"));
  EXPECT_FALSE(catalogue->type("My::Org::Thing"));
  EXPECT_THAT(catalogue->own_types(), IsEmpty());
}

TEST_F(CatalogueTest, HoldsOwnTypesBesideAwsOnes) {
  const auto catalogue = read({std::string(kThing)});
  ASSERT_TRUE(catalogue) << ::testing::PrintToString(findings());
  EXPECT_THAT(catalogue->own_types(), ElementsAre("My::Org::Thing"));
  const auto thing = catalogue->schema("My::Org::Thing", "eu-west-1");
  ASSERT_TRUE(thing);
  EXPECT_EQ(thing->name(), "My::Org::Thing");
  EXPECT_THAT(thing->rules(), IsEmpty());
  EXPECT_TRUE(thing->read_only("/properties/Arn"));
  EXPECT_TRUE(thing->ref()->has_type("string"));
  EXPECT_TRUE(catalogue->schema("AWS::S3::Bucket", "eu-west-1")->root().property("BucketName"));
}

TEST_F(CatalogueTest, KeepsWhatCheckersKnow) {
  const auto catalogue = read({std::string(kThing)});
  ASSERT_TRUE(catalogue);
  const auto root = catalogue->schema("My::Org::Thing")->root();
  EXPECT_FALSE(root.node().find("description"));
  EXPECT_TRUE(root.find(Keyword::kAdditionalProperties)->is_false());
  const auto title = root.property("title");
  ASSERT_TRUE(title) << "a property, not prose";
  EXPECT_TRUE(title->has_type("null"));
  const auto allowed = title->find(Keyword::kEnum);
  ASSERT_EQ(allowed->size(), 4U);
  EXPECT_EQ((*allowed)[0].text(), "a\u00e9\n");
  EXPECT_EQ((*allowed)[1].kind(), Datum::Kind::kNull);
  EXPECT_TRUE((*allowed)[2].is_true());
  EXPECT_EQ((*allowed)[3].number(), 1.5);
  const auto size = root.at("/properties/Size");
  EXPECT_EQ(size->find(Keyword::kMinimum)->number(), 0.5);
  EXPECT_EQ(size->find(Keyword::kMaximum)->number(), 1e9);
  EXPECT_FALSE(size->resolved().node().find("title"));
  EXPECT_EQ(root.property("Pair")->find(Keyword::kPrefixItems)->size(), 2U);
  EXPECT_TRUE(root.at("/properties/Tree/Trees/*/Trees")->has_type("array"));
}

TEST_F(CatalogueTest, TellsAttributesAndWhatReplaces) {
  const auto catalogue = read({std::string(kThing)});
  ASSERT_TRUE(catalogue);
  const auto type = catalogue->type("My::Org::Thing");
  ASSERT_TRUE(type);
  EXPECT_THAT(type->attributes.to_vector(), ElementsAre("Arn", "Tree.Depth"));
  EXPECT_THAT(type->create_only.to_vector(), ElementsAre("Size"));
  EXPECT_THAT(type->conditional_create_only.to_vector(), ElementsAre("title"));
  EXPECT_TRUE(has_attribute(*type, "Arn"));
  EXPECT_FALSE(has_attribute(*type, "Size"));
}

TEST_F(CatalogueTest, OwnTypesStandBeforeAwsOnes) {
  const auto catalogue =
      read({R"({"typeName": "AWS::S3::Bucket", "properties": {"Only": {"type": "string"}}})",
            std::string(kThing)});
  ASSERT_TRUE(catalogue);
  EXPECT_FALSE(catalogue->schema("AWS::S3::Bucket")->root().property("BucketName"));
  EXPECT_TRUE(catalogue->type("AWS::S3::Bucket")->attributes.empty());
  EXPECT_TRUE(resource_schema("AWS::S3::Bucket")->root().property("BucketName"));
}

TEST_F(CatalogueTest, IsAValue) {
  auto first = read({std::string(kThing)});
  ASSERT_TRUE(first);
  const Catalogue copy = *first;
  first.reset();
  EXPECT_TRUE(copy.schema("My::Org::Thing")->root().property("Arn"));
}

TEST_F(CatalogueTest, ReportsAllMistakesOfAllFiles) {
  EXPECT_FALSE(read({
      "{",
      R"({"properties": {"A": {"$ref": "#/definitions/B"}}})",
      R"({"typeName": "A::B::C", "properties": {"A": {"type": "string", "pattern": "("}}})",
      R"({"typeName": "A::B::D", "properties": {}})",
      R"({"typeName": "A::B::D", "properties": {}})",
      R"({"typeName": "A::B::E"})",
      R"({"typeName": "A::B", "properties": {"A": {"type": "String"}}})",
  }));
  EXPECT_THAT(
      findings(),
      ElementsAre(
          "s0.json:1:2 expected a key or \"}\", but the file ends here",
          "s1.json:1:1 the schema has no \"typeName\"",
          "s1.json:1:31 \"#/definitions/B\" refers to an unknown schema",
          "s2.json:1:75 \"(\" is not a valid regular expression: missing closing parenthesis",
          "s4.json:1:14 duplicate schema for \"A::B::D\"",
          "s5.json:1:1 the schema has no \"properties\"",
          "s6.json:1:14 \"typeName\" is not the name of a resource type",
          "s6.json:1:51 \"type\" names an unknown type"));
}

TEST_F(CatalogueTest, RefusesKeywordsOfAnotherKind) {
  for (const char* keyword :
       {R"("additionalProperties": 1)", R"("allOf": {})", R"("anyOf": [1])",
        R"("const": 1, "if": 2)", R"("definitions": [])", R"("dependencies": {"A": "B"})",
        R"("dependentRequired": {"A": "B"})", R"("enum": {})", R"("format": 1)",
        R"("items": [{}, 5])", R"("maxItems": 1.5)", R"("maximum": true)",
        R"("patternProperties": {"(": {}})", R"("required": [1])", R"("type": [])",
        R"("uniqueItems": "yes")", R"("$ref": 7)", R"("properties": {"A": null})",
        R"("requiredXor": "A")"}) {
    diagnostics_ = {};
    EXPECT_FALSE(
        read({R"({"typeName": "A::B::C", "properties": {"P": {)" + std::string(keyword) + "}}}"}))
        << keyword;
    EXPECT_EQ(diagnostics_.error_count(), 1U) << keyword;
  }
}

TEST_F(CatalogueTest, RefusesSchemasWithoutEnd) {
  for (const char* loop :
       {R"({"$ref": "#/definitions/A"})", R"({"not": {"$ref": "#/definitions/A"}})",
        R"({"allOf": [{"anyOf": [{}, {"$ref": "#/definitions/A"}]}]})"}) {
    diagnostics_ = {};
    EXPECT_FALSE(read({R"({"typeName": "A::B::C", "properties": {}, "definitions": {"A": )" +
                       std::string(loop) + "}}"}))
        << loop;
    EXPECT_EQ(diagnostics_.items().front().message, "the schema contains itself") << loop;
  }
}

}  // namespace
}  // namespace archsynth::spec

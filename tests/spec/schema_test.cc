#include "archsynth/spec/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <set>

#include "archsynth/spec/resource_types.h"
#include "spec/schema_format.h"
#include "spec/tools/schema_writer.h"

namespace archsynth::spec {

namespace schema_image {
extern const char bytes[];
}

namespace {

using ::testing::Contains;
using ::testing::Not;

TEST(SchemaImage, HoldsEveryTypeWithinEightMebibytes) {
  schema_image::ImageHead head;
  std::memcpy(&head, schema_image::bytes, sizeof head);
  EXPECT_LT(head.words * sizeof(schema_image::Word), std::size_t{8} << 20);
  for (std::string_view name : resource_type_names()) {
    auto schema = resource_schema(name);
    if (name == "AWS::CloudFormation::CustomResource" || name.find("::") == name.npos) continue;
    ASSERT_TRUE(schema) << name;
    EXPECT_EQ(schema->name(), name);
    EXPECT_FALSE(regions_of(name).empty()) << name;
  }
}

TEST(SchemaImage, KeywordsAreSortedAndFitTheirPlace) {
  std::set<std::string_view> sorted;
  for (std::string_view keyword : schema_image::kKeywords) {
    sorted.insert(keyword);
    EXPECT_LE(keyword.size() + sizeof(schema_image::Word),
              schema_image::kKeywordWords * sizeof(schema_image::Word));
  }
  EXPECT_EQ(sorted.size(), schema_image::kKeywords.size());
  EXPECT_TRUE(std::ranges::is_sorted(schema_image::kKeywords));
}

TEST(ResourceSchema, ReadsPropertiesToFullDepth) {
  auto bucket = resource_schema("AWS::S3::Bucket");
  ASSERT_TRUE(bucket);
  auto status = bucket->root().at("/properties/VersioningConfiguration/Status");
  ASSERT_TRUE(status);
  EXPECT_TRUE(status->has_type("string"));
  EXPECT_FALSE(status->has_type("object"));
  auto allowed = status->find(Keyword::kEnum);
  ASSERT_TRUE(allowed);
  EXPECT_TRUE(allowed->holds("Enabled"));
  EXPECT_FALSE(allowed->holds("On"));
  auto additional = bucket->root().find(Keyword::kAdditionalProperties);
  ASSERT_TRUE(additional);
  EXPECT_TRUE(additional->is_false());
}

TEST(ResourceSchema, KnowsWhatAwsSetsAndWhatRefReturns) {
  auto bucket = resource_schema("AWS::S3::Bucket");
  ASSERT_TRUE(bucket);
  EXPECT_TRUE(bucket->read_only("/properties/Arn"));
  EXPECT_FALSE(bucket->read_only("/properties/BucketName"));
  EXPECT_EQ(bucket->primary_identifier()[0].text(), "/properties/BucketName");
  ASSERT_TRUE(bucket->ref());
  EXPECT_TRUE(bucket->ref()->has_type("string"));
  auto database = resource_schema("AWS::RDS::DBInstance");
  ASSERT_TRUE(database);
  ASSERT_TRUE(database->attribute("Endpoint.Address"));
  EXPECT_TRUE(database->attribute("Endpoint.Address")->has_type("string"));
  EXPECT_FALSE(database->attribute("Endpoint.Nowhere"));
}

TEST(ResourceSchema, IsThereInRegionsThatHaveTheType) {
  EXPECT_TRUE(resource_schema("AWS::ECS::Service", "eu-central-1"));
  EXPECT_TRUE(resource_schema("AWS::ECS::Service", "me-west-1")) << "nothing is known of it";
  EXPECT_FALSE(resource_schema("AMZN::SDC::Deployment", "us-east-1"));
  EXPECT_TRUE(resource_schema("AMZN::SDC::Deployment", "ca-west-1"));
  EXPECT_THAT(regions_of("AMZN::SDC::Deployment"), Contains("ca-west-1"));
  EXPECT_THAT(regions_of("AMZN::SDC::Deployment"), Not(Contains("us-east-1")));
}

TEST(ResourceSchema, HasRulesBesideIt) {
  auto database = resource_schema("AWS::RDS::DBInstance");
  ASSERT_TRUE(database);
  std::set<std::string_view> ids;
  for (const SchemaRule& rule : database->rules()) ids.insert(rule.id);
  EXPECT_TRUE(ids.contains("E3682"));
}

TEST(ResourceSchema, UnknownTypesHaveNone) {
  EXPECT_FALSE(resource_schema("AWS::EC2::Instanz"));
  EXPECT_FALSE(resource_schema(""));
  EXPECT_TRUE(regions_of("AWS::EC2::Instanz").empty());
}

TEST(SchemaWriter, NamesTheLineThatIsMalformed) {
  try {
    tools::write_schema_image("regions a b\ntype T all\n= {\"x\":}\n", "");
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_STREQ(error.what(), "schemas.txt:3: expected a value");
  }
}

}  // namespace
}  // namespace archsynth::spec

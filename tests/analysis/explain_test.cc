#include "archsynth/analysis/explain.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

const char* const kStack = R"(
Parameters:
  Size: {Type: Number, Default: 20}
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties:
      AllocatedStorage: !Ref Size
      DBInstanceClass: db.t4g.micro
      DBName: shop
  Alarm:
    Type: AWS::CloudWatch::Alarm
    DependsOn: Database
    Properties:
      AlarmName: !Sub "${Database.Endpoint.Address}-${Size}"
  Own: {Type: "Custom::Thing", Properties: {Any: 1}}
Outputs:
  Host: {Value: !GetAtt Database.Endpoint.Address}
)";

cfn::Template template_of(const Source& source) {
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  auto stack = cfn::read_template(*node, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << render(diagnostics);
  return *stack;
}

TEST(Explain, TellsAPropertyFromItsSchema) {
  const Source source("t.yaml", kStack);
  const auto found =
      explain(template_of(source), "/Resources/Database/Properties/AllocatedStorage");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->type, "AWS::RDS::DBInstance");
  EXPECT_EQ(found->property, "AllocatedStorage");
  EXPECT_EQ(cfn::to_json(found->value, true), "{\"Ref\":\"Size\"}\n");
  EXPECT_EQ(found->origin.to_string(), "t.yaml:8:25");
  EXPECT_FALSE(found->derived);
  EXPECT_EQ(found->refers_to, std::vector<std::string>{"Size"});
  EXPECT_EQ(found->allowed, (std::vector<std::string>{"type: string", "pattern: ^[0-9]*$"}));
}

TEST(Explain, FindsWhoRefersToAResource) {
  const Source source("t.yaml", kStack);
  const auto found = explain(template_of(source), "/Resources/Database");
  ASSERT_TRUE(found);
  std::string users;
  for (const UserOf& each : found->users) users += each.pointer + " " + each.by + "\n";
  EXPECT_EQ(users,
            "/Resources/Alarm/Properties/AlarmName Endpoint.Address\n"
            "/Resources/Alarm/DependsOn DependsOn\n"
            "/Outputs/Host/Value Endpoint.Address\n");
}

TEST(Explain, FindsTheRulesThatAPropertyMoves) {
  const Source source("t.yaml", R"(
Resources:
  Database:
    Type: AWS::RDS::DBInstance
    Properties: {AllocatedStorage: "20", MaxAllocatedStorage: 100, DBInstanceClass: db.t4g.micro}
)");
  const auto ids = [&](const char* property) {
    const auto found =
        explain(template_of(source), std::string("/Resources/Database/Properties/") + property);
    std::vector<std::string> names;
    for (const Rule& each : found->rules) names.emplace_back(each.title);
    return names;
  };
  const auto holds = [](const std::vector<std::string>& titles, std::string_view word) {
    return std::any_of(titles.begin(), titles.end(),
                       [&](const std::string& each) { return each.find(word) != each.npos; });
  };
  EXPECT_TRUE(holds(ids("MaxAllocatedStorage"), "Storage"));
  EXPECT_FALSE(holds(ids("DBInstanceClass"), "Storage"));
}

TEST(Explain, HasNothingForAPointerToNothing) {
  const Source source("t.yaml", kStack);
  const cfn::Template stack = template_of(source);
  EXPECT_FALSE(explain(stack, "/Resources/Database/Properties/Nothing"));
  EXPECT_FALSE(explain(stack, "Resources"));
  EXPECT_FALSE(explain(stack, "/Resources/Database/Properties/DBName/0"));
  EXPECT_TRUE(explain(stack, ""));
}

TEST(ChangeOf, FollowsTheCreateOnlyFactsAndSaysWhereThereAreNone) {
  const auto effect = [](std::string_view type, std::string_view property) {
    return std::string(word_of(change_of(type, property).effect));
  };
  EXPECT_EQ(effect("AWS::RDS::DBInstance", "DBName"), "replaces");
  EXPECT_EQ(effect("AWS::RDS::DBInstance", "AllocatedStorage"), "in place");
  EXPECT_EQ(effect("AWS::RDS::DBInstance", "Nonsense"), "unknown");
  EXPECT_EQ(effect("AWS::Nothing::AtAll", "Name"), "unknown");
  EXPECT_EQ(effect("Custom::Thing", "Any"), "unknown");
  EXPECT_EQ(effect("AWS::EC2::VPC", "CidrBlock"), "replaces");
}

TEST(ChangeOf, LooksAroundAndWithinNestedProperties) {
  const auto told = [](std::string_view type, std::string_view property) {
    const ChangeFact fact = change_of(type, property);
    return std::string(word_of(fact.effect)) + ": " + fact.reason;
  };
  EXPECT_EQ(told("AWS::EKS::Cluster", "KubernetesNetworkConfig.IpFamily"),
            "replaces: the schema marks KubernetesNetworkConfig.IpFamily as create-only");
  EXPECT_EQ(told("AWS::EKS::Cluster", "KubernetesNetworkConfig"),
            "may replace: the schema marks KubernetesNetworkConfig.IpFamily as create-only");
  EXPECT_EQ(told("AWS::EC2::Instance", "CpuOptions.CoreCount"),
            "replaces: the schema marks CpuOptions as create-only");
  EXPECT_EQ(told("AWS::ECS::Service", "LaunchType"),
            "may replace: the schema marks LaunchType as create-only under some conditions");
}

}  // namespace
}  // namespace archsynth::analysis

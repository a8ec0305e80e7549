#include "spec/permissions.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "spec/facts.h"
#include "spec/lifecycles.h"
#include "spec/managed_policies.h"
#include "spec/paths.h"

namespace archsynth::spec {
namespace {

void expect_path(std::string_view type, std::string_view when) {
  const auto schema = resource_schema(type);
  if (type == "AWS::CloudFormation::CustomResource" || when.empty()) return;
  ASSERT_TRUE(schema) << type;
  EXPECT_TRUE(has_path(schema->root(), when.substr(0, when.find_first_of("=>"))))
      << type << " " << when;
}

TEST(PermissionFacts, NamePropertiesAndActionsThatThereAre) {
  const Table by_hand("handler_actions");
  ASSERT_GT(by_hand.size(), 800u);
  for (std::size_t i = 0; i < by_hand.size(); ++i) {
    const Row row = by_hand[i];
    expect_path(row.text(0), row.text(1));
    EXPECT_EQ(row.text(2).find_first_not_of("crud"), std::string_view::npos) << row.text(0);
    EXPECT_TRUE(row.text(4).starts_with("https://docs.aws.amazon.com/")) << row.text(0);
    for (const std::string_view action : row.list(3)) {
      const std::size_t colon = action.find(':');
      EXPECT_TRUE(action_scopes(action.substr(0, colon), action.substr(colon + 1))) << action;
    }
  }
}

TEST(PermissionFacts, NamesAreThoseOfKindsAndOfProperties) {
  const Table table("physical_names");
  for (std::size_t i = 0; i < table.size(); ++i) {
    const std::string_view type = table[i].text(0);
    const auto name = physical_name(type);
    ASSERT_TRUE(name);
    expect_path(type, name->property);
    bool has_placeholder = false;
    for (const std::string_view kind : name->kinds) {
      const std::size_t colon = kind.find(':');
      const auto arn = iam_arn(kind.substr(0, colon), kind.substr(colon + 1));
      EXPECT_FALSE(arn.empty()) << kind;
      has_placeholder =
          has_placeholder || arn.find("${" + std::string(name->placeholder) + "}") != arn.npos;
    }
    EXPECT_TRUE(has_placeholder) << type;
  }
}

TEST(PermissionFacts, RolesAreOfTypesThatThereAre) {
  for (const char* name : {"service_linked_roles", "passed_to"}) {
    const Table table(name);
    for (std::size_t i = 0; i < table.size(); ++i)
      EXPECT_TRUE(resource_schema(table[i].text(0))) << table[i].text(0);
  }
  EXPECT_EQ(passed_to("AWS::ECS::TaskDefinition"), "ecs-tasks.amazonaws.com");
  EXPECT_EQ(service_linked_roles("AWS::RDS::DBInstance").at(0).role, "AWSServiceRoleForRDS");
}

TEST(PermissionFacts, EscalationsAreOfActionsAndTypesThatThereAre) {
  EXPECT_GT(escalations().size(), 30U);
  for (const Escalation& each : escalations()) {
    ASSERT_GT(each.actions.size(), 0U) << each.way;
    for (const std::string_view action : each.actions) {
      const std::size_t colon = action.find(':');
      EXPECT_TRUE(is_iam_action(action.substr(0, colon), action.substr(colon + 1))) << action;
    }
    EXPECT_EQ(each.how == Escalation::How::kPass, each.on.empty()) << each.way;
    EXPECT_EQ(each.how == Escalation::How::kPass, !each.service.empty()) << each.way;
    EXPECT_TRUE(each.on.empty() || resource_schema(each.on)) << each.on;
  }
  EXPECT_EQ(count_iam_actions("iam:PassRole"), 1U);
  EXPECT_GT(count_iam_actions("*"), count_iam_actions("s3:*"));
  EXPECT_EQ(count_iam_actions("nothing:*"), 0U);
}

TEST(PermissionFacts, ManagedPoliciesAreThoseOfEveryPartition) {
  std::set<std::string_view> policies;
  const Table table("managed_policies");
  for (std::size_t i = 0; i < table.size(); ++i) policies.insert(table[i].text(0));
  EXPECT_GT(policies.size(), 150u);
  EXPECT_EQ(managed_policy("arn:aws:iam::aws:policy/PowerUserAccess").size(), 2u);
  EXPECT_TRUE(managed_policy("arn:aws:iam::aws:policy/PowerUserAccess")[0].has_other_actions);
  EXPECT_EQ(managed_policy("arn:aws-cn:iam::aws:policy/AdministratorAccess").at(0).actions[0], "*");
  const auto passing = managed_policy("arn:aws:iam::aws:policy/AWSLambda_FullAccess");
  EXPECT_TRUE(std::any_of(passing.begin(), passing.end(), [](const ManagedStatement& each) {
    return each.conditions.contains("StringEquals|iam:PassedToService|lambda.amazonaws.com");
  }));
  EXPECT_TRUE(managed_policy("arn:aws:iam::123456789012:policy/AdministratorAccess").empty());
  EXPECT_TRUE(managed_policy("arn:aws:iam::aws:policy/service-role/ReadOnlyAccess").empty());
}

TEST(PermissionFacts, OtherTypesHaveWhatTheirHandlersState) {
  const auto rows = handler_actions("AWS::Kinesis::Stream");
  ASSERT_FALSE(rows.empty());
  EXPECT_TRUE(rows[0].is_stated_by_schema);
  EXPECT_FALSE(handler_actions("AWS::S3::Bucket")[0].is_stated_by_schema);
  EXPECT_TRUE(handler_actions("AWS::No::Such").empty());
}

}  // namespace
}  // namespace archsynth::spec

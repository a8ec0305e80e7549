#include "archsynth/analysis/plan.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

std::string planned(const std::string& yaml) {
  const Source source("t.yaml", yaml);
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  const Plan made = plan(*cfn::read_template(*node, diagnostics));
  std::string text;
  for (const PlanStep& each : made.steps) {
    text += std::to_string(each.wave) + (each.is_critical ? "* " : " ") + each.id + " " +
            std::to_string(each.start_seconds) + "+" + std::to_string(each.seconds) +
            (each.is_known ? "" : "?");
    for (const std::string& need : each.needs) text += " <" + need;
    text += each.condition.empty() ? "\n" : " if " + each.condition + "\n";
  }
  return text + std::to_string(made.waves) + " waves, " + std::to_string(made.seconds) + " s\n";
}

TEST(Plan, FollowsEveryKindOfReference) {
  EXPECT_EQ(planned(R"(
Conditions: {Always: !Equals [a, a]}
Resources:
  Service:
    Type: AWS::ECS::Service
    DependsOn: [Listener]
    Properties: {TaskDefinition: !Ref Task}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {Family: !Sub "${Database.Endpoint.Address}"}}
  Database: {Type: AWS::RDS::DBInstance, Condition: Always, Properties: {Engine: postgres}}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !GetAtt Balancer.LoadBalancerArn}
)"),
            "1* Database 0+1800 if Always\n"
            "1 Balancer 0+600\n"
            "2* Task 1800+60? <Database\n"
            "2 Listener 600+60? <Balancer\n"
            "3* Service 1860+1800 <Task <Listener\n"
            "3 waves, 3660 s\n");
}

TEST(Plan, EndsWithCyclesAndWithNothing) {
  EXPECT_EQ(planned("Resources: {}\n"), "0 waves, 0 s\n");
  EXPECT_EQ(planned(R"(
Resources:
  A: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref B}}
  B: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}
)"),
            "1* B 0+60? <A\n2* A 60+60? <B\n2 waves, 120 s\n");
}

TEST(Plan, TakesLongChains) {
  std::string yaml = "Resources:\n  R0: {Type: AWS::SNS::Topic}\n";
  for (int i = 1; i < 500; ++i) {
    yaml += "  R" + std::to_string(i) + ": {Type: AWS::SNS::Topic, DependsOn: R" +
            std::to_string(i - 1) + "}\n";
  }
  const std::string text = planned(yaml);
  EXPECT_NE(text.find("500 waves, 30000 s\n"), std::string::npos);
}

}  // namespace
}  // namespace archsynth::analysis

#include "archsynth/analysis/plan.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

cfn::Template read(const std::string& yaml) {
  const Source source("t.yaml", yaml);
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  return *cfn::read_template(*node, diagnostics);
}

std::string written(const Plan& made) {
  std::string text;
  for (const PlanStep& each : made.steps) {
    text += std::to_string(each.wave) + (each.is_critical ? "* " : " ");
    if (each.action != PlanAction::kCreate) text += std::string(word_of(each.action)) + " ";
    text += each.id + " " + std::to_string(each.start_seconds) + "+" +
            std::to_string(each.seconds) + (each.is_known ? "" : "?");
    for (const std::string& need : each.needs) text += " <" + need;
    text += each.condition.empty() ? "\n" : " if " + each.condition + "\n";
  }
  return text + std::to_string(made.waves) + " waves, " + std::to_string(made.seconds) + " s\n";
}

std::string planned(const std::string& yaml) { return written(plan(read(yaml))); }

std::string changed(const std::string& before, const std::string& after) {
  const cfn::Template old = read(before);
  const cfn::Template now = read(after);
  return written(plan_change(diff(old, now)));
}

TEST(Plan, FollowsEveryKindOfReference) {
  EXPECT_EQ(planned(R"(
Parameters: {Stage: {Type: String}}
Conditions: {Always: !Equals [!Ref Stage, prod]}
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

TEST(Plan, LeavesOutWhatDoesNotExist) {
  EXPECT_EQ(planned(R"(
Parameters: {Stage: {Type: String, Default: dev}}
Conditions: {IsProd: !Equals [!Ref Stage, prod], IsDev: !Not [!Condition IsProd]}
Resources:
  Standby: {Type: AWS::RDS::DBInstance, Condition: IsProd}
  Queue: {Type: AWS::SQS::Queue, Condition: IsDev}
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: !If [IsProd, !Ref Standby, !GetAtt Queue.QueueName]}
)"),
            "1* Queue 0+60?\n2* Topic 60+60? <Queue\n2 waves, 120 s\n");
}

TEST(Plan, MakesWhatLoopsMake) {
  EXPECT_EQ(planned(R"(
Transform: AWS::LanguageExtensions
Resources:
  Fn::ForEach::Topics: [Name, [One, Two], {"${Name}Topic": {Type: AWS::SNS::Topic}}]
)"),
            "1* OneTopic 0+60?\n1 TwoTopic 0+60?\n1 waves, 60 s\n");
}

TEST(Plan, OfAChangeMakesAndChangesThenDeletes) {
  EXPECT_EQ(changed(R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Address: {Type: AWS::EC2::EIP}
  Gateway:
    Type: AWS::EC2::NatGateway
    Properties: {SubnetId: !Ref Subnet, AllocationId: !GetAtt Address.AllocationId}
  Old: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Ref Subnet}}
  Kept: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}
)",
                    R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24}}
  Address: {Type: AWS::EC2::EIP}
  Gateway:
    Type: AWS::EC2::NatGateway
    Properties: {SubnetId: !Ref Subnet, AllocationId: !GetAtt Address.AllocationId}
)"),
            "1* replace Subnet 0+60?\n"
            "2* replace Gateway 60+600 <Subnet\n"
            "3* delete Gateway 660+60?\n"
            "3 delete Old 660+60?\n"
            "4* delete Subnet 720+60? <Gateway <Old\n"
            "4 waves, 780 s\n");
}

TEST(Plan, OfAChangeWaitsThroughWhatStaysAsItIs) {
  const std::string text = R"(
Resources:
  Queue: {Type: AWS::SQS::Queue, Properties: {DelaySeconds: 1}}
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !GetAtt Queue.QueueName}}
  Service:
    Type: AWS::ECS::Service
    Properties: {DesiredCount: 1, TaskDefinition: !Ref Topic}
)";
  std::string after = text;
  after.replace(after.find("DelaySeconds: 1"), 15, "DelaySeconds: 2");
  after.replace(after.find("DesiredCount: 1"), 15, "DesiredCount: 2");
  EXPECT_EQ(changed(text, after),
            "1* update Queue 0+60?\n2* update Service 60+1800\n2 waves, 1860 s\n");
  EXPECT_EQ(changed(text, text), "0 waves, 0 s\n");
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

// What hostile templates may cost, counted rather than timed.

#include <gtest/gtest.h>

#include <algorithm>

#include "archsynth/analysis/audit.h"
#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/permissions.h"
#include "archsynth/analysis/reach.h"
#include "archsynth/analysis/resilience.h"
#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

cfn::Template bounded_template(Sources& sources, std::string text) {
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("t.yaml", std::move(text)), diagnostics);
  auto result = node ? cfn::read_template(*node, diagnostics) : std::nullopt;
  return result ? std::move(*result) : cfn::Template();
}

std::string large_policy(int count) {
  std::string actions;
  std::string resources;
  for (int i = 0; i < count; ++i) {
    actions += "'s3:A" + std::to_string(i) + "', ";
    resources += "'arn:aws:s3:::b" + std::to_string(i) + "', ";
  }
  return "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
         "      PolicyDocument:\n        Statement:\n"
         "          - {Effect: Allow, Action: [" +
         actions + "], Resource: [" + resources + "]}\n";
}

TEST(Bounds, APolicyOfManyActionsAndResourcesIsToldInFewChanges) {
  Sources sources;
  const cfn::Template nothing = bounded_template(
      sources, "Resources: {T: {Type: AWS::CloudFormation::WaitConditionHandle}}\n");
  EXPECT_EQ(diff(nothing, bounded_template(sources, large_policy(60)), {}).security.size(), 60U);
  const cfn::Template many = bounded_template(sources, large_policy(1000));
  EXPECT_EQ(diff(nothing, many, {}).security.size(), 1U);
  // A resource more is still a change of what is opened.
  EXPECT_FALSE(diff(many, bounded_template(sources, large_policy(1001)), {}).security.empty());
  EXPECT_TRUE(diff(many, many, {}).security.empty());
}

TEST(Bounds, OnlyTheSizeOfATemplateFarPastTheQuotasIsChecked) {
  Sources sources;
  std::string text = "Resources:\n";
  for (int i = 0; i < 2001; ++i) text += "  T" + std::to_string(i) + ": {Type: A::B::C}\n";
  Diagnostics diagnostics;
  validate(bounded_template(sources, text), {.region = "eu-west-1"}, diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 2U) << render(diagnostics);
  EXPECT_EQ(diagnostics.items()[0].code, "ARC2038");
  EXPECT_EQ(diagnostics.items()[1].code, "ARC2030");
}

/// A network of as many instances, which let in one port.
std::string instances(int count, int port) {
  std::string text =
      "Resources:\n"
      "  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}\n"
      "  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/20}}\n"
      "  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n      VpcId: !Ref Vpc\n"
      "      GroupDescription: g\n      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: " +
      std::to_string(port) + ", ToPort: " + std::to_string(port) + ", CidrIp: 10.0.0.0/16}]\n";
  for (int i = 0; i < count; ++i) {
    text += "  I" + std::to_string(i) +
            ": {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, ImageId: a}}\n";
  }
  return text;
}

std::string messages(const cfn::Template& before, const cfn::Template& after,
                     const std::string& code) {
  Diagnostics found;
  judge_changes(diff(before, after), before, after, found);
  std::string text;
  for (const Diagnostic& each : found.items()) text += each.code == code ? each.message + "\n" : "";
  return text;
}

TEST(Bounds, EndsWhoseFlowsAreNotComparedAreReported) {
  Sources sources;
  const cfn::Template few = bounded_template(sources, instances(300, 80));
  EXPECT_EQ(messages(few, bounded_template(sources, instances(300, 81)), "ARC0976"), "");
  EXPECT_EQ(messages(few, bounded_template(sources, instances(301, 80)), "ARC0976"),
            "flows to and from 151 resources are not compared\n");
}

TEST(Bounds, FewerEndsAreListedWhereTheirGroupsHaveVeryManyRules) {
  Sources sources;
  // Stores, which open no connections themselves: the count is that of the ends, not of the flows.
  const auto cut = [&](int rules) {
    std::string text =
        "Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
        "      GroupDescription: g\n      SecurityGroupIngress:\n";
    for (int i = 0; i < rules; ++i) {
      text += "        - {IpProtocol: tcp, FromPort: " + std::to_string(i) +
              ", ToPort: " + std::to_string(i) + ", CidrIp: 10.0.0.0/16}\n";
    }
    for (int i = 0; i < 200; ++i) {
      text += "  D" + std::to_string(i) +
              ": {Type: AWS::RDS::DBInstance, Properties: {VPCSecurityGroups: [!Ref Group]}}\n";
    }
    Diagnostics found;
    reachable_flows(bounded_template(sources, text), {}, &found);
    return found.items().empty() ? std::string() : found.items().front().message;
  };
  EXPECT_EQ(cut(100), "");
  EXPECT_EQ(cut(1000), "flows of 127 of 200 ends are not listed");
}

/// A group that lets all ports in from each of 4,096 addresses, or one of some ports each from all
/// of them.
std::string addresses(int ports) {
  std::string text =
      "Resources:\n  Group:\n    Type: AWS::EC2::SecurityGroup\n    Properties:\n"
      "      GroupDescription: g\n      SecurityGroupIngress:\n";
  const auto add = [&](int from, int to, const std::string& block) {
    text += "        - {IpProtocol: tcp, FromPort: " + std::to_string(from) +
            ", ToPort: " + std::to_string(to) + ", CidrIp: " + block + "}\n";
  };
  for (int i = 0; i < ports; ++i) add(80 + i, 80 + i, "10.0.0.0/20");
  for (int i = 0; i < 4096 && ports == 0; ++i) {
    add(0, 65535, "10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256) + "/32");
  }
  return text;
}

TEST(Bounds, RulesThatManyOthersCoverInPartsCountAsNewPastAHundredThousandBlocks) {
  Sources sources;
  const auto changes =
      diff(bounded_template(sources, addresses(0)), bounded_template(sources, addresses(26)))
          .security;
  // Each rule takes 4,095 blocks that are halved: 24 rules are known.
  EXPECT_EQ(
      std::count_if(changes.begin(), changes.end(), [](const auto& each) { return each.is_wider; }),
      2);
}

TEST(Bounds, RenamesAreFoundAmongAsManyResourcesAsAStackHas) {
  Sources sources;
  const auto renames = [&](int count) {
    std::string old = "Resources:\n";
    std::string now = old;
    for (int i = 0; i < count; ++i) {
      old += "  Old" + std::to_string(i) + ": {Type: AWS::SNS::Topic}\n";
      now += "  New" + std::to_string(i) + ": {Type: AWS::SNS::Topic}\n";
    }
    return diff(bounded_template(sources, old), bounded_template(sources, now)).renames.size();
  };
  EXPECT_EQ(renames(499), 499U);
  EXPECT_EQ(renames(520), 500U);
}

/// As many topics, of which one depends on eight or nine.
std::string topics_of_one(int count, int named) {
  std::string text =
      "Resources:\n  One:\n    Type: AWS::SNS::Topic\n    Properties:\n      Tags:\n";
  for (int i = 0; i < named; ++i)
    text += "        - {Key: k" + std::to_string(i) + ", Value: !Ref T" + std::to_string(i) + "}\n";
  for (int i = 0; i + 1 < count; ++i)
    text += "  T" + std::to_string(i) + ": {Type: AWS::SNS::Topic}\n";
  return text;
}

TEST(Bounds, ReferencesThatPermissionsDoNotFollowAreReported) {
  Sources sources;
  const auto bound = [&](int count, int named) {
    const Permissions found =
        permissions(bounded_template(sources, topics_of_one(count, named)), {.stack_name = "s"});
    const bool is_noted =
        std::find(found.notes.begin(), found.notes.end(), found.bound) != found.notes.end();
    EXPECT_EQ(is_noted, !found.bound.empty());
    return found.bound;
  };
  EXPECT_EQ(bound(500, 9), "");
  EXPECT_EQ(bound(501, 8), "");
  EXPECT_EQ(bound(501, 9),
            "501 resources are each followed only to the first 8 they depend on: permissions may "
            "be missing");
}

/// As many roles: each trusts the one before; the last one may do everything.
std::string roles(int count) {
  std::string text = "Resources:\n";
  for (int i = 0; i < count; ++i) {
    const std::string trusted = i == 0 ? "x" : "!GetAtt R" + std::to_string(i - 1) + ".Arn";
    text +=
        "  R" + std::to_string(i) +
        ":\n    Type: AWS::IAM::Role\n    Properties:\n      AssumeRolePolicyDocument: {Statement: "
        "[{Effect: Allow, Action: 'sts:AssumeRole', Principal: {AWS: " +
        trusted + "}}]}\n";
  }
  return text +
         "      Policies: [{PolicyName: p, PolicyDocument: {Statement: [{Effect: Allow, Action: "
         "'*', "
         "Resource: '*'}]}}]\n";
}

TEST(Bounds, PathsToAdministratorAreShortestAndFew) {
  Sources sources;
  const auto paths = [&](int count) {
    return audit(bounded_template(sources, roles(count)), {.region = "eu-west-1"}).identities;
  };
  const IdentityAnalysis few = paths(100);
  EXPECT_FALSE(few.is_bounded);
  ASSERT_EQ(few.escalations.size(), 101U);
  EXPECT_EQ(few.escalations.front().from(), "x");
  EXPECT_EQ(few.escalations.front().steps.size(), 101U);
  EXPECT_TRUE(paths(400).is_bounded);
}

/// As many services of one task each.
std::string services(int count) {
  std::string text =
      "Resources:\n"
      "  Task: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, "
      "Image: b}]}}\n";
  for (int i = 0; i < count; ++i) {
    text +=
        "  S" + std::to_string(i) +
        ": {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, DesiredCount: 1}}\n";
  }
  return text;
}

TEST(Bounds, FailuresThatAreNotSimulatedAreReported) {
  Sources sources;
  const auto result = [&](int count) {
    return simulate_failures(bounded_template(sources, services(count)),
                             {.region = "eu-west-1", .with_fixes = false});
  };
  EXPECT_EQ(result(100).scenarios.size(), 202U);
  const ResilienceResult many = result(300);
  EXPECT_LT(many.scenarios.size(), 400U);
  ASSERT_FALSE(many.assumptions.empty());
  EXPECT_NE(many.assumptions.back().find("more failures, which are not simulated"),
            std::string::npos);
}

TEST(Bounds, WhatFunctionsMakeAltogetherIsBounded) {
  std::string text =
      "Parameters: {P: {Type: String, Default: " + std::string(50'000, 'x') + "}}\nResources:\n";
  for (int i = 0; i < 100; ++i) {
    text += "  T" + std::to_string(i) +
            ": {Type: AWS::SNS::Topic, Properties: {DisplayName: !Join ['', "
            "[!Ref P, !Ref P, !Ref P, !Ref P, !Ref P, !Ref P, !Ref P, !Ref P, !Ref P, !Ref P]]}}\n";
  }
  Sources sources;
  std::size_t size = 0;
  for (const cfn::Resource& each :
       view::known_resources(bounded_template(sources, text), "eu-west-1", {})) {
    if (const cfn::Value* name = each.properties.find("DisplayName")) {
      size += cfn::to_json(*name).size();
    }
  }
  EXPECT_GT(size, 1U << 20U);
  EXPECT_LT(size, 20U << 20U);
}

TEST(Bounds, NestedJsonTextsAreNotMadeAnewAtEachLevel) {
  std::string value = "{a: x}";
  for (int i = 0; i < 40; ++i) value = "{a: {Fn::ToJsonString: " + value + "}}";
  Sources sources;
  const cfn::Template nested =
      bounded_template(sources,
                       "Resources: {T: {Type: AWS::SNS::Topic, Properties: {DisplayName: "
                       "{Fn::ToJsonString: " +
                           value + "}}}}\n");
  EXPECT_EQ(view::known_resources(nested, "eu-west-1", {}).size(), 1U);
}

}  // namespace
}  // namespace archsynth::analysis

// Flows that a change opens or closes.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "archsynth/analysis/flows.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "golden.h"

namespace archsynth::analysis {
namespace {

cfn::Template changed_stack(Sources& sources, const std::string& source) {
  Diagnostics found;
  const auto node = document::read(sources.add("stack.yaml", R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Web: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: a}}
  Data:
    Type: AWS::EC2::SecurityGroup
    Properties:
      VpcId: !Ref Vpc
      GroupDescription: a
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 5432, ToPort: 5432, SourceSecurityGroupId: )" +
                                                                 source + R"(}]
  Group: {Type: AWS::RDS::DBSubnetGroup, Properties: {DBSubnetGroupDescription: a, SubnetIds: [!Ref Subnet]}}
  Server: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Web]}}
  Job: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Subnet, SecurityGroupIds: [!Ref Data]}}
  Database: {Type: AWS::RDS::DBInstance, Properties: {Engine: postgres, DBSubnetGroupName: !Ref Group, VPCSecurityGroups: [!Ref Data]}}
)"),
                                   found);
  auto stack = cfn::read_template(*node, found);
  EXPECT_FALSE(found.has_errors()) << render(found);
  return *stack;
}

TEST(FlowChanges, AreThoseOfOneSideOnly) {
  Sources sources;
  const cfn::Template web = changed_stack(sources, "!Ref Web");
  const cfn::Template own = changed_stack(sources, "!Ref Data");
  std::string text;
  for (const FlowChange& each : flow_changes(web, {"us-east-1"}, own, {"us-east-1"})) {
    text += (each.is_opened ? "+ " : "- ") + each.from + " -> " + each.to + " " + each.traffic +
            (each.origin.is_stated() ? " " + each.origin.to_string() : "") + "\n";
  }
  EXPECT_EQ(text,
            "+ Job -> Database tcp 5432 stack.yaml:11:30\n"
            "- Server -> Job tcp 5432\n"
            "- Server -> Database tcp 5432\n");
  EXPECT_TRUE(flow_changes(web, {}, web, {}).empty());
}

using Keys = std::set<std::string>;

Keys keys_of(const cfn::Template& stack) {
  Keys keys;
  for (const ReachAnswer& each : reachable_flows(stack, {"us-east-1"})) {
    if (!each.to.starts_with("aws:")) {
      keys.insert(each.from + " -> " + each.to + " " + each.family + " " + each.traffic);
    }
  }
  return keys;
}

void add_except(const Keys& flows, const Keys& others, const std::string& sign, Keys& to) {
  for (const std::string& each : flows) {
    if (!others.contains(each)) to.insert(sign + each);
  }
}

/// Flows that a change does not touch are not even looked for: nothing is missed by that.
TEST(FlowChanges, AreAllThatDiffer) {
  int found = 0;
  const auto folder = std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / "tests/diff";
  for (const auto& each : std::filesystem::directory_iterator(folder)) {
    Sources sources;
    std::vector<cfn::Template> sides;
    for (const char* side : {"old.yaml", "new.yaml"}) {
      Diagnostics diagnostics;
      if (!std::filesystem::exists(each.path() / side)) continue;
      const auto node =
          document::read(sources.add(side, testing::read_file(each.path() / side)), diagnostics);
      auto stack = node ? cfn::read_template(*node, diagnostics) : std::nullopt;
      if (stack) sides.push_back(*std::move(stack));
    }
    if (sides.size() != 2) continue;
    Keys expected;
    add_except(keys_of(sides[1]), keys_of(sides[0]), "+ ", expected);
    add_except(keys_of(sides[0]), keys_of(sides[1]), "- ", expected);
    Keys told;
    for (const FlowChange& flow : flow_changes(sides[0], {"us-east-1"}, sides[1], {"us-east-1"})) {
      if (flow.to.starts_with("aws:")) continue;
      told.insert((flow.is_opened ? "+ " : "- ") + flow.from + " -> " + flow.to + " " +
                  flow.family + " " + flow.traffic);
    }
    EXPECT_EQ(told, expected) << each.path();
    found += expected.empty() ? 0 : 1;
  }
  EXPECT_GE(found, 5);
}

}  // namespace
}  // namespace archsynth::analysis

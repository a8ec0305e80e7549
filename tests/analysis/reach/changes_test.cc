// Flows that a change opens or closes.

#include <gtest/gtest.h>

#include "archsynth/analysis/flows.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

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

}  // namespace
}  // namespace archsynth::analysis

#include "model/network/network.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "view/deployed.h"

namespace archsynth::model {
namespace {

std::vector<cfn::Resource> read(const std::string& yaml) {
  const Source source("t.yaml", yaml);
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  const auto stack = cfn::read_template(*node, diagnostics);
  return view::Deployed(*stack, "us-east-1", {}).resources;
}

TEST(Network, PlacesNodes) {
  const Network network(read(R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: !Select [1, !Cidr [!GetAtt Vpc.CidrBlock, 4, 8]]}}
  Subnets: {Type: AWS::RDS::DBSubnetGroup, Properties: {SubnetIds: [!Ref A]}}
  Main: {Type: AWS::RDS::DBInstance, Properties: {Engine: mysql, DBSubnetGroupName: !Ref Subnets}}
  Aurora: {Type: AWS::RDS::DBCluster, Properties: {Engine: aurora-postgresql, DBSubnetGroupName: !Ref Subnets}}
  Writer: {Type: AWS::RDS::DBInstance, Properties: {DBClusterIdentifier: !Ref Aurora}}
  Outside: {Type: AWS::Lambda::Function, Properties: {}}
)"));
  ASSERT_EQ(network.nodes().size(), 2U);
  const Node& main = *network.node("Main");
  EXPECT_EQ(text_of(main.subnets.at(0)->blocks.at(0)), "10.0.1.0/24");
  EXPECT_EQ(main.groups.at(0)->place.name, "default security group of Vpc");
  EXPECT_EQ(main.listeners.at(0).ports, (Range{3306, 3306}));
  EXPECT_EQ(network.node("Aurora")->listeners.at(0).ports, (Range{5432, 5432}));
  EXPECT_NE(network.node("Writer"), nullptr);
  EXPECT_EQ(network.node("Outside"), nullptr);
}

/// "When you create a security group, if you do not add egress rules, we add egress rules that
/// allow all outbound IPv4 and IPv6 traffic. Otherwise, we do not add them."
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-securitygroup.html
TEST(Network, RemovesTheDefaultEgressRuleForOneOfItsOwnResource) {
  const Network network(read(R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Open: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, SecurityGroupEgress: []}}
  Bound: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc}}
  Rule: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !Ref Bound, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8}}
  One: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref A, SecurityGroupIds: [!Ref Open, !Ref Bound]}}
)"));
  const Node& one = *network.node("One");
  ASSERT_EQ(one.groups.at(0)->egress.size(), 1U);
  EXPECT_EQ(one.groups.at(0)->egress[0].place.text, "allows all outbound traffic by default");
  ASSERT_EQ(one.groups.at(1)->egress.size(), 1U);
  EXPECT_EQ(one.groups.at(1)->egress[0].place.text, "allows tcp 443 to 10.0.0.0/8");
}

TEST(Network, NamesServicesOfEndpoints) {
  const Network network(read(R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Ecr:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, VpcEndpointType: Interface, SubnetIds: [!Ref A], ServiceName: !Sub "com.amazonaws.${AWS::Region}.ecr.api"}
  S3: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.eu-west-1.s3}}
)"));
  ASSERT_EQ(network.endpoints().size(), 2U);
  EXPECT_EQ(network.endpoints()[0].service, "ecr.api");
  EXPECT_EQ(network.endpoints()[0].node, network.node("Ecr"));
  EXPECT_EQ(network.endpoints()[1].service, "s3");
  EXPECT_EQ(network.endpoints()[1].node, nullptr);
}

}  // namespace
}  // namespace archsynth::model

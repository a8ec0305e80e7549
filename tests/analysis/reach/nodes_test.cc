// Ends with interfaces, addresses and zones of their own, and the setting that is to blame.

#include "file.h"

namespace archsynth::analysis {
namespace {

const std::string kSix = kNetwork + R"(
  Six: {Type: AWS::EC2::VPCCidrBlock, Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true}}
  RouteSix: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationIpv6CidrBlock: "::/0", GatewayId: !Ref Gateway}}
  C: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, Ipv6CidrBlock: !Select [0, !Cidr [!Select [0, !GetAtt Vpc.Ipv6CidrBlocks], 4, 64]]}}
  InTableC: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref C, RouteTableId: !Ref Table}}
  Open: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: open, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: "-1", CidrIpv6: "::/0"}]}}
)";

/// A block of the subnet is not an address of what is in it.
TEST(Reach, AsksForAnIpv6AddressOfTheEnd) {
  const auto answer = [](const std::string& node, const char* from, const char* to) {
    return File("t.yaml", kSix + node).ask(from, to, {}, {}, "ipv6");
  };
  const std::string host =
      "  Inner: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref C, "
      "SecurityGroupIds: [!Ref Open]";
  EXPECT_EQ(messages(answer(host + "}}\n", "internet", "Inner")), "Inner has no IPv6 address\n");
  EXPECT_TRUE(answer(host + ", Ipv6AddressCount: 1}}\n", "internet", "Inner").is_reachable);
  const std::string function =
      "  Inner: {Type: AWS::Lambda::Function, Properties: {VpcConfig: {SubnetIds: [!Ref C], "
      "SecurityGroupIds: [!Ref Open]";
  EXPECT_EQ(messages(answer(function + "}}}\n", "Inner", "internet")),
            "Inner has no IPv6 address\n");
  EXPECT_TRUE(
      answer(function + ", Ipv6AllowedForDualStack: true}}}\n", "Inner", "internet").is_reachable);
  const std::string service =
      "  Inner: {Type: AWS::ECS::Service, Properties: {NetworkConfiguration: {AwsvpcConfiguration: "
      "{Subnets: [!Ref C], SecurityGroups: [!Ref Open]}}}}\n";
  EXPECT_EQ(answer(service, "Inner", "internet").assumptions,
            std::vector<std::string>{"the ECS account setting dualStackIPv6 is on"});
}

/// An instance with interfaces of the template has their subnets, groups and addresses.
TEST(Reach, KnowsInterfacesOfInstances) {
  const std::string interfaces = kNetwork + R"(
  Shell: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: shell, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}]}}
  Eni: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref A, GroupSet: [!Ref Web]}}
  Second: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref A, GroupSet: [!Ref Shell]}}
  Inner: {Type: AWS::EC2::Instance, Properties: {NetworkInterfaces: [{DeviceIndex: "0", NetworkInterfaceId: !Ref Eni}]}}
  Attached: {Type: AWS::EC2::NetworkInterfaceAttachment, Properties: {DeviceIndex: "1", InstanceId: !Ref Inner, NetworkInterfaceId: !Ref Second}}
  Ip: {Type: AWS::EC2::EIP, Properties: {Domain: vpc}}
  IpOf: {Type: AWS::EC2::EIPAssociation, Properties: {AllocationId: !GetAtt Ip.AllocationId, NetworkInterfaceId: !Ref )";
  const File first("t.yaml", interfaces + "Eni}}\n");
  EXPECT_TRUE(first.ask("internet", "Inner", 443).is_reachable);
  EXPECT_TRUE(first.ask("internet", "Inner", 443).assumptions.empty());
  EXPECT_FALSE(first.ask("internet", "Inner", 22).is_reachable);
  EXPECT_TRUE(first.ask("Host", "Inner", 22).is_reachable);
  const File second("t.yaml", interfaces + "Second}}\n");
  EXPECT_FALSE(second.ask("internet", "Inner", 443).is_reachable);
  EXPECT_TRUE(second.ask("internet", "Inner", 22).is_reachable);
}

const std::string kBalanced = R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attachment: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: us-east-1a}}
  B: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: us-east-1b}}
  InTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref A, RouteTableId: !Ref Table}}
  Inside: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: us-east-1b}}
  Web: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: web, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 10.0.0.0/16}]}}
  Host: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Inside, SecurityGroupIds: [!Ref Web]}}
  Targets: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {VpcId: !Ref Vpc, TargetType: ip, Protocol: TCP, Port: 80, Targets: [{Id: !GetAtt Host.PrivateIp}]}}
)";

TEST(Reach, SendsToZonesThatTheBalancerIsEnabledIn) {
  const auto answer = [](const std::string& subnets, const std::string& more) {
    return File("t.yaml", kBalanced + R"(
  Nlb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Type: network, Subnets: [)" +
                              subnets + "]" + more + R"(}}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Nlb, Port: 443, Protocol: TCP, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Targets}]}}
)")
        .ask("internet", "Host", 443);
  };
  EXPECT_TRUE(answer("!Ref A, !Ref B", "").is_reachable);
  const ReachAnswer off = answer("!Ref A", "");
  EXPECT_EQ(codes(off), "Nlb:ELB_INSTALLED_AZ_RESTRICTION");
  EXPECT_EQ(messages(off), "Nlb is not enabled in the zone of Host\n");
  const char* crosses =
      ", LoadBalancerAttributes: [{Key: load_balancing.cross_zone.enabled, Value: \"true\"}]";
  EXPECT_EQ(answer("!Ref A", crosses).assumptions,
            std::vector<std::string>{"\"Nlb\" sends traffic to zones where it has no subnet"});
}

TEST(Reach, NamesTheListenerThatAnswersItself) {
  const File file("t.yaml", kBalanced + R"(
  Alb: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Subnets: [!Ref A, !Ref B], SecurityGroups: [!Ref Front]}}
  Front: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: front, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 80, ToPort: 80, CidrIp: 0.0.0.0/0}]}}
  Listener: {Type: AWS::ElasticLoadBalancingV2::Listener, Properties: {LoadBalancerArn: !Ref Alb, Port: 80, Protocol: HTTP, DefaultActions: [{Type: fixed-response, FixedResponseConfig: {StatusCode: "404"}}]}}
)");
  EXPECT_EQ(messages(file.ask("internet", "Host", 80)),
            "Listener answers with a fixed response on port 80\n");
}

/// The route that exists and leads elsewhere, or what stops the NAT gateway that it leads to.
TEST(Reach, NamesTheRouteThatDoesNotHelp) {
  const std::string private_subnet = kNetwork + R"(
  Nat: {Type: AWS::EC2::NatGateway, Properties: {SubnetId: !Ref A}}
  Out: {Type: AWS::EC2::EgressOnlyInternetGateway, Properties: {VpcId: !Ref Vpc}}
  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: vpc-1}}
  Inside: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  InInside: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref B, RouteTableId: !Ref Inside}}
  Default: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Inside, DestinationCidrBlock: 0.0.0.0/0, NatGatewayId: !Ref Nat}}
  DefaultSix: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Inside, DestinationIpv6CidrBlock: "::/0", EgressOnlyInternetGatewayId: !Ref Out}}
  Narrow: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Inside, DestinationCidrBlock: 198.51.100.0/24, VpcPeeringConnectionId: !Ref Peering}}
  Inner: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref B, SecurityGroupIds: [!Ref Web]}}
)";
  const File open("t.yaml", private_subnet);
  EXPECT_TRUE(open.ask("Inner", "internet", 443).is_reachable);
  EXPECT_EQ(messages(open.ask("Inner", "198.51.100.7/32", 443)),
            "Narrow leads to Peering, not to Nat\n");
  const File closed("t.yaml", private_subnet + R"(
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  InAcl: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref Acl}}
)");
  EXPECT_EQ(codes(closed.ask("Inner", "internet", 443)), "Acl:SUBNET_ACL_RESTRICTION");
}

}  // namespace
}  // namespace archsynth::analysis

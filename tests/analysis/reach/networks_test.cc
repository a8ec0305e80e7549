// Names of ends, families of blocks, and what joins networks.

#include "archsynth/analysis/flows.h"
#include "file.h"

namespace archsynth::analysis {
namespace {

std::string networks() { return testing::read_file(at("tests/analysis/reach/networks.yaml")); }

File networks_with(const std::string& from, const std::string& to) {
  std::string all = networks();
  const std::size_t at = all.find(from);
  EXPECT_NE(at, all.npos) << from;
  return File("networks.yaml", all.replace(at, from.size(), to));
}

File networks_with_more(const std::string& more) {
  return File("networks.yaml", networks() + more);
}

ReachResult asked(const File& file, const std::string& from, const std::string& to) {
  return reach(file.input().stack, {file.input().region, {}, file.input().makers}, {from, to});
}

/// The whole block of a family is the internet of that family.
TEST(Networks, BlocksKeepTheirFamily) {
  const File file("networks.yaml", networks());
  EXPECT_TRUE(file.ask("Box", "0.0.0.0/0", 443).is_reachable);
  EXPECT_FALSE(file.ask("Box", "::/0", 443).is_reachable);
  EXPECT_EQ(file.ask("Box", "::/0", 443).family, "ipv6");
  EXPECT_FALSE(file.ask("Box", "0.0.0.0/0", 443, "", "ipv6").is_reachable);
  EXPECT_TRUE(file.ask("0.0.0.0/0", "Nlb", 53).is_reachable);
  EXPECT_FALSE(file.ask("::/0", "Nlb", 53).is_reachable);
  EXPECT_FALSE(file.ask("2000::/3", "Nlb", 53).is_reachable);
}

/// A wide block has addresses of the internet, and those of networks.
TEST(Networks, WideBlocksHaveBoth) {
  const File file("networks.yaml", networks());
  EXPECT_TRUE(file.ask("Box", "0.0.0.0/1", 443).is_reachable);
  EXPECT_TRUE(file.ask("Box", "8.0.0.0/5", 443).is_reachable);
  EXPECT_TRUE(file.ask("0.0.0.0/1", "Nlb", 53).is_reachable);
  EXPECT_FALSE(file.ask("0.0.0.0/1", "Box", 53).is_reachable);
}

TEST(Networks, SaysWhatIsNoPrefix) {
  const File file("networks.yaml", networks());
  EXPECT_EQ(asked(file, "10.0.0.0/33", "Box").unknown->problem,
            "\"/33\" is no prefix of IPv4: they are /0 to /32");
  EXPECT_EQ(asked(file, "no/33", "Box").unknown->problem, "");
}

/// Tasks without interfaces of their own have the addresses of the instances that host them.
TEST(Networks, BridgedTasksGoOutAsTheirHosts) {
  const auto is_out = [](const std::string& mode, const std::string& network) {
    const File file = networks_with_more(R"(
  Launch: {Type: AWS::EC2::LaunchTemplate, Properties: {LaunchTemplateData: {ImageId: ami-0123456789abcdef0, SecurityGroupIds: [!Ref Client]}}}
  Hosts: {Type: AWS::AutoScaling::AutoScalingGroup, Properties: {MinSize: 1, MaxSize: 1, VPCZoneIdentifier: [!Ref V1], LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: "1"}}}
  Task: {Type: AWS::ECS::TaskDefinition, Properties: {NetworkMode: )" +
                                         mode + R"(, ContainerDefinitions: [{Name: a, Image: a}]}}
  Tasks: {Type: AWS::ECS::Service, Properties: {TaskDefinition: !Ref Task, DesiredCount: 1)" +
                                         network + "}}\n");
    return file.ask("Tasks", "internet", 443).is_reachable;
  };
  EXPECT_TRUE(is_out("bridge", ""));
  EXPECT_TRUE(is_out("host", ""));
  EXPECT_FALSE(
      is_out("awsvpc", ", NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref V1]}}"));
}

/// The public name of a service leads to an endpoint by private DNS alone.
TEST(Networks, EndpointsNeedTheNameOfTheService) {
  const auto ask = [](const std::string& has_name) {
    const std::string text = R"(
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16, EnableDnsHostnames: true}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.1.0.0/24}}
  Open: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: o, VpcId: !Ref V, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]}}
  Box: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, SubnetId: !Ref A, SecurityGroupIds: [!Ref Open]}}
  Keys: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref V, VpcEndpointType: Interface, ServiceName: !Sub "com.amazonaws.${AWS::Region}.kms", SubnetIds: [!Ref A], SecurityGroupIds: [!Ref Open], PrivateDnsEnabled: )";
    return File("t.yaml", text + has_name + "}}\n").ask("Box", "aws:kms").is_reachable;
  };
  EXPECT_TRUE(ask("true"));
  EXPECT_FALSE(ask("false"));
}

TEST(Networks, UnknownServicesHaveNoAnswer) {
  const File file("networks.yaml", networks());
  for (const char* name : {"aws:nosuchservice", "aws:secretmanager", "aws:S3", "aws:"}) {
    const ReachResult result = asked(file, "Box", name);
    ASSERT_TRUE(result.unknown) << name;
    EXPECT_EQ(result.unknown->known.front().substr(0, 4), "aws:");
  }
  for (const char* name : {"aws:s3", "aws:ecr.api", "aws:cloudwatch", "aws:monitoring"})
    EXPECT_TRUE(asked(file, "Box", name).answer) << name;
  for (const char* to : {"internet", "10.0.0.0/8", "aws:s3"}) {
    const ReachResult result = asked(file, "internet", to);
    EXPECT_FALSE(result.answer || result.unknown) << to;
  }
}

/// An instance of a cluster is where the cluster is.
TEST(Networks, InstancesOfClustersAreEnds) {
  const File file("networks.yaml", networks());
  EXPECT_TRUE(file.ask("Inner", "Writer", 5432).is_reachable);
  EXPECT_FALSE(file.ask("Inner", "Writer", 3306).is_reachable);
}

/// A target group of a load balancer keeps the client's address unless it is told not to.
TEST(Networks, LoadBalancersBehindOthersSeeClients) {
  const File file("networks.yaml", networks());
  EXPECT_EQ(codes(file.ask("internet", "Alb", 80)), "Front:ENI_SG_RULES_MISMATCH");
  const File off = networks_with("TargetType: alb,",
                                 "TargetType: alb, TargetGroupAttributes: [{Key: "
                                 "preserve_client_ip.enabled, Value: \"false\"}],");
  EXPECT_TRUE(off.ask("internet", "Alb", 80).is_reachable);
}

TEST(Networks, ListenersOfBothProtocolsForwardBoth) {
  const File file("networks.yaml", networks());
  EXPECT_TRUE(file.ask("internet", "Inner", 53, "udp").is_reachable);
  EXPECT_TRUE(file.ask("internet", "Inner", 53, "tcp").is_reachable);
  const File quic = networks_with("Port: 53, Protocol: TCP_UDP, DefaultActions",
                                  "Port: 53, Protocol: QUIC, DefaultActions");
  EXPECT_TRUE(quic.ask("internet", "Inner", 53, "udp").is_reachable);
  EXPECT_FALSE(quic.ask("internet", "Inner", 53, "tcp").is_reachable);
}

/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TransitGatewayRequestOptions.html
TEST(Networks, GroupsAcrossTransitGateways) {
  const File file("networks.yaml", networks());
  EXPECT_TRUE(file.ask("Box", "Far", 80).is_reachable);
  EXPECT_TRUE(file.ask("Box", "Far", 80).assumptions.empty());
  EXPECT_FALSE(file.ask("Inner", "Far", 80).is_reachable);
  const File off = networks_with(", Properties: {SecurityGroupReferencingSupport: enable}", "");
  EXPECT_EQ(codes(off.ask("Box", "Far", 80)), "Web:ENI_SG_RULES_MISMATCH");
  const std::string one = "VpcId: !Ref V, SubnetIds: [!Ref V1]";
  const File hidden =
      networks_with(one, one + ", Options: {SecurityGroupReferencingSupport: disable}");
  EXPECT_FALSE(hidden.ask("Box", "Far", 80).is_reachable);
}

TEST(Networks, RouteTablesOfTransitGateways) {
  const std::string options = "SecurityGroupReferencingSupport: enable";
  const auto set = [&](const std::string& option) {
    return networks_with(options, options + ", " + option);
  };
  EXPECT_EQ(codes(set("DefaultRouteTableAssociation: disable").ask("Box", "Far", 80)),
            "Hub:TGW_ATTACH_MISSING_TGW_RTB_ASSOCIATION");
  EXPECT_EQ(codes(set("DefaultRouteTablePropagation: disable").ask("Box", "Far", 80)),
            "Hub:TGW_RTB_CANNOT_ROUTE");
  const std::string tables = R"(
  Hops: {Type: AWS::EC2::TransitGatewayRouteTable, Properties: {TransitGatewayId: !Ref Hub}}
  HopOne: {Type: AWS::EC2::TransitGatewayRouteTableAssociation, Properties: {TransitGatewayRouteTableId: !Ref Hops, TransitGatewayAttachmentId: !Ref One}}
  HopTwo: {Type: AWS::EC2::TransitGatewayRouteTableAssociation, Properties: {TransitGatewayRouteTableId: !Ref Hops, TransitGatewayAttachmentId: !Ref Two}}
  SeeOne: {Type: AWS::EC2::TransitGatewayRouteTablePropagation, Properties: {TransitGatewayRouteTableId: !Ref Hops, TransitGatewayAttachmentId: !Ref One}}
)";
  EXPECT_EQ(codes(networks_with_more(tables).ask("Box", "Far", 80)), "Hops:TGW_RTB_CANNOT_ROUTE");
  const std::string seen = tables + R"(
  SeeTwo: {Type: AWS::EC2::TransitGatewayRouteTablePropagation, Properties: {TransitGatewayRouteTableId: !Ref Hops, TransitGatewayAttachmentId: !Ref Two}}
)";
  EXPECT_TRUE(networks_with_more(seen).ask("Box", "Far", 80).is_reachable);
  EXPECT_TRUE(networks_with_more(seen).ask("Box", "Far", 80).assumptions.empty());
  const std::string routed = tables + R"(
  GoTwo: {Type: AWS::EC2::TransitGatewayRoute, Properties: {TransitGatewayRouteTableId: !Ref Hops, DestinationCidrBlock: 0.0.0.0/0, TransitGatewayAttachmentId: !Ref Two}}
)";
  EXPECT_TRUE(networks_with_more(routed).ask("Box", "Far", 80).assumptions.empty());
  const std::string holed = seen + R"(
  Hole: {Type: AWS::EC2::TransitGatewayRoute, Properties: {TransitGatewayRouteTableId: !Ref Hops, DestinationCidrBlock: 10.2.0.0/24, Blackhole: true}}
)";
  EXPECT_EQ(networks_with_more(holed).ask("Box", "Far", 80).assumptions.size(), 1U);
}

/// PrivateLink takes connections on the ports of its balancer's listeners.
TEST(Networks, PrivateLinkKeepsPorts) {
  const auto taking = [](const std::string& port) {
    std::string all = networks();
    const std::string way = "DestinationCidrBlock: 10.1.0.0/16";
    all.replace(all.find(way), way.size(), "DestinationCidrBlock: 10.9.0.0/16");
    const std::string ports = "FromPort: 443, ToPort: 443";
    all.replace(all.find(ports), ports.size(), "FromPort: " + port + ", ToPort: " + port);
    return File("networks.yaml", all);
  };
  EXPECT_FALSE(taking("443").ask("Far", "Inner").is_reachable);
  EXPECT_FALSE(taking("443").ask("Far", "Inner", 443).is_reachable);
  EXPECT_FALSE(taking("53").ask("Far", "Inner", 443).is_reachable);
  EXPECT_TRUE(taking("53").ask("Far", "Inner").is_reachable);
  EXPECT_TRUE(taking("53").ask("Far", "Inner", 53).is_reachable);
}

/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-stages.html
TEST(Networks, ApisNeedAStage) {
  const File file("networks.yaml", networks());
  EXPECT_EQ(codes(file.ask("internet", "Function")), "Api:BAD_STATE");
  const std::string stage = R"(
  Stage: {Type: AWS::ApiGatewayV2::Stage, Properties: {ApiId: !Ref Api, StageName: $default)";
  EXPECT_FALSE(networks_with_more(stage + "}}\n").ask("internet", "Function").is_reachable);
  EXPECT_TRUE(networks_with_more(stage + ", AutoDeploy: true}}\n")
                  .ask("internet", "Function")
                  .is_reachable);
  const std::string deployed = R"(
  Deployed: {Type: AWS::ApiGatewayV2::Deployment, DependsOn: [Way, Stage], Properties: {ApiId: !Ref Api, StageName: $default}}
)";
  EXPECT_TRUE(
      networks_with_more(stage + "}}\n" + deployed).ask("internet", "Function").is_reachable);
  const std::string rest = R"(
  Deployed: {Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: {RestApiId: !Ref Rest, StageName: prod}}
)";
  EXPECT_TRUE(networks_with_more(rest).ask("internet", "Function", {}, "", "ipv6").is_reachable);
}

}  // namespace
}  // namespace archsynth::analysis

// Ways into networks through services of AWS.

#include "file.h"

namespace archsynth::analysis {
namespace {

std::string doors() { return testing::read_file(at("tests/analysis/reach/doors.yaml")); }

/// The file with a text in place of another.
File with(const std::string& old, const std::string& text) {
  std::string all = doors();
  EXPECT_NE(all.find(old), all.npos) << old;
  return File("doors.yaml", all.replace(all.find(old), old.size(), text));
}

TEST(Doors, LeadIntoNetworks) {
  const File file(at("tests/analysis/reach/doors.yaml"));
  EXPECT_EQ(hops(file.ask("Rest", "Box")),
            "Rest Method RestLink NlbListener Nlb NlbListener NlbTargets BoxGroup Box");
  EXPECT_EQ(hops(file.ask("OpenApi", "Box")),
            "OpenApi OpenApi HttpLink LinkGroup AlbGroup AlbListener Alb AlbListener AlbTargets "
            "AlbGroup BoxGroup Box");
  EXPECT_EQ(hops(file.ask("Cdn", "Box")),
            "Cdn Cdn Origin AlbGroup AlbListener Alb AlbListener AlbTargets AlbGroup BoxGroup Box");
  EXPECT_EQ(hops(file.ask("Accelerator", "Box", 80)),
            "Accelerator Endpoints AlbGroup AlbListener Alb AlbListener AlbTargets "
            "AlbGroup BoxGroup Box");
  EXPECT_EQ(hops(file.ask("Client", "Box", 900)),
            "Client ClientGroup DoorGroup Door Offer NlbListener Nlb NlbListener NlbTargets "
            "BoxGroup Box");
  EXPECT_EQ(hops(file.ask("Client", "Box", 70)),
            "Client ClientGroup MeshGroup Lattice LatticeTargets BoxGroup Box");
  for (const char* from : {"Rest", "OpenApi", "Cdn"}) {
    EXPECT_TRUE(file.ask("internet", from, 443).is_reachable) << from;
    EXPECT_TRUE(file.ask("internet", "Box", 443).is_reachable) << from;
  }
}

TEST(Doors, KeepThePortsThatTheyAreFor) {
  const File file(at("tests/analysis/reach/doors.yaml"));
  EXPECT_EQ(hops(file.ask("internet", "Box", 600)), "internet Accelerator Endpoints BoxGroup Box");
  EXPECT_FALSE(file.ask("internet", "Box", 6000).is_reachable);
  EXPECT_FALSE(file.ask("Client", "Box", 901).is_reachable);
  EXPECT_FALSE(file.ask("Client", "Box", 7000).is_reachable);
}

TEST(Doors, RespectGroups) {
  const File file(at("tests/analysis/reach/doors.yaml"));
  EXPECT_EQ(codes(file.ask("Stranger", "Box", 900)), "DoorGroup:ENI_SG_RULES_MISMATCH");
  EXPECT_FALSE(file.ask("Stranger", "Box", 70).is_reachable);
  const std::string all = "ToPort: 80, CidrIp: 0.0.0.0/0";
  const File closed = with(all, "ToPort: 80, CidrIp: 192.0.2.0/24");
  EXPECT_EQ(codes(closed.ask("Cdn", "Alb")), "AlbGroup:ENI_SG_RULES_MISMATCH");
  EXPECT_EQ(codes(closed.ask("OpenApi", "Box")), "AlbGroup:ENI_SG_RULES_MISMATCH");
  EXPECT_TRUE(closed.ask("internet", "Box", 80).is_reachable);
  const File from_cdn = with(all, "ToPort: 80, SourceSecurityGroupId: sg-0123456789abcdef0");
  EXPECT_EQ(from_cdn.ask("Cdn", "Box").assumptions.back(),
            "\"sg-0123456789abcdef0\" is the group of VPC origins");
  const File balancer = with("Type: network,", "Type: network, SecurityGroups: [!Ref DoorGroup],");
  EXPECT_EQ(codes(balancer.ask("Rest", "Box")), "DoorGroup:ENI_SG_RULES_MISMATCH");
  const File off = with("Type: network,",
                        "Type: network, SecurityGroups: [!Ref DoorGroup], "
                        "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic: \"off\",");
  EXPECT_TRUE(off.ask("Rest", "Box").is_reachable);
}

TEST(Doors, NeedAnInternetGateway) {
  std::string all = doors();
  const std::size_t begin = all.find("  Attached:");
  all.erase(begin, all.find("  A: ", begin) - begin);
  const File file("doors.yaml", all);
  EXPECT_EQ(messages(file.ask("Cdn", "Box")), "Vpc has no internet gateway, which Cdn needs\n");
  EXPECT_EQ(messages(file.ask("Accelerator", "Box", 80)),
            "Vpc has no internet gateway, which Endpoints needs\n");
  EXPECT_TRUE(file.ask("Rest", "Box").is_reachable);
}

TEST(Doors, ThatAreNotFollowedAreAssumptions) {
  const File file = with("ConnectionId: !Ref RestLink", "ConnectionId: !Ref AWS::StackName");
  const ReachAnswer answer = file.ask("Stranger", "Nlb", 901);
  EXPECT_FALSE(answer.is_reachable);
  EXPECT_EQ(
      answer.assumptions,
      std::vector<std::string>{"\"RestLink\" (AWS::ApiGateway::VpcLink) does not lead to Nlb"});
}

TEST(Doors, OfFunctionsMayTakeSignedRequestsAlone) {
  const std::string url = R"(
Resources:
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}}}
  Function: {Type: AWS::Lambda::Function, Properties: {Runtime: python3.13, Handler: a.b, Role: !GetAtt Role.Arn, Code: {ZipFile: x}}}
  Url: {Type: AWS::Lambda::Url, Properties: {AuthType: AWS_IAM, TargetFunctionArn: !Ref Function}}
)";
  EXPECT_EQ(messages(File("t.yaml", url).ask("internet", "Function")),
            "Url takes signed requests alone\n");
  const std::string signs =
      "  May: {Type: AWS::Lambda::Permission, Properties: {Action: lambda:InvokeFunctionUrl, "
      "FunctionName: !Ref Function, Principal: cloudfront.amazonaws.com}}\n";
  EXPECT_EQ(File("t.yaml", url + signs).ask("internet", "Function").assumptions,
            std::vector<std::string>{"\"Url\" lets the caller in"});
}

const std::string kInstances = R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Gateway: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref Vpc, InternetGatewayId: !Ref Gateway}}
  Public: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, MapPublicIpOnLaunch: true}}
  Private: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  PublicTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PublicRoute: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PublicTable, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Gateway}}
  PublicUse: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Public, RouteTableId: !Ref PublicTable}}
  PrivateTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  PrivateRoute: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref PrivateTable, DestinationCidrBlock: 0.0.0.0/0, InstanceId: !Ref Nat}}
  PrivateUse: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Private, RouteTableId: !Ref PrivateTable}}
  NatGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: n, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.1.0/24}]}}
  AppGroup: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: a, VpcId: !Ref Vpc}}
  App: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, InstanceType: t3.micro, SubnetId: !Ref Private, SecurityGroupIds: [!Ref AppGroup]}}
  Nat: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, InstanceType: t3.micro, SubnetId: !Ref Public, SecurityGroupIds: [!Ref NatGroup])";

TEST(Doors, OfInstancesThatTranslateAddresses) {
  const File open("t.yaml", kInstances + ", SourceDestCheck: false}}\n");
  EXPECT_EQ(hops(open.ask("App", "internet", 443)),
            "App AppGroup Nat NatGroup NatGroup Gateway internet");
  EXPECT_EQ(codes(open.ask("App", "internet", 25)), "NatGroup:ENI_SG_RULES_MISMATCH");
  const File checks("t.yaml", kInstances + "}}\n");
  EXPECT_EQ(messages(checks.ask("App", "internet", 443)),
            "Nat forwards nothing while its source/destination check is on\n");
  const File script("t.yaml", kInstances + ", UserData: --no-source-dest-check}}\n");
  EXPECT_TRUE(script.ask("App", "internet", 443).is_reachable);
}

TEST(Doors, OfTransitGatewaysAreInTheirZones) {
  const auto file = [](const char* attached) {
    return File("t.yaml", std::string(R"(
Resources:
  V: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  W: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}
  V1: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref V, CidrBlock: 10.1.0.0/24, AvailabilityZone: us-east-1a}}
  W1: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref W, CidrBlock: 10.2.0.0/24, AvailabilityZone: us-east-1a}}
  W2: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref W, CidrBlock: 10.2.1.0/24, AvailabilityZone: us-east-1b}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref V}}
  Route: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.2.0.0/16, TransitGatewayId: !Ref Hub}}
  Use: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref V1, RouteTableId: !Ref Table}}
  Back: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref W}}
  BackRoute: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Back, DestinationCidrBlock: 10.1.0.0/16, TransitGatewayId: !Ref Hub}}
  BackUse: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref W2, RouteTableId: !Ref Back}}
  Hub: {Type: AWS::EC2::TransitGateway}
  One: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Hub, VpcId: !Ref V, SubnetIds: [!Ref V1]}}
  Two: {Type: AWS::EC2::TransitGatewayAttachment, Properties: {TransitGatewayId: !Ref Hub, VpcId: !Ref W, SubnetIds: [)") +
                              attached + R"(]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref W, SecurityGroupIngress: [{IpProtocol: "-1", CidrIp: 0.0.0.0/0}]}}
  From: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, InstanceType: t3.micro, SubnetId: !Ref V1}}
  To: {Type: AWS::EC2::Instance, Properties: {ImageId: ami-0123456789abcdef0, InstanceType: t3.micro, SubnetId: !Ref W2, SecurityGroupIds: [!Ref Group]}}
)");
  };
  EXPECT_EQ(messages(file("!Ref W1").ask("From", "To", 22)),
            "Two has no subnet in the zone of W2\n");
  EXPECT_TRUE(file("!Ref W1, !Ref W2").ask("From", "To", 22).is_reachable);
}

TEST(Doors, OfNodesAndStores) {
  const File file("t.yaml", R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  A: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24}}
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: [eks.amazonaws.com, ec2.amazonaws.com]}, Action: "sts:AssumeRole"}]}}}
  Cluster: {Type: AWS::EKS::Cluster, Properties: {RoleArn: !GetAtt Role.Arn, ResourcesVpcConfig: {SubnetIds: [!Ref A], EndpointPrivateAccess: true}}}
  Nodes: {Type: AWS::EKS::Nodegroup, Properties: {ClusterName: !Ref Cluster, NodeRole: !GetAtt Role.Arn, Subnets: [!Ref A]}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: g, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 988, ToPort: 5439, SourceSecurityGroupId: !GetAtt Cluster.ClusterSecurityGroupId}]}}
  Files: {Type: AWS::FSx::FileSystem, Properties: {FileSystemType: LUSTRE, StorageCapacity: 1200, SubnetIds: [!Ref A], SecurityGroupIds: [!Ref Group]}}
  House: {Type: AWS::RedshiftServerless::Workgroup, Properties: {WorkgroupName: w, NamespaceName: n, SubnetIds: [!Ref A], SecurityGroupIds: [!Ref Group]}}
)");
  EXPECT_TRUE(file.ask("Nodes", "Cluster", 443).is_reachable);
  EXPECT_TRUE(file.ask("Nodes", "House", 5439).is_reachable);
  EXPECT_FALSE(file.ask("Nodes", "House", 5440).is_reachable);
  EXPECT_EQ(file.ask("Nodes", "Files", 988).assumptions,
            std::vector<std::string>{"\"Files\" listens on the port"});
  EXPECT_FALSE(file.ask("Files", "Nodes", 22).is_reachable);
}

}  // namespace
}  // namespace archsynth::analysis

#include <gtest/gtest.h>

#include <map>

#include "archsynth/aws/ec2.h"
#include "aws/lines.h"

namespace archsynth::ec2 {
namespace {

/// Without flow logs, which have tests of their own.
VpcProps plain(VpcProps props) {
  if (!props.flow_logs.stated()) props.flow_logs = false;
  return props;
}

std::string blocks(const Stack& stack) {
  std::string text;
  stack.each_resource([&](const cfn::Resource& resource) {
    const cfn::Value* block = resource.properties.find("CidrBlock");
    if (block != nullptr && resource.type == "AWS::EC2::Subnet") {
      text += resource.id.str() + " " + *block->string() + "\n";
    }
  });
  return text;
}

std::string ids(const std::vector<cfn::LogicalId>& list) {
  std::string text;
  for (const cfn::LogicalId& id : list) text += (text.empty() ? "" : " ") + id.str();
  return text;
}

std::map<std::string, cfn::Resource> by_id(const Stack& stack) {
  std::map<std::string, cfn::Resource> result;
  stack.each_resource([&](const cfn::Resource& each) { result.emplace(each.id.str(), each); });
  return result;
}

TEST(Vpc, HasThePublicAndPrivateSubnetsOfTheReference) {
  Stack stack({.name = "fastapi-app"});
  Vpc& vpc = stack.add<Vpc>("Vpc", plain({}));
  EXPECT_EQ(
      lines(stack),
      R"(Vpc: {"Type":"AWS::EC2::VPC","Properties":{"CidrBlock":"10.0.0.0/16","EnableDnsHostnames":true,"EnableDnsSupport":true,"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-vpc"}}]}}
VpcInternetGateway: {"Type":"AWS::EC2::InternetGateway","Properties":{"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-internet-gateway"}}]}}
VpcInternetGatewayAttachment: {"Type":"AWS::EC2::VPCGatewayAttachment","Properties":{"InternetGatewayId":{"Ref":"VpcInternetGateway"},"VpcId":{"Ref":"Vpc"}}}
VpcPublicRouteTable: {"Type":"AWS::EC2::RouteTable","Properties":{"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-public"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPublicDefaultRoute: {"Type":"AWS::EC2::Route","DependsOn":"VpcInternetGatewayAttachment","Properties":{"DestinationCidrBlock":"0.0.0.0/0","GatewayId":{"Ref":"VpcInternetGateway"},"RouteTableId":{"Ref":"VpcPublicRouteTable"}}}
VpcPublicSubnetA: {"Type":"AWS::EC2::Subnet","Properties":{"AvailabilityZone":{"Fn::Select":[0,{"Fn::GetAZs":""}]},"CidrBlock":"10.0.1.0/24","MapPublicIpOnLaunch":false,"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-public-a"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPublicSubnetARouteTableAssociation: {"Type":"AWS::EC2::SubnetRouteTableAssociation","Properties":{"RouteTableId":{"Ref":"VpcPublicRouteTable"},"SubnetId":{"Ref":"VpcPublicSubnetA"}}}
VpcNatEipA: {"Type":"AWS::EC2::EIP","DependsOn":"VpcInternetGatewayAttachment","Properties":{"Domain":"vpc","Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-nat-a"}}]}}
VpcNatGatewayA: {"Type":"AWS::EC2::NatGateway","Properties":{"AllocationId":{"Fn::GetAtt":["VpcNatEipA","AllocationId"]},"SubnetId":{"Ref":"VpcPublicSubnetA"},"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-nat-a"}}]}}
VpcPublicSubnetB: {"Type":"AWS::EC2::Subnet","Properties":{"AvailabilityZone":{"Fn::Select":[1,{"Fn::GetAZs":""}]},"CidrBlock":"10.0.2.0/24","MapPublicIpOnLaunch":false,"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-public-b"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPublicSubnetBRouteTableAssociation: {"Type":"AWS::EC2::SubnetRouteTableAssociation","Properties":{"RouteTableId":{"Ref":"VpcPublicRouteTable"},"SubnetId":{"Ref":"VpcPublicSubnetB"}}}
VpcNatEipB: {"Type":"AWS::EC2::EIP","DependsOn":"VpcInternetGatewayAttachment","Properties":{"Domain":"vpc","Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-nat-b"}}]}}
VpcNatGatewayB: {"Type":"AWS::EC2::NatGateway","Properties":{"AllocationId":{"Fn::GetAtt":["VpcNatEipB","AllocationId"]},"SubnetId":{"Ref":"VpcPublicSubnetB"},"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-nat-b"}}]}}
VpcPrivateSubnetA: {"Type":"AWS::EC2::Subnet","Properties":{"AvailabilityZone":{"Fn::Select":[0,{"Fn::GetAZs":""}]},"CidrBlock":"10.0.11.0/24","MapPublicIpOnLaunch":false,"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-private-a"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPrivateRouteTableA: {"Type":"AWS::EC2::RouteTable","Properties":{"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-private-a"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPrivateSubnetARouteTableAssociation: {"Type":"AWS::EC2::SubnetRouteTableAssociation","Properties":{"RouteTableId":{"Ref":"VpcPrivateRouteTableA"},"SubnetId":{"Ref":"VpcPrivateSubnetA"}}}
VpcPrivateDefaultRouteA: {"Type":"AWS::EC2::Route","Properties":{"DestinationCidrBlock":"0.0.0.0/0","NatGatewayId":{"Ref":"VpcNatGatewayA"},"RouteTableId":{"Ref":"VpcPrivateRouteTableA"}}}
VpcPrivateSubnetB: {"Type":"AWS::EC2::Subnet","Properties":{"AvailabilityZone":{"Fn::Select":[1,{"Fn::GetAZs":""}]},"CidrBlock":"10.0.12.0/24","MapPublicIpOnLaunch":false,"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-private-b"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPrivateRouteTableB: {"Type":"AWS::EC2::RouteTable","Properties":{"Tags":[{"Key":"Name","Value":{"Fn::Sub":"${AWS::StackName}-private-b"}}],"VpcId":{"Ref":"Vpc"}}}
VpcPrivateSubnetBRouteTableAssociation: {"Type":"AWS::EC2::SubnetRouteTableAssociation","Properties":{"RouteTableId":{"Ref":"VpcPrivateRouteTableB"},"SubnetId":{"Ref":"VpcPrivateSubnetB"}}}
VpcPrivateDefaultRouteB: {"Type":"AWS::EC2::Route","Properties":{"DestinationCidrBlock":"0.0.0.0/0","NatGatewayId":{"Ref":"VpcNatGatewayB"},"RouteTableId":{"Ref":"VpcPrivateRouteTableB"}}}
VpcS3Endpoint: {"Type":"AWS::EC2::VPCEndpoint","Properties":{"RouteTableIds":[{"Ref":"VpcPrivateRouteTableA"},{"Ref":"VpcPrivateRouteTableB"}],"ServiceName":{"Fn::Sub":"com.amazonaws.${AWS::Region}.s3"},"VpcEndpointType":"Gateway","VpcId":{"Ref":"Vpc"}}}
)");
  EXPECT_EQ(findings(stack), "");
  EXPECT_EQ(vpc.id(), cfn::ref(cfn::LogicalId("Vpc")));
  EXPECT_EQ(vpc.cidr(), cfn::Value("10.0.0.0/16"));
  EXPECT_EQ(
      ids(vpc.internet_dependencies()),
      R"(VpcPublicDefaultRoute VpcPublicSubnetARouteTableAssociation VpcPublicSubnetBRouteTableAssociation)");
  EXPECT_EQ(
      ids(vpc.task_egress_dependencies()),
      R"(VpcPrivateDefaultRouteA VpcPrivateSubnetARouteTableAssociation VpcPrivateDefaultRouteB VpcPrivateSubnetBRouteTableAssociation)");
  EXPECT_EQ(vpc.smallest_task_capacity(), 251);
  EXPECT_EQ(vpc.data_subnets(), vpc.private_subnets());
}

TEST(Vpc, PlansBlocksByLetter) {
  Stack stack({.name = "shop"});
  stack.add<Vpc>("Vpc", plain({.zones = 3, .data_tier = true}));
  EXPECT_EQ(blocks(stack), R"(VpcPublicSubnetA 10.0.1.0/24
VpcPublicSubnetB 10.0.2.0/24
VpcPublicSubnetC 10.0.3.0/24
VpcPrivateSubnetA 10.0.11.0/24
VpcPrivateSubnetB 10.0.12.0/24
VpcPrivateSubnetC 10.0.13.0/24
VpcDataSubnetA 10.0.21.0/24
VpcDataSubnetB 10.0.22.0/24
VpcDataSubnetC 10.0.23.0/24
)");
}

TEST(Vpc, PlansBlocksOfASmallVpc) {
  Stack stack({.name = "shop"});
  Vpc& vpc = stack.add<Vpc>("Vpc", plain({.cidr = "192.168.4.0/24", .data_tier = true}));
  EXPECT_EQ(blocks(stack), R"(VpcPublicSubnetA 192.168.4.0/28
VpcPublicSubnetB 192.168.4.16/28
VpcPrivateSubnetA 192.168.4.80/28
VpcPrivateSubnetB 192.168.4.96/28
VpcDataSubnetA 192.168.4.160/28
VpcDataSubnetB 192.168.4.176/28
)");
  EXPECT_EQ(vpc.smallest_task_capacity(), 11);
}

TEST(Vpc, TakesStatedBlocksAndPlansTheRest) {
  Stack stack({.name = "shop"});
  Vpc& vpc = stack.add<Vpc>(
      "Vpc",
      plain({.zones = Zones{{"c", {.private_cidr = "10.0.64.0/20"}},
                            {"a", {.public_cidr = "10.0.100.0/28", .data_cidr = "10.0.5.0/24"}}}}));
  EXPECT_EQ(blocks(stack), R"(VpcPublicSubnetC 10.0.3.0/24
VpcPublicSubnetA 10.0.100.0/28
VpcPrivateSubnetC 10.0.64.0/20
VpcPrivateSubnetA 10.0.11.0/24
VpcDataSubnetC 10.0.23.0/24
VpcDataSubnetA 10.0.5.0/24
)");
  EXPECT_EQ(findings(stack), "");
  EXPECT_EQ(vpc.smallest_task_capacity(), 251);
  // Zone c is the region's third, whatever other zones there are.
  EXPECT_EQ(
      cfn::to_json(*by_id(stack).at("VpcPublicSubnetC").properties.find("AvailabilityZone"), true),
      R"({"Fn::Select":[2,{"Fn::GetAZs":""}]}
)");
}

TEST(Vpc, AddingZonesAndTiersMovesNothing) {
  Stack small({.name = "shop"});
  small.add<Vpc>("Vpc", plain({.zones = 2}));
  Stack large({.name = "shop"});
  large.add<Vpc>("Vpc", plain({.zones = 3, .data_tier = true, .network_acls = true}));
  const std::map<std::string, cfn::Resource> after = by_id(large);
  for (const auto& [id, resource] : by_id(small)) {
    ASSERT_TRUE(after.count(id)) << id;
    if (id == "VpcS3Endpoint") continue;  // lists the route tables
    EXPECT_EQ(after.at(id), resource) << id;
  }
}

TEST(Vpc, SingleNatGatewayStandsInTheFirstZone) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  Vpc& vpc = stack.add<Vpc>("Vpc", plain({}));
  const std::map<std::string, cfn::Resource> all = by_id(stack);
  EXPECT_TRUE(all.count("VpcNatGatewayA"));
  EXPECT_FALSE(all.count("VpcNatGatewayB"));
  EXPECT_EQ(*all.at("VpcPrivateDefaultRouteB").properties.find("NatGatewayId"),
            cfn::ref(cfn::LogicalId("VpcNatGatewayA")));
  EXPECT_EQ(
      ids(vpc.task_egress_dependencies()),
      R"(VpcPrivateDefaultRouteA VpcPrivateSubnetARouteTableAssociation VpcPrivateDefaultRouteB VpcPrivateSubnetBRouteTableAssociation)");
}

TEST(Vpc, DataTierHasNoWayOut) {
  Stack stack({.name = "shop"});
  Vpc& vpc = stack.add<Vpc>("Vpc", plain({.data_tier = true}));
  std::string text;
  for (const auto& [id, each] : by_id(stack)) {
    if (id.find("Data") != std::string::npos) text += id + " " + each.type + "\n";
  }
  EXPECT_EQ(text, R"(VpcDataRouteTable AWS::EC2::RouteTable
VpcDataSubnetA AWS::EC2::Subnet
VpcDataSubnetARouteTableAssociation AWS::EC2::SubnetRouteTableAssociation
VpcDataSubnetB AWS::EC2::Subnet
VpcDataSubnetBRouteTableAssociation AWS::EC2::SubnetRouteTableAssociation
)");
  EXPECT_EQ(vpc.data_subnets().size(), 2U);
  EXPECT_NE(vpc.data_subnets(), vpc.private_subnets());
}

TEST(Vpc, NeededEndpointsComeWhenSomethingNeedsThem) {
  Stack stack({.name = "shop"});
  Vpc& vpc = stack.add<Vpc>("Vpc", plain({.nat = Nat::kNone, .endpoints = EndpointSet::kNeeded}));
  vpc.need_endpoint(Endpoint::kEcr, {});
  vpc.need_endpoint(Endpoint::kS3, {});
  vpc.need_endpoint(Endpoint::kEcr, {});
  EXPECT_EQ(
      line_of(stack, "VpcS3Endpoint"),
      R"(VpcS3Endpoint: {"Type":"AWS::EC2::VPCEndpoint","Properties":{"RouteTableIds":[{"Ref":"VpcPrivateRouteTableA"},{"Ref":"VpcPrivateRouteTableB"}],"ServiceName":{"Fn::Sub":"com.amazonaws.${AWS::Region}.s3"},"VpcEndpointType":"Gateway","VpcId":{"Ref":"Vpc"}}})");
  EXPECT_EQ(
      line_of(stack, "VpcEndpointSecurityGroup"),
      R"(VpcEndpointSecurityGroup: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"VPC endpoints of shop-production","VpcId":{"Ref":"Vpc"},"SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}],"SecurityGroupIngress":[{"Description":"HTTPS from the VPC","IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIp":"10.0.0.0/16"}]}})");
  EXPECT_EQ(
      line_of(stack, "VpcEcrApiEndpoint"),
      R"(VpcEcrApiEndpoint: {"Type":"AWS::EC2::VPCEndpoint","Properties":{"PrivateDnsEnabled":true,"SecurityGroupIds":[{"Fn::GetAtt":["VpcEndpointSecurityGroup","GroupId"]}],"ServiceName":{"Fn::Sub":"com.amazonaws.${AWS::Region}.ecr.api"},"SubnetIds":[{"Ref":"VpcPrivateSubnetA"},{"Ref":"VpcPrivateSubnetB"}],"VpcEndpointType":"Interface","VpcId":{"Ref":"Vpc"}}})");
  EXPECT_NE(resource(stack, "VpcEcrDkrEndpoint").find("ecr.dkr"), std::string::npos);
  EXPECT_EQ(ids(vpc.task_egress_dependencies()),
            R"(VpcS3Endpoint VpcEcrApiEndpoint VpcEcrDkrEndpoint)");
  EXPECT_EQ(findings(stack), "");
}

TEST(Vpc, ListedEndpointsAreThoseOfTheList) {
  Stack stack({.name = "shop"});
  Vpc& vpc = stack.add<Vpc>(
      "Vpc", plain({.endpoints = describe::List<Endpoint>{Endpoint::kDynamodb, Endpoint::kLogs}}));
  vpc.need_endpoint(Endpoint::kEcr, {});
  std::string text;
  for (const auto& [id, each] : by_id(stack)) {
    if (each.type == "AWS::EC2::VPCEndpoint") text += id + "\n";
  }
  EXPECT_EQ(text, R"(VpcDynamodbEndpoint
VpcLogsEndpoint
)");
  EXPECT_EQ(findings(stack), "");
}

TEST(Vpc, ReportsAServiceOutOfReach) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  Vpc& vpc = stack.add<Vpc>("network", plain({.nat = Nat::kNone}));
  const Origin why(CallSite{__FILE__, static_cast<std::uint32_t>(line + 5)});
  vpc.need_endpoint(Endpoint::kS3, why);
  vpc.need_endpoint(Endpoint::kLogs, why);
  vpc.need_endpoint(Endpoint::kLogs, why);
  EXPECT_EQ(
      findings_from(stack, __FILE__, line),
      R"(+1: error: "network.nat" leaves the private subnets without access to "logs" [ARC1314]
  fix: set "network.endpoints" to needed, or add a NAT gateway
+5: note: needed here
)");
}

TEST(Vpc, FlowLogsGoToALogGroupThroughARoleOfTheirOwn) {
  Stack stack({.name = "shop"});
  kms::Key& key =
      stack.add<kms::Key>("Key", {.key_arn = "arn:aws:kms:us-east-1:123456789012:key/1"});
  stack.add<Vpc>("Vpc", key, {});
  std::string text;
  for (const char* line :
       {"VpcFlowLogGroup", "VpcFlowLogRole", "VpcFlowLogRolePolicy", "VpcFlowLog"}) {
    text += line_of(stack, line) + "\n";
  }
  EXPECT_EQ(
      text,
      R"(VpcFlowLogGroup: {"Type":"AWS::Logs::LogGroup","DeletionPolicy":"Delete","UpdateReplacePolicy":"Retain","Properties":{"RetentionInDays":90,"KmsKeyId":"arn:aws:kms:us-east-1:123456789012:key/1"}}
VpcFlowLogRole: {"Type":"AWS::IAM::Role","Properties":{"Description":"Writes the VPC's flow logs","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"vpc-flow-logs.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":{"Fn::Sub":"arn:${AWS::Partition}:ec2:${AWS::Region}:${AWS::AccountId}:vpc-flow-log/*"}},"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}}]}}}
VpcFlowLogRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"VpcFlowLogRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"WriteFlowLogs","Effect":"Allow","Action":["logs:CreateLogStream","logs:DescribeLogStreams","logs:PutLogEvents"],"Resource":{"Fn::GetAtt":["VpcFlowLogGroup","Arn"]}}]},"Roles":[{"Ref":"VpcFlowLogRole"}]}}
VpcFlowLog: {"Type":"AWS::EC2::FlowLog","DependsOn":"VpcFlowLogRolePolicy","Properties":{"DeliverLogsPermissionArn":{"Fn::GetAtt":["VpcFlowLogRole","Arn"]},"LogDestination":{"Fn::GetAtt":["VpcFlowLogGroup","Arn"]},"LogDestinationType":"cloud-watch-logs","MaxAggregationInterval":600,"ResourceId":{"Ref":"Vpc"},"ResourceType":"VPC","TrafficType":"ALL"}}
)");
  EXPECT_EQ(findings(stack), "");
}

TEST(Vpc, FlowLogsNeedNoKey) {
  Stack stack({.name = "shop"});
  stack.add<Vpc>("Vpc", {.flow_logs = FlowLogsProps{.retention_days = 14}});
  EXPECT_EQ(
      line_of(stack, "VpcFlowLogGroup"),
      R"(VpcFlowLogGroup: {"Type":"AWS::Logs::LogGroup","DeletionPolicy":"Delete","UpdateReplacePolicy":"Retain","Properties":{"RetentionInDays":14}})");
}

TEST(Vpc, FlowLogsReportALengthThatCloudWatchDoesNotKnow) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", {.flow_logs = FlowLogsProps{.retention_days = 15}});
  EXPECT_EQ(findings_from(stack, __FILE__, line),
            R"(+1: error: CloudWatch Logs does not support a retention of 15 days [ARC1401]
  fix: the nearest value for "network.flow_logs.retention_days" is 14
)");
}

TEST(Vpc, NetworkAclsOfThreeTiers) {
  Stack stack({.name = "shop"});
  stack.add<Vpc>("Vpc", plain({.zones = 1, .data_tier = true, .network_acls = true}));
  std::string text;
  for (const auto& [id, each] : by_id(stack)) {
    if (each.type != "AWS::EC2::NetworkAclEntry") continue;
    text += id + " " + cfn::to_json(cfn::Value(each.properties), true);
  }
  EXPECT_EQ(
      text,
      R"(VpcDataNetworkAclInVpc {"CidrBlock":"10.0.0.0/16","Egress":false,"NetworkAclId":{"Ref":"VpcDataNetworkAcl"},"Protocol":-1,"RuleAction":"allow","RuleNumber":100}
VpcDataNetworkAclOut {"CidrBlock":"10.0.0.0/16","Egress":true,"NetworkAclId":{"Ref":"VpcDataNetworkAcl"},"Protocol":-1,"RuleAction":"allow","RuleNumber":100}
VpcPrivateNetworkAclInTcpAnswers {"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPrivateNetworkAcl"},"Protocol":6,"RuleAction":"allow","RuleNumber":300,"PortRange":{"From":1024,"To":65535}}
VpcPrivateNetworkAclInUdpAnswers {"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPrivateNetworkAcl"},"Protocol":17,"RuleAction":"allow","RuleNumber":310,"PortRange":{"From":1024,"To":65535}}
VpcPrivateNetworkAclInVpc {"CidrBlock":"10.0.0.0/16","Egress":false,"NetworkAclId":{"Ref":"VpcPrivateNetworkAcl"},"Protocol":-1,"RuleAction":"allow","RuleNumber":100}
VpcPrivateNetworkAclOut {"CidrBlock":"0.0.0.0/0","Egress":true,"NetworkAclId":{"Ref":"VpcPrivateNetworkAcl"},"Protocol":-1,"RuleAction":"allow","RuleNumber":100}
VpcPublicNetworkAclInHttp {"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":6,"RuleAction":"allow","RuleNumber":200,"PortRange":{"From":80,"To":80}}
VpcPublicNetworkAclInHttps {"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":6,"RuleAction":"allow","RuleNumber":210,"PortRange":{"From":443,"To":443}}
VpcPublicNetworkAclInTcpAnswers {"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":6,"RuleAction":"allow","RuleNumber":300,"PortRange":{"From":1024,"To":65535}}
VpcPublicNetworkAclInUdpAnswers {"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":17,"RuleAction":"allow","RuleNumber":310,"PortRange":{"From":1024,"To":65535}}
VpcPublicNetworkAclInVpc {"CidrBlock":"10.0.0.0/16","Egress":false,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":-1,"RuleAction":"allow","RuleNumber":100}
VpcPublicNetworkAclOut {"CidrBlock":"0.0.0.0/0","Egress":true,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":-1,"RuleAction":"allow","RuleNumber":100}
)");
  EXPECT_EQ(
      line_of(stack, "VpcPublicNetworkAclInTcpAnswers"),
      R"(VpcPublicNetworkAclInTcpAnswers: {"Type":"AWS::EC2::NetworkAclEntry","Properties":{"CidrBlock":"0.0.0.0/0","Egress":false,"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"Protocol":6,"RuleAction":"allow","RuleNumber":300,"PortRange":{"From":1024,"To":65535}},"Metadata":{"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-VPC3","reason":"Network ACLs were asked for; answers come in on ephemeral ports, and the security groups, which are stateful, admit nothing else"}]}}})");
  EXPECT_EQ(
      line_of(stack, "VpcPublicSubnetANetworkAclAssociation"),
      R"(VpcPublicSubnetANetworkAclAssociation: {"Type":"AWS::EC2::SubnetNetworkAclAssociation","Properties":{"NetworkAclId":{"Ref":"VpcPublicNetworkAcl"},"SubnetId":{"Ref":"VpcPublicSubnetA"}}})");
}

TEST(Vpc, UsesAnExistingOne) {
  Stack stack({.name = "shop"});
  Vpc& vpc = stack.add<Vpc>("network", {.vpc_id = "vpc-1a2b3c4d",
                                        .public_subnet_ids = {"subnet-1a2b3c4d", "subnet-2a2b3c4d"},
                                        .private_subnet_ids = {"subnet-3a2b3c4d"}});
  EXPECT_EQ(lines(stack), "");
  EXPECT_TRUE(vpc.imported());
  EXPECT_EQ(vpc.id(), cfn::Value("vpc-1a2b3c4d"));
  EXPECT_TRUE(vpc.cidr().absent());
  EXPECT_EQ(vpc.public_subnets().size(), 2U);
  EXPECT_EQ(vpc.data_subnets(), std::vector<cfn::Value>{"subnet-3a2b3c4d"});
  EXPECT_FALSE(vpc.smallest_task_capacity());
  vpc.need_endpoint(Endpoint::kEcr, {});
  EXPECT_EQ(findings(stack), "");
}

std::string found(const Stack& stack, int line) { return findings_from(stack, __FILE__, line); }

TEST(VpcMistakes, BlockThatIsNone) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "10.0.0.0"}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.cidr" must be an IPv4 block, not "10.0.0.0" [ARC1005]
  fix: did you mean "10.0.0.0/16"?
)");
}

TEST(VpcMistakes, BlockThatIsNotAligned) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "10.0.1.0/16"}));
  EXPECT_EQ(
      found(stack, line),
      R"(+1: error: "network.cidr" is "10.0.1.0/16", which is not the first address of its block [ARC1300]
  fix: write 10.0.0.0/16
)");
}

TEST(VpcMistakes, VpcTooLarge) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "10.0.0.0/8"}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.cidr" is a /8, but a VPC must be a /16 to a /28 [ARC1301]
)");
}

TEST(VpcMistakes, VpcTooSmall) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "10.0.0.0/29"}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.cidr" is a /29, but a VPC must be a /16 to a /28 [ARC1301]
)");
}

TEST(VpcMistakes, RangeThatNoVpcCanHave) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "169.254.0.0/16"}));
  EXPECT_EQ(
      found(stack, line),
      R"(+1: error: "network.cidr" is "169.254.0.0/16", in a range that a VPC cannot use [ARC1302]
  fix: use a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16
)");
}

TEST(VpcMistakes, AddressesOfOthers) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "11.0.0.0/16"}));
  EXPECT_EQ(
      found(stack, line),
      R"(+1: warning: "network.cidr" is "11.0.0.0/16", a public range; internet hosts with its addresses cannot be reached from this VPC [ARC4300]
  fix: use a block within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16
)");
}

TEST(VpcMistakes, NoRoomToPlan) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.cidr = "10.0.0.0/26", .zones = 1}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "10.0.0.0/26" is too small to plan subnets in [ARC1306]
  fix: set the blocks of every zone under "network.zones", or use a block of at least /24
)");
}

TEST(VpcMistakes, SubnetOutside) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = Zones{{"a", {.public_cidr = "10.1.1.0/24"}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+1: error: "network.zones.a.public" is "10.1.1.0/24", outside the VPC's block "10.0.0.0/16" [ARC1304]
)");
}

TEST(VpcMistakes, SubnetNotAligned) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = Zones{{"a", {.public_cidr = "10.0.1.9/24"}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+1: error: "network.zones.a.public" is "10.0.1.9/24", which is not the first address of its block [ARC1300]
  fix: write 10.0.1.0/24
)");
}

TEST(VpcMistakes, SubnetTooSmall) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network",
                 plain(VpcProps{.zones = Zones{{"a", {.private_cidr = "10.0.50.0/29"}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+2: error: "network.zones.a.private" is a /29, but a subnet must be a /16 to a /28 [ARC1301]
)");
}

TEST(VpcMistakes, SubnetsOverlap) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>(
      "network",
      plain(VpcProps{
          .zones = Zones{{"a", {.public_cidr = "10.0.32.0/20", .private_cidr = "10.0.40.0/24"}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+4: error: "network.zones.a.public" (10.0.32.0/20) and "network.zones.a.private" (10.0.40.0/24) overlap [ARC1305]
+4: note: the other one
)");
}

TEST(VpcMistakes, SubnetOverlapsAPlannedOne) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>(
      "network",
      plain(VpcProps{.zones = Zones{{"a", {}}, {"b", {.private_cidr = "10.0.11.0/24"}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+3: error: "network.zones.a.private" (10.0.11.0/24) and "network.zones.b.private" (10.0.11.0/24) overlap [ARC1305]
)");
}

TEST(VpcMistakes, SubnetOverlapsALaterPlannedOne) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>(
      "network",
      plain(VpcProps{.zones = Zones{{"a", {.private_cidr = "10.0.12.0/24"}}, {"b", {}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+3: error: "network.zones.a.private" (10.0.12.0/24) and "network.zones.b.private" (10.0.12.0/24) overlap [ARC1305]
)");
}

TEST(VpcMistakes, DataTierThatIsNone) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = Zones{{"a", {.data_cidr = "10.0.21.0/24"}}},
                                           .data_tier = false}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: zone "a" has a data subnet, but "network.data_tier" is false [ARC1307]
+2: note: set here
)");
}

TEST(VpcMistakes, ZoneThatIsNoLetter) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = Zones{{"a", {}}, {"us-east-1b", {}}}}));
  EXPECT_EQ(
      found(stack, line),
      R"(+1: error: a key of "network.zones" must be the letter of an availability zone, a to f, not "us-east-1b" [ARC1008]
  fix: did you mean "b"?
)");
}

TEST(VpcMistakes, ZoneTwice) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = Zones{{"a", {}}, {"a", {}}}}));
  EXPECT_EQ(found(stack, line), R"(+1: error: "a" is set twice in "network.zones" [ARC1009]
+1: note: first set here
)");
}

TEST(VpcMistakes, TooManyZones) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = 7}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.zones" must be from 1 to 6, not 7 [ARC1004]
  fix: write 6
)");
}

TEST(VpcMistakes, NoZones) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.zones = Zones{}}));
  EXPECT_EQ(found(stack, line), R"(+1: error: "network.zones" lists no zones [ARC1309]
)");
}

TEST(VpcMistakes, SubnetsWithoutVpc) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain(VpcProps{.private_subnet_ids = {"subnet-1a2b3c4d"}}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.private_subnet_ids" needs "network.vpc_id" [ARC1311]
  fix: set the existing VPC, or remove the subnets to have them created
)");
}

TEST(VpcMistakes, ExistingVpcWithKeysOfANewOne) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  VpcProps props;
  props.cidr = "10.0.0.0/16";
  props.zones = 2;
  props.nat = Nat::kSingle;
  props.data_tier = true;
  props.endpoints = EndpointSet::kNone;
  props.network_acls = true;
  props.vpc_id = "vpc-1a2b3c4d";
  props.private_subnet_ids = {"subnet-1a2b3c4d"};
  stack.add<Vpc>("network", props);
  EXPECT_EQ(found(stack, line),
            R"(+2: error: "network.cidr" cannot be set for an existing VPC [ARC1310]
+8: note: the existing VPC
+3: error: "network.zones" cannot be set for an existing VPC [ARC1310]
+8: note: the existing VPC
+4: error: "network.nat" cannot be set for an existing VPC [ARC1310]
+8: note: the existing VPC
+5: error: "network.data_tier" cannot be set for an existing VPC [ARC1310]
+8: note: the existing VPC
+6: error: "network.endpoints" cannot be set for an existing VPC [ARC1310]
+8: note: the existing VPC
+7: error: "network.network_acls" cannot be set for an existing VPC [ARC1310]
+8: note: the existing VPC
)");
}

TEST(VpcMistakes, ExistingVpcWithoutSubnets) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", {.vpc_id = "vpc-1a2b3c4d"});
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.vpc_id" needs "network.private_subnet_ids" [ARC1312]
  fix: list the subnets in which tasks and databases run, or set "task_subnets" to public
)");
}

TEST(VpcMistakes, ExistingSubnetTwice) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  VpcProps props;
  props.vpc_id = "vpc-1a2b3c4d";
  props.public_subnet_ids = {"subnet-1a2b3c4d"};
  props.private_subnet_ids = {"subnet-1a2b3c4d"};
  stack.add<Vpc>("network", props);
  EXPECT_EQ(found(stack, line), R"(+4: error: duplicate subnet "subnet-1a2b3c4d" [ARC1313]
+3: note: first set here
)");
}

TEST(VpcMistakes, IdThatIsNone) {
  Stack stack({.name = "shop"});
  const int line = __LINE__;
  stack.add<Vpc>("network", {.vpc_id = "my-vpc", .private_subnet_ids = {"subnet-1a2b3c4d"}});
  EXPECT_EQ(found(stack, line),
            R"(+1: error: "network.vpc_id" must be the id of a VPC, not "my-vpc" [ARC1005]
  fix: for example vpc-0123456789abcdef0
)");
}

TEST(VpcMistakes, ZoneThatTheRegionLacks) {
  Stack stack({.name = "shop", .region = "us-west-1"});
  const int line = __LINE__;
  stack.add<Vpc>("network", plain({.zones = 3}));
  EXPECT_EQ(found(stack, line),
            R"(+1: error: us-west-1 has 2 availability zones, so zone "c" does not exist [ARC1308]
  fix: zones of the region by letter: a is us-west-1a, b is us-west-1b
)");
}

}  // namespace
}  // namespace archsynth::ec2

#include "archsynth/analysis/reach.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "archsynth/analysis/flows.h"
#include "file.h"

namespace archsynth::analysis {
namespace {

/// The flows of the reference architecture, and no others that matter.
TEST(Reach, ProvesTheFlowsOfTheReference) {
  const File prod(at("examples/prod.yaml"));
  EXPECT_EQ(hops(prod.ask("internet", "api", 443)),
            "internet VpcInternetGateway LoadBalancerSecurityGroup LoadBalancerHttpsListener "
            "LoadBalancer LoadBalancerHttpsListener ApiTargetGroup LoadBalancerSecurityGroup "
            "ApiSecurityGroup ApiService");
  EXPECT_EQ(hops(prod.ask("api", "main")),
            "ApiService ApiSecurityGroup MainDatabaseSecurityGroup MainDatabase");
  EXPECT_EQ(hops(prod.ask("api", "internet")),
            "ApiService ApiSecurityGroup VpcNatGatewayA VpcInternetGateway internet");
  EXPECT_EQ(codes(prod.ask("internet", "main")),
            "MainDatabase:IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS "
            "VpcPrivateDefaultRouteA:NO_ROUTE_TO_DESTINATION "
            "MainDatabaseSecurityGroup:ENI_SG_RULES_MISMATCH");
  EXPECT_EQ(codes(prod.ask("main", "internet")), "MainDatabaseSecurityGroup:ENI_SG_RULES_MISMATCH");
  EXPECT_FALSE(prod.ask("internet", "api", 8000).is_reachable);
  EXPECT_FALSE(prod.ask("10.0.1.0/24", "main").is_reachable);
  EXPECT_FALSE(prod.ask("load_balancer", "main").is_reachable);
  std::string all;
  for (const ReachAnswer& each : prod.flows()) {
    all += each.from + " -> " + each.to + " " + each.traffic + "\n";
  }
  EXPECT_EQ(all,
            "internet -> load_balancer tcp 80\n"
            "internet -> load_balancer tcp 443\n"
            "internet -> api tcp 443\n"
            "load_balancer -> api tcp 8000\n"
            "api -> internet all traffic\n"
            "api -> main tcp 5432\n"
            "api -> load_balancer tcp 80\n"
            "api -> load_balancer tcp 443\n"
            "api -> aws:s3 tcp 443\n"
            "api -> MainDatabaseSecret tcp 443\n"
            "api -> MainDatabaseUrlSecret tcp 443\n"
            "api -> FastapiAppRepository tcp 443\n");
}

/// Databases are reached by services alone, and services by balancers alone or by services.
TEST(Reach, ProvesThatDatabasesArePrivate) {
  std::vector<fs::path> files;
  for (const char* folder : {"examples", "templates"}) {
    for (const auto& each : fs::recursive_directory_iterator(at(folder))) {
      if (each.path().extension() == ".yaml") files.push_back(each.path());
    }
  }
  ASSERT_GE(files.size(), 8U);
  for (const fs::path& path : files) {
    const File file(path);
    if (!file.input().is_architecture()) continue;
    const cfn::Template& stack = file.input().stack;
    const auto type_of = [&](const std::string& id) -> std::string {
      const cfn::Resource* found = stack.find_resource(cfn::LogicalId(id));
      return found == nullptr ? std::string() : found->type;
    };
    for (const ReachAnswer& each : file.flows()) {
      const std::string to = each.path.back().hop;
      const std::string from = each.path.front().hop;
      const std::string what = path.string() + ": " + each.from + " -> " + each.to;
      if (type_of(to) == "AWS::RDS::DBInstance") {
        EXPECT_EQ(type_of(from), "AWS::ECS::Service") << what;
      }
      if (type_of(to) != "AWS::ECS::Service" || from != "internet") continue;
      EXPECT_NE(hops(each).find("LoadBalancer"), std::string::npos) << what;
    }
  }
}

std::string outcomes(const File& file, const ExpectedFlows& flows, Diagnostics& found) {
  std::string text;
  const input::Input& input = file.input();
  for (const FlowOutcome& each :
       check_flows(input.stack, {input.region, {}, input.makers}, flows, found)) {
    text += !each.holds ? "unknown " : *each.holds ? "holds " : "violated ";
  }
  return text;
}

TEST(Flows, AreOpenOrClosed) {
  const File prod(at("examples/prod.yaml"));
  Diagnostics found;
  EXPECT_EQ(outcomes(prod,
                     {{"internet -> api:443", true},
                      {"internet->api:80", true},
                      {"api -> MainDatabase:5432/tcp", true},
                      {"internet -> main", false},
                      {"internet -> api:443/udp", false},
                      {"10.0.0.0/16 -> main:5432", false},
                      {"api -> aws:s3:443", true},
                      {"api -> internet", false}},
                     found),
            "holds violated holds holds holds holds holds violated ");
  ASSERT_EQ(found.items().size(), 2U);
  EXPECT_EQ(found.items()[0].code, "ARC0971");
  EXPECT_FALSE(found.items()[0].related.empty());
  EXPECT_EQ(found.items()[1].message, "denied flow \"api -> internet\" is open for all traffic");
}

TEST(Flows, OfUnknownEndsHaveNoOutcome) {
  const File prod(at("examples/prod.yaml"));
  Diagnostics found;
  EXPECT_EQ(outcomes(prod,
                     {{"internet -> mian", false},
                      {"internet", false},
                      {"internet -> 10.0.0.0/16", false},
                      {"api -> main:70000", true},
                      {"api -> main/http", true}},
                     found),
            "");
  EXPECT_EQ(found.error_count(), 5U);
  EXPECT_EQ(found.items()[0].fix, "did you mean \"main\"?");
}

TEST(Reach, NamesTheFewestSettingsThatStopIt) {
  const File file("t.yaml", kNetwork);
  EXPECT_TRUE(file.ask("internet", "Host", 443, "tcp").is_reachable);
  const ReachAnswer blocked = file.ask("internet", "Host", 22, "tcp");
  ASSERT_EQ(codes(blocked), "Web:ENI_SG_RULES_MISMATCH");
  EXPECT_EQ(blocked.blocked_by[0].property, "SecurityGroupIngress");
  EXPECT_EQ(blocked.blocked_by[0].origin.to_string().substr(0, 9), "t.yaml:13");
}

TEST(Reach, AsksABalancerForThePortOfItsTarget) {
  const File prod(at("examples/prod.yaml"));
  EXPECT_TRUE(prod.ask("load_balancer", "api", 8000, "tcp").is_reachable);
  const ReachAnswer other = prod.ask("load_balancer", "api", 22, "tcp");
  EXPECT_EQ(codes(other), "ApiService:TARGET_PORT_RESTRICTION");
  EXPECT_EQ(other.blocked_by[0].property, "LoadBalancers");
  EXPECT_FALSE(prod.ask("load_balancer", "api", 8000, "udp").is_reachable);
  EXPECT_FALSE(prod.ask("internet", "api", {}, "udp").is_reachable);
}

TEST(Reach, TakesEveryNameOfAResource) {
  const File same("t.yaml", R"(
name: shop
network: {cidr: 10.7.0.0/16}
services:
  web: {image: "nginx:1.29", port: 80}
databases:
  web: {engine: postgres}
overrides:
- {op: add, path: /Resources/WebService/Properties/ServiceName, value: shop-front}
)");
  EXPECT_EQ(same.ask("services.web", "databases.web").path.back().hop, "WebDatabase");
  EXPECT_EQ(same.ask("shop-front", "databases.web").from, "services.web");
  EXPECT_FALSE(same.ask("internet", "databases.web").is_reachable);
  EXPECT_EQ(codes(same.ask("network", "databases.web")),
            codes(same.ask("10.7.0.0/16", "databases.web")));
  EXPECT_EQ(same.ask("VpcPublicSubnetA", "databases.web").from, "VpcPublicSubnetA");
}

TEST(Reach, NamesResourcesByTheirIds) {
  const File file("t.yaml", kNetwork + R"(
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  In: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref Acl}}
  Inner: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref B, SecurityGroupIds: [!Ref Web]}}
)");
  const ReachAnswer empty = file.ask("internet", "Host", 443);
  ASSERT_EQ(codes(empty), "Acl:SUBNET_ACL_RESTRICTION");
  EXPECT_EQ(empty.blocked_by[0].property, "NetworkAclEntry");
  const ReachAnswer main = file.ask("internet", "Inner", 443);
  ASSERT_EQ(codes(main), "Inner:IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS B:NO_ROUTE_TO_DESTINATION");
  EXPECT_EQ(main.blocked_by[1].property, "Route");
  EXPECT_EQ(main.blocked_by[1].message, "main route table of Vpc has no route to the destination");
}

TEST(Reach, AsksForTheWayBackThroughAnAcl) {
  const std::string acl = kNetwork + R"(
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref Vpc}}
  InAcl: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref A, NetworkAclId: !Ref Acl}}
  In: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: 443, To: 443}}}
  Out: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 100, Egress: true, Protocol: 6, RuleAction: allow, CidrBlock: 0.0.0.0/0, PortRange: {From: )";
  EXPECT_TRUE(
      File("t.yaml", acl + "1024, To: 65535}}}\n").ask("internet", "Host", 443).is_reachable);
  for (const char* ports : {"443, To: 443", "0, To: 1024"}) {
    const File closed("t.yaml", acl + ports + "}}}\n");
    EXPECT_EQ(codes(closed.ask("internet", "Host", 443)), "Acl:SUBNET_ACL_RESTRICTION");
  }
}

TEST(Reach, ListsWhatItAssumes) {
  const File file("t.yaml", kNetwork + R"(
  Perhaps: {Type: AWS::EC2::SecurityGroupIngress, Condition: IsOpen, Properties: {GroupId: !Ref Web, IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0}}
  Other: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref B, SecurityGroupIds: [!Ref Existing]}}
)");
  EXPECT_EQ(file.ask("internet", "Host", 22, "tcp").assumptions,
            std::vector<std::string>{"condition \"IsOpen\" is true"});
  EXPECT_TRUE(file.ask("internet", "Host", 443, "tcp").assumptions.empty());
  EXPECT_EQ(file.ask("Host", "Other", 22, "tcp").assumptions,
            std::vector<std::string>{"security group \"Existing\" allows the traffic"});
  EXPECT_FALSE(file.ask("internet", "Other").is_reachable);
}

TEST(Reach, TakesTheEndpointWhoseNameResolvesInTheVpc) {
  const std::string endpoint = kNetwork + R"(
  Inside: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: endpoint, VpcId: !Ref Vpc, SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.1.0.0/16}]}}
  Secrets: {Type: AWS::EC2::VPCEndpoint, Properties: {VpcId: !Ref Vpc, VpcEndpointType: Interface, SubnetIds: [!Ref B], SecurityGroupIds: [!Ref Inside], ServiceName: com.amazonaws.us-east-1.secretsmanager, PrivateDnsEnabled: )";
  // Its group stops what would reach the service through the internet gateway.
  const File named("t.yaml", endpoint + "true}}\n");
  EXPECT_EQ(codes(named.ask("Host", "aws:secretsmanager")), "Inside:ENI_SG_RULES_MISMATCH");
  const File unnamed("t.yaml", endpoint + "false}}\n");
  EXPECT_TRUE(unnamed.ask("Host", "aws:secretsmanager").is_reachable);
}

TEST(Reach, AssumesThatNamesOfServicesMayLeadToOtherNetworks) {
  const std::string closed = kNetwork + R"(
  Hidden: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.9.0/24}}
  Routes: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  InRoutes: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Hidden, RouteTableId: !Ref Routes}}
  Inner: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref Hidden}}
)";
  const File alone("t.yaml", closed);
  EXPECT_EQ(codes(alone.ask("Inner", "aws:secretsmanager")), "Routes:NO_ROUTE_TO_DESTINATION");
  const auto assumed = [&](const std::string& more) {
    const ReachAnswer answer = File("t.yaml", closed + more).ask("Inner", "aws:secretsmanager");
    EXPECT_TRUE(answer.is_reachable) << more;
    return answer.assumptions.at(0);
  };
  EXPECT_EQ(assumed("  Hub: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Routes, "
                    "DestinationCidrBlock: 10.0.0.0/8, TransitGatewayId: tgw-1}}\n"),
            "\"tgw-1\" leads to an endpoint with the name of aws:secretsmanager");
  EXPECT_EQ(assumed("  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: "
                    "secretsmanager.us-east-1.amazonaws.com, VPCs: [{VPCId: !Ref Vpc, VPCRegion: "
                    "us-east-1}]}}\n"),
            "\"Zone\" leads to an endpoint with the name of aws:secretsmanager");
  const File other("t.yaml", closed +
                                 "  Zone: {Type: AWS::Route53::HostedZone, Properties: {Name: "
                                 "shop.internal, VPCs: [{VPCId: !Ref Vpc, VPCRegion: "
                                 "us-east-1}]}}\n");
  EXPECT_FALSE(other.ask("Inner", "aws:secretsmanager").is_reachable);
}

TEST(Reach, CrossesPeeringsWithRoutesOnBothSidesOnly) {
  const std::string peered = kNetwork + R"(
  Far: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.9.0.0/16}}
  FarSubnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Far, CidrBlock: 10.9.0.0/24}}
  FarTable: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Far}}
  InFarTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref FarSubnet, RouteTableId: !Ref FarTable}}
  FarHost: {Type: AWS::EC2::Instance, Properties: {SubnetId: !Ref FarSubnet}}
  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref Vpc, PeerVpcId: !Ref Far}}
  Back: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref FarTable, DestinationCidrBlock: 10.0.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
)";
  const File one_way("t.yaml", peered);
  EXPECT_EQ(codes(one_way.ask("FarHost", "Host", 443)), "Route:NO_ROUTE_TO_DESTINATION");
  const File both("t.yaml", peered + R"(
  There: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: 10.9.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
)");
  EXPECT_TRUE(both.ask("FarHost", "Host", 443).is_reachable);
  EXPECT_FALSE(both.ask("FarHost", "internet").is_reachable);
}

TEST(Reach, KnowsTheNamesThatThereAre) {
  const File file("t.yaml", kNetwork);
  const ReachResult result = reach(file.input().stack, {}, {"internet", "Hots", {}, {}, {}});
  ASSERT_TRUE(result.unknown);
  EXPECT_EQ(result.unknown->name, "Hots");
  EXPECT_EQ(result.unknown->known, (std::vector<std::string>{"internet", "Host"}));
}

/// Hostile sizes: thousands of rules and routes that all have to be looked at.
TEST(Reach, IsQuickForManyRulesAndRoutes) {
  std::string large = kNetwork;
  for (int i = 0; i < 5000; ++i) {
    const std::string n = std::to_string(i);
    large += "  Rule" + n +
             ": {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Web, IpProtocol: "
             "tcp, FromPort: " +
             std::to_string(1000 + i) + ", ToPort: " + std::to_string(1000 + i) +
             ", CidrIp: " + std::to_string(11 + i % 80) + "." + std::to_string(i % 250) +
             ".0.0/16}}\n";
  }
  for (int i = 0; i < 1000; ++i) {
    const std::string n = std::to_string(i);
    large +=
        "  Route" + n +
        ": {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref Table, DestinationCidrBlock: " +
        std::to_string(11 + i % 80) + "." + std::to_string(i / 4) +
        ".0.0/17, NatGatewayId: !Ref Existing}}\n";
  }
  const File file("t.yaml", large);
  const auto start = std::chrono::steady_clock::now();
  EXPECT_TRUE(file.ask("internet", "Host", 443, "tcp").is_reachable);
  EXPECT_FALSE(file.flows().empty());
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  // Two seconds in a release; without optimisation and beside other work it takes longer.
  EXPECT_LT(taken.count(), 60);
}

}  // namespace
}  // namespace archsynth::analysis

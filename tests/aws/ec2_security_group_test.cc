#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <vector>

#include "archsynth/aws/ec2.h"
#include "aws/lines.h"

namespace archsynth::ec2 {
namespace {

struct SecurityGroups : testing::Test {
  Stack stack{{.name = "shop"}};
  Vpc& vpc = stack.add<Vpc>("Network",
                            {.vpc_id = "vpc-1a2b3c4d", .private_subnet_ids = {"subnet-1a2b3c4d"}});
  SecurityGroup& add(const char* name) {
    return stack.add<SecurityGroup>(name, vpc, {.description = std::string("Group ") + name});
  }
};

TEST_F(SecurityGroups, StartsClosed) {
  SecurityGroup& group = add("Database");
  EXPECT_EQ(group.id(), cfn::get_att(cfn::LogicalId("Database"), "GroupId"));
  EXPECT_EQ(
      lines(stack),
      R"(Database: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group Database","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}]}}
)");
  EXPECT_EQ(findings(stack), "");
}

TEST_F(SecurityGroups, AllowsBlocks) {
  SecurityGroup& group = add("Group");
  group.allow_from_cidr("10.0.0.0/16", 443, "HTTPS from the VPC");
  group.allow_from_cidr("::/0", 443, "HTTPS from the internet");
  group.allow_from_cidr("10.0.0.0/16", 443, "HTTPS from the VPC");
  group.allow_to_cidr("10.0.0.0/16", 5432, "The database");
  group.allow_to_cidr("10.0.0.0/16", 5432, "The database");
  EXPECT_EQ(
      lines(stack),
      R"(Group: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group Group","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"The database","IpProtocol":"tcp","FromPort":5432,"ToPort":5432,"CidrIp":"10.0.0.0/16"}],"SecurityGroupIngress":[{"Description":"HTTPS from the VPC","IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIp":"10.0.0.0/16"},{"Description":"HTTPS from the internet","IpProtocol":"tcp","FromPort":443,"ToPort":443,"CidrIpv6":"::/0"}]}}
)");
}

TEST_F(SecurityGroups, DrawsAnEdgeOnce) {
  SecurityGroup& front = add("Front");
  SecurityGroup& back = add("Back");
  const cfn::LogicalId rule = back.allow_from(front, 8000, "FromFront", "Requests");
  EXPECT_EQ(rule.str(), "BackFromFront");
  EXPECT_EQ(back.allow_from(front, 8000, "FromFront", "Requests"), rule);
  EXPECT_EQ(back.allow_from(front, 9000, "FromFront", "Metrics").str(), "BackFromFront9000");
  EXPECT_EQ(
      lines(stack),
      R"(Front: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group Front","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"Requests","IpProtocol":"tcp","FromPort":8000,"ToPort":8000,"DestinationSecurityGroupId":{"Fn::GetAtt":["Back","GroupId"]}},{"Description":"Metrics","IpProtocol":"tcp","FromPort":9000,"ToPort":9000,"DestinationSecurityGroupId":{"Fn::GetAtt":["Back","GroupId"]}}]}}
Back: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group Back","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}]}}
BackFromFront: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"Requests","IpProtocol":"tcp","FromPort":8000,"ToPort":8000,"SourceSecurityGroupId":{"Fn::GetAtt":["Front","GroupId"]},"GroupId":{"Fn::GetAtt":["Back","GroupId"]}}}
BackFromFront9000: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"Metrics","IpProtocol":"tcp","FromPort":9000,"ToPort":9000,"SourceSecurityGroupId":{"Fn::GetAtt":["Front","GroupId"]},"GroupId":{"Fn::GetAtt":["Back","GroupId"]}}}
)");
}

TEST_F(SecurityGroups, BreaksACircleWithAnEgressRuleOfItsOwn) {
  SecurityGroup& a = add("A");
  SecurityGroup& b = add("B");
  a.allow_from(b, 80, "FromB", "b calls a");
  b.allow_from(a, 90, "FromA", "a calls b");
  b.allow_from(b, 7946, "FromB", "Gossip");
  EXPECT_EQ(
      lines(stack),
      R"(A: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group A","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"No outbound traffic","IpProtocol":"-1","CidrIp":"127.0.0.1/32"}]}}
AFromB: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"b calls a","IpProtocol":"tcp","FromPort":80,"ToPort":80,"SourceSecurityGroupId":{"Fn::GetAtt":["B","GroupId"]},"GroupId":{"Fn::GetAtt":["A","GroupId"]}}}
AToB90: {"Type":"AWS::EC2::SecurityGroupEgress","Properties":{"Description":"a calls b","IpProtocol":"tcp","FromPort":90,"ToPort":90,"DestinationSecurityGroupId":{"Fn::GetAtt":["B","GroupId"]},"GroupId":{"Fn::GetAtt":["A","GroupId"]}}}
B: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group B","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"b calls a","IpProtocol":"tcp","FromPort":80,"ToPort":80,"DestinationSecurityGroupId":{"Fn::GetAtt":["A","GroupId"]}}]}}
BFromA: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"a calls b","IpProtocol":"tcp","FromPort":90,"ToPort":90,"SourceSecurityGroupId":{"Fn::GetAtt":["A","GroupId"]},"GroupId":{"Fn::GetAtt":["B","GroupId"]}}}
BToB7946: {"Type":"AWS::EC2::SecurityGroupEgress","Properties":{"Description":"Gossip","IpProtocol":"tcp","FromPort":7946,"ToPort":7946,"DestinationSecurityGroupId":{"Fn::GetAtt":["B","GroupId"]},"GroupId":{"Fn::GetAtt":["B","GroupId"]}}}
BFromB: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"Gossip","IpProtocol":"tcp","FromPort":7946,"ToPort":7946,"SourceSecurityGroupId":{"Fn::GetAtt":["B","GroupId"]},"GroupId":{"Fn::GetAtt":["B","GroupId"]}}}
)");
}

TEST_F(SecurityGroups, OpenEgressLeavesOutNarrowerRules) {
  SecurityGroup& a = add("A");
  SecurityGroup& b = add("B");
  b.allow_from(a, 80, "FromA", "before");
  a.allow_all_egress("Everything");
  b.allow_from(a, 90, "FromA", "after");
  a.allow_to_cidr("10.0.0.0/8", 443, "after");
  EXPECT_EQ(
      line_of(stack, "A"),
      R"(A: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Group A","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"Everything","IpProtocol":"-1","CidrIp":"0.0.0.0/0"}]}})");
}

TEST_F(SecurityGroups, APortThatAnotherResourceKnowsStandsAlone) {
  SecurityGroup& a = add("A");
  SecurityGroup& b = add("B");
  b.allow_from(a, cfn::get_att(cfn::LogicalId("Database"), "Endpoint.Port"), "FromA", "Queries");
  EXPECT_EQ(
      line_of(stack, "AToB"),
      R"(AToB: {"Type":"AWS::EC2::SecurityGroupEgress","Properties":{"Description":"Queries","IpProtocol":"tcp","FromPort":{"Fn::GetAtt":["Database","Endpoint.Port"]},"ToPort":{"Fn::GetAtt":["Database","Endpoint.Port"]},"DestinationSecurityGroupId":{"Fn::GetAtt":["B","GroupId"]},"GroupId":{"Fn::GetAtt":["A","GroupId"]}}})");
  EXPECT_NE(resource(stack, "A").find("127.0.0.1/32"), std::string::npos);
}

TEST_F(SecurityGroups, ReportsADescriptionThatEc2Refuses) {
  const int line = __LINE__;
  stack.add<SecurityGroup>("Group", vpc, {.description = "the tasks' group"});
  EXPECT_EQ(
      findings_from(stack, __FILE__, line),
      R"(+1: error: "Group.description" must be a string of at most 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*, not "the tasks' group" [ARC1005]
  fix: for example Tasks of api
)");
}

std::map<std::string, std::set<std::string>> dependencies(const Stack& stack) {
  std::map<std::string, std::set<std::string>> result;
  stack.each_resource([&](const cfn::Resource& resource) {
    std::set<std::string>& targets = result[resource.id.str()];
    for (const cfn::Reference& each : cfn::references(cfn::Value(resource.properties))) {
      targets.insert(each.target.str());
    }
    for (const cfn::LogicalId& each : resource.depends_on) targets.insert(each.str());
  });
  return result;
}

/// Takes away what depends on nothing that is left, until nothing or a circle is left.
bool has_circle(std::map<std::string, std::set<std::string>> graph) {
  for (bool changed = true; changed;) {
    changed = false;
    for (auto it = graph.begin(); it != graph.end();) {
      bool free = true;
      for (const std::string& target : it->second) free = free && !graph.count(target);
      changed = changed || free;
      it = free ? graph.erase(it) : std::next(it);
    }
  }
  return !graph.empty();
}

TEST(SecurityGroupGraphs, NeverDependInACircle) {
  EXPECT_TRUE(has_circle({{"a", {"b"}}, {"b", {"a"}}}));
  std::mt19937 random(7);
  for (int round = 0; round < 100; ++round) {
    Stack stack({.name = "shop"});
    Vpc& vpc = stack.add<Vpc>(
        "Network", {.vpc_id = "vpc-1a2b3c4d", .private_subnet_ids = {"subnet-1a2b3c4d"}});
    std::vector<SecurityGroup*> groups;
    const unsigned count = 2 + random() % 7;
    for (unsigned i = 0; i < count; ++i) {
      groups.push_back(
          &stack.add<SecurityGroup>("G" + std::to_string(i), vpc, {.description = "A group"}));
    }
    const unsigned edges = random() % 30;
    std::set<std::string> drawn;
    for (unsigned i = 0; i < edges; ++i) {
      const unsigned from = random() % count;
      const unsigned to = random() % count;
      const int port = static_cast<int>(80 + random() % 3);
      if (random() % 15 == 0) groups[from]->allow_all_egress("Everything");
      groups[to]->allow_from(*groups[from], port, "From" + std::to_string(from), "An edge");
      drawn.insert(std::to_string(from) + ">" + std::to_string(to) + ":" + std::to_string(port));
    }
    EXPECT_FALSE(has_circle(dependencies(stack))) << resources(stack);
    // Each edge is one ingress rule, under an id of its own.
    std::set<std::string> ids;
    std::size_t ingress = 0;
    std::size_t all = 0;
    stack.each_resource([&](const cfn::Resource& resource) {
      ids.insert(resource.id.str());
      ++all;
      if (resource.type == "AWS::EC2::SecurityGroupIngress") ++ingress;
    });
    EXPECT_EQ(ids.size(), all);
    EXPECT_EQ(ingress, drawn.size());
  }
}

}  // namespace
}  // namespace archsynth::ec2

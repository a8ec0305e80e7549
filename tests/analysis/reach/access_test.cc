// Requests to services: the network, and what policies say on top of it.

#include <gtest/gtest.h>

#include "archsynth/analysis/reach.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// A function in a subnet with an endpoint of S3; `%` in the policies is the part of a case.
constexpr const char* kStack = R"(
Resources:
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
  Subnet: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24}}
  Table: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref Vpc}}
  InTable: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref Subnet, RouteTableId: !Ref Table}}
  Group: {Type: AWS::EC2::SecurityGroup, Properties: {VpcId: !Ref Vpc, GroupDescription: a}}
  Files: {Type: AWS::S3::Bucket}
  Others: {Type: AWS::S3::Bucket}
  Function:
    Type: AWS::Lambda::Function
    Properties: {Role: !GetAtt Role.Arn, VpcConfig: {SubnetIds: [!Ref Subnet], SecurityGroupIds: [!Ref Group]}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: [{Effect: Allow, Principal: {Service: lambda.amazonaws.com}, Action: "sts:AssumeRole"}]}
      Policies: [{PolicyName: a, PolicyDocument: {Statement: [{Effect: Allow, )";

constexpr const char* kAllowed = R"(Action: "s3:GetObject", Resource: !Sub "${Files.Arn}/*"}]}}]
)";
constexpr const char* kEndpoint = R"(  Endpoint:
    Type: AWS::EC2::VPCEndpoint
    Properties: {VpcId: !Ref Vpc, ServiceName: com.amazonaws.us-east-1.s3, RouteTableIds: [!Ref Table])";

std::string answer_to(const std::string& yaml, const std::string& to) {
  Sources sources;
  Diagnostics found;
  const auto node = document::read(sources.add("stack.yaml", yaml), found);
  const auto stack = cfn::read_template(*node, found);
  EXPECT_FALSE(found.has_errors()) << render(found);
  const auto result = reach(*stack, {.region = "us-east-1"}, {"Function", to});
  if (!result.answer) return "unknown";
  std::string text = result.answer->is_reachable ? "reachable" : "blocked";
  for (const ReachBlock& each : result.answer->blocked_by)
    text += " " + each.resource + ":" + each.code;
  for (const ReachHop& each : result.answer->path) {
    if (each.hop == "Role") text += " Role " + each.detail;
  }
  for (const std::string& each : result.answer->assumptions) text += " if " + each;
  return text;
}

TEST(Access, NeedsTheNetworkTheRoleAndThePolicies) {
  const std::string allowed = std::string(kStack) + kAllowed;
  const std::string endpoint = allowed + kEndpoint;
  const std::string open = endpoint + "}\n";
  EXPECT_EQ(answer_to(open, "Files"), "reachable Role may call s3:GetObject");
  EXPECT_EQ(answer_to(open, "aws:s3"), "reachable Role may call s3:GetObject");
  EXPECT_EQ(answer_to(open, "Others"), "blocked Role:IAM_POLICY");
  EXPECT_EQ(answer_to(open, "aws:dynamodb"), "blocked Table:NO_ROUTE_TO_DESTINATION");
  EXPECT_EQ(answer_to(allowed, "Files"), "blocked Table:NO_ROUTE_TO_DESTINATION");
}

TEST(Access, ReadsThePoliciesOfEndpointsAndBuckets) {
  const std::string endpoint = std::string(kStack) + kAllowed + kEndpoint;
  const std::string of_others =
      endpoint +
      R"(, PolicyDocument: {Statement: [{Effect: Allow, Principal: "*", Action: "s3:*", Resource: !Sub "${Others.Arn}/*"}]}}
)";
  EXPECT_EQ(answer_to(of_others, "Files"), "blocked Endpoint:ENDPOINT_POLICY");
  const std::string policy = endpoint + R"(}
  Policy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Files
      PolicyDocument: {Statement: [{Effect: Deny, Principal: "*", Action: "s3:*", Resource: !Sub "${Files.Arn}/*", Condition: {StringNotEquals: )";
  EXPECT_EQ(answer_to(policy + "{\"aws:SourceVpce\": !Ref Endpoint}}}]}\n", "Files"),
            "reachable Role may call s3:GetObject");
  EXPECT_EQ(answer_to(policy + "{\"aws:SourceVpce\": vpce-1}}}]}\n", "Files"),
            "reachable Role may call s3:GetObject if the Deny of Policy allows it");
  EXPECT_EQ(answer_to(policy + "{\"aws:PrincipalOrgID\": o-1}}}]}\n", "Files"),
            "reachable Role may call s3:GetObject if the Deny of Policy allows it");
}

TEST(Access, SaysWhatConditionsAndOtherStacksDecide) {
  const std::string stack(kStack);
  const std::string endpoint = std::string(kEndpoint) + "}\n";
  EXPECT_EQ(
      answer_to(
          stack +
              R"(Action: "s3:*", Resource: "*", Condition: {StringEquals: {"aws:ResourceTag/a": b}}}]}}]
)" + endpoint,
          "Files"),
      "reachable Role may call s3:DeleteObject, s3:GetObject, s3:ListBucket, s3:PutObject if "
      "a condition on aws:ResourceTag/a allows it");
  std::string given = stack + kAllowed + endpoint;
  given.replace(given.find("!GetAtt Role.Arn"), 16, "\"arn:aws:iam::123456789012:role/a\"");
  EXPECT_EQ(answer_to(given, "Files"), "reachable if the role of \"Function\" may use Files");
}

}  // namespace
}  // namespace archsynth::analysis

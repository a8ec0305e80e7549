// Requests to services: the network, and what policies say on top of it.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

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

std::string read_text(const std::string& path) {
  std::ifstream in(std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

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

/// A task that sends to a queue and pulls from a repository: its role, the role of its agent, and
/// what the policies of a case add.
std::string task_with(const std::string& task_role, const std::string& more = "",
                      const std::string& of_repository = "") {
  std::string made = read_text("tests/analysis/reach/encrypted.yaml");
  const auto fill = [&](const std::string& mark, const std::string& with) {
    made.replace(made.find(mark), mark.size(), with);
  };
  fill("TASK_ROLE", task_role);
  fill("REPOSITORY_POLICY", of_repository.empty() ? "{}" : of_repository);
  return made + more;
}

constexpr const char* kSend =
    R"({Effect: Allow, Action: "sqs:SendMessage", Resource: !GetAtt Jobs.Arn})";
constexpr const char* kKey =
    R"({Effect: Allow, Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: !GetAtt Key.Arn})";

TEST(Access, AsksTheKeyOfAQueue) {
  const std::string both = std::string(kSend) + ", " + kKey;
  EXPECT_EQ(answer_to(task_with(both), "Jobs"), "reachable Role may call sqs:SendMessage");
  EXPECT_EQ(answer_to(task_with(kSend), "Jobs"), "blocked Role:IAM_POLICY");
  std::string keyless = task_with(both);
  keyless.replace(keyless.find(":root"), 5, ":role/admin");
  EXPECT_EQ(answer_to(keyless, "Jobs"), "blocked Key:RESOURCE_POLICY");
  std::string elsewhere = both;
  elsewhere.insert(
      elsewhere.size() - 1,
      R"(, Condition: {StringEquals: {"kms:ViaService": s3.us-east-1.amazonaws.com}})");
  EXPECT_EQ(answer_to(task_with(elsewhere), "Jobs"), "blocked Role:IAM_POLICY");
  elsewhere.replace(elsewhere.find("s3.us"), 2, "sqs");
  EXPECT_EQ(answer_to(task_with(elsewhere), "Jobs"), "reachable Role may call sqs:SendMessage");
  std::string foreign = task_with(kSend);
  foreign.replace(foreign.find("!GetAtt Key.Arn"), 15, "alias/shared");
  EXPECT_EQ(answer_to(foreign, "Jobs"),
            "reachable Role may call sqs:SendMessage if the key of Jobs allows it");
}

TEST(Access, BlamesTheStatementThatDenies) {
  const std::string both = std::string(kSend) + ", " + kKey;
  const std::string deny = R"({Effect: Deny, Action: "sqs:*", Resource: "*"})";
  EXPECT_EQ(answer_to(task_with(both + ", " + deny), "Jobs"), "blocked Role:IAM_POLICY");
  EXPECT_EQ(answer_to(task_with(both + ", " + deny), "aws:sqs"), "blocked Role:IAM_POLICY");
  const std::string of_others = R"({Effect: Deny, Action: "sqs:DeleteQueue", Resource: "*"})";
  EXPECT_EQ(answer_to(task_with(both + ", " + of_others), "aws:sqs"),
            "reachable Role may call sqs:SendMessage");
  const std::string on_queue = R"(
  Policy:
    Type: AWS::SQS::QueuePolicy
    Properties: {Queues: [!Ref Jobs], PolicyDocument: {Statement: [{Effect: Deny, Principal: "*", Action: "sqs:*", Resource: "*"}]}}
)";
  EXPECT_EQ(answer_to(task_with(both, on_queue), "Jobs"), "blocked Policy:RESOURCE_POLICY");
}

TEST(Access, AsksThePolicyOfARepository) {
  EXPECT_EQ(answer_to(task_with(kSend), "Images"), "reachable");
  EXPECT_EQ(
      answer_to(
          task_with(kSend, "", R"({Statement: [{Effect: Deny, Principal: "*", Action: "ecr:*"}]})"),
          "Images"),
      "blocked Images:RESOURCE_POLICY");
}

}  // namespace
}  // namespace archsynth::analysis

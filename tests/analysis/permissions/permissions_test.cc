#include <gtest/gtest.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "asked.h"
#include "golden.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

const Permission* find(const Permissions& in, std::string_view action) {
  const auto at = std::find_if(in.needs.begin(), in.needs.end(),
                               [&](const Permission& each) { return each.action == action; });
  return at == in.needs.end() ? nullptr : &*at;
}

std::string on(const Permissions& in, std::string_view action) {
  const Permission* need = find(in, action);
  return need == nullptr ? "not needed" : join(need->resources, " ");
}

constexpr const char* kDatabase = R"(
  Main:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.micro
      AllocatedStorage: "20"
)";

TEST(Permissions, AreOnNamesThatCloudFormationWillGive) {
  const Permissions found = Asked(R"(
  Files: {Type: AWS::S3::Bucket}
  Named: {Type: "AWS::S3::Bucket", Properties: {BucketName: !Sub "acme-${AWS::Region}-logs"}}
  Secret: {Type: AWS::SecretsManager::Secret}
  Role:
    Type: AWS::IAM::Role
    Properties: {Path: /team/, RoleName: reader, AssumeRolePolicyDocument: {Statement: []}}
  Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
)")
                                .permissions();
  EXPECT_EQ(on(found, "s3:CreateBucket"),
            "arn:${Partition}:s3:::acme-eu-central-1-logs arn:${Partition}:s3:::shop-files-*");
  EXPECT_EQ(on(found, "secretsmanager:CreateSecret"),
            "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:Secret-* "
            "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:shop-Secret-*");
  EXPECT_EQ(on(found, "iam:CreateRole"), "arn:${Partition}:iam::${Account}:role/team/reader");
  EXPECT_EQ(on(found, "ec2:DeleteVpc"), "arn:${Partition}:ec2:${Region}:${Account}:vpc/*");
  EXPECT_EQ(on(found, "ec2:DescribeVpcs"), "*");
}

TEST(Permissions, TellServicesOfOnePrefixApart) {
  const Permissions found = Asked(R"(
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: shop}}
  Names: {Type: AWS::ApiGateway::DomainName, Properties: {DomainName: api.example.com}}
  Classic: {Type: AWS::ElasticLoadBalancing::LoadBalancer, Properties: {Listeners: []}}
)")
                                .permissions();
  const std::string api = "arn:${Partition}:apigateway:${Region}::/";
  EXPECT_EQ(on(found, "apigateway:POST"), api + "restapis " + api + "restapis/* " + api + "tags/*");
  EXPECT_EQ(on(found, "apigateway:*"),
            api + "domainnames " + api + "domainnames/* " + api + "tags/*");
  EXPECT_EQ(on(found, "elasticloadbalancing:CreateLoadBalancer"),
            "arn:${Partition}:elasticloadbalancing:${Region}:${Account}:loadbalancer/*");
  EXPECT_EQ(on(found, "elasticloadbalancing:DescribeLoadBalancers"), "*");
}

TEST(Permissions, FollowProperties) {
  const Permissions plain = Asked(kDatabase).permissions();
  EXPECT_EQ(find(plain, "rds:RestoreDBInstanceFromDBSnapshot"), nullptr);
  EXPECT_EQ(find(plain, "secretsmanager:CreateSecret"), nullptr);
  EXPECT_EQ(find(plain, "kms:CreateGrant"), nullptr);
  const Permissions more = Asked(kDatabase + std::string(R"(
      ManageMasterUserPassword: true
      DBSnapshotIdentifier: nightly
      KmsKeyId: arn:aws:kms:eu-central-1:123456789012:key/1234
      MonitoringRoleArn: arn:aws:iam::123456789012:role/monitoring
)"))
                               .permissions();
  EXPECT_NE(find(more, "rds:RestoreDBInstanceFromDBSnapshot"), nullptr);
  EXPECT_NE(find(more, "secretsmanager:CreateSecret"), nullptr);
  const Permission* grant = find(more, "kms:CreateGrant");
  ASSERT_NE(grant, nullptr);
  EXPECT_EQ(join(grant->resources, " "), "arn:aws:kms:eu-central-1:123456789012:key/1234");
  EXPECT_EQ(grant->conditions.at(0).values.at(0), "rds.*.amazonaws.com");
  EXPECT_EQ(grant->reasons.at(0).property, "KmsKeyId");
  EXPECT_EQ(on(more, "iam:PassRole"), "arn:aws:iam::123456789012:role/monitoring");
  EXPECT_EQ(find(more, "iam:PassRole")->conditions.at(0).values.at(0),
            "monitoring.rds.amazonaws.com");
}

TEST(Permissions, OfARoleThatIsPassedAreForItsService) {
  const Permissions found = Asked(R"(
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Statement: [{Effect: Allow, Principal: {Service: vpc-flow-logs.amazonaws.com}, Action: "sts:AssumeRole"}]
      ManagedPolicyArns: ["arn:aws:iam::aws:policy/ReadOnlyAccess"]
  Log:
    Type: AWS::EC2::FlowLog
    Properties:
      ResourceId: vpc-1
      ResourceType: VPC
      LogGroupName: flows
      DeliverLogsPermissionArn: !GetAtt Role.Arn
)")
                                .permissions();
  EXPECT_EQ(on(found, "iam:PassRole"), "arn:${Partition}:iam::${Account}:role/shop-Role-*");
  EXPECT_EQ(find(found, "iam:PassRole")->conditions.at(0).values.at(0),
            "vpc-flow-logs.amazonaws.com");
  EXPECT_EQ(find(found, "iam:AttachRolePolicy")->conditions.at(0).values.at(0),
            "arn:aws:iam::aws:policy/ReadOnlyAccess");
  EXPECT_EQ(found.escalations.size(), 1u);
}

TEST(Permissions, OfARoleOutsideAreForTheServiceOfItsProperty) {
  const Permissions found = Asked(R"(
  Log: {Type: AWS::EC2::FlowLog, Properties: {ResourceType: VPC, ResourceId: vpc-1, DeliverLogsPermissionArn: "arn:aws:iam::1:role/a"}}
  Users: {Type: AWS::Cognito::UserPool, Properties: {SmsConfiguration: {SnsCallerArn: "arn:aws:iam::1:role/b"}}}
  Model: {Type: AWS::SageMaker::Model, Properties: {ExecutionRoleArn: "arn:aws:iam::1:role/c"}}
  Rule: {Type: AWS::IoT::TopicRule, Properties: {TopicRulePayload: {Actions: [{Sqs: {QueueUrl: a, RoleArn: "arn:aws:iam::1:role/d"}}]}}}
  Main: {Type: AWS::RDS::DBInstance, Properties: {MonitoringRoleArn: "arn:aws:iam::1:role/e", AssociatedRoles: [{FeatureName: s3Import, RoleArn: "arn:aws:iam::1:role/f"}]}}
  Server: {Type: AWS::EC2::Instance, Properties: {IamInstanceProfile: web}}
)")
                                .permissions();
  std::string passed;
  for (const Permission& each : found.needs) {
    if (each.action != "iam:PassRole") continue;
    passed += join(each.resources, " ") + " " +
              (each.conditions.empty() ? "any" : join(each.conditions[0].values, " ")) + "\n";
  }
  EXPECT_EQ(passed,
            "arn:aws:iam::1:role/f any\n"
            "arn:aws:iam::1:role/b cognito-idp.amazonaws.com\n"
            "arn:aws:iam::1:role/d iot.amazonaws.com\n"
            "arn:aws:iam::1:role/e monitoring.rds.amazonaws.com\n"
            "arn:aws:iam::1:role/c sagemaker.amazonaws.com\n"
            "arn:aws:iam::1:role/a vpc-flow-logs.amazonaws.com\n");
  EXPECT_TRUE(std::any_of(found.notes.begin(), found.notes.end(), [](const std::string& each) {
    return each.starts_with("\"Server\" uses an instance profile of another stack");
  }));
}

TEST(Permissions, OnNamesOfIamLeaveOnlyThePathOpen) {
  const Permissions found = Asked(R"(
  Members: {Type: AWS::IAM::UserToGroupAddition, Properties: {GroupName: admins, Users: [a]}}
  More: {Type: AWS::IAM::RolePolicy, Properties: {RoleName: app, PolicyName: a, PolicyDocument: {}}}
  Limit: {Type: AWS::IAM::ManagedPolicy, Properties: {PolicyDocument: {}}}
  Role: {Type: AWS::IAM::Role, Properties: {PermissionsBoundary: !Ref Limit, AssumeRolePolicyDocument: {}}}
)")
                                .permissions();
  const std::string iam = "arn:${Partition}:iam::${Account}:";
  EXPECT_EQ(on(found, "iam:AddUserToGroup"), iam + "group/*/admins " + iam + "group/admins");
  EXPECT_EQ(on(found, "iam:GetRolePolicy").substr(0, 70),
            (iam + "role/*/app " + iam + "role/app").substr(0, 70));
  EXPECT_EQ(
      join(found.escalations, "\n"),
      "\"Members\" adds users to a group: anyone who can change the template can make any user "
      "a member\n"
      "\"Limit\" is the boundary of \"Role\" and part of the same stack: anyone who can change "
      "the template can widen it. Move it to another stack");
}

TEST(Permissions, WithABoundaryCanMakeRolesOnlyUnderIt) {
  const Permissions found = Asked(R"(
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      PermissionsBoundary: arn:aws:iam::123456789012:policy/edge
)")
                                .permissions();
  EXPECT_TRUE(found.escalations.empty());
  const Permission* create = find(found, "iam:CreateRole");
  ASSERT_NE(create, nullptr);
  ASSERT_EQ(create->conditions.size(), 1u);
  EXPECT_EQ(create->conditions[0].key, "iam:PermissionsBoundary");
  EXPECT_EQ(create->conditions[0].values.at(0), "arn:aws:iam::123456789012:policy/edge");
}

TEST(Permissions, ReadWhatDynamicReferencesAndParametersName) {
  const Permissions found = Asked("stack.yaml", R"(
Parameters:
  Image: {Type: "AWS::SSM::Parameter::Value<String>", Default: /aws/service/ami/latest}
Resources:
  Main:
    Type: AWS::RDS::DBInstance
    Properties:
      Engine: postgres
      DBInstanceClass: db.t4g.micro
      MasterUserPassword: "{{resolve:secretsmanager:shop/main:SecretString:password}}"
)")
                                .permissions();
  EXPECT_EQ(on(found, "secretsmanager:GetSecretValue"),
            "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:shop/main-*");
  EXPECT_EQ(on(found, "ssm:GetParameters"),
            "arn:${Partition}:ssm:${Region}::parameter/aws/service/ami/latest");
}

TEST(Permissions, OfAnUnknownTypeAreUnknown) {
  const Permissions found = Asked(R"(
  Other: {Type: "Acme::Own::Thing"}
  Called: {Type: "Custom::Thing", Properties: {ServiceToken: "arn:aws:lambda:eu-central-1:1:function:f"}}
)")
                                .permissions();
  ASSERT_EQ(found.unknown.size(), 1u);
  EXPECT_EQ(found.unknown[0].type, "Acme::Own::Thing");
  EXPECT_EQ(on(found, "lambda:InvokeFunction"), "arn:aws:lambda:eu-central-1:1:function:f");
}

TEST(Permissions, OfAChangeAreWhatItNeedsInAddition) {
  const Asked before(kDatabase);
  const Asked after(kDatabase + std::string("      ManageMasterUserPassword: true\n"));
  const Permissions added = added_permissions(before.stack(), after.stack(), shop());
  std::string actions;
  for (const Permission& each : added.needs) actions += each.action + " ";
  EXPECT_EQ(actions, "kms:DescribeKey secretsmanager:CreateSecret secretsmanager:TagResource ");
  EXPECT_TRUE(added_permissions(after.stack(), after.stack(), shop()).needs.empty());
}

/// Whether policies allow all of it, read as IAM would: patterns with `*`.
bool allow(const std::vector<PermissionPolicy>& policies, const Permission& need) {
  std::set<std::pair<std::string, std::string>> allowed;
  for (const PermissionPolicy& policy : policies) {
    for (const cfn::Value& each : *policy.document.find("Statement")->list()) {
      const auto texts = [&](const char* key) {
        const cfn::Value& value = *each.map()->find(key);
        return value.list() != nullptr ? *value.list() : cfn::List{value};
      };
      for (const cfn::Value& action : texts("Action")) {
        for (const cfn::Value& resource : texts("Resource"))
          allowed.emplace(*action.string(), *resource.string());
      }
    }
  }
  return std::all_of(need.resources.begin(), need.resources.end(), [&](const std::string& arn) {
    return allowed.contains({need.action, arn});
  });
}

/// Each need stands in a policy, each policy fits, and `*` stands just where an action takes no
/// resource.
TEST(Permissions, OfEveryExampleAreWholeAndNarrow) {
  for (const fs::path& path : asked_files()) {
    SCOPED_TRACE(path.string());
    const Asked file(path.filename().string(), testing::read_file(path));
    const Permissions found = file.permissions();
    EXPECT_TRUE(found.unknown.empty());
    for (const Permission& need : found.needs) {
      EXPECT_TRUE(allow(found.service.policies, need)) << need.action;
      const std::size_t colon = need.action.find(':');
      const auto kinds =
          spec::action_scopes(need.action.substr(0, colon), need.action.substr(colon + 1));
      ASSERT_TRUE(kinds) << need.action;
      EXPECT_EQ(need.resources.front() == "*", kinds->empty()) << need.action;
    }
    for (const PermissionPolicy& policy : found.service.policies)
      EXPECT_LE(cfn::to_json(cfn::Value(policy.document), true).size(), 6144u) << policy.name;
  }
}

std::string many(int count) {
  std::string resources;
  for (int i = 0; i < count; ++i) {
    resources += fmt::format("  Bucket{0}: {{Type: AWS::S3::Bucket}}\n", i);
    resources += fmt::format("  Queue{0}: {{Type: AWS::SQS::Queue}}\n", i);
    resources += fmt::format("  Images{0}: {{Type: AWS::ECR::Repository}}\n", i);
    resources += fmt::format(
        "  Role{0}: {{Type: AWS::IAM::Role, Properties: {{AssumeRolePolicyDocument: {{}}, "
        "Policies: "
        "[{{PolicyName: p, PolicyDocument: {{Statement: [{{Effect: Allow, Action: 'sqs:*', "
        "Resource: !GetAtt Queue{0}.Arn}}, {{Effect: Allow, Action: ['s3:GetObject', "
        "'s3:PutObject'], Resource: !Sub '${{Bucket{0}.Arn}}/*'}}]}}}}]}}}}\n",
        i);
  }
  return resources;
}

/// Statements of many resources are parted, and nothing gets lost.
TEST(Permissions, OfManyResourcesFitIntoPolicies) {
  const Asked file(many(110));
  for (const std::size_t length : {1, 20}) {
    PermissionsOptions options = shop();
    options.stack_name = std::string(length, 's');
    const Permissions found = file.permissions(options);
    for (const Permission& need : found.needs)
      EXPECT_TRUE(allow(found.service.policies, need)) << need.action;
    EXPECT_GT(found.service.policies.size(), 1u);
    EXPECT_LE(found.service.policies.size(), 20u);
    for (const auto* policies : {&found.service.policies, &found.ci.policies, &found.boundary}) {
      for (const PermissionPolicy& policy : *policies)
        EXPECT_LE(cfn::to_json(cfn::Value(policy.document), true).size(), 6144u) << policy.name;
    }
  }
}

/// What handlers state and we leave out, with why.
const std::map<std::string, std::string> kLeftOut{
    {"AWS::ApplicationAutoScaling::ScalableTarget cloudwatch:", "of policies, not of targets"},
    {"AWS::DynamoDB::Table dynamodb:AssociateTableReplica", "of global tables"},
    {"AWS::DynamoDB::Table dynamodb:CreateTable", "creates, and replicas are of global tables"},
    {"AWS::DynamoDB::Table s3:GetObjectMetadata", "IAM knows no such action"},
    {"AWS::EC2::FlowLog autoscaling:DescribeTags", "of no use to a flow log"},
    {"AWS::EC2::EIP ec2:DescribeTags", "covered by DescribeAddresses"},
    {"AWS::EC2::VPC ec2:CreateVpcEncryptionControl", "a resource type of its own"},
    {"AWS::EC2::VPC ec2:DescribeVpcEncryptionControls", "a resource type of its own"},
    {"AWS::EC2::VPCEndpoint vpc-lattice:", "IAM knows no such action"},
    {"AWS::EC2::VPCEndpoint ec2:", "tags of one that is not there"},
    {"AWS::ECS::Cluster ecs:PutAccountSetting", "settings of the account"},
    {"AWS::Logs::LogGroup firehose:TagDeliveryStream", "of deliveries"},
    {"AWS::Logs::LogGroup s3:REST.PUT.OBJECT", "IAM knows no such action"},
    {"AWS::S3::Bucket s3:DeleteObject", "a bucket is deleted when it is empty"},
    {"AWS::S3::Bucket s3:PutObjectAcl", "objects are not the stack's"},
    {"AWS::S3::Bucket s3:PutBucketReplication", "IAM knows no such action"},
    {"AWS::S3::Bucket s3:PutObjectLockConfiguration", "IAM knows no such action"},
    {"AWS::S3::Bucket s3:DeleteBucket",
     "IAM knows no such action but DeleteBucket and DeleteBucketWebsite"},
    {"AWS::S3::Bucket s3tables:", "of metadata tables, as far as they are used"},
    {"AWS::SecretsManager::SecretTargetAttachment docdb-elastic:", "no target of ours"},
    {"AWS::ElastiCache::ParameterGroup iam:", "a parameter group has no role"},
    {"AWS::EFS::FileSystem elasticfilesystem:DeleteTags", "UntagResource has taken its place"},
    {"AWS::EC2::Instance ec2:StartInstances", "a new instance runs"},
    {"AWS::EC2::Instance ec2:ModifyInstanceMaintenanceOptions", "no property sets them"},
    {"AWS::Lambda::Function s3files:", "of file systems of S3"},
    {"AWS::CloudFormation::Stack cloudformation:", "no property sets them"},
    {"AWS::AutoScaling::AutoScalingGroup", "patterns, and targets of VPC Lattice"},
    {"AWS::CloudFront::Distribution cloudfront:", "of tenants, VPC origins and staging"},
    {"AWS::Backup::BackupVault backup-storage:", "IAM knows no such action"},
    {"AWS::IAM::Role iam:DeleteRolePermissionsBoundary", "a boundary is not taken away"},
    {"AWS::IAM::User iam:DeleteUserPermissionsBoundary", "a boundary is not taken away"},
    {"AWS::IAM::User iam:DeleteAccessKey", "keys are not the stack's"},
    {"AWS::Lambda::Alias codedeploy:", "of update policies with CodeDeploy"},
    {"AWS::Cognito::UserPool kms:", "CreateGrant covers what the service does"},
    {"AWS::WAFv2::WebACLAssociation apigateway:SetWebACL", "reading sets nothing"},
    {"AWS::WAFv2::WebACLAssociation wafv2:", "an association is made once, and taken away once"},
    {"AWS::WAFv2::WebACLAssociation bedrock-agentcore:", "IAM knows no such action"},
    {"AWS::WAFv2::WebACLAssociation amplify:", "for Amplify's applications only"},
    {"AWS::WAFv2::WebACLAssociation elasticloadbalancing:", "IAM knows SetWebAcl alone"},
};

bool is_left_out(const std::string& type, const std::string& action) {
  const std::string text = type + " " + action;
  constexpr std::string_view kItems[] = {
      "dynamodb:BatchWriteItem", "dynamodb:DeleteItem", "dynamodb:GetItem",   "dynamodb:PutItem",
      "dynamodb:Query",          "dynamodb:Scan",       "dynamodb:UpdateItem"};
  if (std::find(std::begin(kItems), std::end(kItems), action) != std::end(kItems)) return true;
  return std::any_of(kLeftOut.begin(), kLeftOut.end(),
                     [&](const auto& each) { return text.starts_with(each.first); });
}

/// Types that archsynth does not write and that templates have most often.
constexpr std::string_view kCommonTypes[] = {
    "AWS::EC2::Instance",
    "AWS::EC2::LaunchTemplate",
    "AWS::EC2::SubnetNetworkAclAssociation",
    "AWS::EC2::EIPAssociation",
    "AWS::Lambda::Function",
    "AWS::Lambda::Permission",
    "AWS::Lambda::Version",
    "AWS::Lambda::Alias",
    "AWS::Lambda::EventSourceMapping",
    "AWS::IAM::InstanceProfile",
    "AWS::IAM::ManagedPolicy",
    "AWS::IAM::RolePolicy",
    "AWS::IAM::User",
    "AWS::IAM::Group",
    "AWS::CloudFormation::Stack",
    "AWS::AutoScaling::AutoScalingGroup",
    "AWS::AutoScaling::LaunchConfiguration",
    "AWS::AutoScaling::ScalingPolicy",
    "AWS::Logs::MetricFilter",
    "AWS::CloudFront::Distribution",
    "AWS::SQS::Queue",
    "AWS::Events::Rule",
    "AWS::Config::ConfigRule",
    "AWS::Backup::BackupPlan",
    "AWS::Backup::BackupVault",
    "AWS::RDS::EventSubscription",
    "AWS::RDS::DBCluster",
    "AWS::CodePipeline::Pipeline",
    "AWS::CodeBuild::Project",
    "AWS::Cognito::UserPool",
    "AWS::SSM::Parameter",
    "AWS::StepFunctions::StateMachine",
    "AWS::ApiGateway::RestApi",
    "AWS::ApiGateway::Deployment",
    "AWS::ApiGateway::Stage",
    "AWS::ApiGatewayV2::Api",
};

/// The types that the constructs name.
std::set<std::string> emitted_types() {
  std::set<std::string> types;
  for (const auto& each :
       fs::recursive_directory_iterator(fs::path(ARCHSYNTH_SOURCE_DIR) / "src/aws")) {
    if (each.path().extension() != ".cc") continue;
    const std::string text = testing::read_file(each.path());
    for (std::size_t at = 0; (at = text.find("\"AWS::", at)) != text.npos; ++at) {
      const std::string type = text.substr(at + 1, text.find('"', at + 1) - at - 1);
      if (!spec::handler_actions(type).empty()) types.insert(type);
    }
  }
  return types;
}

TEST(Permissions, AreKnownOfWhatWeEmitAndOfTheCommonestOthers) {
  EXPECT_GT(emitted_types().size(), 50u);
  for (const std::string& each : emitted_types())
    EXPECT_FALSE(spec::handler_actions(each).front().is_stated_by_schema) << each;
  for (const std::string_view each : kCommonTypes)
    EXPECT_FALSE(spec::handler_actions(each).empty()) << each;
}

/// Those types, against what the registry's handlers of 2026 state, as far as IAM knows it.
TEST(Permissions, CoverTheHandlersOfWhatWeEmitAndOfTheCommonestOthers) {
  const char* corpus = std::getenv("ARCHSYNTH_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  std::set<std::string> types = emitted_types();
  types.insert(std::begin(kCommonTypes), std::end(kCommonTypes));
  std::ifstream handlers(fs::path(corpus).parent_path() / "permissions/handlers.tsv");
  std::string line;
  std::size_t compared = 0;
  while (std::getline(handlers, line)) {
    std::istringstream cells(line);
    std::string type, operation, action;
    cells >> type >> operation;
    if (!types.contains(type) || operation == "list") continue;
    std::set<std::string> known{"iam:passrole", "iam:createservicelinkedrole"};
    for (const auto& row : spec::handler_actions(type)) {
      if (row.operations.find(operation[0]) == row.operations.npos) continue;
      for (const std::string_view each : row.actions) {
        std::string lower(each);
        std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
        known.insert(lower);
      }
    }
    while (cells >> action) {
      ++compared;
      std::string lower = action;
      std::transform(lower.begin(), lower.end(), lower.begin(), ::tolower);
      EXPECT_TRUE(known.contains(lower) || is_left_out(type, action))
          << type << " " << operation << " " << action;
    }
  }
  EXPECT_GT(compared, 900u);
}

}  // namespace
}  // namespace archsynth::analysis

// What `preflight` lists of single resources. Each case is a resource's type and properties, with
// what they need, or nothing.

#include "archsynth/analysis/preflight.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

/// `queue arn:…: sqs get-queue-url …`, one line each, without service-linked roles.
std::string listed(const std::string& resources) {
  Sources sources;
  Diagnostics found;
  const auto node = document::read(
      sources.add("stack.yaml",
                  "Parameters: {Tag: {Type: String, Default: v3}}\nResources:\n" + resources),
      found);
  EXPECT_TRUE(node) << render(found);
  const auto stack = cfn::read_template(*node, found);
  std::string lines;
  for (const Prerequisite& each : preflight(*stack, {"us-east-1", {}}).prerequisites) {
    if (each.is_made_on_demand) continue;
    lines += each.kind + " " + each.name + ": " + join(each.command, " ");
    if (!each.expected.empty()) lines += " = " + each.expected;
    lines += "\n";
  }
  return lines;
}

struct NeedCase {
  const char* resources;
  const char* expected;
};

constexpr NeedCase kNeedCases[] = {
    {"  A: {Type: AWS::EC2::Instance, Properties: {KeyName: ops, IamInstanceProfile: web}}",
     "instance-profile web: iam get-instance-profile --instance-profile-name=web --query "
     "InstanceProfile.InstanceProfileName --output text\n"
     "key-pair ops: ec2 describe-key-pairs --key-names=ops --query KeyPairs[0].KeyName --output "
     "text\n"},
    {"  A: {Type: AWS::EC2::Route, Properties: {RouteTableId: rtb-0123456789abcdef0, GatewayId: "
     "vgw-0123456789abcdef0}}",
     "route-table rtb-0123456789abcdef0: ec2 describe-route-tables "
     "--route-table-ids=rtb-0123456789abcdef0 --query RouteTables[0].RouteTableId --output text\n"
     "vpn-gateway vgw-0123456789abcdef0: ec2 describe-vpn-gateways "
     "--vpn-gateway-ids=vgw-0123456789abcdef0 --query VpnGateways[0].State --output text = "
     "available\n"},
    // The longest prefix decides.
    {"  A: {Type: AWS::EC2::TransitGatewayRoute, Properties: {TransitGatewayRouteTableId: "
     "tgw-rtb-0123456789abcdef0}}",
     "transit-route-table tgw-rtb-0123456789abcdef0: ec2 describe-transit-gateway-route-tables "
     "--transit-gateway-route-table-ids=tgw-rtb-0123456789abcdef0 --query "
     "TransitGatewayRouteTables[0].State --output text = available\n"},
    {"  A: {Type: AWS::RDS::DBInstance, Properties: {DBParameterGroupName: default.postgres16, "
     "DBSubnetGroupName: data}}",
     "db-subnet-group data: rds describe-db-subnet-groups --db-subnet-group-name=data --query "
     "DBSubnetGroups[0].DBSubnetGroupName --output text\n"},
    {"  A: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: "
     "\"arn:aws:sqs:eu-west-1:111122223333:jobs\"}}",
     "queue arn:aws:sqs:eu-west-1:111122223333:jobs: sqs get-queue-url --queue-name=jobs "
     "--region=eu-west-1 --query QueueUrl --output text\n"},
    // A longer name is that of a repository that the stack does not make.
    {"  Repo: {Type: AWS::ECR::Repository}\n"
     "  A: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, Image: "
     "!Sub \"${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/${Repo}/app:1\"}, {Name: b, "
     "Image: !Sub \"${Repo.RepositoryUri}:1\"}]}}",
     "image ${AWS::AccountId}.dkr.ecr.us-east-1.amazonaws.com/${Repo}/app:1: \n"
     "image Repo: \n"},
    // What the stack makes under that name is no prerequisite.
    {"  A: {Type: AWS::Lambda::EventSourceMapping, Properties: {EventSourceArn: !Sub "
     "\"arn:aws:sqs:us-east-1:${AWS::AccountId}:jobs\"}}\n"
     "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: jobs}}",
     ""},
    {"  A: {Type: AWS::Logs::MetricFilter, Properties: {LogGroupName: /app/web}}\n"
     "  B: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /app/web}}",
     ""},
    {"  A: {Type: AWS::Logs::MetricFilter, Properties: {LogGroupName: /app/web}}",
     "log-group /app/web: logs describe-log-groups --log-group-name-prefix=/app/web --query "
     "logGroups[0].logGroupName --output text = /app/web\n"},
    {"  A: {Type: AWS::S3::Bucket, Properties: {LoggingConfiguration: {DestinationBucketName: "
     "logs}}}\n",
     "bucket logs: s3api head-bucket --bucket=logs --query BucketRegion --output text\n"},
    {"  A: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/aws/sqs}}\n"
     "  B: {Type: AWS::SQS::Queue, Properties: {KmsMasterKeyId: alias/orders}}",
     "key alias/orders: kms describe-key --key-id=alias/orders --query KeyMetadata.KeyState "
     "--output text = Enabled\n"},
    {"  A: {Type: AWS::Lambda::Function, Properties: {Code: {ImageUri: !Sub "
     "\"${AWS::AccountId}.dkr.ecr.${AWS::Region}.amazonaws.com/shop:${Tag}\"}}}",
     "image ${Account}.dkr.ecr.us-east-1.amazonaws.com/shop:v3: ecr describe-images "
     "--repository-name=shop --image-ids=imageTag=v3 --region=us-east-1 --query "
     "imageDetails[0].imageDigest --output text\n"},
    {"  A: {Type: AWS::Lambda::Function, Properties: {Code: {S3Bucket: code, S3Key: a.zip}, "
     "Environment: {Variables: {TOKEN: \"{{resolve:secretsmanager:orders:SecretString:token}}\", "
     "OTHER: \"arn:aws:sns:us-east-1:111122223333:a\"}}}}",
     "secret orders: secretsmanager describe-secret --secret-id=orders --query Name --output text\n"
     "object s3://code/a.zip: s3api head-object --bucket=code --key=a.zip --query ETag --output "
     "text\n"},
    {"  A: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "
     "\"https://s3.amazonaws.com/code/net/vpc.yaml\"}}\n"
     "  B: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: "
     "\"https://code.s3.eu-west-1.amazonaws.com/app.yaml\"}}",
     "object s3://code/net/vpc.yaml: s3api head-object --bucket=code --key=net/vpc.yaml --query "
     "ETag --output text\n"
     "object s3://code/app.yaml: s3api head-object --bucket=code --key=app.yaml --query ETag "
     "--output text\n"},
    {"  A: {Type: AWS::ApiGateway::Stage, Properties: {MethodSettings: [{LoggingLevel: INFO}]}}",
     "account-setting CloudWatch Logs role of API Gateway: apigateway get-account --query "
     "cloudwatchRoleArn --output text\n"},
    {"  A: {Type: AWS::ApiGateway::Stage, Properties: {MethodSettings: [{LoggingLevel: INFO}]}}\n"
     "  B: {Type: AWS::ApiGateway::Account, Properties: {CloudWatchRoleArn: !Ref B}}",
     ""},
    {"  A: {Type: AWS::Route53::RecordSet, Properties: {HostedZoneName: example.com.}}",
     "hosted-zone example.com.: route53 list-hosted-zones-by-name --dns-name=example.com. --query "
     "HostedZones[0].Name --output text = example.com.\n"},
    {"  A: {Type: AWS::IAM::Role, Properties: {ManagedPolicyArns: "
     "[\"arn:aws:iam::aws:policy/ReadOnlyAccess\"], AssumeRolePolicyDocument: {Statement: "
     "[{Principal: {Federated: \"arn:aws:iam::111122223333:oidc-provider/gitlab.com\", AWS: "
     "\"arn:aws:iam::111122223333:role/other\"}}]}}}",
     "oidc-provider arn:aws:iam::111122223333:oidc-provider/gitlab.com: iam "
     "get-open-id-connect-provider "
     "--open-id-connect-provider-arn=arn:aws:iam::111122223333:oidc-provider/gitlab.com --query "
     "Url --output text\n"},
    // Only the other account, or the other region, shows what a peering names there.
    {"  A: {Type: AWS::EC2::VPCPeeringConnection, Properties: {PeerVpcId: vpc-0123456789abcdef0, "
     "PeerOwnerId: '210987654321', PeerRoleArn: 'arn:aws:iam::210987654321:role/accept'}}",
     "vpc vpc-0123456789abcdef0: \nrole arn:aws:iam::210987654321:role/accept: \n"},
    {"  A: {Type: AWS::ECS::TaskDefinition, Properties: {ContainerDefinitions: [{Name: a, "
     "EnvironmentFiles: [{Type: s3, Value: 'arn:aws:s3:::conf/app.env'}]}]}}",
     "object s3://conf/app.env: s3api head-object --bucket=conf --key=app.env --query ETag "
     "--output text\n"},
    // AWS does not make this role for a domain in a VPC.
    {"  A: {Type: AWS::OpenSearchService::Domain, Properties: {VPCOptions: {}}}",
     "service-linked-role AWSServiceRoleForAmazonOpenSearchService: iam get-role "
     "--role-name=AWSServiceRoleForAmazonOpenSearchService --query Role.RoleName --output text\n"},
    {"  R: {Type: AWS::IAM::ServiceLinkedRole, Properties: {AWSServiceName: "
     "opensearchservice.amazonaws.com}}\n"
     "  A: {Type: AWS::OpenSearchService::Domain, Properties: {VPCOptions: {}}}",
     ""},
};

TEST(Preflight, ListsWhatIsNamedAndNotMade) {
  for (const NeedCase& each : kNeedCases)
    EXPECT_EQ(listed(each.resources), each.expected) << each.resources;
}

}  // namespace
}  // namespace archsynth::analysis

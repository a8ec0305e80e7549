#include "model/identities/managed_policies.h"

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::model {
namespace {

/// Source: https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
constexpr ManagedPolicy kManagedPolicies[] = {
    {"/AdministratorAccess", "*", ""},
    {"/IAMFullAccess",
     "iam:* organizations:DescribeAccount organizations:DescribeOrganization "
     "organizations:DescribeOrganizationalUnit organizations:DescribePolicy "
     "organizations:ListChildren organizations:ListParents "
     "organizations:ListPoliciesForTarget organizations:ListRoots organizations:ListPolicies "
     "organizations:ListTargetsForPolicy",
     ""},
    {"/PowerUserAccess", "*", "iam:* organizations:* account:*"},
    {"/service-role/AWSLambdaBasicExecutionRole",
     "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents", ""},
    {"/service-role/AWSLambdaVPCAccessExecutionRole",
     "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents ec2:CreateNetworkInterface "
     "ec2:DescribeNetworkInterfaces ec2:DescribeSubnets ec2:DeleteNetworkInterface "
     "ec2:AssignPrivateIpAddresses ec2:UnassignPrivateIpAddresses",
     ""},
    {"/service-role/AWSLambdaSQSQueueExecutionRole",
     "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents sqs:ReceiveMessage "
     "sqs:DeleteMessage sqs:GetQueueAttributes",
     ""},
    {"/service-role/AWSLambdaKinesisExecutionRole",
     "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents kinesis:DescribeStream "
     "kinesis:DescribeStreamSummary kinesis:GetRecords kinesis:GetShardIterator "
     "kinesis:ListShards kinesis:ListStreams kinesis:SubscribeToShard",
     ""},
    {"/service-role/AWSLambdaDynamoDBExecutionRole",
     "logs:CreateLogGroup logs:CreateLogStream logs:PutLogEvents dynamodb:DescribeStream "
     "dynamodb:GetRecords dynamodb:GetShardIterator dynamodb:ListStreams",
     ""},
    {"/AWSXRayDaemonWriteAccess",
     "xray:PutTraceSegments xray:PutTelemetryRecords xray:GetSamplingRules "
     "xray:GetSamplingTargets xray:GetSamplingStatisticSummaries",
     ""},
    {"/service-role/AmazonECSTaskExecutionRolePolicy",
     "ecr:GetAuthorizationToken ecr:BatchCheckLayerAvailability ecr:GetDownloadUrlForLayer "
     "ecr:BatchGetImage logs:CreateLogStream logs:PutLogEvents",
     ""},
};

}  // namespace

const ManagedPolicy* managed_policy(std::string_view arn) {
  const auto found =
      std::find_if(std::begin(kManagedPolicies), std::end(kManagedPolicies),
                   [&](const ManagedPolicy& each) { return arn.ends_with(each.name); });
  return found == std::end(kManagedPolicies) ? nullptr : found;
}

std::vector<std::string_view> actions_of(const ManagedPolicy& policy) {
  return split(policy.actions, ' ');
}

}  // namespace archsynth::model

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "parts.h"

namespace archsynth::analysis {
namespace {

/// How a value is written for people; `{}` in it is the value.
constexpr const char* kPlain = "{}";
constexpr const char* kSeconds = "{} s";
constexpr const char* kDays = "{} days";
constexpr const char* kGib = "{} GiB";
constexpr const char* kMib = "{} MiB";
constexpr const char* kPercent = "{} %";
constexpr const char* kUnits = "{} units";

struct Row {
  std::string_view type;
  std::string_view label;
  std::string_view path;
  const char* form = kPlain;
};

/// What a reader of an architecture asks of each type, in the order of asking.
constexpr Row kRows[] = {
    {"AWS::EC2::VPC", "Addresses", "CidrBlock"},
    {"AWS::EC2::VPC", "DNS support", "EnableDnsSupport"},
    {"AWS::EC2::VPC", "DNS host names", "EnableDnsHostnames"},
    {"AWS::EC2::Subnet", "Addresses", "CidrBlock"},
    {"AWS::EC2::Subnet", "Zone", "AvailabilityZone"},
    {"AWS::EC2::Subnet", "Assigns public addresses", "MapPublicIpOnLaunch"},
    {"AWS::EC2::NatGateway", "Subnet", "SubnetId"},
    {"AWS::EC2::NatGateway", "Availability", "AvailabilityMode"},
    {"AWS::EC2::VPCEndpoint", "Service", "ServiceName"},
    {"AWS::EC2::VPCEndpoint", "Kind", "VpcEndpointType"},
    {"AWS::EC2::FlowLog", "Traffic", "TrafficType"},
    {"AWS::EC2::FlowLog", "Interval", "MaxAggregationInterval", kSeconds},
    {"AWS::EC2::SecurityGroup", "For", "GroupDescription"},
    {"AWS::EC2::Instance", "Size", "InstanceType"},
    {"AWS::EC2::Instance", "Image", "ImageId"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Kind", "Type"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Scheme", "Scheme"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Addresses", "IpAddressType"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets", "Subnets"},
    {"AWS::ElasticLoadBalancingV2::Listener", "Protocol", "Protocol"},
    {"AWS::ElasticLoadBalancingV2::Listener", "Port", "Port"},
    {"AWS::ElasticLoadBalancingV2::Listener", "Does", "DefaultActions.Type"},
    {"AWS::ElasticLoadBalancingV2::Listener", "Security policy", "SslPolicy"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Targets", "TargetType"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Protocol", "Protocol"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Port", "Port"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Health check", "HealthCheckPath"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Health check interval",
     "HealthCheckIntervalSeconds", kSeconds},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Health check timeout",
     "HealthCheckTimeoutSeconds", kSeconds},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Healthy after", "HealthyThresholdCount",
     "{} checks"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Unhealthy after", "UnhealthyThresholdCount",
     "{} checks"},
    {"AWS::ECS::Cluster", "Capacity", "CapacityProviders"},
    {"AWS::ECS::Cluster", "Container Insights", "ClusterSettings.Value"},
    {"AWS::ECS::TaskDefinition", "CPU", "Cpu", kUnits},
    {"AWS::ECS::TaskDefinition", "Memory", "Memory", kMib},
    {"AWS::ECS::TaskDefinition", "Network mode", "NetworkMode"},
    {"AWS::ECS::TaskDefinition", "Architecture", "RuntimePlatform.CpuArchitecture"},
    {"AWS::ECS::TaskDefinition", "Containers", "ContainerDefinitions.Name"},
    {"AWS::ECS::TaskDefinition", "Images", "ContainerDefinitions.Image"},
    {"AWS::ECS::TaskDefinition", "Ports", "ContainerDefinitions.PortMappings.ContainerPort"},
    {"AWS::ECS::TaskDefinition", "Task role", "TaskRoleArn"},
    {"AWS::ECS::TaskDefinition", "Execution role", "ExecutionRoleArn"},
    {"AWS::ECS::Service", "Cluster", "Cluster"},
    {"AWS::ECS::Service", "Desired tasks", "DesiredCount"},
    {"AWS::ECS::Service", "Launch type", "LaunchType"},
    {"AWS::ECS::Service", "Capacity", "CapacityProviderStrategy.CapacityProvider"},
    {"AWS::ECS::Service", "Minimum healthy tasks", "DeploymentConfiguration.MinimumHealthyPercent",
     kPercent},
    {"AWS::ECS::Service", "Maximum tasks", "DeploymentConfiguration.MaximumPercent", kPercent},
    {"AWS::ECS::Service", "Circuit breaker",
     "DeploymentConfiguration.DeploymentCircuitBreaker.Enable"},
    {"AWS::ECS::Service", "Rolls back",
     "DeploymentConfiguration.DeploymentCircuitBreaker.Rollback"},
    {"AWS::ECS::Service", "Public addresses",
     "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp"},
    {"AWS::ECS::Service", "Subnets", "NetworkConfiguration.AwsvpcConfiguration.Subnets"},
    {"AWS::ApplicationAutoScaling::ScalableTarget", "Least", "MinCapacity"},
    {"AWS::ApplicationAutoScaling::ScalableTarget", "Most", "MaxCapacity"},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", "Metric",
     "TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType"},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", "Target",
     "TargetTrackingScalingPolicyConfiguration.TargetValue"},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", "Scales out after",
     "TargetTrackingScalingPolicyConfiguration.ScaleOutCooldown", kSeconds},
    {"AWS::ApplicationAutoScaling::ScalingPolicy", "Scales in after",
     "TargetTrackingScalingPolicyConfiguration.ScaleInCooldown", kSeconds},
    {"AWS::RDS::DBInstance", "Engine", "Engine"},
    {"AWS::RDS::DBInstance", "Version", "EngineVersion"},
    {"AWS::RDS::DBInstance", "Class", "DBInstanceClass"},
    {"AWS::RDS::DBInstance", "Storage", "AllocatedStorage", kGib},
    {"AWS::RDS::DBInstance", "Storage type", "StorageType"},
    {"AWS::RDS::DBInstance", "Storage grows to", "MaxAllocatedStorage", kGib},
    {"AWS::RDS::DBInstance", "Multi-AZ", "MultiAZ"},
    {"AWS::RDS::DBInstance", "Encrypted", "StorageEncrypted"},
    {"AWS::RDS::DBInstance", "Public", "PubliclyAccessible"},
    {"AWS::RDS::DBInstance", "Port", "Port"},
    {"AWS::RDS::DBInstance", "Backups kept", "BackupRetentionPeriod", kDays},
    {"AWS::RDS::DBInstance", "Deletion protection", "DeletionProtection"},
    {"AWS::RDS::DBInstance", "Performance Insights", "EnablePerformanceInsights"},
    {"AWS::RDS::DBInstance", "Log exports", "EnableCloudwatchLogsExports"},
    {"AWS::RDS::DBCluster", "Engine", "Engine"},
    {"AWS::RDS::DBCluster", "Version", "EngineVersion"},
    {"AWS::RDS::DBCluster", "Encrypted", "StorageEncrypted"},
    {"AWS::RDS::DBCluster", "Backups kept", "BackupRetentionPeriod", kDays},
    {"AWS::RDS::DBCluster", "Deletion protection", "DeletionProtection"},
    {"AWS::SecretsManager::Secret", "For", "Description"},
    {"AWS::SecretsManager::Secret", "Key", "KmsKeyId"},
    {"AWS::KMS::Key", "For", "Description"},
    {"AWS::KMS::Key", "Rotates", "EnableKeyRotation"},
    {"AWS::Logs::LogGroup", "Name", "LogGroupName"},
    {"AWS::Logs::LogGroup", "Kept", "RetentionInDays", kDays},
    {"AWS::Logs::LogGroup", "Key", "KmsKeyId"},
    {"AWS::CloudWatch::Alarm", "For", "AlarmDescription"},
    {"AWS::CloudWatch::Alarm", "Metric", "MetricName"},
    {"AWS::CloudWatch::Alarm", "Compared", "ComparisonOperator"},
    {"AWS::CloudWatch::Alarm", "Threshold", "Threshold"},
    {"AWS::CloudWatch::Alarm", "Period", "Period", kSeconds},
    {"AWS::CloudWatch::Alarm", "Periods", "EvaluationPeriods"},
    {"AWS::CloudWatch::Alarm", "Tells", "AlarmActions"},
    {"AWS::SNS::Subscription", "Protocol", "Protocol"},
    {"AWS::SNS::Subscription", "To", "Endpoint"},
    {"AWS::ECR::Repository", "Scans on push", "ImageScanningConfiguration.ScanOnPush"},
    {"AWS::ECR::Repository", "Encryption", "EncryptionConfiguration.EncryptionType"},
    {"AWS::ECR::Repository", "Tags", "ImageTagMutability"},
    {"AWS::S3::Bucket", "Encryption",
     "BucketEncryption.ServerSideEncryptionConfiguration.ServerSideEncryptionByDefault."
     "SSEAlgorithm"},
    {"AWS::S3::Bucket", "Versions", "VersioningConfiguration.Status"},
    {"AWS::S3::Bucket", "Expires after", "LifecycleConfiguration.Rules.ExpirationInDays", kDays},
    {"AWS::CertificateManager::Certificate", "Name", "DomainName"},
    {"AWS::CertificateManager::Certificate", "Validated by", "ValidationMethod"},
    {"AWS::Route53::RecordSet", "Name", "Name"},
    {"AWS::Route53::RecordSet", "Kind", "Type"},
    {"AWS::IAM::Role", "For", "Description"},
    {"AWS::IAM::Policy", "Roles", "Roles"},
    {"AWS::SQS::Queue", "Kept", "MessageRetentionPeriod", kSeconds},
    {"AWS::SQS::Queue", "Visible again after", "VisibilityTimeout", kSeconds},
    {"AWS::DynamoDB::Table", "Billing", "BillingMode"},
    {"AWS::DynamoDB::Table", "Keys", "KeySchema.AttributeName"},
    {"AWS::Lambda::Function", "Runtime", "Runtime"},
    {"AWS::Lambda::Function", "Memory", "MemorySize", kMib},
    {"AWS::Lambda::Function", "Timeout", "Timeout", kSeconds},
    {"AWS::ElastiCache::ReplicationGroup", "Engine", "Engine"},
    {"AWS::ElastiCache::ReplicationGroup", "Class", "CacheNodeType"},
};

std::string in_words(std::string text) {
  if (text == "true") return "yes";
  return text == "false" ? "no" : text;
}

}  // namespace

std::vector<Fact> facts_of(const View& view, const cfn::Resource& resource) {
  std::vector<Fact> facts;
  for (const Row& row : kRows) {
    if (row.type != resource.type) continue;
    const std::string text = shown_at(view, resource, row.path);
    if (text.empty()) continue;
    facts.push_back({std::string(row.label), fmt::format(fmt::runtime(row.form), in_words(text))});
  }
  return facts;
}

}  // namespace archsynth::analysis

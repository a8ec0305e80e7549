#include <gtest/gtest.h>

#include <stdexcept>

#include "aws/ecs_stack.h"

namespace archsynth::ecs {
namespace {

constexpr const char* kEcsImage = "public.ecr.aws/nginx/nginx:1.27";

/// A key of a resource's properties, on one line.
std::string property(const Stack& stack, const std::string& id, std::string_view key) {
  std::string text = "no resource " + id;
  stack.each_resource([&](const cfn::Resource& each) {
    if (each.id.str() != id) return;
    const cfn::Value* found = each.properties.find(key);
    text = found == nullptr ? "absent" : compact(*found);
  });
  return text;
}

std::string depends_on(const Stack& stack, const std::string& id) {
  std::string text;
  stack.each_resource([&](const cfn::Resource& each) {
    if (each.id.str() != id) return;
    for (const cfn::LogicalId& other : each.depends_on) text += other.str() + " ";
  });
  return text;
}

TEST(Cluster, HasInsightsAndOneLogGroup) {
  Stack stack({.name = "shop"});
  auto& key = stack.add<kms::Key>("Key", {.customer_managed_key = false});
  auto& cluster = stack.add<Cluster>("Cluster", key, {});
  EXPECT_TRUE(cluster.has_insights());
  EXPECT_EQ(
      lines(cluster),
      R"(Cluster: {"Type":"AWS::ECS::Cluster","Properties":{"CapacityProviders":["FARGATE","FARGATE_SPOT"],"DefaultCapacityProviderStrategy":[{"CapacityProvider":"FARGATE","Weight":1}],"ClusterSettings":[{"Name":"containerInsights","Value":"enabled"}]}}
ClusterLogGroup: {"Type":"AWS::Logs::LogGroup","DeletionPolicy":"Delete","UpdateReplacePolicy":"Retain","Properties":{"LogGroupName":"/ecs/shop-production","RetentionInDays":30}}
)");
  EXPECT_EQ(findings(stack), "");
}

TEST(Cluster, KeepsLogsForALengthThatCloudWatchKnows) {
  Stack stack({.name = "shop", .environment = Profile::kDevelopment});
  auto& key = stack.add<kms::Key>("Key", {});
  const int line = __LINE__ + 1;
  auto& cluster = stack.add<Cluster>("Cluster", key, {.log_retention_days = 8});
  EXPECT_FALSE(cluster.has_insights());
  EXPECT_EQ(property(stack, "ClusterLogGroup", "LogGroupName"), R"("/ecs/shop-development")");
  EXPECT_EQ(findings_from(stack, __FILE__, line),
            R"(+0: error: CloudWatch Logs does not support a retention of 8 days [ARC1401]
  fix: the nearest value for "Cluster.log_retention_days" is 7
)");
}

TEST(FargateService, RunsAnImageByItself) {
  ServiceStack in;
  auto& service = in.add("api", {.image = {.uri = kEcsImage}});
  EXPECT_EQ(
      lines(service),
      R"(ApiTaskRole: {"Type":"AWS::IAM::Role","Properties":{"Description":"What the code of api may do","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"ArnLike":{"aws:SourceArn":{"Fn::Sub":"arn:${AWS::Partition}:ecs:${AWS::Region}:${AWS::AccountId}:*"}},"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}}]}}}
ApiExecutionRole: {"Type":"AWS::IAM::Role","Properties":{"Description":"What starting a task of api needs","AssumeRolePolicyDocument":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ecs-tasks.amazonaws.com"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"aws:SourceAccount":{"Ref":"AWS::AccountId"}}}}]}}}
ApiExecutionRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"ApiExecutionRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"WriteLogs","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":{"Fn::GetAtt":["ClusterLogGroup","Arn"]}}]},"Roles":[{"Ref":"ApiExecutionRole"}]}}
ApiSecurityGroup: {"Type":"AWS::EC2::SecurityGroup","Properties":{"GroupDescription":"Tasks of api","VpcId":"vpc-1a2b3c4d","SecurityGroupEgress":[{"Description":"AWS services and the internet","IpProtocol":"-1","CidrIp":"0.0.0.0/0"}]}}
ApiTaskDefinition: {"Type":"AWS::ECS::TaskDefinition","Properties":{"RequiresCompatibilities":["FARGATE"],"NetworkMode":"awsvpc","Cpu":"512","Memory":"1024","RuntimePlatform":{"CpuArchitecture":"X86_64","OperatingSystemFamily":"LINUX"},"ExecutionRoleArn":{"Fn::GetAtt":["ApiExecutionRole","Arn"]},"TaskRoleArn":{"Fn::GetAtt":["ApiTaskRole","Arn"]},"ContainerDefinitions":[{"Name":"api","Essential":true,"ReadonlyRootFilesystem":false,"StopTimeout":30,"LinuxParameters":{"InitProcessEnabled":true},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Image":"public.ecr.aws/nginx/nginx:1.27"}]}}
ApiService: {"Type":"AWS::ECS::Service","DependsOn":"ApiExecutionRolePolicy","Properties":{"AvailabilityZoneRebalancing":"ENABLED","Cluster":{"Ref":"Cluster"},"TaskDefinition":{"Ref":"ApiTaskDefinition"},"CapacityProviderStrategy":[{"CapacityProvider":"FARGATE","Weight":1}],"DeploymentConfiguration":{"MinimumHealthyPercent":100,"MaximumPercent":200,"DeploymentCircuitBreaker":{"Enable":true,"Rollback":true}},"NetworkConfiguration":{"AwsvpcConfiguration":{"AssignPublicIp":"DISABLED","SecurityGroups":[{"Fn::GetAtt":["ApiSecurityGroup","GroupId"]}],"Subnets":["subnet-3a2b3c4d","subnet-4a2b3c4d"]}},"EnableECSManagedTags":true,"PropagateTags":"SERVICE"}}
)");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, TakesEveryKey) {
  ServiceStack in;
  auto& service = in.add(
      "api",
      {.image = {.uri = kEcsImage},
       .port = 8000,
       .cpu = 1024,
       .memory_mib = 3072,
       .architecture = Architecture::kArm64,
       .container_health_check = {{.command = {"CMD-SHELL", "true || exit 1"},
                                   .interval_seconds = 20,
                                   .timeout_seconds = 4,
                                   .retries = 5,
                                   .start_period_seconds = 90}},
       .tasks = {.min = 3, .max = 3, .desired = 3},
       .capacity = {.fargate = {{.base = 1, .weight = 1}}, .fargate_spot = {{.weight = 3}}},
       .deployment = {.min_healthy_percent = 50, .max_percent = 100, .circuit_breaker = false},
       .variables = {{"LOG_LEVEL", "info"}},
       .entry_point = {"/entry"},
       .command = {"serve", "--all"},
       .user = "1000",
       .read_only_root_filesystem = true,
       .ephemeral_storage_gib = 50,
       .stop_timeout_seconds = 120});
  EXPECT_EQ(
      line_of(service, "ApiTaskDefinition"),
      R"(ApiTaskDefinition: {"Type":"AWS::ECS::TaskDefinition","Properties":{"RequiresCompatibilities":["FARGATE"],"NetworkMode":"awsvpc","Cpu":"1024","Memory":"3072","RuntimePlatform":{"CpuArchitecture":"ARM64","OperatingSystemFamily":"LINUX"},"ExecutionRoleArn":{"Fn::GetAtt":["ApiExecutionRole","Arn"]},"TaskRoleArn":{"Fn::GetAtt":["ApiTaskRole","Arn"]},"ContainerDefinitions":[{"Name":"api","Essential":true,"EntryPoint":["/entry"],"Command":["serve","--all"],"User":"1000","ReadonlyRootFilesystem":true,"StopTimeout":120,"LinuxParameters":{"InitProcessEnabled":true},"PortMappings":[{"ContainerPort":8000}],"HealthCheck":{"Command":["CMD-SHELL","true || exit 1"],"Interval":20,"Timeout":4,"Retries":5,"StartPeriod":90},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Environment":[{"Name":"LOG_LEVEL","Value":"info"}],"Image":"public.ecr.aws/nginx/nginx:1.27"}],"EphemeralStorage":{"SizeInGiB":50}},"Metadata":{"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-ECS2","reason":"Plain variables hold settings only; secrets come from Secrets Manager"}]}}})");
  EXPECT_EQ(
      line_of(service, "ApiService"),
      R"(ApiService: {"Type":"AWS::ECS::Service","DependsOn":"ApiExecutionRolePolicy","Properties":{"AvailabilityZoneRebalancing":"DISABLED","Cluster":{"Ref":"Cluster"},"TaskDefinition":{"Ref":"ApiTaskDefinition"},"CapacityProviderStrategy":[{"CapacityProvider":"FARGATE","Weight":1,"Base":1},{"CapacityProvider":"FARGATE_SPOT","Weight":3}],"DeploymentConfiguration":{"MinimumHealthyPercent":50,"MaximumPercent":100,"DeploymentCircuitBreaker":{"Enable":false,"Rollback":false}},"NetworkConfiguration":{"AwsvpcConfiguration":{"AssignPublicIp":"DISABLED","SecurityGroups":[{"Fn::GetAtt":["ApiSecurityGroup","GroupId"]}],"Subnets":["subnet-3a2b3c4d","subnet-4a2b3c4d"]}},"EnableECSManagedTags":true,"PropagateTags":"SERVICE","DesiredCount":3}})");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, RunsTheImageOfARepositoryOnceItHasATag) {
  ServiceStack in;
  auto& repository =
      in.stack.add<ecr::Repository>("shop-repository", in.key, {.repository_name = "shop"});
  auto& service = in.add("api", {.image = {.repository = {.repository_name = "shop"}}});
  service.run_image_of(repository);
  EXPECT_THROW(service.run_image_of(repository), std::logic_error);
  ASSERT_EQ(in.stack.parameters().size(), 1u);
  const cfn::Parameter& parameter = in.stack.parameters().front();
  EXPECT_EQ(parameter.id.str(), "ApiImageTag");
  EXPECT_EQ(
      compact(parameter.attributes),
      R"({"Description":"Tag of the image that api runs; while empty no task runs","Default":"","AllowedPattern":"^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$","ConstraintDescription":"an image tag"})");
  EXPECT_EQ(compact(in.stack.conditions()),
            R"({"ApiHasImage":{"Fn::Not":[{"Fn::Equals":[{"Ref":"ApiImageTag"},""]}]}})");
  EXPECT_EQ(
      property(in.stack, "ApiTaskDefinition", "ContainerDefinitions"),
      R"([{"Name":"api","Essential":true,"ReadonlyRootFilesystem":false,"StopTimeout":30,"LinuxParameters":{"InitProcessEnabled":true},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Image":{"Fn::If":["ApiHasImage",{"Fn::Join":[":",[{"Fn::GetAtt":["ShopRepository","RepositoryUri"]},{"Ref":"ApiImageTag"}]]},{"Fn::GetAtt":["ShopRepository","RepositoryUri"]}]}}])");
  EXPECT_EQ(property(in.stack, "ApiService", "DesiredCount"),
            R"({"Fn::If":["ApiHasImage",{"Ref":"AWS::NoValue"},0]})");
  EXPECT_EQ(
      line_of(service, "ApiExecutionRolePolicy"),
      R"(ApiExecutionRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"ApiExecutionRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"LogInToRegistry","Effect":"Allow","Action":"ecr:GetAuthorizationToken","Resource":"*"},{"Sid":"PullImage","Effect":"Allow","Action":["ecr:BatchCheckLayerAvailability","ecr:BatchGetImage","ecr:GetDownloadUrlForLayer"],"Resource":{"Fn::GetAtt":["ShopRepository","Arn"]}},{"Sid":"WriteLogs","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":{"Fn::GetAtt":["ClusterLogGroup","Arn"]}}]},"Roles":[{"Ref":"ApiExecutionRole"}]},"Metadata":{"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-IAM5[Resource::*]","reason":"ecr:GetAuthorizationToken has no resource to name"}]}}})");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, KeepsAFixedCountAtZeroUntilThereIsAnImage) {
  ServiceStack in;
  auto& repository =
      in.stack.add<ecr::Repository>("shop-repository", in.key, {.repository_name = "shop"});
  auto& service = in.add("api", {.image = {.repository = {.repository_name = "shop"}, .tag = "v1"},
                                 .tasks = {.min = 4, .max = 4}});
  service.run_image_of(repository);
  EXPECT_EQ(property(in.stack, "ApiService", "DesiredCount"), R"({"Fn::If":["ApiHasImage",4,0]})");
  EXPECT_EQ(compact(*in.stack.parameters().front().attributes.find("Default")), R"("v1")");
}

TEST(FargateService, MayPullFromPrivateRegistriesOnly) {
  const std::string digest =
      "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  struct Case {
    std::string uri;
    std::string repository;
  };
  const Case cases[] = {
      {"123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1",
       "us-east-1:123456789012:repository/shop"},
      {"123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/shop" + digest,
       "eu-west-1:123456789012:repository/team/shop"},
      {"123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/shop:1" + digest,
       "cn-north-1:123456789012:repository/shop"},
      {"123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com/shop",
       "us-gov-west-1:123456789012:repository/shop"},
      {"123456789012.dkr-ecr.us-west-2.on.aws/shop:1", "us-west-2:123456789012:repository/shop"},
      {"123456789012.dkr-ecr-fips.us-west-2.on.aws/shop:1",
       "us-west-2:123456789012:repository/shop"},
      {"nginx", ""},
      {kEcsImage, ""},
      {"registry.example.com:5000/dkr/ecr:1", ""},
  };
  for (const Case& each : cases) {
    ServiceStack in;
    auto& service = in.add("api", {.image = {.uri = each.uri}});
    const std::string policy = line_of(service, "ApiExecutionRolePolicy");
    if (each.repository.empty()) {
      EXPECT_EQ(policy.find("ecr:"), std::string::npos) << each.uri;
    } else {
      EXPECT_NE(policy.find(R"("Resource":{"Fn::Sub":"arn:${AWS::Partition}:ecr:)" +
                            each.repository + "\"}"),
                std::string::npos)
          << each.uri << policy;
    }
    EXPECT_EQ(findings(in.stack), "") << each.uri;
  }
}

TEST(FargateService, ReadsSecretsAndParameters) {
  ServiceStack in(true);
  auto& service = in.add(
      "api",
      {.image = {.uri = kEcsImage},
       .secrets = {
           {"WHOLE", "arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/a-AbCdEf"},
           {"KEY", "arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:b-123456:ssm"},
           {"STAGE", "arn:aws:secretsmanager:us-east-1:123456789012:secret:c-AbCdEf:k:AWSPREVIOUS"},
           {"FULL", "arn:aws:secretsmanager:us-east-1:123456789012:secret:d-AbCdEf:k::"},
           {"PARAMETER", "arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/shop/flag"}}});
  EXPECT_EQ(
      property(in.stack, "ApiTaskDefinition", "ContainerDefinitions"),
      R"([{"Name":"api","Essential":true,"ReadonlyRootFilesystem":false,"StopTimeout":30,"LinuxParameters":{"InitProcessEnabled":true},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Secrets":[{"Name":"WHOLE","ValueFrom":"arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/a-AbCdEf"},{"Name":"KEY","ValueFrom":"arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:b-123456:ssm::"},{"Name":"STAGE","ValueFrom":"arn:aws:secretsmanager:us-east-1:123456789012:secret:c-AbCdEf:k:AWSPREVIOUS:"},{"Name":"FULL","ValueFrom":"arn:aws:secretsmanager:us-east-1:123456789012:secret:d-AbCdEf:k::"},{"Name":"PARAMETER","ValueFrom":"arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/shop/flag"}],"Image":"public.ecr.aws/nginx/nginx:1.27"}])");
  EXPECT_EQ(
      line_of(service, "ApiExecutionRolePolicy"),
      R"(ApiExecutionRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"ApiExecutionRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"DecryptParameters","Effect":"Allow","Action":"kms:Decrypt","Resource":{"Fn::GetAtt":["Key","Arn"]},"Condition":{"StringEquals":{"kms:ViaService":{"Fn::Sub":"ssm.${AWS::Region}.${AWS::URLSuffix}"}}}},{"Sid":"DecryptSecrets","Effect":"Allow","Action":"kms:Decrypt","Resource":{"Fn::GetAtt":["Key","Arn"]},"Condition":{"StringEquals":{"kms:ViaService":{"Fn::Sub":"secretsmanager.${AWS::Region}.${AWS::URLSuffix}"}}}},{"Sid":"ReadParameters","Effect":"Allow","Action":"ssm:GetParameters","Resource":"arn:aws-us-gov:ssm:us-gov-west-1:123456789012:parameter/shop/flag"},{"Sid":"ReadSecrets","Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":["arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:b-123456","arn:aws:secretsmanager:us-east-1:123456789012:secret:c-AbCdEf","arn:aws:secretsmanager:us-east-1:123456789012:secret:d-AbCdEf","arn:aws:secretsmanager:us-east-1:123456789012:secret:shop/a-AbCdEf"]},{"Sid":"WriteLogs","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":{"Fn::GetAtt":["ClusterLogGroup","Arn"]}}]},"Roles":[{"Ref":"ApiExecutionRole"}]}})");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, IsEnteredWithExec) {
  ServiceStack in(true);
  auto& service = in.add("api", {.image = {.uri = kEcsImage}, .exec = true});
  in.add("worker", {.image = {.uri = kEcsImage}, .exec = true});
  EXPECT_EQ(
      property(in.stack, "Cluster", "Configuration"),
      R"({"ExecuteCommandConfiguration":{"KmsKeyId":{"Fn::GetAtt":["Key","Arn"]},"Logging":"OVERRIDE","LogConfiguration":{"CloudWatchLogGroupName":{"Ref":"ClusterExecLogGroup"},"CloudWatchEncryptionEnabled":true}}})");
  EXPECT_EQ(
      line_of(service, "ApiTaskRolePolicy"),
      R"(ApiTaskRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"ApiTaskRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"EncryptExecSessions","Effect":"Allow","Action":["kms:Decrypt","kms:GenerateDataKey"],"Resource":{"Fn::GetAtt":["Key","Arn"]}},{"Sid":"FindExecLog","Effect":"Allow","Action":"logs:DescribeLogGroups","Resource":"*"},{"Sid":"LogExecSessions","Effect":"Allow","Action":["logs:CreateLogStream","logs:DescribeLogStreams","logs:PutLogEvents"],"Resource":{"Fn::GetAtt":["ClusterExecLogGroup","Arn"]}},{"Sid":"OpenExecChannels","Effect":"Allow","Action":["ssmmessages:CreateControlChannel","ssmmessages:CreateDataChannel","ssmmessages:OpenControlChannel","ssmmessages:OpenDataChannel"],"Resource":"*"}]},"Roles":[{"Ref":"ApiTaskRole"}]},"Metadata":{"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-IAM5[Resource::*]","reason":"ECS Exec opens channels, and looks for its log group among all: neither has a resource to name"}]}}})");
  EXPECT_EQ(property(in.stack, "ApiService", "EnableExecuteCommand"), "true");
  EXPECT_EQ(depends_on(in.stack, "ApiService"), "ApiTaskRolePolicy ApiExecutionRolePolicy ");
  EXPECT_EQ(
      line_of(in.cluster, "ClusterExecLogGroup"),
      R"(ClusterExecLogGroup: {"Type":"AWS::Logs::LogGroup","DeletionPolicy":"Delete","UpdateReplacePolicy":"Retain","Properties":{"RetentionInDays":30,"KmsKeyId":{"Fn::GetAtt":["Key","Arn"]}}})");
}

TEST(FargateService, NeedsTheEndpointsOfWhatItCalls) {
  Stack stack({.name = "shop"});
  auto& key = stack.add<kms::Key>("Key", {});
  auto& vpc = stack.add<ec2::Vpc>(
      "Vpc",
      {.nat = ec2::Nat::kNone, .endpoints = {ec2::EndpointSet::kNeeded}, .flow_logs = false});
  auto& cluster = stack.add<Cluster>("Cluster", key, {});
  auto& service = stack.add<FargateService>(
      "api", vpc, cluster,
      {.image = {.uri = "123456789012.dkr.ecr.us-east-1.amazonaws.com/shop:1"},
       .secrets = {{"A", "arn:aws:secretsmanager:us-east-1:123456789012:secret:a-AbCdEf"},
                   {"B", "arn:aws:ssm:us-east-1:123456789012:parameter/b"}},
       .exec = true});
  std::string types;
  stack.each_resource([&](const cfn::Resource& each) {
    if (each.type == "AWS::EC2::VPCEndpoint") types += each.id.str() + " ";
  });
  EXPECT_EQ(types,
            "VpcS3Endpoint VpcLogsEndpoint VpcSecretsmanagerEndpoint VpcSsmEndpoint "
            "VpcSsmmessagesEndpoint VpcKmsEndpoint VpcEcrApiEndpoint VpcEcrDkrEndpoint ");
  EXPECT_EQ(depends_on(stack, service.logical_id("Service").str()),
            "ApiTaskRolePolicy ApiExecutionRolePolicy VpcS3Endpoint VpcLogsEndpoint "
            "VpcSecretsmanagerEndpoint VpcSsmEndpoint VpcSsmmessagesEndpoint VpcKmsEndpoint "
            "VpcEcrApiEndpoint VpcEcrDkrEndpoint ");
  EXPECT_EQ(findings(stack), "");
}

TEST(FargateService, StandsBehindALoadBalancer) {
  ServiceStack in;
  auto& load_balancer = in.add_load_balancer();
  auto& api = in.add("api", {.image = {.uri = kEcsImage},
                             .port = 8000,
                             .health_check = {.path = "/ok", .interval_seconds = 15},
                             .health_check_grace_period_seconds = 90,
                             .deregistration_delay_seconds = 20});
  auto& web = in.add("web", {.image = {.uri = kEcsImage}, .port = 3000});
  api.expose(load_balancer, {.path = {"/api/*"}});
  web.expose(load_balancer);
  EXPECT_THROW(web.expose(load_balancer), std::logic_error);
  EXPECT_EQ(
      line_of(api, "ApiTargetGroup"),
      R"(ApiTargetGroup: {"Type":"AWS::ElasticLoadBalancingV2::TargetGroup","Properties":{"HealthCheckEnabled":true,"HealthCheckIntervalSeconds":15,"HealthCheckPath":"/ok","HealthCheckPort":"traffic-port","HealthCheckProtocol":"HTTP","HealthCheckTimeoutSeconds":5,"HealthyThresholdCount":2,"Matcher":{"HttpCode":"200"},"Port":8000,"Protocol":"HTTP","ProtocolVersion":"HTTP1","TargetGroupAttributes":[{"Key":"deregistration_delay.timeout_seconds","Value":"20"}],"TargetType":"ip","UnhealthyThresholdCount":3,"VpcId":"vpc-1a2b3c4d"}})");
  EXPECT_EQ(
      line_of(api, "ApiSecurityGroupFromLoadBalancer"),
      R"(ApiSecurityGroupFromLoadBalancer: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"Requests from the load balancer to api","IpProtocol":"tcp","FromPort":8000,"ToPort":8000,"SourceSecurityGroupId":{"Fn::GetAtt":["LoadBalancerSecurityGroup","GroupId"]},"GroupId":{"Fn::GetAtt":["ApiSecurityGroup","GroupId"]}}})");
  EXPECT_EQ(
      property(in.stack, "ApiService", "LoadBalancers"),
      R"([{"ContainerName":"api","ContainerPort":8000,"TargetGroupArn":{"Ref":"ApiTargetGroup"}}])");
  EXPECT_EQ(property(in.stack, "ApiService", "HealthCheckGracePeriodSeconds"), "90");
  EXPECT_EQ(depends_on(in.stack, "ApiService"),
            "ApiExecutionRolePolicy ApiSecurityGroupFromLoadBalancer LoadBalancerApiRule ");
  EXPECT_EQ(depends_on(in.stack, "WebService"),
            "WebExecutionRolePolicy WebSecurityGroupFromLoadBalancer LoadBalancerHttpsListener ");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, ConnectsToADatabaseWithAGeneratedSecret) {
  ServiceStack in(true);
  auto& database = in.stack.add<rds::Database>("main-database", in.vpc, in.key, {});
  auto& service = in.add("api", {.image = {.uri = kEcsImage}});
  service.connect_to(database);
  EXPECT_EQ(
      property(in.stack, "ApiTaskDefinition", "ContainerDefinitions"),
      R"([{"Name":"api","Essential":true,"ReadonlyRootFilesystem":false,"StopTimeout":30,"LinuxParameters":{"InitProcessEnabled":true},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Image":"public.ecr.aws/nginx/nginx:1.27","Secrets":[{"Name":"DATABASE_HOST","ValueFrom":{"Fn::Sub":"${MainDatabaseSecretAttachment}:host::"}},{"Name":"DATABASE_PORT","ValueFrom":{"Fn::Sub":"${MainDatabaseSecretAttachment}:port::"}},{"Name":"DATABASE_NAME","ValueFrom":{"Fn::Sub":"${MainDatabaseSecretAttachment}:dbname::"}},{"Name":"DATABASE_USERNAME","ValueFrom":{"Fn::Sub":"${MainDatabaseSecretAttachment}:username::"}},{"Name":"DATABASE_PASSWORD","ValueFrom":{"Fn::Sub":"${MainDatabaseSecretAttachment}:password::"}},{"Name":"DATABASE_URL","ValueFrom":{"Ref":"MainDatabaseUrlSecret"}}]}])");
  EXPECT_EQ(
      line_of(service, "ApiExecutionRolePolicy"),
      R"(ApiExecutionRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"ApiExecutionRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"DecryptSecrets","Effect":"Allow","Action":"kms:Decrypt","Resource":{"Fn::GetAtt":["Key","Arn"]},"Condition":{"StringEquals":{"kms:ViaService":{"Fn::Sub":"secretsmanager.${AWS::Region}.${AWS::URLSuffix}"}}}},{"Sid":"ReadSecrets","Effect":"Allow","Action":"secretsmanager:GetSecretValue","Resource":[{"Ref":"MainDatabaseSecretAttachment"},{"Ref":"MainDatabaseUrlSecret"}]},{"Sid":"WriteLogs","Effect":"Allow","Action":["logs:CreateLogStream","logs:PutLogEvents"],"Resource":{"Fn::GetAtt":["ClusterLogGroup","Arn"]}}]},"Roles":[{"Ref":"ApiExecutionRole"}]}})");
  EXPECT_EQ(
      line_of(database, "MainDatabaseSecurityGroupFromApi"),
      R"(MainDatabaseSecurityGroupFromApi: {"Type":"AWS::EC2::SecurityGroupIngress","Properties":{"Description":"Connections from api","IpProtocol":"tcp","FromPort":5432,"ToPort":5432,"SourceSecurityGroupId":{"Fn::GetAtt":["ApiSecurityGroup","GroupId"]},"GroupId":{"Fn::GetAtt":["MainDatabaseSecurityGroup","GroupId"]}}})");
  EXPECT_EQ(
      depends_on(in.stack, "ApiService"),
      "ApiExecutionRolePolicy MainDatabaseSecurityGroupFromApi MainDatabaseSecretAttachment ");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, ConnectsToADatabaseWithAManagedSecret) {
  ServiceStack in;
  auto& database = in.stack.add<rds::Database>("main-database", in.vpc, in.key,
                                               {.credentials = rds::Credentials::kManaged});
  in.add("api", {.image = {.uri = kEcsImage}}).connect_to(database, "MAIN");
  EXPECT_EQ(
      property(in.stack, "ApiTaskDefinition", "ContainerDefinitions"),
      R"([{"Name":"api","Essential":true,"ReadonlyRootFilesystem":false,"StopTimeout":30,"LinuxParameters":{"InitProcessEnabled":true},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Image":"public.ecr.aws/nginx/nginx:1.27","Environment":[{"Name":"MAIN_HOST","Value":{"Fn::GetAtt":["MainDatabase","Endpoint.Address"]}},{"Name":"MAIN_PORT","Value":{"Fn::GetAtt":["MainDatabase","Endpoint.Port"]}},{"Name":"MAIN_NAME","Value":"app"},{"Name":"MAIN_SECRET_ARN","Value":{"Fn::GetAtt":["MainDatabase","MasterUserSecret.SecretArn"]}}],"Secrets":[{"Name":"MAIN_USERNAME","ValueFrom":{"Fn::Sub":"${MainDatabase.MasterUserSecret.SecretArn}:username::"}},{"Name":"MAIN_PASSWORD","ValueFrom":{"Fn::Sub":"${MainDatabase.MasterUserSecret.SecretArn}:password::"}}]}])");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(FargateService, ConnectsToADatabaseWithItsRole) {
  ServiceStack in;
  auto& database = in.stack.add<rds::Database>("main-database", in.vpc, in.key,
                                               {.credentials = rds::Credentials::kIam});
  auto& service = in.add("api", {.image = {.uri = kEcsImage}});
  service.connect_to(database);
  EXPECT_EQ(
      property(in.stack, "ApiTaskDefinition", "ContainerDefinitions"),
      R"([{"Name":"api","Essential":true,"ReadonlyRootFilesystem":false,"StopTimeout":30,"LinuxParameters":{"InitProcessEnabled":true},"LogConfiguration":{"LogDriver":"awslogs","Options":{"awslogs-group":{"Ref":"ClusterLogGroup"},"awslogs-region":{"Ref":"AWS::Region"},"awslogs-stream-prefix":"api"}},"Image":"public.ecr.aws/nginx/nginx:1.27","Environment":[{"Name":"DATABASE_HOST","Value":{"Fn::GetAtt":["MainDatabase","Endpoint.Address"]}},{"Name":"DATABASE_PORT","Value":{"Fn::GetAtt":["MainDatabase","Endpoint.Port"]}},{"Name":"DATABASE_NAME","Value":"app"},{"Name":"DATABASE_USERNAME","Value":"app_admin"}]}])");
  EXPECT_EQ(
      line_of(service, "ApiTaskRolePolicy"),
      R"(ApiTaskRolePolicy: {"Type":"AWS::IAM::Policy","Properties":{"PolicyName":"ApiTaskRolePolicy","PolicyDocument":{"Version":"2012-10-17","Statement":[{"Sid":"ConnectToMainDatabase","Effect":"Allow","Action":"rds-db:connect","Resource":{"Fn::Sub":"arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${MainDatabase.DbiResourceId}/app_admin"}}]},"Roles":[{"Ref":"ApiTaskRole"}]}})");
  EXPECT_EQ(line_of(service, "ApiExecutionRolePolicy").find("secretsmanager"), std::string::npos);
  EXPECT_EQ(findings(in.stack), "");
}

}  // namespace
}  // namespace archsynth::ecs

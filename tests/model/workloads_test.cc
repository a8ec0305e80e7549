#include "model/workloads/workloads.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::model {
namespace {

cfn::Template stack_of(const std::string& yaml) {
  const Source source("t.yaml", yaml);
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  return *cfn::read_template(*node, diagnostics);
}

constexpr const char* kStack = R"(
Resources:
  A: {Type: AWS::EC2::Subnet, Properties: {AvailabilityZone: !Select [0, !GetAZs ""]}}
  B: {Type: AWS::EC2::Subnet, Properties: {AvailabilityZone: us-east-1b}}
  Repository: {Type: AWS::ECR::Repository}
  Secret: {Type: AWS::SecretsManager::Secret}
  Cluster:
    Type: AWS::ECS::Cluster
    Properties: {DefaultCapacityProviderStrategy: [{CapacityProvider: FARGATE_SPOT, Weight: 1}]}
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      NetworkMode: awsvpc
      ContainerDefinitions:
        - Name: web
          Image: !Sub "${Repository.RepositoryUri}:1"
          PortMappings: [{ContainerPort: 8000}]
          Secrets: [{Name: HOST, ValueFrom: !Sub "${Secret}:host::"}, {Name: ALL, ValueFrom: !Ref Secret}]
          LogConfiguration: {LogDriver: awslogs, Options: {awslogs-group: !Ref Logs}}
          DependsOn: [{ContainerName: proxy, Condition: START}]
  Logs: {Type: AWS::Logs::LogGroup}
  Balancer: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer}
  Group: {Type: AWS::ElasticLoadBalancingV2::TargetGroup, Properties: {Port: 8000}}
  Listener:
    Type: AWS::ElasticLoadBalancingV2::Listener
    Properties: {LoadBalancerArn: !Ref Balancer, DefaultActions: [{Type: forward, TargetGroupArn: !Ref Group}]}
  Service:
    Type: AWS::ECS::Service
    Properties:
      Cluster: !Ref Cluster
      TaskDefinition: !Ref Task
      LoadBalancers: [{ContainerName: web, ContainerPort: 8000, TargetGroupArn: !Ref Group}]
      DeploymentConfiguration: {MaximumPercent: 200, DeploymentCircuitBreaker: {Enable: true, Rollback: false}}
      NetworkConfiguration: {AwsvpcConfiguration: {Subnets: [!Ref B, !Ref A, subnet-1], SecurityGroups: !Ref Groups}}
  Scalable:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {ResourceId: !Sub "service/${Cluster}/${Service.Name}", MinCapacity: 2, MaxCapacity: 6}
)";

TEST(Workloads, ReadsServices) {
  const cfn::Template stack = stack_of(kStack);
  const spec::Catalogue catalogue;
  const view::View view(stack, "us-east-1", catalogue);
  const Workloads workloads(view);
  ASSERT_EQ(workloads.services().size(), 1U);
  const Service& service = workloads.services()[0];
  EXPECT_TRUE(service.is_on_fargate);
  EXPECT_EQ(service.capacity.at(0).provider.value, "FARGATE_SPOT");
  EXPECT_EQ(service.desired.or_default(1), 1);
  EXPECT_EQ(service.placement.zones(), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(service.placement.subnets.size(), 3U);
  EXPECT_FALSE(service.placement.has_all_groups);
  EXPECT_EQ(service.attachments.at(0).balancers.at(0)->id.str(), "Balancer");
  EXPECT_EQ(service.scaling.max.value, 6);
  EXPECT_EQ(service.deployments.has_circuit_breaker.value, true);
  EXPECT_TRUE(service.deployments.minimum_percent.is_absent);
  EXPECT_EQ(service.deployments.minimum_percent.or_default(100), 100);
}

TEST(Workloads, ReadsContainers) {
  const cfn::Template stack = stack_of(kStack);
  const spec::Catalogue catalogue;
  const view::View view(stack, "us-east-1", catalogue);
  const Workloads workloads(view);
  const Container& web = *workloads.services().at(0).task->container("web");
  EXPECT_EQ(web.repository->id.str(), "Repository");
  EXPECT_EQ(web.ports.at(0).container.value, 8000);
  EXPECT_EQ(web.secrets.at(0).source->id.str(), "Secret");
  EXPECT_EQ(web.secrets.at(0).key, "host");
  EXPECT_EQ(web.secrets.at(1).key, "");
  EXPECT_EQ(web.logging.group.resource->id.str(), "Logs");
  EXPECT_EQ(web.waits.at(0).container.value, "proxy");
}

TEST(Workloads, ReadsTheKeyOfASecretAtTheEndOfItsArn) {
  const cfn::Template stack = stack_of(R"(
Resources:
  Task:
    Type: AWS::ECS::TaskDefinition
    Properties:
      ContainerDefinitions:
        - Name: web
          Secrets:
            - {Name: A, ValueFrom: !Sub "arn:${AWS::Partition}:secretsmanager:us-east-1:${AWS::AccountId}:secret:shop/stripe:api_key::"}
            - {Name: B, ValueFrom: !Sub "arn:${AWS::Partition}:secretsmanager:us-east-1:${AWS::AccountId}:secret:shop/stripe"}
            - {Name: C, ValueFrom: "arn:aws:secretsmanager:us-east-1:111122223333:secret:shop/stripe-AbCdEf:api_key::"}
)");
  const spec::Catalogue catalogue;
  const view::View view(stack, "us-east-1", catalogue);
  const Workloads workloads(view);
  std::vector<std::string> keys;
  for (const SecretVariable& each : workloads.tasks().at(0).container("web")->secrets) {
    keys.push_back(each.key);
  }
  EXPECT_EQ(keys, (std::vector<std::string>{"api_key", "", "api_key"}));
}

}  // namespace
}  // namespace archsynth::model

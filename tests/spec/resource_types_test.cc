#include "archsynth/spec/resource_types.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace archsynth::spec {
namespace {

TagShape shape(std::string_view type) {
  auto found = resource_type(type);
  EXPECT_TRUE(found) << type;
  return found ? found->tag_shape : TagShape::kOther;
}

bool attribute(std::string_view type, std::string_view name) {
  auto found = resource_type(type);
  return found && has_attribute(*found, name);
}

TEST(ResourceType, KnowsTheTypesOfAllRegionsAndNoOther) {
  std::vector<std::string_view> names = resource_type_names();
  EXPECT_EQ(names.size(), 1884u);
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_FALSE(resource_type("AWS::EC2::Sub"));
  EXPECT_FALSE(resource_type("Module"));
  EXPECT_TRUE(resource_type("AWS::DeviceFarm::Project")) << "is not in us-east-1";
}

TEST(ResourceType, TakesTags) {
  for (const char* type : {"AWS::EC2::VPC",
                           "AWS::EC2::Subnet",
                           "AWS::EC2::EIP",
                           "AWS::EC2::NatGateway",
                           "AWS::EC2::SecurityGroup",
                           "AWS::ElasticLoadBalancingV2::LoadBalancer",
                           "AWS::ElasticLoadBalancingV2::TargetGroup",
                           "AWS::ElasticLoadBalancingV2::Listener",
                           "AWS::ElasticLoadBalancingV2::ListenerRule",
                           "AWS::ApplicationAutoScaling::ScalableTarget",
                           "AWS::ECS::Cluster",
                           "AWS::ECS::Service",
                           "AWS::ECS::TaskDefinition",
                           "AWS::RDS::DBInstance",
                           "AWS::RDS::DBSubnetGroup",
                           "AWS::RDS::DBParameterGroup",
                           "AWS::SecretsManager::Secret",
                           "AWS::Logs::LogGroup",
                           "AWS::ECR::Repository",
                           "AWS::SNS::Topic",
                           "AWS::CloudWatch::Alarm",
                           "AWS::IAM::Role",
                           "AWS::KMS::Key",
                           "AWS::S3::Bucket",
                           "AWS::CertificateManager::Certificate",
                           "AWS::WAFv2::WebACL"}) {
    EXPECT_EQ(shape(type), TagShape::kList) << type;
    EXPECT_EQ(resource_type(type)->tag_property, "Tags") << type;
  }
  EXPECT_EQ(shape("AWS::SSM::Parameter"), TagShape::kMap);
  EXPECT_EQ(shape("AWS::AutoScaling::AutoScalingGroup"), TagShape::kAutoScaling);
  EXPECT_EQ(shape("AWS::EC2::CapacityReservation"), TagShape::kOther);
  EXPECT_EQ(resource_type("AWS::Route53::HostedZone")->tag_property, "HostedZoneTags");
  EXPECT_EQ(resource_type("AWS::EFS::FileSystem")->tag_property, "FileSystemTags");
}

TEST(ResourceType, TakesNoTags) {
  for (const char* type :
       {"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCGatewayAttachment",
        "AWS::EC2::Route", "AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress",
        "AWS::SecretsManager::SecretTargetAttachment", "AWS::SecretsManager::RotationSchedule",
        "AWS::ApplicationAutoScaling::ScalingPolicy", "AWS::WAFv2::WebACLAssociation",
        "AWS::S3::BucketPolicy", "AWS::Route53::RecordSet", "AWS::SNS::Subscription",
        "AWS::IAM::Policy", "AWS::KMS::Alias"}) {
    EXPECT_EQ(shape(type), TagShape::kNone) << type;
    EXPECT_EQ(resource_type(type)->tag_property, "") << type;
  }
}

TEST(ResourceType, Attributes) {
  EXPECT_TRUE(attribute("AWS::RDS::DBInstance", "Endpoint.Address"));
  EXPECT_TRUE(attribute("AWS::RDS::DBInstance", "MasterUserSecret.SecretArn"));
  EXPECT_TRUE(attribute("AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName"));
  EXPECT_TRUE(attribute("AWS::EC2::VPC", "CidrBlock"));
  EXPECT_TRUE(attribute("AWS::EC2::VPC", "DefaultSecurityGroup"));
  EXPECT_TRUE(attribute("AWS::ECS::Service", "Name"));
  EXPECT_FALSE(attribute("AWS::RDS::DBInstance", "Endpoint.Adress"));
  EXPECT_FALSE(attribute("AWS::ECS::Service", "Cluster"));
  EXPECT_TRUE(attribute("AWS::CloudFormation::Stack", "Outputs.VpcId"));
  EXPECT_FALSE(attribute("AWS::CloudFormation::Stack", "VpcId"));
  EXPECT_TRUE(attribute("Custom::Thing", "Whatever.It.Is"));
}

TEST(ResourceType, WhatReplaces) {
  auto instance = resource_type("AWS::RDS::DBInstance");
  ASSERT_TRUE(instance);
  EXPECT_TRUE(instance->create_only.contains("StorageEncrypted"));
  EXPECT_FALSE(instance->create_only.contains("DBInstanceClass"));
  EXPECT_TRUE(instance->conditional_create_only.contains("Engine"));
}

}  // namespace
}  // namespace archsynth::spec

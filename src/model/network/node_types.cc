// The resource types that have network interfaces.

#include "model/network/node_types.h"

#include <algorithm>

#include "model/workloads/instances.h"
#include "spec/type_facts.h"

namespace archsynth::model {
namespace {

/// Without the property that gives them, nothing here has addresses of IPv6:
/// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-migrate-ipv6.html
constexpr NodeType kNodeTypes[] = {
    {"AWS::ApiGatewayV2::VpcLink", NodeKind::kWorkload, "", "", "Name"},
    {"AWS::AmazonMQ::Broker", NodeKind::kStore, "PubliclyAccessible", "", "BrokerName"},
    {"AWS::AppRunner::VpcConnector", NodeKind::kWorkload, "", "", "VpcConnectorName"},
    {kAutoScalingType, NodeKind::kWorkload, "", "", "AutoScalingGroupName"},
    {"AWS::Batch::ComputeEnvironment", NodeKind::kWorkload, "", "", "ComputeEnvironmentName"},
    {"AWS::CodeBuild::Project", NodeKind::kWorkload, "", "", "Name"},
    {"AWS::DMS::ReplicationInstance", NodeKind::kWorkload, "PubliclyAccessible", "NetworkType",
     "ReplicationInstanceIdentifier"},
    {"AWS::DocDB::DBCluster", NodeKind::kStore, "", "NetworkType", "DBClusterIdentifier"},
    {kInstanceType, NodeKind::kWorkload, "NetworkInterfaces.AssociatePublicIpAddress", "", ""},
    {kInterfaceType, NodeKind::kWorkload, "", "", ""},
    {"AWS::EC2::VPCEndpoint", NodeKind::kEndpoint, "", "IpAddressType", ""},
    {kServiceType, NodeKind::kWorkload, "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp",
     "", "ServiceName"},
    {"AWS::EFS::MountTarget", NodeKind::kStore, "", "IpAddressType", ""},
    {kClusterOfPods, NodeKind::kWorkload, "", "KubernetesNetworkConfig.IpFamily", "Name"},
    {kNodegroupType, NodeKind::kWorkload, "", "", "NodegroupName"},
    {"AWS::ElastiCache::CacheCluster", NodeKind::kStore, "", "NetworkType", "ClusterName"},
    {"AWS::ElastiCache::ReplicationGroup", NodeKind::kStore, "", "NetworkType",
     "ReplicationGroupId"},
    {"AWS::ElastiCache::ServerlessCache", NodeKind::kStore, "", "NetworkType",
     "ServerlessCacheName"},
    {"AWS::ElasticLoadBalancing::LoadBalancer", NodeKind::kBalancer, "", "", "LoadBalancerName"},
    {kBalancerType, NodeKind::kBalancer, "Scheme", "IpAddressType", "Name"},
    {"AWS::FSx::FileSystem", NodeKind::kStore, "", "NetworkType", ""},
    {"AWS::Lambda::Function", NodeKind::kWorkload, "", "VpcConfig.Ipv6AllowedForDualStack",
     "FunctionName"},
    {"AWS::MSK::Cluster", NodeKind::kStore, "", "BrokerNodeGroupInfo.ConnectivityInfo.NetworkType",
     "ClusterName"},
    {"AWS::MWAA::Environment", NodeKind::kWorkload, "", "", "Name"},
    {"AWS::MemoryDB::Cluster", NodeKind::kStore, "", "NetworkType", "ClusterName"},
    {"AWS::Neptune::DBCluster", NodeKind::kStore, "", "NetworkType", "DBClusterIdentifier"},
    {"AWS::OpenSearchService::Domain", NodeKind::kStore, "", "IPAddressType", "DomainName"},
    {"AWS::RDS::DBCluster", NodeKind::kStore, "PubliclyAccessible", "NetworkType",
     "DBClusterIdentifier"},
    {"AWS::RDS::DBInstance", NodeKind::kStore, "PubliclyAccessible", "NetworkType",
     "DBInstanceIdentifier"},
    {"AWS::RDS::DBProxy", NodeKind::kStore, "", "EndpointNetworkType", "DBProxyName"},
    {"AWS::Redshift::Cluster", NodeKind::kStore, "PubliclyAccessible", "", "ClusterIdentifier"},
    {"AWS::RedshiftServerless::Workgroup", NodeKind::kStore, "PubliclyAccessible", "",
     "WorkgroupName"},
    {kRuleType, NodeKind::kWorkload,
     "Targets.EcsParameters.NetworkConfiguration.AwsVpcConfiguration.AssignPublicIp", "", "Name"},
    {kScheduleType, NodeKind::kWorkload,
     "Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "", "Name"},
    {"AWS::Serverless::Function", NodeKind::kWorkload, "", "VpcConfig.Ipv6AllowedForDualStack",
     "FunctionName"},
};

}  // namespace

const NodeType* node_type(std::string_view type) {
  const auto* found = std::find_if(std::begin(kNodeTypes), std::end(kNodeTypes),
                                   [&](const NodeType& row) { return row.type == type; });
  return found == std::end(kNodeTypes) ? nullptr : found;
}

const cfn::Resource* launch_template(const Lookup& lookup, const cfn::Resource& resource) {
  if (resource.type == kNodegroupType)
    return lookup.target(view::property(resource, {"LaunchTemplate", "Id"}));
  for (const std::string_view path : kLaunchPaths) {
    for (const Item& each : lookup.at(resource, path)) {
      if (const cfn::Resource* found = lookup.target(each.value)) return found;
    }
  }
  return nullptr;
}

std::vector<std::string_view> group_paths(std::string_view type) {
  if (type == "AWS::EC2::LaunchTemplate") {
    return {"LaunchTemplateData.SecurityGroupIds", "LaunchTemplateData.NetworkInterfaces.Groups"};
  }
  if (type == "AWS::AutoScaling::LaunchConfiguration") return {"SecurityGroups"};
  std::vector<std::string_view> paths;
  if (const auto facts = spec::type_facts(type)) {
    for (const std::string_view each : facts->security_groups) paths.push_back(each);
  }
  return paths;
}

}  // namespace archsynth::model

#pragma once

#include <string_view>
#include <vector>

#include "model/network/network.h"

namespace archsynth::model {

inline constexpr std::string_view kServiceType = "AWS::ECS::Service";
inline constexpr std::string_view kScheduleType = "AWS::Scheduler::Schedule";
inline constexpr std::string_view kRuleType = "AWS::Events::Rule";
inline constexpr std::string_view kInstanceType = "AWS::EC2::Instance";
inline constexpr std::string_view kInterfaceType = "AWS::EC2::NetworkInterface";
inline constexpr std::string_view kAutoScalingType = "AWS::AutoScaling::AutoScalingGroup";
inline constexpr std::string_view kClusterOfPods = "AWS::EKS::Cluster";
inline constexpr std::string_view kNodegroupType = "AWS::EKS::Nodegroup";
inline constexpr std::string_view kBalancerType = "AWS::ElasticLoadBalancingV2::LoadBalancer";

/// A resource type with network interfaces.
struct NodeType {
  std::string_view type;
  NodeKind kind;
  /// The property that gives it a public address; empty: nothing does.
  std::string_view publicity;
  /// The property that gives it addresses of IPv6 in subnets with such a block; empty: none does.
  std::string_view six;
  /// The property with its physical name; empty: AWS makes it up.
  std::string_view name;
};

/// Null for a type that is none.
const NodeType* node_type(std::string_view type);
/// Where a type, or what starts its instances, names security groups.
std::vector<std::string_view> group_paths(std::string_view type);
/// What starts the instances of a resource: its launch template or configuration; null where it has
/// none, or where it is not of the template.
const cfn::Resource* launch_template(const Lookup& lookup, const cfn::Resource& resource);

}  // namespace archsynth::model

// What has network interfaces: where they are, in which groups, with which addresses and ports.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/spec/listening_ports.h"
#include "archsynth/spec/type_facts.h"
#include "archsynth/support/text.h"
#include "model/network/network.h"
#include "model/workloads/instances.h"

namespace archsynth::model {
namespace {

struct NodeType {
  std::string_view type;
  NodeKind kind;
  /// What gives it a public address; empty: nothing does.
  std::string_view publicity;
  /// The property with its physical name; empty: AWS makes it up.
  std::string_view name;
};

constexpr NodeType kNodeTypes[] = {
    {"AWS::AmazonMQ::Broker", NodeKind::kStore, "PubliclyAccessible", "BrokerName"},
    {"AWS::AutoScaling::AutoScalingGroup", NodeKind::kWorkload, "", "AutoScalingGroupName"},
    {"AWS::Batch::ComputeEnvironment", NodeKind::kWorkload, "", "ComputeEnvironmentName"},
    {"AWS::DocDB::DBCluster", NodeKind::kStore, "", "DBClusterIdentifier"},
    {"AWS::EC2::Instance", NodeKind::kWorkload, "", ""},
    {"AWS::EC2::VPCEndpoint", NodeKind::kEndpoint, "", ""},
    {"AWS::ECS::Service", NodeKind::kWorkload,
     "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "ServiceName"},
    {"AWS::EFS::MountTarget", NodeKind::kStore, "", ""},
    {"AWS::EKS::Cluster", NodeKind::kWorkload, "", "Name"},
    {"AWS::ElastiCache::CacheCluster", NodeKind::kStore, "", "ClusterName"},
    {"AWS::ElastiCache::ReplicationGroup", NodeKind::kStore, "", "ReplicationGroupId"},
    {"AWS::ElastiCache::ServerlessCache", NodeKind::kStore, "", "ServerlessCacheName"},
    {"AWS::ElasticLoadBalancing::LoadBalancer", NodeKind::kBalancer, "", "LoadBalancerName"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", NodeKind::kBalancer, "", "Name"},
    {"AWS::Lambda::Function", NodeKind::kWorkload, "", "FunctionName"},
    {"AWS::MSK::Cluster", NodeKind::kStore, "", "ClusterName"},
    {"AWS::Neptune::DBCluster", NodeKind::kStore, "", "DBClusterIdentifier"},
    {"AWS::OpenSearchService::Domain", NodeKind::kStore, "", "DomainName"},
    {"AWS::RDS::DBCluster", NodeKind::kStore, "", "DBClusterIdentifier"},
    {"AWS::RDS::DBInstance", NodeKind::kStore, "PubliclyAccessible", "DBInstanceIdentifier"},
    {"AWS::RDS::DBProxy", NodeKind::kStore, "", "DBProxyName"},
    {"AWS::Redshift::Cluster", NodeKind::kStore, "PubliclyAccessible", "ClusterIdentifier"},
    {"AWS::Scheduler::Schedule", NodeKind::kWorkload,
     "Target.EcsParameters.NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp", "Name"},
    {"AWS::Serverless::Function", NodeKind::kWorkload, "", "FunctionName"},
};

constexpr std::string_view kService = "AWS::ECS::Service";
constexpr std::string_view kBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view kAutoScaling = "AWS::AutoScaling::AutoScalingGroup";

/// Instances may listen on any port, and nothing connects to a function.
bool listens_anywhere(std::string_view type) {
  return type == "AWS::EC2::Instance" || type == kAutoScaling ||
         type == "AWS::Batch::ComputeEnvironment" || type == "AWS::EKS::Cluster" ||
         type == "AWS::MSK::Cluster" || type == "AWS::AmazonMQ::Broker";
}

template <typename T>
void add_once(std::vector<const T*>& to, const T* each) {
  if (std::find(to.begin(), to.end(), each) == to.end()) to.push_back(each);
}

/// The template or configuration from which a group starts its instances.
const cfn::Resource* launch_template(const Lookup& lookup, const cfn::Resource& group) {
  for (const std::string_view path : kLaunchPaths) {
    for (const Item& each : lookup.at(group, path)) {
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

}  // namespace

const Node* Network::node(std::string_view id) const {
  const auto found = node_by_id_.find(id);
  return found == node_by_id_.end() ? nullptr : found->second;
}

void Network::add_nodes() {
  for (const cfn::Resource& each : lookup_.resources()) add_node(each);
}

void Network::add_node(const cfn::Resource& resource) {
  const auto known = std::find_if(std::begin(kNodeTypes), std::end(kNodeTypes),
                                  [&](const NodeType& row) { return row.type == resource.type; });
  if (known == std::end(kNodeTypes)) return;
  // The instances of a cluster are where the cluster is.
  if (resource.type == "AWS::RDS::DBInstance" && view::property(resource, {"DBClusterIdentifier"}))
    return;
  Node node;
  node.kind = known->kind;
  node.type = resource.type;
  node.place = {resource.id.str(), {}, {}, resource.origin, existence_of(resource)};
  place_node(resource, node);
  if (node.subnets.empty() && node.groups.empty()) return;
  if (!known->name.empty()) {
    node.physical_name = lookup_.text(view::property(resource, {known->name})).value_or("");
  }
  set_public(resource, node);
  set_listeners(resource, node);
  node.has_ipv6 = std::any_of(node.subnets.begin(), node.subnets.end(),
                              [](const Subnet* each) { return each->blocks.size() > 1; });
  if (node.kind == NodeKind::kBalancer) {
    node.has_ipv6 = lookup_.text(view::property(resource, {"IpAddressType"}))
                        .value_or("ipv4")
                        .starts_with("dualstack");
  }
  Node& made = nodes_.emplace_back(std::move(node));
  node_by_id_[resource.id.str()] = &made;
  if (resource.type != "AWS::EFS::MountTarget") return;
  const std::string system = lookup_.name(view::property(resource, {"FileSystemId"}));
  node_by_id_.try_emplace(system, &made);
}

void Network::place_node(const cfn::Resource& resource, Node& node) {
  place_group(resource, node);
  const bool is_service = resource.type == kService;
  if (is_service && node.subnets.empty()) {
    for (const cfn::Resource* each : lookup_.of(kAutoScaling)) place_group(*each, node);
    node.place.assumption = fmt::format("the tasks of {} run on the instances of the template",
                                        quoted(resource.id.str()));
  }
  const bool may_be_elsewhere =
      resource.type == "AWS::Lambda::Function" || resource.type == "AWS::Serverless::Function" ||
      resource.type == "AWS::Scheduler::Schedule" ||
      resource.type == "AWS::OpenSearchService::Domain" || resource.type == "AWS::EC2::VPCEndpoint";
  if (node.subnets.empty() && node.groups.empty() && may_be_elsewhere) return;
  if (node.subnets.empty()) {
    const cfn::Value outside(fmt::format("the subnets of {}", resource.id.str()));
    Subnet& unknown = subnet(&outside);
    unknown.place.resource = resource.id.str();
    add_once<Subnet>(node.subnets, &unknown);
  }
  Vpc* vpc = nullptr;
  for (const Subnet* each : node.subnets) vpc = each->vpc != nullptr ? each->vpc : vpc;
  for (const SecurityGroup* each : node.groups) {
    if (vpc == nullptr && !each->vpc.empty()) vpc = &vpc_called(each->vpc);
  }
  for (const Subnet* each : node.subnets) {
    if (each->vpc == nullptr) subnet_by_name_[each->place.name]->vpc = vpc;
  }
  const bool has_no_groups =
      resource.type == kBalancer &&
      lookup_.text(view::property(resource, {"Type"})).value_or("") == "network";
  if (!node.groups.empty() || has_no_groups) return;
  const bool is_known = vpc != nullptr && vpc->is_known;
  const cfn::Value default_group =
      is_known ? cfn::get_att(cfn::LogicalId(vpc->name), "DefaultSecurityGroup")
               : cfn::Value(fmt::format("default of {}", vpc == nullptr ? "the VPC" : vpc->name));
  node.groups.push_back(&group(&default_group));
}

void Network::place_group(const cfn::Resource& resource, Node& node) {
  if (const auto facts = spec::type_facts(resource.type)) {
    for (const std::string_view path : facts->subnets) {
      for (const Item& each : lookup_.at(resource, path)) {
        const cfn::Resource* named = lookup_.target(each.value);
        const bool is_set = named != nullptr && view::property(*named, {"SubnetIds"}) != nullptr;
        for (const Item& one : is_set ? lookup_.at(*named, "SubnetIds") : std::vector{each}) {
          add_once<Subnet>(node.subnets, &subnet(one.value));
        }
      }
    }
  }
  const cfn::Resource* starts =
      resource.type == kAutoScaling ? launch_template(lookup_, resource) : &resource;
  if (starts == nullptr) return;
  for (const std::string_view path : group_paths(starts->type)) {
    for (const Item& each : lookup_.at(*starts, path)) {
      add_once<SecurityGroup>(node.groups, &group(each.value));
    }
  }
}

namespace {

/// The property that gives a resource public addresses, with the type that holds it; empty where
/// nothing does.
std::string public_path(const cfn::Resource& resource, const cfn::Resource* holder) {
  if (holder != nullptr && holder->type == "AWS::EC2::LaunchTemplate") {
    return "LaunchTemplateData.NetworkInterfaces.AssociatePublicIpAddress";
  }
  if (holder != nullptr && holder->type == "AWS::AutoScaling::LaunchConfiguration") {
    return "AssociatePublicIpAddress";
  }
  if (resource.type == kBalancer) return "Scheme";
  if (resource.type == "AWS::EC2::Instance") return "NetworkInterfaces.AssociatePublicIpAddress";
  const auto known = std::find_if(std::begin(kNodeTypes), std::end(kNodeTypes),
                                  [&](const NodeType& row) { return row.type == resource.type; });
  return std::string(known->publicity);
}

}  // namespace

void Network::set_public(const cfn::Resource& resource, Node& node) {
  const cfn::Resource* holder = &resource;
  if (resource.type == kAutoScaling) holder = launch_template(lookup_, resource);
  const std::string path = public_path(resource, holder);
  const std::string first = path.substr(0, path.find('.'));
  const std::string last = path.substr(path.rfind('.') + 1);
  node.public_place = {resource.id.str(), last, {}, resource.origin, {}};
  if (holder == nullptr || path.empty()) return;
  node.public_place.origin = origin_of(*holder, first);
  const std::vector<Item> stated = lookup_.at(*holder, path);
  for (const Item& each : stated) {
    if (each.value->origin().is_stated()) node.public_place.origin = each.value->origin();
    const auto text = lookup_.text(each.value);
    node.is_public |= !text || text == "true" || text == "ENABLED" || text == "internet-facing";
    if (!text) node.public_place.assumption = fmt::format("{} is true", lookup_.name(each.value));
  }
  if (!stated.empty()) return;
  // An Application or Network Load Balancer faces the internet unless it is told otherwise.
  if (resource.type == kBalancer) node.is_public = true;
  const bool is_instance = resource.type == "AWS::EC2::Instance" || resource.type == kAutoScaling;
  for (const Subnet* each : node.subnets) {
    const bool gives = is_instance && each->gives_public_addresses.value_or(true);
    // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html: public
    // where the VPC has an internet gateway.
    const bool is_database = resource.type == "AWS::RDS::DBInstance" && each->vpc != nullptr &&
                             !each->vpc->internet_gateways.empty();
    node.is_public |= gives || is_database;
    if (gives && !each->gives_public_addresses) {
      node.public_place.assumption =
          fmt::format("subnet {} gives public addresses", quoted(each->place.name));
    }
  }
  for (const char* type : {"AWS::EC2::EIP", "AWS::EC2::EIPAssociation"}) {
    for (const cfn::Resource* each : lookup_.of(type)) {
      if (lookup_.target(view::property(*each, {"InstanceId"})) == &resource) node.is_public = true;
    }
  }
}

void Network::set_listeners(const cfn::Resource& resource, Node& node) {
  if (resource.type == kService) return set_task_listeners(resource, node);
  if (node.kind == NodeKind::kBalancer) return;
  if (node.kind == NodeKind::kEndpoint) {
    node.listeners.push_back({node.place, {kTcp, kTcp}, {443, 443}});
    return;
  }
  if (listens_anywhere(resource.type)) {
    node.listeners.push_back({node.place, kAllProtocols, kAllPorts});
    return;
  }
  if (node.kind != NodeKind::kStore) return;
  const std::string engine = lookup_.text(view::property(resource, {"Engine"})).value_or("");
  const auto port = lookup_.number(view::property(resource, {"Port"}));
  const auto usual = spec::listening_port(resource.type, engine);
  Listener listener{node.place};
  listener.place.property = "Port";
  listener.place.origin = origin_of(resource, "Port");
  const std::int64_t number = port.value_or(usual.value_or(0));
  if (number > 0 && number <= 65535) {
    listener.ports = {static_cast<std::uint64_t>(number), static_cast<std::uint64_t>(number)};
  } else {
    listener.place.assumption = fmt::format("{} listens on the port", quoted(node.place.name));
  }
  node.listeners.push_back(std::move(listener));
}

Range one_port(std::int64_t port) {
  if (port < 1 || port > 65535) return kAllPorts;
  return {static_cast<std::uint64_t>(port), static_cast<std::uint64_t>(port)};
}

Range mapped_ports(const Lookup& lookup, const cfn::Resource& task, const cfn::Value* mapping) {
  const std::string mode = lookup.text(view::property(task, {"NetworkMode"})).value_or("bridge");
  const auto container = lookup.number(view::member(mapping, {"ContainerPort"}));
  if (mode == "awsvpc" || mode == "host") return one_port(container.value_or(0));
  const std::int64_t host = lookup.number(view::member(mapping, {"HostPort"})).value_or(0);
  return host == 0 ? kEphemeralPorts : one_port(host);
}

void Network::set_task_listeners(const cfn::Resource& service, Node& node) {
  const cfn::Resource* task =
      lookup_.target(view::property(service, {"TaskDefinition"}), "AWS::ECS::TaskDefinition");
  if (task == nullptr) {
    node.listeners.push_back({node.place, kAllProtocols, kAllPorts});
    node.listeners.back().place.assumption =
        fmt::format("the tasks of {} listen on the port", quoted(node.place.name));
    return;
  }
  for (const Item& each : lookup_.at(*task, "ContainerDefinitions.PortMappings")) {
    Listener listener{{task->id.str(), "PortMappings", {}, each.value->origin(), each.assumption}};
    if (lookup_.text(view::member(each.value, {"Protocol"})) == "udp")
      listener.protocols = {kUdp, kUdp};
    listener.ports = mapped_ports(lookup_, *task, each.value);
    node.listeners.push_back(std::move(listener));
  }
}

}  // namespace archsynth::model

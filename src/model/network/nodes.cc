// What has network interfaces: where they are, in which groups, with which addresses and ports.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/node_types.h"
#include "spec/listening_ports.h"
#include "spec/type_facts.h"

namespace archsynth::model {
namespace {

/// Instances may listen on any port, and nothing connects to a function.
bool listens_anywhere(std::string_view type) {
  return type == kInstanceType || type == kInterfaceType || type == kAutoScalingType ||
         type == "AWS::Batch::ComputeEnvironment" || type == kClusterOfPods ||
         type == kNodegroupType || type == "AWS::MSK::Cluster" || type == "AWS::AmazonMQ::Broker";
}

template <typename T>
void add_once(std::vector<const T*>& to, const T* each) {
  if (std::find(to.begin(), to.end(), each) == to.end()) to.push_back(each);
}

}  // namespace

const Node* Network::node(std::string_view id) const {
  const auto found = node_by_id_.find(id);
  return found == node_by_id_.end() ? nullptr : found->second;
}

void Network::add_nodes() {
  for (const cfn::Resource& each : lookup_.resources()) {
    if (each.type != kInterfaceType) add_node(each);
  }
  // Those of instances are ways to the instance.
  for (const cfn::Resource* each : lookup_.of(kInterfaceType)) {
    if (!node_by_id_.contains(each->id.str())) add_node(*each);
  }
  for (const char* type :
       {"AWS::RDS::DBInstance", "AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance"}) {
    for (const cfn::Resource* each : lookup_.of(type)) {
      const auto cluster =
          node_by_id_.find(lookup_.name(view::property(*each, {"DBClusterIdentifier"})));
      if (cluster != node_by_id_.end()) node_by_id_.try_emplace(each->id.str(), cluster->second);
    }
  }
}

void Network::add_node(const cfn::Resource& resource) {
  const NodeType* known = node_type(resource.type);
  if (known == nullptr) return;
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
  set_six(resource, node);
  Node& made = nodes_.emplace_back(std::move(node));
  node_by_id_[resource.id.str()] = &made;
  if (resource.type == kInstanceType) add_interfaces(resource, made);
  if (resource.type == kClusterOfPods) add_public_endpoint(resource, made);
  if (resource.type != "AWS::EFS::MountTarget") return;
  const std::string system = lookup_.name(view::property(resource, {"FileSystemId"}));
  node_by_id_.try_emplace(system, &made);
}

void Network::place_node(const cfn::Resource& resource, Node& node) {
  place_group(resource, node);
  const bool is_service = resource.type == kServiceType;
  if (is_service && node.subnets.empty()) {
    for (const cfn::Resource* each : lookup_.of(kAutoScalingType)) place_group(*each, node);
    node.is_on_instances = true;
    node.place.assumption = fmt::format("the tasks of {} run on the instances of the template",
                                        quoted(resource.id.str()));
  }
  add_group_of_cluster(resource, node);
  const bool may_be_elsewhere =
      resource.type == "AWS::CodeBuild::Project" || resource.type == "AWS::Lambda::Function" ||
      resource.type == "AWS::Serverless::Function" || resource.type == kScheduleType ||
      resource.type == kRuleType || resource.type == "AWS::OpenSearchService::Domain" ||
      resource.type == "AWS::EC2::VPCEndpoint" ||
      resource.type == "AWS::RedshiftServerless::Workgroup";
  if (node.subnets.empty() && node.groups.empty() && may_be_elsewhere) return;
  if (node.subnets.empty()) {
    const cfn::Value outside(fmt::format("the subnets of {}", resource.id.str()));
    Subnet& unknown = subnet(&outside);
    unknown.place.resource = resource.id.str();
    add_once<Subnet>(node.subnets, &unknown);
  }
  finish_place(resource, node);
}

/// EKS makes a group for the cluster and its nodes, which a launch template with groups of its own
/// leaves out.
/// https://docs.aws.amazon.com/eks/latest/userguide/sec-group-reqs.html
void Network::add_group_of_cluster(const cfn::Resource& resource, Node& node) {
  const bool is_cluster = resource.type == kClusterOfPods;
  if (!is_cluster && (resource.type != kNodegroupType || !node.groups.empty())) return;
  const cfn::Resource* cluster =
      is_cluster ? &resource
                 : lookup_.target(view::property(resource, {"ClusterName"}), kClusterOfPods);
  const cfn::Value group_id =
      cluster == nullptr ? cfn::Value(fmt::format("group of the cluster of {}", resource.id.str()))
                         : cfn::get_att(cluster->id, "ClusterSecurityGroupId");
  add_once<SecurityGroup>(node.groups, &group(&group_id));
}

NetworkOfAws::NetworkOfAws() {
  vpc.name = "the network of AWS";
  vpc.is_known = vpc.is_of_aws = true;
  Route& out = table.routes.emplace_back();
  out.way = Way::kInternet;
  out.blocks = {all_addresses(Family::kIpv4), all_addresses(Family::kIpv6)};
  table.place.name = vpc.name;
  subnet.place.name = vpc.name;
  subnet.vpc = &vpc;
  subnet.blocks = {all_addresses(Family::kIpv4), public_addresses(Family::kIpv6)[0]};
  subnet.has_known_blocks = false;
  subnet.table = &table;
}

/// https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html: public by default, and
/// within the VPC only where that is asked for.
void Network::add_public_endpoint(const cfn::Resource& cluster, Node& node) {
  const auto option = [&](const char* name) {
    return view::property(cluster, {"ResourcesVpcConfig", name});
  };
  const Listener https{node.place, {kTcp, kTcp}, {443, 443}};
  node.listeners.clear();
  if (lookup_.truth(option("EndpointPrivateAccess"))
          .value_or(option("EndpointPrivateAccess") != nullptr))
    node.listeners = {https};
  if (lookup_.truth(option("EndpointPublicAccess")) == false) return;
  SecurityGroup& allowed = groups_.emplace_back();
  allowed.place = {cluster.id.str(), "PublicAccessCidrs", {}, cluster.origin, {}};
  for (const Item& each : lookup_.at(cluster, "ResourcesVpcConfig.PublicAccessCidrs")) {
    GroupRule rule{allowed.place, {kTcp, kTcp}, {443, 443}};
    rule.place.text = fmt::format("lets {} in", lookup_.name(each.value));
    rule.place.origin = first_known(each.value->origin(), cluster.origin);
    rule.blocks = blocks_of(each.value);
    allowed.ingress.push_back(std::move(rule));
  }
  Node& made = interfaces_.emplace_back(
      Node{.place = node.place, .kind = node.kind, .type = node.type, .listeners = {https}});
  made.subnets = {&of_aws_.subnet};
  if (option("PublicAccessCidrs") != nullptr) made.groups = {&allowed};
  made.is_public = made.is_outside = true;
  made.public_place = {cluster.id.str(), "EndpointPublicAccess", {}, cluster.origin, {}};
  node.interfaces.push_back(&made);
}

void Network::finish_place(const cfn::Resource& resource, Node& node) {
  Vpc* vpc = nullptr;
  for (const Subnet* each : node.subnets) vpc = each->vpc != nullptr ? each->vpc : vpc;
  for (const SecurityGroup* each : node.groups) {
    if (vpc == nullptr && !each->vpc.empty()) vpc = &vpc_called(each->vpc);
  }
  for (const Subnet* each : node.subnets) {
    if (each->vpc == nullptr) subnet_by_name_[each->place.name]->vpc = vpc;
  }
  const auto text_at = [&](const char* name) {
    return lookup_.text(view::property(resource, {name})).value_or("");
  };
  const bool is_balancer = resource.type == kBalancerType;
  node.is_of_connections = is_balancer && text_at("Type") == "network";
  const bool has_no_groups =
      is_balancer ? text_at("Type") == "gateway"
                  : text_at("VpcEndpointType").starts_with("Gateway");  // or `GatewayLoadBalancer`
  if (!node.groups.empty() || node.is_of_connections || has_no_groups) return;
  const bool is_known = vpc != nullptr && vpc->is_known;
  const cfn::Value default_group =
      is_known ? cfn::get_att(cfn::LogicalId(vpc->name), "DefaultSecurityGroup")
               : cfn::Value(fmt::format("default of {}", vpc == nullptr ? "the VPC" : vpc->name));
  node.groups.push_back(&group(&default_group));
}

void Network::place_group(const cfn::Resource& resource, Node& node) {
  add_subnets_of(resource, node);
  const cfn::Resource* launch = launch_template(lookup_, resource);
  if (resource.type != kAutoScalingType) add_groups_of(resource, node);
  if (launch == nullptr) return;
  if (node.subnets.empty()) add_subnets_of(*launch, node);
  if (node.groups.empty() || resource.type == kAutoScalingType) add_groups_of(*launch, node);
}

void Network::add_subnets_of(const cfn::Resource& resource, Node& node) {
  const auto facts = spec::type_facts(resource.type);
  if (!facts) return;
  for (const std::string_view path : facts->subnets) {
    for (const Item& each : lookup_.at(resource, path)) {
      const cfn::Resource* named = lookup_.target(each.value);
      const bool is_set = named != nullptr && view::property(*named, {"SubnetIds"}) != nullptr;
      const bool is_interface = named != nullptr && named->type == kInterfaceType;
      const auto subnets = is_set         ? lookup_.at(*named, "SubnetIds")
                           : is_interface ? lookup_.at(*named, "SubnetId")
                                          : std::vector{each};
      for (const Item& one : subnets) add_once<Subnet>(node.subnets, &subnet(one.value));
    }
  }
}

void Network::add_groups_of(const cfn::Resource& resource, Node& node) {
  for (const std::string_view path : group_paths(resource.type)) {
    for (const Item& each : lookup_.at(resource, path)) {
      add_once<SecurityGroup>(node.groups, &group(each.value));
    }
  }
}

void Network::set_listeners(const cfn::Resource& resource, Node& node) {
  if (resource.type == kServiceType) return set_task_listeners(resource, node);
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
  const bool is_proxy = resource.type == "AWS::RDS::DBProxy";
  const std::string engine =
      lookup_.text(view::property(resource, {is_proxy ? "EngineFamily" : "Engine"})).value_or("");
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

// Nodes of EKS: whether they join their cluster.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/start/network.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "model/workloads/instances.h"
#include "rules/identities/grants.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::Subnet;

constexpr std::string_view kGroup = "AWS::EKS::Nodegroup";

/// A node group whose cluster, of the template, starts the add-ons of EKS on it.
struct Nodes {
  const cfn::Resource& group;
  const cfn::Resource& cluster;
  const cfn::Resource* launch;  ///< its launch template; null: none, or not known
};

template <typename Check>
void each_nodes(const View& view, const Check& check) {
  for (const cfn::Resource* group : view.of(kGroup)) {
    const cfn::Resource* cluster =
        view.target(property(*group, {"ClusterName"}), "AWS::EKS::Cluster");
    if (cluster == nullptr || !lacks(*cluster, "BootstrapSelfManagedAddons")) continue;
    const cfn::Resource* launch =
        view.target(property(*group, {"LaunchTemplate", "Id"}), "AWS::EC2::LaunchTemplate");
    if (launch == nullptr && !lacks(*group, "LaunchTemplate")) continue;
    check(Nodes{*group, *cluster, launch});
  }
}

bool is_on(const View& view, const cfn::Resource& cluster, std::string_view endpoint) {
  return view.truth(property(cluster, {"ResourcesVpcConfig", endpoint})) == true;
}

/// The subnets of a node group; empty where one is not known.
std::vector<const Subnet*> subnets_of(const RunningStack& stack, const cfn::Resource& group) {
  const Items items = stack.state.items(property(group, {"Subnets"}));
  std::vector<const Subnet*> found;
  for (const cfn::Value* each : items.values) {
    const cfn::Resource* named = stack.state.target(each, "AWS::EC2::Subnet");
    for (const Subnet& one : stack.network.subnets()) {
      if (named != nullptr && one.place.name == named->id.str()) found.push_back(&one);
    }
  }
  const bool is_whole = items.complete && found.size() == items.values.size();
  return is_whole ? found : std::vector<const Subnet*>();
}

/// The route by which a subnet leads to the internet without a NAT gateway; null: none.
const model::Route* open_route(const Subnet& subnet) {
  if (subnet.table == nullptr || !subnet.table->is_known) return nullptr;
  for (const model::Route& each : subnet.table->routes) {
    if (each.way == model::Way::kInternet) return &each;
  }
  return nullptr;
}

/// An image of one's own, or a proxy, may need other ways.
bool is_plain_start(const View& view, const Nodes& nodes) {
  if (view.text(property(nodes.group, {"AmiType"})) == "CUSTOM") return false;
  const cfn::Value* data =
      nodes.launch == nullptr ? nullptr : property(*nodes.launch, {"LaunchTemplateData"});
  if (data == nullptr) return nodes.launch == nullptr;
  return data->map() != nullptr && !data->map()->contains("ImageId") &&
         !data->map()->contains("UserData");
}

/// Whether something of the template gives the network plugin a role of its own.
bool may_have_plugin_role(const View& view) {
  if (!view.of("AWS::EKS::PodIdentityAssociation").empty()) return true;
  for (const cfn::Resource* each : view.of("AWS::EKS::Addon")) {
    if (view.text(property(*each, {"AddonName"})).value_or("vpc-cni") == "vpc-cni") return true;
  }
  return std::any_of(
      view.resources().begin(), view.resources().end(), [](const cfn::Resource* each) {
        return !each->type.starts_with("AWS::") || each->type.starts_with("AWS::CloudFormation::");
      });
}

void report_address(const Report& report, const Nodes& nodes, const Subnet& subnet,
                    const model::Route& route) {
  Diagnostic& found = report(
      nodes.group, property(nodes.group, {"Subnets"}),
      fmt::format("{} is a public subnet that gives nodes no public address", subnet.place.name));
  found.fix = fmt::format("set \"MapPublicIpOnLaunch\" of {} to true, or use private subnets",
                          quoted(subnet.place.name));
  found.related.push_back({route.place.origin, "the route to the internet gateway"});
}

/// The groups that a launch template gives its nodes; none where one is not of the template.
std::vector<const cfn::Resource*> groups_of(const View& view, const cfn::Resource& launch) {
  const Items items = view.items(property(launch, {"LaunchTemplateData", "SecurityGroupIds"}));
  std::vector<const cfn::Resource*> groups;
  for (const cfn::Value* each : items.values) {
    const cfn::Resource* group = view.target(each, "AWS::EC2::SecurityGroup");
    if (!items.complete || group == nullptr) return {};
    groups.push_back(group);
  }
  return groups;
}

/// Whether a rule, or a group of its own, lets nodes of other groups in at the cluster.
bool may_admit(const View& view, const cfn::Resource& cluster) {
  const cfn::Value* config = property(cluster, {"ResourcesVpcConfig"});
  if (config == nullptr || config->map() == nullptr || config->map()->contains("SecurityGroupIds"))
    return true;
  for (const char* type :
       {"AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupVpcAssociation"}) {
    for (const cfn::Resource* rule : view.of(type)) {
      const cfn::Resource* named = view.target(property(*rule, {"GroupId"}));
      if (named == nullptr || named == &cluster) return true;
    }
  }
  return false;
}

}  // namespace

/// The add-on takes the role of the nodes unless it has one of its own.
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/create-node-role.html
void check_roles_of_nodes(const View& view, const Report& report) {
  if (view.of(kGroup).empty() || may_have_plugin_role(view)) return;
  each_nodes(view, [&](const Nodes& nodes) {
    const cfn::Value* at = property(nodes.group, {"NodeRole"});
    const cfn::Resource* role = view.target(at, "AWS::IAM::Role");
    const cfn::Value* family = property(nodes.cluster, {"KubernetesNetworkConfig", "IpFamily"});
    if (role == nullptr || (family != nullptr && view.text(family) != "ipv4")) return;
    need_action(view, report, {nodes.group, at->origin(), *role, "the network of the nodes"},
                "ec2:AssignPrivateIpAddresses");
  });
}

/// https://docs.aws.amazon.com/eks/latest/userguide/private-clusters.html
void check_ways_of_nodes(const View& view, const Report& report) {
  if (view.of(kGroup).empty() || view.of("AWS::EC2::Subnet").empty()) return;
  each_nodes(view, [&](const Nodes& nodes) {
    if (!is_plain_start(view, nodes)) return;
    const auto& stack = view.made<RunningStack>();
    Node node;
    node.place = {nodes.group.id.str()};
    node.place.origin = nodes.group.origin;
    node.type = nodes.group.type;
    // The group of the cluster lets everything out.
    node.subnets = subnets_of(stack, nodes.group);
    const bool is_open =
        std::any_of(node.subnets.begin(), node.subnets.end(),
                    [](const Subnet* each) { return open_route(*each) != nullptr; });
    if (node.subnets.empty() || is_open) return;
    NetworkReport told(report, stack);
    for (const char* service : {"aws:ec2", "aws:ecr.api", "aws:ecr.dkr", "aws:s3"}) {
      if (!blocked_call(stack, node, service)) continue;
      check_calls(stack, node, {{service, "cannot join its cluster", nodes.group.origin}}, told);
    }
  });
}

void check_addresses_of_nodes(const View& view, const Report& report) {
  if (view.of(kGroup).empty() || view.of("AWS::EC2::InternetGateway").empty()) return;
  for (const cfn::Resource* group : view.of(kGroup)) {
    const cfn::Resource* launch = view.target(property(*group, {"LaunchTemplate", "Id"}));
    const cfn::Value* data =
        launch == nullptr ? nullptr : property(*launch, {"LaunchTemplateData"});
    const bool is_plain =
        data != nullptr && data->map() != nullptr && !data->map()->contains("NetworkInterfaces");
    if (!lacks(*group, "LaunchTemplate") && !is_plain) continue;
    for (const Subnet* each : subnets_of(view.made<RunningStack>(), *group)) {
      const model::Route* route = open_route(*each);
      if (route == nullptr || each->gives_public_addresses != false || each->gives_six == true)
        continue;
      report_address(report, {*group, *group, launch}, *each, *route);
      break;
    }
  }
}

void check_groups_of_nodes(const View& view, const Report& report) {
  if (view.of(kGroup).empty()) return;
  each_nodes(view, [&](const Nodes& nodes) {
    if (nodes.launch == nullptr || !is_on(view, nodes.cluster, "EndpointPrivateAccess")) return;
    if (groups_of(view, *nodes.launch).empty() || may_admit(view, nodes.cluster)) return;
    report(*nodes.launch, property(*nodes.launch, {"LaunchTemplateData", "SecurityGroupIds"}),
           fmt::format("nodes of {} are not in the security group of {}",
                       quoted(nodes.group.id.str()), quoted(nodes.cluster.id.str())))
        .fix = fmt::format("add !GetAtt {}.ClusterSecurityGroupId", nodes.cluster.id.str());
  });
}

void check_names_of_clusters(const View& view, const Report& report) {
  for (const cfn::Resource* cluster : view.of("AWS::EKS::Cluster")) {
    if (!is_on(view, *cluster, "EndpointPrivateAccess")) continue;
    const cfn::Value* open = property(*cluster, {"ResourcesVpcConfig", "EndpointPublicAccess"});
    if (view.truth(open) != false) continue;
    const Items subnets = view.items(property(*cluster, {"ResourcesVpcConfig", "SubnetIds"}));
    if (subnets.values.empty()) continue;
    const cfn::Resource* subnet = view.target(subnets.values.front(), "AWS::EC2::Subnet");
    const cfn::Resource* vpc =
        subnet == nullptr ? nullptr : view.target(property(*subnet, {"VpcId"}), "AWS::EC2::VPC");
    if (vpc == nullptr) continue;
    const cfn::Value* names = property(*vpc, {"EnableDnsHostnames"});
    if (!lacks(*vpc, "EnableDnsHostnames") && view.truth(names) != false) continue;
    Diagnostic& found =
        report(*vpc, names,
               fmt::format("{} gives no DNS names, which the private endpoint of {} needs",
                           quoted(vpc->id.str()), quoted(cluster->id.str())));
    found.related.push_back({cluster->origin, "the cluster"});
  }
}

}  // namespace archsynth::analysis

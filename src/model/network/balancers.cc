// Load balancers with what they forward to, endpoints of services, and the network as a whole.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "model/network/network.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kListener = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view kListenerRule = "AWS::ElasticLoadBalancingV2::ListenerRule";
constexpr std::string_view kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// The protocols of IP that a listener's carries, or that of a target group.
std::vector<std::uint64_t> protocols_of(std::string_view name) {
  if (name == "UDP" || name == "QUIC") return {kUdp};
  if (name == "TCP_UDP" || name == "TCP_QUIC") return {kTcp, kUdp};
  return {kTcp};
}

/// Whether targets see the address of the client, not that of a Network Load Balancer. Not by
/// default for addresses with TCP and TLS alone:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupAttribute.html
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
bool keeps_client(const Lookup& lookup, const cfn::Resource& group) {
  const std::string protocol = lookup.text(view::property(group, {"Protocol"})).value_or("");
  if (protocol != "TCP" && protocol != "TLS") return protocols_of(protocol).back() == kUdp;
  if (const auto keeps =
          lookup.attribute(group, "TargetGroupAttributes", "preserve_client_ip.enabled")) {
    return *keeps == "true";
  }
  return lookup.text(view::property(group, {"TargetType"})) != "ip";
}

/// Whether a balancer sends to targets in other zones, for certain or perhaps.
/// https://repost.aws/knowledge-center/elb-dns-cross-zone-balance-configuration
bool crosses_zones(const Lookup& lookup, const cfn::Resource* balancer,
                   const cfn::Resource& group) {
  constexpr std::string_view kKey = "load_balancing.cross_zone.enabled";
  const auto own = lookup.attribute(group, "TargetGroupAttributes", kKey);
  if (own == "true" || own == "false" || own == "") return own != "false";
  if (balancer == nullptr) return true;
  const auto whole = lookup.attribute(*balancer, "LoadBalancerAttributes", kKey);
  if (whole) return *whole != "false";
  return lookup.text(view::property(*balancer, {"Type"})).value_or("application") == "application";
}

/// What an action answers by itself; empty where it does not.
std::string reply_of(const std::string& type) {
  if (type == "fixed-response") return "answers with a fixed response";
  return type == "redirect" ? "redirects" : "";
}

/// What stands behind the region in `com.amazonaws.us-east-1.ecr.api`.
std::string service_of(const Lookup& lookup, const cfn::Value* value) {
  if (const auto text = lookup.text(value)) {
    const std::vector<std::string_view> parts = split(*text, '.');
    if (parts.size() < 4) return *text;
    return text->substr(parts[0].size() + parts[1].size() + parts[2].size() + 3);
  }
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  const std::size_t region = sub == nullptr ? std::string::npos : sub->text.find("${AWS::Region}.");
  if (region != std::string::npos) {
    std::string rest = sub->text.substr(region + 15);
    const bool is_variable = rest.starts_with("${") && rest.ends_with('}');
    return is_variable ? rest.substr(2, rest.size() - 3) : rest;
  }
  const auto* call = value == nullptr ? nullptr : value->get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* parts = is_join ? call->argument.front().list() : nullptr;
  parts = parts == nullptr || parts->size() != 2 ? nullptr : parts->back().list();
  if (parts == nullptr || parts->empty()) return lookup.name(value);
  const std::string last = lookup.text(&parts->back()).value_or("");
  return last.starts_with('.') ? last.substr(1) : last;
}

/// The endpoint service of the template that a name contains; null: none.
const cfn::Resource* offer_of(const Lookup& lookup, const cfn::Value* name) {
  if (name == nullptr || lookup.of("AWS::EC2::VPCEndpointService").empty()) return nullptr;
  for (const cfn::Reference& each : cfn::references(*name)) {
    const cfn::Resource* named = lookup.find(each.target.str());
    if (named != nullptr && named->type == "AWS::EC2::VPCEndpointService") return named;
  }
  return nullptr;
}

/// The ports on which a service's tasks are targets.
Range task_ports(const Lookup& lookup, const cfn::Resource& service, const cfn::Value* target,
                 std::int64_t usual) {
  const auto number = lookup.number(view::member(target, {"ContainerPort"}));
  const cfn::Resource* task =
      lookup.target(view::property(service, {"TaskDefinition"}), "AWS::ECS::TaskDefinition");
  const auto name = lookup.text(view::member(target, {"ContainerName"}));
  if (task != nullptr && number) {
    for (const Item& container : lookup.at(*task, "ContainerDefinitions")) {
      if (lookup.text(view::member(container.value, {"Name"})) != name) continue;
      for (const Item& each : lookup.items(view::member(container.value, {"PortMappings"}))) {
        if (lookup.number(view::member(each.value, {"ContainerPort"})) != number) continue;
        return mapped_ports(lookup, *task, each.value);
      }
    }
  }
  return one_port(number.value_or(usual));
}

}  // namespace

Network::Network(std::vector<cfn::Resource> resources) : lookup_(std::move(resources)) {
  add_vpcs();
  add_tables();
  add_acls();
  add_subnets();
  add_gateways();
  add_routes();
  add_propagated_routes();
  add_joins();
  add_resolvers();
  add_groups();
  add_nodes();
  add_endpoints();
  find_users_of_groups();
  add_forwards();
  add_handovers();
  associate();
}

const std::vector<Handover>& Network::handovers_to(const Node& node) const {
  static const std::vector<Handover> kNone;
  const auto found = handovers_.find(&node);
  return found == handovers_.end() ? kNone : found->second;
}

void Network::add_handovers() {
  for (const Node& balancer : nodes_) {
    for (const Forward& each : balancer.forwards) {
      handovers_[each.target].push_back({&balancer, &each});
    }
  }
}

void Network::find_users_of_groups() {
  for (const cfn::Resource* service : lookup_.of("AWS::ECS::Service")) {
    for (const Item& each : lookup_.at(*service, "LoadBalancers")) {
      const cfn::Resource* group = lookup_.target(view::member(each.value, {"TargetGroupArn"}));
      const cfn::Resource* alternate = lookup_.target(
          view::member(each.value, {"AdvancedConfiguration", "AlternateTargetGroupArn"}));
      users_of_groups_[group].emplace_back(service, each.value);
      if (alternate != group) users_of_groups_[alternate].emplace_back(service, each.value);
    }
  }
  for (const cfn::Resource* instances : lookup_.of("AWS::AutoScaling::AutoScalingGroup")) {
    for (const Item& each : lookup_.at(*instances, "TargetGroupARNs")) {
      users_of_groups_[lookup_.target(each.value)].emplace_back(instances, each.value);
    }
  }
}

void Network::add_endpoints() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPCEndpoint")) {
    Endpoint& made = endpoints_.emplace_back();
    made.place = {each->id.str(), {}, {}, each->origin, existence_of(*each)};
    made.service = service_of(lookup_, view::property(*each, {"ServiceName"}));
    made.vpc = &vpc(view::property(*each, {"VpcId"}));
    const std::string type =
        lookup_.text(view::property(*each, {"VpcEndpointType"})).value_or("Gateway");
    if (type == "Interface") {
      const auto found = node_by_id_.find(each->id.str());
      if (found == node_by_id_.end()) continue;
      made.node = found->second;
      found->second->service = made.service;
      made.offer = offer_of(lookup_, view::property(*each, {"ServiceName"}));
      if (made.offer != nullptr)
        found->second->listeners = {{found->second->place, kAllProtocols, kAllPorts}};
      const cfn::Value* dns = view::property(*each, {"PrivateDnsEnabled"});
      // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpcendpoint.html:
      // not by default.
      made.has_private_dns = dns == nullptr ? std::optional(false) : lookup_.truth(dns);
    } else {
      for (const Item& item : lookup_.at(*each, "RouteTableIds")) {
        made.tables.push_back(&table(item.value));
      }
    }
  }
  // A gateway endpoint has no interfaces.
  std::erase_if(node_by_id_, [&](const auto& entry) {
    const Node& each = *entry.second;
    return each.kind == NodeKind::kEndpoint && each.service.empty();
  });
}

void Network::add_forwards() {
  std::map<const cfn::Resource*, std::vector<const cfn::Resource*>> rules;
  for (const cfn::Resource* each : lookup_.of(kListenerRule)) {
    rules[lookup_.target(view::property(*each, {"ListenerArn"}))].push_back(each);
  }
  for (const cfn::Resource* listener : lookup_.of(kListener)) {
    const auto found =
        node_by_id_.find(lookup_.name(view::property(*listener, {"LoadBalancerArn"})));
    if (found == node_by_id_.end()) continue;
    Node& balancer = *found->second;
    const std::string protocol = lookup_.text(view::property(*listener, {"Protocol"})).value_or("");
    Listener made{{listener->id.str(), "Port", {}, listener->origin, existence_of(*listener)}};
    made.place.text =
        fmt::format("listens on {}", lookup_.name(view::property(*listener, {"Port"})));
    made.ports = one_port(lookup_.number(view::property(*listener, {"Port"})).value_or(0));
    for (const std::uint64_t each : protocols_of(protocol)) {
      made.protocols = {each, each};
      balancer.listeners.push_back(made);
    }
    add_reply(*listener, made, balancer);
    const std::uint64_t port = made.ports.first.low;
    add_forwards_of(*listener, balancer, port, *listener, "DefaultActions");
    for (const cfn::Resource* rule : rules[listener]) {
      add_forwards_of(*listener, balancer, port, *rule, "Actions");
    }
  }
  add_unheard();
}

void Network::add_reply(const cfn::Resource& listener, const Listener& made, Node& balancer) {
  for (const Item& each : lookup_.at(listener, "DefaultActions")) {
    std::string text = reply_of(lookup_.text(view::member(each.value, {"Type"})).value_or(""));
    if (text.empty()) continue;
    balancer.replies.push_back({{listener.id.str(), "DefaultActions", std::move(text),
                                 first_known(each.value->origin(), listener.origin)},
                                made.ports.first.low,
                                made.protocols.first.low});
  }
}

void Network::add_unheard() {
  std::set<std::string_view> heard;
  for (const Node& balancer : nodes_) {
    for (const Forward& each : balancer.forwards) heard.insert(each.group.name);
  }
  for (const cfn::Resource* each : lookup_.of(kTargetGroup)) {
    const cfn::Value group = each->ref();
    if (!heard.contains(each->id.str())) add_targets({}, 0, {&group}, unheard_);
  }
}

void Network::add_forwards_of(const cfn::Resource& listener, Node& balancer, std::uint64_t port,
                              const cfn::Resource& holder, const char* actions) {
  const Place place{holder.id.str(), actions, fmt::format("forwards port {}", port), holder.origin,
                    existence_of(holder)};
  const std::size_t before = balancer.forwards.size();
  for (const Item& action : lookup_.at(holder, actions)) {
    for (const Item& each : lookup_.items(view::member(action.value, {"TargetGroupArn"}))) {
      add_targets(place, port, each, balancer);
    }
    for (const Item& weighted :
         lookup_.items(view::member(action.value, {"ForwardConfig", "TargetGroups"}))) {
      for (const Item& each : lookup_.items(view::member(weighted.value, {"TargetGroupArn"}))) {
        add_targets(place, port, each, balancer);
      }
    }
  }
  const std::string protocol = lookup_.text(view::property(listener, {"Protocol"})).value_or("");
  const auto protocols = protocols_of(protocol);
  for (std::size_t i = before, end = balancer.forwards.size(); i < end; ++i) {
    balancer.forwards[i].protocol = protocols.front();
    if (protocols.size() == 1) continue;
    Forward also = balancer.forwards[i];
    also.protocol = protocols.back();
    balancer.forwards.push_back(std::move(also));
  }
}

void Network::add_targets(const Place& listener, std::uint64_t port, const Item& group,
                          Node& balancer) {
  const cfn::Resource* target = lookup_.target(group.value, kTargetGroup);
  // Functions are called through the API of Lambda, whatever network they are in.
  if (target == nullptr || lookup_.text(view::property(*target, {"TargetType"})) == "lambda")
    return;
  Forward forward{.listener = listener, .port = port};
  forward.group = {target->id.str(), "Port", {}, target->origin, existence_of(*target)};
  forward.keeps_client = keeps_client(lookup_, *target);
  forward.crosses_zones = crosses_zones(lookup_, lookup_.find(balancer.place.name), *target);
  if (lookup_.text(view::property(*target, {"IpAddressType"})) == "ipv6")
    forward.family = Family::kIpv6;
  const std::int64_t health =
      lookup_.number(view::property(*target, {"HealthCheckPort"})).value_or(0);
  if (health > 0) forward.health_ports = one_port(health);
  const std::int64_t usual = lookup_.number(view::property(*target, {"Port"})).value_or(0);
  const auto add = [&](const cfn::Value* id, const Range& ports, const Place& place) {
    const auto found = node_by_id_.find(lookup_.name(id));
    if (found == node_by_id_.end()) return;
    forward.target = found->second;
    forward.target_place = place;
    forward.target_ports = ports;
    balancer.forwards.push_back(forward);
  };
  for (const Item& each : lookup_.at(*target, "Targets")) {
    const auto port = lookup_.number(view::member(each.value, {"Port"}));
    add(view::member(each.value, {"Id"}), one_port(port.value_or(usual)), forward.group);
  }
  for (const auto& [user, entry] : users_of_groups_[target]) {
    const cfn::Value id = user->ref();
    if (user->type == "AWS::ECS::Service") {
      add(&id, task_ports(lookup_, *user, entry, usual),
          {user->id.str(), "LoadBalancers", {}, entry->origin(), existence_of(*user)});
    } else {
      add(&id, one_port(usual), forward.group);
    }
  }
}

}  // namespace archsynth::model

// Ways into networks through services of AWS: VPC links, VPC origins, accelerators.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/node_types.h"
#include "model/network/outside.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kRestLink = "AWS::ApiGateway::VpcLink";
constexpr std::string_view kHttpLink = "AWS::ApiGatewayV2::VpcLink";
constexpr std::string_view kFrontListener = "AWS::ElasticLoadBalancingV2::Listener";

Vpc* vpc_of(const Node& node) {
  for (const Subnet* each : node.subnets) {
    if (each->vpc != nullptr) return each->vpc;
  }
  return nullptr;
}

bool is_in_network(const Node& node) {
  return node.kind == NodeKind::kBalancer || node.type == kInstanceType ||
         node.type == kInterfaceType;
}

/// Whether some rule lets all addresses in, so that which they are does not matter.
bool admits_all(const Node& node) {
  if (node.groups.empty()) return true;
  return std::any_of(node.groups.begin(), node.groups.end(), [](const SecurityGroup* group) {
    return std::any_of(group->ingress.begin(), group->ingress.end(), [](const GroupRule& rule) {
      return std::any_of(rule.blocks.begin(), rule.blocks.end(),
                         [](const Block& each) { return each.prefix == 0; });
    });
  });
}

}  // namespace

Node& Outside::door(const cfn::Resource& by, const Node& target) {
  Node& made = doors_.emplace_back();
  made.place = {by.id.str(), {}, {}, by.origin, existence_of(by)};
  made.type = by.type;
  made.subnets = target.subnets;
  made.is_public = true;
  made.public_place = made.six_place = made.place;
  return made;
}

const Subnet& Outside::place_with(Vpc* vpc, std::vector<Block> blocks) {
  Subnet& made = places_.emplace_back(network_.of_aws().subnet);
  made.vpc = vpc;
  made.blocks = std::move(blocks);
  return made;
}

Node& Outside::door_with(const cfn::Resource& by, const Node& target, std::vector<Block> blocks) {
  Node& made = door(by, target);
  made.subnets = {&place_with(vpc_of(target), std::move(blocks))};
  return made;
}

std::vector<const Node*> Outside::nodes_in(const cfn::Value* value) const {
  std::vector<const Node*> found;
  if (value == nullptr) return found;
  for (const cfn::Reference& each : cfn::references(*value)) {
    const cfn::Resource* named = lookup_.find(each.target.str());
    if (named == nullptr) continue;
    const Node* node =
        named->type == kFrontListener
            ? network_.node(lookup_.name(view::property(*named, {"LoadBalancerArn"})))
            : network_.node(named->id.str());
    const bool is_new = std::find(found.begin(), found.end(), node) == found.end();
    if (node != nullptr && is_in_network(*node) && is_new) found.push_back(node);
  }
  return found;
}

bool Outside::may_lead(const Handoff& by, const Node& to) const {
  if (&to == by.gateway || to.is_outside) return false;
  if (by.next == nullptr || by.next == &to) return true;
  const auto hands_over = [&](const Node& balancer, const Node& target) {
    const auto& all = network_.handovers_to(target);
    return std::any_of(all.begin(), all.end(),
                       [&](const Handover& each) { return each.balancer == &balancer; });
  };
  const auto& all = network_.handovers_to(to);
  return std::any_of(all.begin(), all.end(), [&](const Handover& each) {
    return each.balancer == by.next || hands_over(*by.next, *each.balancer);
  });
}

// ---- VPC links

/// A link of an HTTP API has interfaces of its own; that of a REST API leads to a Network Load
/// Balancer through PrivateLink.
void Outside::add_link(const Node& gateway, const cfn::Resource& by, std::string_view property,
                       const cfn::Resource& link, const cfn::Value* target,
                       const std::string& assumption) {
  Handoff made{&gateway, &link, place_of(by, property), {}, assumption};
  if (link.type == kHttpLink) {
    made.door = network_.node(link.id.str());
    const auto named = nodes_in(target);
    if (named.size() == 1) made.next = named.front();
    const cfn::Resource* listener = lookup_.target(target, kFrontListener);
    if (listener != nullptr)
      made.next_ports = one_port(lookup_.number(view::property(*listener, {"Port"})).value_or(0));
    if (made.door != nullptr) handoffs_.push_back(std::move(made));
  } else if (link.type == kRestLink) {
    followed_.insert(&link);
    for (const Node* each : nodes_in(view::property(link, {"TargetArns"}))) {
      made.next = each;
      made.door = &add_private_link(link, *each, made);
      handoffs_.push_back(made);
    }
  }
}

/// "The default is on": https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/
/// API_SetSecurityGroups.html. Targets see the addresses of the balancer.
Node& Outside::add_private_link(const cfn::Resource& by, const Node& balancer, Handoff& made) {
  Node& through =
      door_with(by, balancer, {all_addresses(Family::kIpv4), all_addresses(Family::kIpv6)});
  through.skips_acls = through.has_ipv6 = true;
  const cfn::Resource* resource = lookup_.find(balancer.place.name);
  through.skips_groups =
      resource != nullptr &&
      lookup_.text(view::property(
          *resource, {"EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"})) == "off";
  if (!through.skips_groups && !admits_all(balancer) && made.assumption.empty()) {
    made.assumption =
        fmt::format("the rules of {} let {} in", quoted(balancer.place.name), by.id.str());
  }
  return through;
}

/// The links that integrations of an OpenAPI description name, each with the balancer beside it.
void Outside::add_links_in(const Node& gateway, const cfn::Resource& api,
                           std::string_view property) {
  const cfn::Value* body = view::property(api, {property});
  if (body == nullptr) return;
  for (const cfn::Reference& each : cfn::references(*body)) {
    const cfn::Resource* link = lookup_.find(each.target.str());
    const bool is_link = link != nullptr && (link->type == kRestLink || link->type == kHttpLink);
    const bool is_new = std::none_of(handoffs_.begin(), handoffs_.end(), [&](const Handoff& made) {
      return made.gateway == &gateway && made.target == link;
    });
    if (is_link && is_new) add_link(gateway, api, property, *link, body, {});
  }
}

/// An integration without a link calls what has a public address.
void Outside::add_public(const Node& gateway, const cfn::Resource& by, std::string_view property,
                         const cfn::Value* uri, const std::string& assumption) {
  for (const Node* each : nodes_in(uri)) {
    Handoff made{&gateway, lookup_.find(each->place.name), place_of(by, property), {}, assumption};
    made.next = each;
    if (made.target != nullptr) handoffs_.push_back(std::move(made));
  }
}

// ---- functions behind load balancers

void Outside::add_functions_of_balancers() {
  for (const cfn::Resource* each : lookup_.of(kFrontListener)) {
    add_targets_of(*each, *each, "DefaultActions");
  }
  for (const cfn::Resource* each : lookup_.of("AWS::ElasticLoadBalancingV2::ListenerRule")) {
    const cfn::Resource* listener =
        lookup_.target(view::property(*each, {"ListenerArn"}), kFrontListener);
    if (listener != nullptr) add_targets_of(*listener, *each, "Actions");
  }
}

/// A permission is for the target group:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
void Outside::add_targets_of(const cfn::Resource& listener, const cfn::Resource& holder,
                             const char* actions) {
  const Node* balancer = network_.node(lookup_.name(view::property(listener, {"LoadBalancerArn"})));
  const cfn::Value* value = view::property(holder, {actions});
  if (balancer == nullptr || value == nullptr) return;
  for (const cfn::Reference& each : cfn::references(*value)) {
    const cfn::Resource* group = lookup_.find(each.target.str());
    const bool is_group =
        group != nullptr && group->type == "AWS::ElasticLoadBalancingV2::TargetGroup";
    if (!is_group || lookup_.text(view::property(*group, {"TargetType"})) != "lambda") continue;
    for (const Item& target : lookup_.at(*group, "Targets")) {
      const cfn::Resource* function =
          function_of(lookup_.target(view::member(target.value, {"Id"})));
      if (function == nullptr) continue;
      Handoff made{balancer, function, place_of(holder, actions)};
      made.ports = one_port(lookup_.number(view::property(listener, {"Port"})).value_or(0));
      find_permission("elasticloadbalancing.amazonaws.com", "lambda:InvokeFunction", *group, made);
      handoffs_.push_back(std::move(made));
    }
  }
}

// ---- CloudFront and Global Accelerator

void Outside::ask_for_internet_gateway(Handoff& made) const {
  const Vpc* vpc = vpc_of(*made.next);
  if (vpc == nullptr || !vpc->is_known || !vpc->internet_gateways.empty()) return;
  const cfn::Resource* resource = lookup_.find(vpc->name);
  made.code = "NO_ROUTE_TO_DESTINATION";
  made.problem = {
      vpc->name, "VPCGatewayAttachment",
      fmt::format("{} has no internet gateway, which {} needs", vpc->name, made.place.name),
      resource == nullptr ? Origin() : resource->origin};
}

/// Connections come from interfaces in the subnets, in a group that CloudFront makes:
/// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-vpc-origins.html
void Outside::add_vpc_origin(const Node& gateway, const Place& place, const cfn::Value& id) {
  const cfn::Resource* origin = lookup_.target(&id, "AWS::CloudFront::VpcOrigin");
  if (origin == nullptr) return;
  followed_.insert(origin);
  for (const Node* each : nodes_in(view::property(*origin, {"VpcOriginEndpointConfig", "Arn"}))) {
    Node& from = door(*origin, *each);
    // A group that the template does not make may be that of CloudFront.
    for (const SecurityGroup* group : each->groups) {
      for (const GroupRule& rule : group->ingress) {
        if (rule.group == nullptr || rule.group->is_known) continue;
        from.groups.push_back(rule.group);
        from.place.assumption =
            fmt::format("{} is the group of VPC origins", quoted(rule.group->place.name));
      }
    }
    Handoff made{&gateway, origin, place};
    made.door = &from;
    made.next = each;
    ask_for_internet_gateway(made);
    handoffs_.push_back(std::move(made));
  }
}

void Outside::add_accelerators() {
  for (const cfn::Resource* each : lookup_.of("AWS::GlobalAccelerator::Accelerator")) {
    Node& made = add(*each, NodeKind::kGateway, "Name");
    made.public_place = place_of(*each, "Enabled");
    made.is_public = lookup_.truth(view::property(*each, {"Enabled"})).value_or(true);
    made.has_ipv6 = lookup_.text(view::property(*each, {"IpAddressType"})) == "DUAL_STACK";
    for (const cfn::Resource* one : lookup_.of("AWS::GlobalAccelerator::Listener")) {
      if (lookup_.target(view::property(*one, {"AcceleratorArn"})) != each) continue;
      const bool is_udp = lookup_.text(view::property(*one, {"Protocol"})) == "UDP";
      for (const Item& range : lookup_.at(*one, "PortRanges")) {
        Listener listener{place_of(*one, "PortRanges")};
        if (is_udp) listener.protocols = {kUdp, kUdp};
        listener.ports = ports_in(range.value);
        made.listeners.push_back(std::move(listener));
      }
      add_endpoints_of(made, *one);
    }
  }
}

Range Outside::ports_in(const cfn::Value* range) const {
  const auto first = lookup_.number(view::member(range, {"FromPort"}));
  const auto last = lookup_.number(view::member(range, {"ToPort"}));
  if (!first || !last || *first < 1 || *last > 65535 || *last < *first) return kAllPorts;
  return {static_cast<std::uint64_t>(*first), static_cast<std::uint64_t>(*last)};
}

/// Clients keep their addresses, or have those of the accelerator, which are public as well. ACLs
/// do not filter them:
/// https://docs.aws.amazon.com/global-accelerator/latest/dg/preserve-client-ip-address.html
void Outside::add_endpoints_of(const Node& accelerator, const cfn::Resource& listener) {
  for (const cfn::Resource* group : lookup_.of("AWS::GlobalAccelerator::EndpointGroup")) {
    if (lookup_.target(view::property(*group, {"ListenerArn"})) != &listener) continue;
    for (const Item& each : lookup_.at(*group, "EndpointConfigurations")) {
      for (const Node* node : nodes_in(view::member(each.value, {"EndpointId"}))) {
        followed_.insert(group);
        std::vector<Block> clients = public_addresses(Family::kIpv4);
        clients.push_back(public_addresses(Family::kIpv6)[0]);
        Node& from = door_with(*group, *node, std::move(clients));
        from.skips_acls = from.has_ipv6 = true;
        Handoff made{&accelerator,
                     lookup_.find(node->place.name),
                     place_of(*group, "EndpointConfigurations"),
                     {},
                     each.assumption};
        made.door = &from;
        made.next = node;
        made.keeps_client = made.keeps_ports = true;
        ask_for_internet_gateway(made);
        add_ports_of(listener, *group, made);
      }
    }
  }
}

/// One handoff for each range of ports, and one for each port that has another at the endpoint.
void Outside::add_ports_of(const cfn::Resource& listener, const cfn::Resource& group,
                           Handoff made) {
  for (const Item& range : lookup_.at(listener, "PortRanges")) {
    made.ports = ports_in(range.value);
    handoffs_.push_back(made);
  }
  for (const Item& each : lookup_.at(group, "PortOverrides")) {
    made.keeps_ports = false;
    made.ports = one_port(lookup_.number(view::member(each.value, {"ListenerPort"})).value_or(0));
    made.next_ports =
        one_port(lookup_.number(view::member(each.value, {"EndpointPort"})).value_or(0));
    handoffs_.push_back(made);
  }
}

}  // namespace archsynth::model

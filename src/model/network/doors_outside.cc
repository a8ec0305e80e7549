// Ways between networks through services of AWS: PrivateLink and VPC Lattice; and those that are
// not followed.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/outside.h"

namespace archsynth::model {
namespace {

/// Types that lead requests to what they name.
constexpr std::string_view kLeading[] = {"AWS::ApiGateway",         "AWS::AppRunner::",
                                         "AWS::CloudFront::",       "AWS::EC2::VPCEndpointSer",
                                         "AWS::EC2::VerifiedAcces", "AWS::GlobalAccelerator::",
                                         "AWS::RefactorSpaces::",   "AWS::VpcLattice::"};

/// The addresses from which VPC Lattice connects, and at which it takes connections:
/// https://docs.aws.amazon.com/vpc-lattice/latest/ug/security-groups.html
std::vector<Block> lattice_addresses() { return {*block_of("169.254.171.0/24")}; }

}  // namespace

// ---- PrivateLink

void Outside::add_offers() {
  for (const Endpoint& endpoint : network_.endpoints()) {
    if (endpoint.offer == nullptr || endpoint.node == nullptr) continue;
    const auto named = nodes_in(view::property(*endpoint.offer, {"NetworkLoadBalancerArns"}));
    for (const Node* each : named) {
      Handoff made{endpoint.node, lookup_.find(each->place.name),
                   place_of(*endpoint.offer, "NetworkLoadBalancerArns")};
      made.door = &add_private_link(*endpoint.offer, *each, made);
      made.next = each;
      made.keeps_ports = true;
      handoffs_.push_back(std::move(made));
    }
  }
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPCEndpointService")) {
    const cfn::Value* balancers = view::property(*each, {"NetworkLoadBalancerArns"});
    if (!nodes_in(balancers).empty()) followed_.insert(each);
  }
}

// ---- VPC Lattice

void Outside::add_lattice() {
  for (const cfn::Resource* service : lookup_.of("AWS::VpcLattice::Service")) {
    Node& made = add(*service, NodeKind::kGateway, "Name");
    made.is_public = made.is_outside = false;
    made.subnets = {&place_with(nullptr, {})};
    const std::string auth =
        lookup_.text(view::property(*service, {"AuthType"})).value_or("NONE") == "NONE"
            ? std::string()
            : fmt::format("the policy of {} allows it", quoted(service->id.str()));
    for (const cfn::Resource* each : lookup_.of("AWS::VpcLattice::Listener")) {
      if (lookup_.target(view::property(*each, {"ServiceIdentifier"})) != service) continue;
      add_lattice_listener(made, *each, auth);
    }
    for (const cfn::Resource* in :
         lookup_.of("AWS::VpcLattice::ServiceNetworkServiceAssociation")) {
      if (lookup_.target(view::property(*in, {"ServiceIdentifier"})) == service)
        join_networks(made, lookup_.name(view::property(*in, {"ServiceNetworkIdentifier"})));
    }
  }
}

void Outside::add_lattice_listener(Node& service, const cfn::Resource& listener,
                                   const std::string& assumption) {
  const bool is_plain = lookup_.text(view::property(listener, {"Protocol"})) == "HTTP";
  const auto port = lookup_.number(view::property(listener, {"Port"}));
  const Range ports = one_port(port.value_or(is_plain ? 80 : 443));
  service.listeners.push_back({place_of(listener, "Port"), {kTcp, kTcp}, ports});
  std::vector<std::pair<const cfn::Resource*, const char*>> holders{{&listener, "DefaultAction"}};
  for (const cfn::Resource* rule : lookup_.of("AWS::VpcLattice::Rule")) {
    if (lookup_.target(view::property(*rule, {"ListenerIdentifier"})) == &listener)
      holders.emplace_back(rule, "Action");
  }
  for (const auto& [holder, action] : holders) {
    const std::string path = fmt::format("{}.Forward.TargetGroups.TargetGroupIdentifier", action);
    for (const Item& group : lookup_.at(*holder, path)) {
      add_lattice_targets(service, *holder, *group.value, assumption, ports);
    }
  }
}

/// Each VPC that is associated with the service network has an interface of the service, as it
/// were.
void Outside::join_networks(Node& service, const std::string& network) {
  for (const cfn::Resource* join : lookup_.of("AWS::VpcLattice::ServiceNetworkVpcAssociation")) {
    if (lookup_.name(view::property(*join, {"ServiceNetworkIdentifier"})) != network) continue;
    const std::string name = lookup_.name(view::property(*join, {"VpcIdentifier"}));
    const auto& all = network_.subnets();
    const auto in = std::find_if(all.begin(), all.end(), [&](const Subnet& each) {
      return each.vpc != nullptr && each.vpc->name == name;
    });
    if (in == all.end()) continue;
    Node& made = doors_.emplace_back(service);
    made.interfaces.clear();
    made.subnets = {&place_with(in->vpc, lattice_addresses())};
    for (const Item& each : lookup_.at(*join, "SecurityGroupIds")) {
      const SecurityGroup* group = network_.security_group(lookup_.name(each.value));
      if (group != nullptr) made.groups.push_back(group);
    }
    service.interfaces.push_back(&made);
  }
}

void Outside::add_lattice_targets(const Node& gateway, const cfn::Resource& by,
                                  const cfn::Value& group, const std::string& assumption,
                                  const Range& ports) {
  const cfn::Resource* targets = lookup_.target(&group, "AWS::VpcLattice::TargetGroup");
  if (targets == nullptr) return;
  const auto usual = lookup_.number(view::property(*targets, {"Config", "Port"}));
  for (const Item& each : lookup_.at(*targets, "Targets")) {
    const cfn::Value* id = view::member(each.value, {"Id"});
    const auto port = lookup_.number(view::member(each.value, {"Port"}));
    for (const Node* node : nodes_in(id)) {
      followed_.insert(targets);
      Handoff made{
          &gateway, lookup_.find(node->place.name), place_of(*targets, "Targets"), {}, assumption};
      made.door = &door_with(*targets, *node, lattice_addresses());
      made.next = node;
      made.ports = ports;
      made.next_ports = one_port(port.value_or(usual.value_or(0)));
      if (made.target != nullptr) handoffs_.push_back(std::move(made));
    }
    if (id != nullptr) add_functions(gateway, by, "Action", id, true, assumption);
  }
}

// ---- the rest

/// A balancer, an instance, or what a target group holds.
void Outside::find_unfollowed() {
  for (const cfn::Resource& each : lookup_.resources()) {
    const bool leads =
        std::any_of(std::begin(kLeading), std::end(kLeading),
                    [&](std::string_view one) { return each.type.starts_with(one); });
    if (!leads || followed_.contains(&each) || by_id_.contains(each.id.str())) continue;
    const bool is_way = std::any_of(handoffs_.begin(), handoffs_.end(), [&](const Handoff& made) {
      return made.place.name == each.id.str() && made.is_way();
    });
    if (is_way) continue;
    for (const cfn::MapEntry& property : each.properties) {
      for (const Node* node : nodes_in(&property.value)) unfollowed_.push_back({&each, node});
    }
  }
}

}  // namespace archsynth::model

// What packets have to pass: groups, ACLs, routes, listeners, public addresses.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "paths.h"

namespace archsynth::analysis {
namespace {

using model::Box;
using model::Packets;

Box box_of(model::Family family, const model::Range& protocols, const model::Range& ports,
           Box::Dimension dimension, const model::Range& addresses) {
  Box box{family, {protocols, ports, {}, {}}};
  const model::Range& all = model::all_addresses(family).addresses;
  box.ranges[Box::kSource] = all;
  box.ranges[Box::kDestination] = all;
  box.ranges[dimension] = addresses;
  return box;
}

std::string both_of(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty()) return one + other;
  return one + "; " + other;
}

void add_pass(Check& check, Packets packets, const model::Place& place) {
  if (!packets.empty()) check.passes.push_back({std::move(packets), &place, place.assumption});
}

bool is_member(const Side& side, const model::SecurityGroup* group) {
  if (side.node == nullptr || !side.keeps_groups) return false;
  const auto& groups = side.node->groups;
  return std::find(groups.begin(), groups.end(), group) != groups.end();
}

void add_rule(Check& check, const model::GroupRule& rule, const Side& peer,
              Box::Dimension dimension, const Packets& asked) {
  if (asked.empty()) return;
  const model::Family family = asked.boxes().front().family;
  if (rule.group != nullptr) {
    if (!is_member(peer, rule.group)) return;
    const Box box = box_of(family, rule.protocols, rule.ports, dimension,
                           model::all_addresses(family).addresses);
    add_pass(check, asked.within(box), rule.place);
    if (!check.passes.empty() && !peer.groups_assumption.empty()) {
      std::string& assumed = check.passes.back().assumption;
      assumed = both_of(assumed, peer.groups_assumption);
    }
    return;
  }
  for (const model::Block& each : rule.blocks) {
    if (each.family != family) continue;
    const Box box = box_of(family, rule.protocols, rule.ports, dimension, each.addresses);
    add_pass(check, asked.within(box), rule.place);
  }
}

/// What the entries allow, in their order.
std::vector<Pass> allowed_by(const std::vector<model::AclEntry>& entries, Packets asked,
                             Box::Dimension dimension) {
  std::vector<Pass> allowed;
  for (const model::AclEntry& each : entries) {
    if (asked.empty()) break;
    const Box box =
        box_of(each.block.family, each.protocols, each.ports, dimension, each.block.addresses);
    if (!asked.overlaps(box)) continue;
    if (each.is_allowed) allowed.push_back({asked.within(box), &each.place, each.place.assumption});
    asked.remove(box);
  }
  return allowed;
}

/// The packets that get an answer through the entries, on some port that the kernel of a client
/// picks.
Packets answered_by(const std::vector<model::AclEntry>& entries, const Packets& asked,
                    Box::Dimension dimension, std::string& assumption) {
  Packets answers;
  for (Box box : asked.boxes()) {
    box.ranges[Box::kPort] = model::kEphemeralPorts;
    answers.add(box);
  }
  Packets answered;
  Packets perhaps;
  std::string condition;
  for (const Pass& each : allowed_by(entries, answers, dimension)) {
    for (Box box : each.packets.boxes()) {
      box.ranges[Box::kPort] = model::kAllPorts;
      (each.assumption.empty() ? answered : perhaps).add(box);
    }
    if (!each.assumption.empty()) condition = each.assumption;
  }
  if (!answered.empty() || perhaps.empty()) return answered;
  assumption = condition;
  return perhaps;
}

/// Whether a node's groups have a rule in that direction that may be about the peer.
bool may_pass(const model::Node& own, const model::Node& peer, bool is_ingress) {
  if (own.groups.empty()) return true;
  return std::any_of(own.groups.begin(), own.groups.end(), [&](const model::SecurityGroup* group) {
    const auto& rules = is_ingress ? group->ingress : group->egress;
    return !group->is_known ||
           std::any_of(rules.begin(), rules.end(), [&](const model::GroupRule& rule) {
             return !rule.blocks.empty() || is_member({&peer, nullptr, {}}, rule.group);
           });
  });
}

}  // namespace

bool may_reach(const model::Node& from, const model::Node& to) {
  return may_pass(from, to, false) && may_pass(to, from, true);
}

ReachBlock block_at(const model::Place& place, std::string_view code, std::string message) {
  return {place.id(), place.property, std::string(code), std::move(message), place.origin};
}

Check group_check(const Side& from, const Side& to, bool is_ingress, const Packets& asked) {
  const Side& own = is_ingress ? to : from;
  const Side& peer = is_ingress ? from : to;
  Check check;
  const bool is_skipped = is_ingress && peer.node != nullptr && peer.node->skips_groups;
  if (own.node == nullptr || own.node->groups.empty() || is_skipped) {
    check.passes.push_back({asked});
    return check;
  }
  const Box::Dimension dimension = is_ingress ? Box::kSource : Box::kDestination;
  for (const model::SecurityGroup* group : own.node->groups) {
    for (const model::GroupRule& rule : is_ingress ? group->ingress : group->egress) {
      add_rule(check, rule, peer, dimension, asked);
    }
    if (!group->is_known) add_pass(check, asked, group->place);
  }
  const model::SecurityGroup& first = *own.node->groups.front();
  check.block = {
      first.place.id(), is_ingress ? "SecurityGroupIngress" : "SecurityGroupEgress",
      "ENI_SG_RULES_MISMATCH",
      fmt::format("no {} rule of {} allows the traffic", is_ingress ? "inbound" : "outbound",
                  first.place.name),
      first_known(is_ingress ? first.ingress_origin : first.egress_origin, first.place.origin)};
  return check;
}

Check acl_check(const model::Subnet& subnet, bool is_inbound, const Packets& asked) {
  Check check;
  if (subnet.acl == nullptr) {
    check.passes.push_back({asked});
    return check;
  }
  const model::Acl& acl = *subnet.acl;
  const Box::Dimension peer = is_inbound ? Box::kSource : Box::kDestination;
  const auto& entries = is_inbound ? acl.ingress : acl.egress;
  std::string assumption = acl.place.assumption;
  std::string of_answers;
  const Packets answered =
      answered_by(is_inbound ? acl.egress : acl.ingress, asked, peer, of_answers);
  assumption = both_of(assumption, of_answers);
  bool is_allowed = false;
  for (Pass& each : allowed_by(entries, asked, peer)) {
    is_allowed = true;
    each.packets = each.packets.within(answered);
    each.assumption = both_of(each.assumption, assumption);
    if (!each.packets.empty()) check.passes.push_back(std::move(each));
  }
  const bool lacks_answers = is_allowed;
  const char* direction = is_inbound != lacks_answers ? "inbound" : "outbound";
  check.block =
      block_at(acl.place, "SUBNET_ACL_RESTRICTION",
               fmt::format("{} does not allow {} {} of {}", acl.place.name, direction,
                           lacks_answers ? "return traffic" : "traffic", subnet.place.name));
  check.block.property = "NetworkAclEntry";
  for (const model::AclEntry& each : is_inbound != lacks_answers ? acl.ingress : acl.egress) {
    if (each.is_allowed) continue;
    check.block.resource = each.place.id();
    check.block.property = each.place.property;
    check.block.origin = each.place.origin;
    break;
  }
  return check;
}

Check listener_check(const model::Node& node, const Packets& asked) {
  Check check;
  if (asked.empty()) return check;
  const model::Family family = asked.boxes().front().family;
  for (const model::Listener& each : node.listeners) {
    const Box box = box_of(family, each.protocols, each.ports, Box::kSource,
                           model::all_addresses(family).addresses);
    Packets packets = asked.within(box);
    if (packets.empty()) continue;
    const bool is_shown = node.kind == model::NodeKind::kBalancer;
    check.passes.push_back(
        {std::move(packets), is_shown ? &each.place : nullptr, each.place.assumption});
  }
  const bool is_balancer = node.kind == model::NodeKind::kBalancer;
  check.block =
      block_at(node.place, is_balancer ? "ELBV2_LISTENERS_MISMATCH" : "NO_POSSIBLE_DESTINATION",
               fmt::format("{} does not listen for the traffic", node.place.name));
  check.block.property = is_balancer ? "Listener" : "Port";
  if (!is_balancer && !node.listeners.empty()) {
    check.block.property = node.listeners.front().place.property;
    check.block.origin = first_known(node.listeners.front().place.origin, node.place.origin);
  }
  return check;
}

namespace {

/// The routes of a table with their blocks, the longest prefix first.
struct Entry {
  const model::Route* route;
  const model::Block* block;
};
std::vector<Entry> entries_of(const model::RouteTable& table) {
  std::vector<Entry> entries;
  for (const model::Route& route : table.routes) {
    for (const model::Block& block : route.blocks) entries.push_back({&route, &block});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return a.block->prefix > b.block->prefix;
  });
  return entries;
}

const char* text_of(model::Way way) {
  switch (way) {
    case model::Way::kInternet:
      return "an internet gateway";
    case model::Way::kEgressOnly:
      return "an egress-only internet gateway";
    case model::Way::kNat:
      return "a NAT gateway";
    case model::Way::kPeering:
      return "a peering connection";
    case model::Way::kTransit:
      return "a transit gateway";
    default:
      return "another network";
  }
}

ReachBlock no_route(const model::RouteTable& table, model::Way way, std::string_view gateway,
                    const Packets& asked, Box::Dimension to) {
  if (const model::Route* other = catching_route(table, asked, to)) {
    return block_at(other->place, "NO_ROUTE_TO_DESTINATION",
                    fmt::format("{} leads to {}, not to {}", other->place.id(), other->gateway,
                                gateway.empty() ? text_of(way) : gateway));
  }
  ReachBlock block = block_at(table.place, "NO_ROUTE_TO_DESTINATION",
                              fmt::format("{} has no route to the destination", table.place.name));
  block.property = "Route";
  return block;
}

}  // namespace

const model::Route* catching_route(const model::RouteTable& table, const Packets& asked,
                                   Box::Dimension to) {
  Packets left = asked;
  for (const auto& [route, block] : entries_of(table)) {
    const Box box =
        box_of(block->family, model::kAllProtocols, model::kAllPorts, to, block->addresses);
    if (!route->place.assumption.empty() || !left.overlaps(box)) continue;
    left.remove(box);
    if (left.empty()) return route;
  }
  return nullptr;
}

Check route_check(const model::RouteTable& table, model::Way way, std::string_view gateway,
                  const Packets& asked, Box::Dimension to) {
  Check check;
  if (!table.is_known) {
    check.passes.push_back(
        {asked, &table.place, fmt::format("{} has the route", table.place.name)});
    return check;
  }
  Packets left = asked;
  for (const auto& [route, block] : entries_of(table)) {
    const Box box =
        box_of(block->family, model::kAllProtocols, model::kAllPorts, to, block->addresses);
    if (!left.overlaps(box)) continue;
    const bool leads = route->way == way && (gateway.empty() || route->gateway == gateway);
    if (leads) add_pass(check, left.within(box), route->hop);
    if (route->way == model::Way::kBlackhole && way == model::Way::kInternet) {
      check.block = block_at(route->place, "BAD_STATE_ROUTE",
                             fmt::format("{} is not attached to the VPC", route->gateway));
    }
    if (route->place.assumption.empty()) left.remove(box);
  }
  if (check.block.code.empty()) check.block = no_route(table, way, gateway, asked, to);
  return check;
}

Check six_check(const model::Node& node, const Packets& asked) {
  Check check;
  if (node.has_ipv6) check.passes.push_back({asked, nullptr, node.six_place.assumption});
  check.block = block_at(node.six_place, kNoIpv6Address,
                         fmt::format("{} has no IPv6 address", node.place.name));
  return check;
}

Check public_check(const model::Node& node, bool is_inbound, const Packets& asked) {
  Check check;
  const bool is_six = !asked.empty() && asked.boxes().front().family == model::Family::kIpv6;
  if (is_six || node.is_public) {
    check.passes.push_back({asked, nullptr, is_six ? "" : node.public_place.assumption});
  }
  check.block = block_at(node.public_place,
                         is_inbound ? "IGW_PRIVATE_IP_ASSOCIATION_FOR_INGRESS"
                                    : "IGW_PUBLIC_IP_ASSOCIATION_FOR_EGRESS",
                         fmt::format("{} has no public address", node.place.name));
  return check;
}

}  // namespace archsynth::analysis

// Layer 1: who reaches what, and which addresses there are.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/reach/paths.h"
#include "answers.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using model::Family;
using model::Node;
using model::NodeKind;

End whole_internet() {
  End end{End::Kind::kInternet, "internet", nullptr, model::public_addresses(Family::kIpv4)};
  for (const model::Block& each : model::public_addresses(Family::kIpv6))
    end.blocks.push_back(each);
  return end;
}

/// How the internet reaches a node, or the fewest settings that stop it; directly: not through a
/// load balancer.
Outcome from_internet(const AuditedStack& stack, const Node& node, bool is_direct) {
  Outcome last;
  for (const Family family : {Family::kIpv4, Family::kIpv6}) {
    if (family == Family::kIpv6 && !node.has_ipv6) continue;
    Asked asked;
    asked.family = family;
    asked.balancers = is_direct ? 2 : 0;
    const End end{End::Kind::kNode, node.place.name, &node, {}};
    auto outcome = best_of(Paths(stack.network, asked).between(whole_internet(), end), true);
    if (!outcome) continue;
    last = std::move(*outcome);
    if (last.is_reachable) break;
  }
  return last;
}

std::string hops_text(const Outcome& outcome) {
  std::vector<std::string> hops;
  for (const ReachHop& each : outcome.hops) hops.push_back(each.hop);
  return join(hops, " → ");
}

std::string blocks_text(const Outcome& outcome) {
  std::vector<std::string> why;
  for (const ReachBlock& each : outcome.blocks) {
    const bool is_named =
        each.resource.empty() || each.message.find(each.resource) != std::string::npos;
    why.push_back(is_named ? each.message : fmt::format("{}: {}", each.resource, each.message));
  }
  return why.empty() ? std::string("no connection leads to the resource") : join(why, "; ");
}

/// Whether more can connect than those of a network of somebody, of at most a /8 or its like.
bool is_for_anyone(const Outcome& outcome) {
  const auto& boxes = outcome.packets.boxes();
  return std::any_of(boxes.begin(), boxes.end(), [](const model::Box& each) {
    const model::Range& from = each.sources();
    return each.family == Family::kIpv4
               ? from.last.low - from.first.low >= std::uint64_t{1} << 24
               : from.last.high - from.first.high >= std::uint64_t{1} << 48;
  });
}

/// About a resource that is where the node is; null: the node itself.
void answer_reach(const AuditedStack& stack, const Node& node, bool is_direct, AuditAnswers& to,
                  const cfn::Resource* resource = nullptr) {
  if (resource == nullptr) resource = stack.view.find(node.place.name);
  if (resource == nullptr) return;
  const Outcome outcome = from_internet(stack, node, is_direct);
  const Origin origin = outcome.is_reachable || outcome.blocks.empty()
                            ? node.place.origin
                            : first_known(outcome.blocks.front().origin, node.place.origin);
  if (!outcome.is_reachable) {
    return to.pass(*resource, {}, "no path from the internet; " + blocks_text(outcome), origin);
  }
  if (is_direct && !is_for_anyone(outcome)) {
    return to.pass(*resource, {}, "only stated addresses can connect; " + hops_text(outcome),
                   origin);
  }
  if (outcome.assumptions.empty()) return to.fail(*resource, {}, hops_text(outcome), origin);
  to.unknown(*resource, {},
             fmt::format("{}, if {}", hops_text(outcome), join(outcome.assumptions, " and ")),
             origin);
}

bool is_database(const Node& node) { return node.type.starts_with("AWS::RDS::"); }

void check_databases(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::RDS::DBInstance")) {
    const Seen open = seen(stack.view, *each, "PubliclyAccessible");
    const cfn::Resource* cluster = stack.view.target(property(*each, {"DBClusterIdentifier"}));
    const Node* node = stack.network.node((cluster == nullptr ? each : cluster)->id.str());
    const auto is_closed = [&] {
      return node != nullptr && !node->subnets.empty() &&
             !from_internet(stack, *node, false).is_reachable;
    };
    if (open.is("true") && !is_closed()) {
      to.fail(*each, "PubliclyAccessible", "PubliclyAccessible is true", open.at->origin());
      continue;
    }
    if (!open.text && lacks(*each, "DBSubnetGroupName") && lacks(*each, "DBClusterIdentifier")) {
      to.unknown(*each, "PubliclyAccessible",
                 "PubliclyAccessible is not set; in the default VPC, the internet gateway decides");
    } else if (node != nullptr && (cluster == nullptr || open.is("true"))) {
      answer_reach(stack, *node, false, to, each);
    } else if (open.is("false")) {
      to.pass(*each, "PubliclyAccessible", "PubliclyAccessible is false", open.at->origin());
    } else {
      to.unknown(*each, "PubliclyAccessible", "the template does not show its subnets");
    }
  }
  for (const Node& each : stack.network.nodes()) {
    if (is_database(each) && each.type != "AWS::RDS::DBInstance")
      answer_reach(stack, each, false, to);
  }
}

void check_stores(const AuditedStack& stack, AuditAnswers& to) {
  for (const Node& each : stack.network.nodes()) {
    if (each.kind == NodeKind::kStore && !is_database(each)) answer_reach(stack, each, false, to);
  }
}

void check_task_addresses(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Service& each : stack.workloads.services()) {
    const cfn::Resource& service = *each.resource;
    constexpr std::string_view kPath = "NetworkConfiguration.AwsvpcConfiguration.AssignPublicIp";
    const Seen open = seen(stack.view, service, kPath);
    if (open.is_absent || open.text) {
      to.answer(!open.is("ENABLED"), service, kPath,
                fmt::format("AssignPublicIp is {}", open.text.value_or("not set")),
                open.at == nullptr ? Origin() : open.at->origin());
    } else {
      to.unknown(service, kPath, "AssignPublicIp is known at deployment");
    }
  }
}

void check_workloads(const AuditedStack& stack, AuditAnswers& to) {
  for (const Node& each : stack.network.nodes()) {
    if (each.kind == NodeKind::kWorkload) answer_reach(stack, each, true, to);
  }
}

/// The route of a table that leads to an internet gateway.
const model::Route* way_out(const model::Subnet& subnet) {
  if (subnet.table == nullptr) return nullptr;
  const auto found =
      std::find_if(subnet.table->routes.begin(), subnet.table->routes.end(),
                   [](const model::Route& each) { return each.way == model::Way::kInternet; });
  return found == subnet.table->routes.end() ? nullptr : &*found;
}

void check_public_subnets(const AuditedStack& stack, AuditAnswers& to) {
  for (const Node& node : stack.network.nodes()) {
    if (node.kind != NodeKind::kWorkload && node.kind != NodeKind::kStore) continue;
    const cfn::Resource* resource = stack.view.find(node.place.name);
    if (resource == nullptr || node.subnets.empty()) continue;
    const model::Subnet* open = nullptr;
    bool is_known = true;
    for (const model::Subnet* each : node.subnets) {
      if (way_out(*each) != nullptr) open = each;
      is_known &= each->table != nullptr && each->table->is_known;
    }
    if (open != nullptr) {
      to.fail(*resource, {}, fmt::format("{} routes to an internet gateway", open->place.name),
              way_out(*open)->place.origin);
    } else if (is_known) {
      to.pass(*resource, {}, "none of its subnets routes to an internet gateway");
    } else {
      to.unknown(*resource, {}, "the routes of its subnets are not in the template");
    }
  }
}

void check_instances(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::EC2::Instance")) {
    const auto all = stack.view.items(property(*each, {"NetworkInterfaces"})).values;
    const bool is_set = std::any_of(all.begin(), all.end(), [](const cfn::Value* one) {
      return member(one, {"AssociatePublicIpAddress"}) != nullptr;
    });
    if (!is_set) to.unknown(*each, {}, "its subnet decides");
  }
}

bool is_anywhere(const View& view, const cfn::Resource& entry) {
  return is_every_address(view.text(property(entry, {"CidrBlock"}))) ||
         is_every_address(view.text(property(entry, {"Ipv6CidrBlock"})));
}

bool has_port(const View& view, const cfn::Map* range, double port) {
  const Seen from = seen_in(view, range, "From");
  const Seen to = seen_in(view, range, "To");
  return from.text && to.text && std::atof(from.text->c_str()) <= port &&
         port <= std::atof(to.text->c_str());
}

void check_acl_entries(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::EC2::NetworkAclEntry")) {
    if (seen(stack.view, *each, "Egress").is("true")) continue;
    if (!seen(stack.view, *each, "RuleAction").is("allow")) continue;
    const cfn::Value* range = property(*each, {"PortRange"});
    const bool is_all = stack.view.text(property(*each, {"Protocol"})) == "-1";
    const bool has_ports =
        is_all || (range != nullptr && (has_port(stack.view, range->map(), 22) ||
                                        has_port(stack.view, range->map(), 3389)));
    const bool is_open = is_anywhere(stack.view, *each) && has_ports;
    const Seen block = seen(stack.view, *each, "CidrBlock");
    if (has_ports && !is_open && block.at != nullptr && !block.text) {
      to.unknown(*each, "CidrBlock", "CidrBlock is known at deployment", block.at->origin());
      continue;
    }
    to.answer(!is_open, *each, "PortRange",
              is_open ? "the entry admits port 22 or 3389 from anywhere"
                      : "the entry does not admit ports 22 and 3389 from anywhere");
  }
}

void check_acl_ranges(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::EC2::NetworkAclEntry")) {
    if (!seen(stack.view, *each, "RuleAction").is("allow")) continue;
    const auto protocol = stack.view.text(property(*each, {"Protocol"}));
    const cfn::Value* range = property(*each, {"PortRange"});
    const bool is_all =
        protocol == "-1" || (range != nullptr && has_port(stack.view, range->map(), 0) &&
                             has_port(stack.view, range->map(), 65535));
    to.answer(
        !is_all, *each, "Protocol",
        is_all ? "the entry allows all protocols or ports" : "its protocol and ports are limited");
  }
}

void check_acls(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::EC2::NetworkAcl")) {
    to.fail(*each, {}, "its stateless rules repeat those of the security groups");
  }
}

/// Nothing of the template can empty the default group; that nothing is in it is as good.
void check_default_group(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* vpc : stack.view.of("AWS::EC2::VPC")) {
    std::vector<std::string> members;
    for (const Node& node : stack.network.nodes()) {
      for (const model::SecurityGroup* each : node.groups) {
        const bool is_default = each->is_default && each->vpc == vpc->id.str();
        if (is_default) members.push_back(node.place.name);
      }
    }
    to.answer(members.empty(), *vpc, {},
              members.empty() ? "no resource in the template uses its default security group"
                              : join(members, ", ") + " uses its default security group");
  }
}

constexpr AuditCheck kNetworkChecks[] = {
    {"ARC6101", check_databases},      {"ARC6102", check_stores},
    {"ARC6104", check_task_addresses}, {"ARC6105", check_workloads},
    {"ARC6106", check_public_subnets}, {"ARC6107", check_instances},
    {"ARC6108", check_acl_entries},    {"ARC6109", check_default_group},
    {"ARC6111", check_acls},           {"ARC6112", check_acl_ranges},
};

}  // namespace

std::span<const AuditCheck> network_checks() { return kNetworkChecks; }

}  // namespace archsynth::analysis

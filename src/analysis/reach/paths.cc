// The ways between two ends.

#include "paths.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using model::Block;
using model::Box;
using model::Node;
using model::Subnet;
using model::Way;

constexpr std::size_t kMostPaths = 256;

ReachHop hop_of(const model::Place& place, std::string detail = {}) {
  return {place.name, std::move(detail), place.origin, place.resource};
}

/// Whether a route is for some of the packets' destinations.
bool is_for(const model::Route& route, const model::Packets& asked) {
  return std::any_of(route.blocks.begin(), route.blocks.end(), [&](const Block& block) {
    return std::any_of(asked.boxes().begin(), asked.boxes().end(), [&](const Box& each) {
      return each.family == block.family && each.destinations().overlaps(block.addresses);
    });
  });
}

std::set<std::string> gateways(const Subnet& subnet, Way way, const model::Packets& asked) {
  std::set<std::string> found;
  for (const model::Route& each : subnet.table->routes) {
    if (each.way == way && is_for(each, asked)) found.insert(each.gateway);
  }
  return found;
}

/// A node, and each of its further interfaces.
std::vector<const Node*> interfaces_of(const Node* node) {
  std::vector<const Node*> all{node};
  if (node != nullptr) all.insert(all.end(), node->interfaces.begin(), node->interfaces.end());
  return all;
}

/// What may lead from the subnet to an endpoint of a service in another network, under the
/// service's own name; empty where nothing does.
std::string way_to_other_names(const Subnet& subnet) {
  if (subnet.vpc != nullptr && !subnet.vpc->resolver.empty()) return subnet.vpc->resolver;
  for (const model::Route& each : subnet.table->routes) {
    const bool is_network =
        each.way == Way::kTransit || (each.way == Way::kElsewhere && each.gateway != "local");
    if (is_network) return each.gateway;
  }
  return {};
}

bool is_public_balancer(const Node& node) {
  return node.kind == model::NodeKind::kBalancer && node.is_public;
}

/// The routes of a table that lead out that way, and to where there is none.
Check way_out(const model::RouteTable& table, Way way, const std::string& gateway,
              const model::Packets& asked, const End& to) {
  Check check = route_check(table, way, gateway, asked, Box::kDestination);
  if (check.block.property != "Route") return check;
  check.block.message = fmt::format("{} has no route to {}", table.place.name,
                                    to.name == "internet" ? "the internet" : to.name);
  return check;
}

/// A check that nothing passes.
Check closed(ReachBlock block) {
  Check check;
  check.block = std::move(block);
  return check;
}

}  // namespace

std::vector<Block> Paths::blocks_in(const Subnet& subnet) const {
  std::vector<Block> found;
  for (const Block& each : subnet.blocks) {
    if (each.family == asked_.family) found.push_back(each);
  }
  return found;
}

model::Packets Paths::packets(const std::vector<Block>& sources,
                              const std::vector<Block>& destinations, const model::Range& protocols,
                              const model::Range& ports) const {
  model::Packets made;
  for (const Block& source : sources) {
    for (const Block& destination : destinations) {
      if (source.family != asked_.family || destination.family != asked_.family) continue;
      made.add(Box{asked_.family, {protocols, ports, source.addresses, destination.addresses}});
    }
  }
  return made;
}

model::Packets Paths::any_packets() const {
  const std::vector<Block> all{model::all_addresses(asked_.family)};
  return packets(all, all, asked_.protocols, asked_.ports);
}

Stage Paths::leg(const Side& from, const Side& to, const model::Range& protocols,
                 const model::Range& ports) const {
  Stage made;
  made.asked = packets(from.blocks, to.blocks, protocols, ports);
  for (const Side* each : {&from, &to}) {
    if (asked_.family != model::Family::kIpv6 || each->node == nullptr) continue;
    made.checks.push_back(six_check(*each->node, made.asked));
  }
  made.checks.push_back(group_check(from, to, false, made.asked));
  const bool skips_acls = from.node != nullptr && from.node->skips_acls;
  if (from.subnet != to.subnet && !skips_acls) {
    if (from.subnet != nullptr) made.checks.push_back(acl_check(*from.subnet, false, made.asked));
    if (to.subnet != nullptr) made.checks.push_back(acl_check(*to.subnet, true, made.asked));
  }
  made.checks.push_back(group_check(from, to, true, made.asked));
  return made;
}

Stage Paths::stage(const Side& from, const Side& to, const Node* listens,
                   const model::Range& protocols, const model::Range& ports) const {
  Stage made = leg(from, to, protocols, ports);
  if (listens != nullptr) made.checks.push_back(listener_check(*listens, made.asked));
  if (from.node != nullptr) {
    made.before.push_back(hop_of(from.node->place));
    if (!from.node->place.assumption.empty()) {
      made.assumptions.push_back(from.node->place.assumption);
    }
  }
  if (to.node != nullptr) {
    made.after.push_back(hop_of(to.node->place));
    if (!to.node->place.assumption.empty()) made.assumptions.push_back(to.node->place.assumption);
  }
  return made;
}

std::vector<Path> Paths::between(const End& from, const End& to) const {
  std::vector<Path> found;
  for (const Node* source : interfaces_of(from.node)) {
    // What has a connector to a VPC opens all connections through it.
    if (source != nullptr && source->is_outside && !source->interfaces.empty()) continue;
    for (const Node* target : interfaces_of(to.node)) {
      End a = from;
      End b = to;
      a.node = source;
      b.node = target;
      add_between(a, b, found);
    }
  }
  return found;
}

/// The internet of an end: a wide block has addresses there and in networks.
End Paths::public_part(const End& of) const {
  if (of.kind == End::Kind::kInternet) return of;
  End part{End::Kind::kInternet, of.name};
  if (of.kind == End::Kind::kBlock)
    part.blocks = overlap_of(of.blocks, model::public_addresses(asked_.family));
  return part;
}

void Paths::add_between(const End& from, const End& to, std::vector<Path>& found) const {
  using Kind = End::Kind;
  if (to.kind == Kind::kNode && from.kind == Kind::kNode && is_public_balancer(*to.node)) {
    return around(*from.node, *to.node, found);
  }
  if (to.kind == Kind::kNode) {
    const End open = public_part(from);
    if (!open.blocks.empty()) from_internet(open, *to.node, found);
    if (from.kind == Kind::kNode || from.kind == Kind::kBlock) inside(from, *to.node, found);
    through_balancers(from, *to.node, found);
  } else if (from.kind == Kind::kNode) {
    if (to.kind == Kind::kService) to_service(*from.node, to, found);
    const End open = public_part(to);
    if (!open.blocks.empty()) to_internet(*from.node, open, found);
    if (to.kind == Kind::kBlock) to_block(*from.node, to, found);
  }
}

void Paths::around(const Node& from, const Node& to, std::vector<Path>& found) const {
  // The name of the balancer is that of public addresses, also within the VPC.
  const End internet{End::Kind::kInternet, "internet", nullptr,
                     model::public_addresses(asked_.family)};
  std::vector<Path> out;
  to_internet(from, internet, out);
  std::vector<Path> in;
  from_internet(internet, to, in);
  for (const Path& first : out) {
    for (const Path& second : in) {
      if (found.size() >= kMostPaths) return;
      Path whole = first;
      whole.insert(whole.end(), second.begin(), second.end());
      whole.back().amend().before.clear();
      found.push_back(std::move(whole));
    }
  }
}

void Paths::remove_own(model::Packets& asked, Box::Dimension dimension) const {
  if (asked_.family != model::Family::kIpv6) return;
  model::Packets left = asked;
  for (const Subnet& subnet : network_.subnets()) {
    for (const Block& each : blocks_in(subnet)) {
      // What is not known may be anywhere.
      if (each.prefix <= model::public_addresses(each.family)[0].prefix) continue;
      Box box{each.family, {model::kAllProtocols, model::kAllPorts, {}, {}}};
      box.ranges[Box::kSource] = box.ranges[Box::kDestination] =
          model::all_addresses(each.family).addresses;
      box.ranges[dimension] = each.addresses;
      left.remove(box);
    }
  }
  if (!left.empty()) asked = std::move(left);
}

void Paths::from_internet(const End& from, const Node& to, std::vector<Path>& found) const {
  for (const Subnet* subnet : to.subnets) {
    const Side source{nullptr, nullptr, from.blocks};
    const Side target{&to, subnet, blocks_in(*subnet)};
    Stage made = stage(source, target, &to, asked_.protocols, asked_.ports);
    remove_own(made.asked, Box::kSource);
    made.before.insert(made.before.begin(), ReachHop{from.name, {}, {}});
    // The answers need the way back, which makes the subnet one that the internet reaches.
    made.checks.insert(made.checks.begin(),
                       route_check(*subnet->table, Way::kInternet, {}, made.asked, Box::kSource));
    made.checks.insert(made.checks.begin(), public_check(to, true, made.asked));
    found.push_back({std::move(made)});
  }
}

std::vector<Check> Paths::nat_checks(const std::string& gateway, const Subnet& from,
                                     const model::Packets& asked) const {
  std::vector<Check> checks;
  const model::Nat* nat = network_.nat(gateway);
  if (nat == nullptr) return checks;
  const auto refuse = [&](std::string message) {
    checks.push_back(closed(block_at(nat->place, "NO_ROUTE_TO_DESTINATION", std::move(message))));
  };
  if (!nat->is_public) refuse(fmt::format("{} is a private NAT gateway", gateway));
  if (nat->subnet != nullptr) {
    if (nat->subnet != &from) checks.push_back(acl_check(*nat->subnet, true, asked));
    checks.push_back(acl_check(*nat->subnet, false, asked));
    checks.push_back(
        route_check(*nat->subnet->table, Way::kInternet, {}, asked, Box::kDestination));
  } else if (nat->vpc != nullptr && nat->vpc->is_known && nat->vpc->internet_gateways.empty()) {
    refuse(fmt::format("{} has no internet gateway", nat->vpc->name));
  }
  return checks;
}

/// An instance that translates addresses: it takes the packets by its own groups, and sends them
/// on. https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
std::vector<Check> Paths::instance_checks(const Side& from, const std::string& gateway,
                                          const End& to, const model::Packets& asked) const {
  const Node* nat = network_.node(gateway);
  if (nat == nullptr || nat->kind != model::NodeKind::kWorkload || nat->subnets.empty()) return {};
  std::vector<Check> checks;
  if (const auto place = network_.refusal_to_forward(gateway)) {
    checks.push_back(closed(block_at(*place, "ENI_SOURCE_DEST_CHECK_RESTRICTION",
                                     fmt::format("{} forwards nothing while its source/destination "
                                                 "check is on",
                                                 place->name))));
  }
  const Subnet& subnet = *nat->subnets.front();
  const Side own{nat, &subnet, blocks_in(subnet)};
  checks.push_back(group_check(from, own, true, asked));
  if (&subnet != from.subnet) checks.push_back(acl_check(subnet, true, asked));
  checks.push_back(acl_check(subnet, false, asked));
  checks.push_back(group_check(own, {nullptr, nullptr, to.blocks}, false, asked));
  checks.push_back(route_check(*subnet.table, Way::kInternet, {}, asked, Box::kDestination));
  checks.push_back(public_check(*nat, false, asked));
  return checks;
}

void Paths::to_internet(const Node& from, const End& to, std::vector<Path>& found) const {
  for (const Subnet* subnet : from.subnets) {
    const Side source{&from, subnet, blocks_in(*subnet)};
    Stage plain =
        stage(source, {nullptr, nullptr, to.blocks}, nullptr, asked_.protocols, asked_.ports);
    remove_own(plain.asked, Box::kDestination);
    plain.after.push_back({to.name, {}, {}});
    const std::size_t before = found.size();
    const auto add = [&](Way way, const std::string& gateway, std::vector<Check> more) {
      Stage made = plain;
      made.checks.push_back(way_out(*subnet->table, way, gateway, made.asked, to));
      for (Check& each : more) made.checks.push_back(std::move(each));
      found.push_back({std::move(made)});
    };
    if (!gateways(*subnet, Way::kInternet, plain.asked).empty()) {
      add(Way::kInternet, {}, {public_check(from, false, plain.asked)});
    }
    for (const model::Route& each : subnet->table->routes) {
      if (each.way != Way::kInternet || each.has_known_gateway || !is_for(each, plain.asked)) {
        continue;
      }
      add(Way::kInternet, each.gateway, {});
      found.back().back().amend().assumptions.push_back(
          fmt::format("{} is a virtual private gateway", quoted(each.gateway)));
    }
    for (const std::string& gateway : gateways(*subnet, Way::kEgressOnly, plain.asked)) {
      add(Way::kEgressOnly, gateway, {});
    }
    for (const std::string& gateway : gateways(*subnet, Way::kNat, plain.asked)) {
      add(Way::kNat, gateway, nat_checks(gateway, *subnet, plain.asked));
    }
    for (const Way way : {Way::kTransit, Way::kElsewhere}) {
      for (const std::string& gateway : gateways(*subnet, way, plain.asked)) {
        add(way, gateway, instance_checks(source, gateway, to, plain.asked));
        found.back().back().amend().assumptions.push_back(
            fmt::format("{} leads to {}", quoted(gateway), to.name));
      }
    }
    if (found.size() == before) add(Way::kInternet, {}, {});
  }
}

void Paths::to_endpoint(const Side& from, const model::Endpoint& endpoint, const End& to,
                        std::vector<Path>& found) const {
  const model::Range tcp{model::kTcp, model::kTcp};
  if (endpoint.node == nullptr) {
    Stage made = stage(from, {nullptr, nullptr, to.blocks}, nullptr, tcp, asked_.ports);
    made.after = {hop_of(endpoint.place, "gateway endpoint"), {to.name, {}, {}}};
    found.push_back({std::move(made)});
    return;
  }
  for (const Subnet* each : endpoint.node->subnets) {
    Stage made =
        stage(from, {endpoint.node, each, blocks_in(*each)}, endpoint.node, tcp, asked_.ports);
    made.after.push_back({to.name, {}, {}});
    if (endpoint.has_other_names_alone()) {
      made.checks.push_back(
          closed({endpoint.place.id(), "PrivateDnsEnabled", std::string(kNoPath),
                  fmt::format("without private DNS, the name of {} does not lead to {}", to.name,
                              endpoint.place.name),
                  endpoint.place.origin}));
    } else if (!endpoint.has_name_of_service()) {
      made.assumptions.push_back(
          fmt::format("clients use the names of {}", quoted(endpoint.place.name)));
    }
    found.push_back({std::move(made)});
  }
}

void Paths::to_other_networks(const Node& from, const End& to, std::vector<Path>& found) const {
  for (const Subnet* subnet : from.subnets) {
    const std::string way = way_to_other_names(*subnet);
    if (way.empty()) continue;
    Stage made = stage({&from, subnet, blocks_in(*subnet)},
                       {nullptr, nullptr, {model::all_addresses(asked_.family)}}, nullptr,
                       asked_.protocols, asked_.ports);
    made.assumptions.push_back(
        fmt::format("{} leads to an endpoint with the name of {}", quoted(way), to.name));
    found.push_back({std::move(made)});
  }
}

void Paths::to_service(const Node& from, const End& to, std::vector<Path>& found) const {
  Asked asked = asked_;
  asked.protocols = {model::kTcp, model::kTcp};
  if (!asked.has_port) asked.ports = {443, 443};
  const Paths paths(network_, asked);
  Node rest = from;
  const std::string service =
      to.service.empty() ? to.name.substr(to.name.find(':') + 1) : to.service;
  for (const model::Endpoint& endpoint : network_.endpoints()) {
    if (endpoint.service != service) continue;
    for (const Subnet* subnet : from.subnets) {
      const auto& tables = endpoint.tables;
      const bool is_routed = std::find(tables.begin(), tables.end(), subnet->table) != tables.end();
      if (subnet->vpc != endpoint.vpc || (endpoint.node == nullptr && !is_routed)) continue;
      if (asked_.uses_own_names && endpoint.has_other_names_alone()) continue;
      paths.to_endpoint({&from, subnet, blocks_in(*subnet)}, endpoint, to, found);
      // The name of the service is then that of the endpoint, and the prefix list leads to it.
      const bool leads_there = endpoint.node == nullptr || endpoint.has_name_of_service();
      if (leads_there) std::erase(rest.subnets, subnet);
    }
  }
  auto made = found.size();
  paths.to_internet(rest, to, found);
  paths.to_other_networks(rest, to, found);
  for (; made < found.size(); ++made) found[made].back().amend().after = {{to.name, {}, {}}};
}

}  // namespace archsynth::analysis

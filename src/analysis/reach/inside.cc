// Ways within a VPC, between joined ones, and through load balancers.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "paths.h"

namespace archsynth::analysis {
namespace {

using model::Block;
using model::Box;
using model::Node;
using model::Subnet;
using model::Way;

constexpr std::size_t kMostInside = 256;

bool is_joined(const model::Join& join, const Subnet& a, const Subnet& b) {
  const auto has = [&](const Subnet& each) {
    return each.vpc != nullptr &&
           std::find(join.vpcs.begin(), join.vpcs.end(), each.vpc->name) != join.vpcs.end();
  };
  return has(a) && has(b);
}

bool is_narrower(const Block& block, const model::Vpc& vpc) {
  return std::any_of(vpc.blocks.begin(), vpc.blocks.end(), [&](const Block& whole) {
    return whole.family == block.family && whole.prefix < block.prefix &&
           whole.addresses.contains(block.addresses);
  });
}

/// Routes that are narrower than the VPC lead to an appliance first.
std::string detour(const Subnet& from, const model::Packets& asked) {
  if (from.vpc == nullptr) return {};
  for (const model::Route& route : from.table->routes) {
    for (const Block& block : route.blocks) {
      if (!is_narrower(block, *from.vpc)) continue;
      for (const Box& each : asked.boxes()) {
        if (each.family == block.family && each.destinations().overlaps(block.addresses)) {
          return fmt::format("{} passes the traffic on", quoted(route.gateway));
        }
      }
    }
  }
  return {};
}

std::vector<Block> overlap_of(const std::vector<Block>& blocks, const std::vector<Block>& around) {
  std::vector<Block> found;
  for (const Block& a : blocks) {
    for (const Block& b : around) {
      if (a.family != b.family || !a.addresses.overlaps(b.addresses)) continue;
      found.push_back({a.family,
                       {std::max(a.addresses.first, b.addresses.first),
                        std::min(a.addresses.last, b.addresses.last)},
                       std::max(a.prefix, b.prefix)});
    }
  }
  return found;
}

}  // namespace

void Paths::within_vpc(Side from, Side to, std::vector<Path>& found) const {
  Stage made = stage(from, to, to.node, asked_.protocols, asked_.ports);
  const Subnet& a = *from.subnet;
  const Subnet& b = *to.subnet;
  if (&a != &b && (a.vpc == nullptr || b.vpc == nullptr)) {
    made.assumptions.push_back(
        fmt::format("{} and {} are in one VPC", quoted(a.place.name), quoted(b.place.name)));
  }
  if (const std::string way = detour(a, made.asked); !way.empty()) made.assumptions.push_back(way);
  found.push_back({std::move(made)});
}

void Paths::across(Side from, Side to, std::vector<Path>& found) const {
  const std::size_t before = found.size();
  for (const model::Join& join : network_.joins()) {
    if (!is_joined(join, *from.subnet, *to.subnet)) continue;
    from.keeps_groups = to.keeps_groups = join.keeps_groups;
    Stage made = stage(from, to, to.node, asked_.protocols, asked_.ports);
    Check there = route_check(*from.subnet->table, Way::kPeering, join.gateway, made.asked,
                              Box::kDestination);
    Check back =
        route_check(*to.subnet->table, Way::kPeering, join.gateway, made.asked, Box::kSource);
    if (!join.keeps_groups) {
      there = route_check(*from.subnet->table, Way::kTransit, join.gateway, made.asked,
                          Box::kDestination);
      back = route_check(*to.subnet->table, Way::kTransit, join.gateway, made.asked, Box::kSource);
    }
    made.checks.push_back(std::move(there));
    made.checks.push_back(std::move(back));
    if (!join.assumption.empty()) made.assumptions.push_back(join.assumption);
    found.push_back({std::move(made)});
  }
  if (found.size() != before) return;
  Stage made = stage(from, to, to.node, asked_.protocols, asked_.ports);
  Check& apart = made.checks.emplace_back();
  apart.block = {
      from.subnet->vpc->name, "VPCPeeringConnection", "DISCONNECTED_VPCS",
      fmt::format("nothing connects {} and {}", from.subnet->vpc->name, to.subnet->vpc->name),
      from.subnet->place.origin};
  found.push_back({std::move(made)});
}

void Paths::from_outside(const End& from, const Side& to, std::vector<Path>& found) const {
  for (const Way way : {Way::kTransit, Way::kPeering, Way::kElsewhere}) {
    Stage made =
        stage({nullptr, nullptr, from.blocks}, to, to.node, asked_.protocols, asked_.ports);
    made.before.insert(made.before.begin(), ReachHop{from.name, {}, {}});
    made.checks.push_back(route_check(*to.subnet->table, way, {}, made.asked, Box::kSource));
    made.assumptions.push_back(fmt::format("the network of {} leads to the VPC", from.name));
    found.push_back({std::move(made)});
  }
}

void Paths::inside(const End& from, const Node& to, std::vector<Path>& found) const {
  if (from.node != nullptr && from.node->kind == model::NodeKind::kBalancer) {
    return to_targets(*from.node, to, found);
  }
  for (const Subnet* b : to.subnets) {
    const Side target{&to, b, blocks_in(*b)};
    if (from.node != nullptr) {
      from_node(*from.node, target, found);
      continue;
    }
    const std::size_t before = found.size();
    for (const Subnet& a : network_.subnets()) {
      const std::vector<Block> blocks = overlap_of(from.blocks, blocks_in(a));
      if (!a.has_known_blocks || a.vpc != b->vpc || blocks.empty()) continue;
      within_vpc({nullptr, &a, blocks}, target, found);
      Stage& made = found.back().front();
      made.before.insert(made.before.begin(), ReachHop{from.name, {}, {}});
    }
    if (found.size() == before) from_outside(from, target, found);
  }
}

void Paths::from_node(const Node& from, const Side& to, std::vector<Path>& found) const {
  if (asked_.ways != nullptr && !may_reach(from, *to.node)) return;
  for (const Subnet* a : from.subnets) {
    if (found.size() >= kMostInside) return;
    const Side source{&from, a, blocks_in(*a)};
    const bool is_one = a->vpc == nullptr || to.subnet->vpc == nullptr || a->vpc == to.subnet->vpc;
    is_one ? within_vpc(source, to, found) : across(source, to, found);
  }
}

void Paths::to_targets(const Node& balancer, const Node& to, std::vector<Path>& found) const {
  const End none{End::Kind::kNode, balancer.place.name, &balancer, {}};
  const model::Forward* target = nullptr;
  for (const model::Forward& each : balancer.forwards) {
    if (each.target != &to) continue;
    target = &each;
    for (const auto& ports : {std::optional(each.target_ports), each.health_ports}) {
      if (!ports || !asks_for(each.protocol, *ports)) continue;
      model::Forward one = each;
      one.target_ports = {std::max(ports->first, asked_.ports.first),
                          std::min(ports->last, asked_.ports.last)};
      for (Stage& made : find_from_balancer(none, balancer, one)) {
        found.push_back({std::move(made)});
      }
    }
  }
  if (!found.empty()) return;
  Stage made;
  made.asked = packets({model::all_addresses(asked_.family)}, {model::all_addresses(asked_.family)},
                       asked_.protocols, asked_.ports);
  ReachBlock& block = made.checks.emplace_back().block;
  if (target == nullptr) {
    block = block_at(balancer.place, "TARGET_ADDRESS_RESTRICTION",
                     fmt::format("{} is not a target of {}", to.place.name, balancer.place.name));
    block.property = "TargetGroup";
  } else {
    block = block_at(
        target->target_place, "TARGET_PORT_RESTRICTION",
        fmt::format("{} is registered with another port in {}", to.place.name, target->group.name));
    block.origin = first_known(block.origin, to.place.origin);
  }
  found.push_back({std::move(made)});
}

void Paths::to_block(const Node& from, const End& to, std::vector<Path>& found) const {
  for (const Subnet* a : from.subnets) {
    const Side source{&from, a, blocks_in(*a)};
    const std::size_t before = found.size();
    for (const Subnet& b : network_.subnets()) {
      const std::vector<Block> blocks = overlap_of(to.blocks, blocks_in(b));
      if (!b.has_known_blocks || a->vpc != b.vpc || blocks.empty()) continue;
      within_vpc(source, {nullptr, &b, blocks}, found);
      found.back().front().after.push_back({to.name, {}, {}});
    }
    if (found.size() != before) continue;
    for (const Way way : {Way::kTransit, Way::kPeering, Way::kElsewhere}) {
      Stage made =
          stage(source, {nullptr, nullptr, to.blocks}, nullptr, asked_.protocols, asked_.ports);
      made.checks.push_back(route_check(*a->table, way, {}, made.asked, Box::kDestination));
      made.assumptions.push_back(fmt::format("the network of {} accepts the traffic", to.name));
      made.after.push_back({to.name, {}, {}});
      found.push_back({std::move(made)});
    }
  }
}

bool Paths::asks_for(std::uint64_t protocol, const model::Range& ports) const {
  return asked_.ports.overlaps(ports) && asked_.protocols.overlaps({protocol, protocol});
}

/// Whether a listener takes what clients send, and hands on what the next balancer listens for.
bool Paths::is_forwarded(const model::Forward& forward) const {
  const model::Range port{forward.port, forward.port};
  if (asked_.balancers == 0) return asks_for(forward.protocol, port);
  return asked_.client_ports.overlaps(port) && asked_.ports.overlaps(forward.target_ports) &&
         asked_.client_protocols.overlaps({forward.protocol, forward.protocol});
}

std::vector<Path> Paths::to_balancer(const End& from, const Node& balancer,
                                     const model::Forward& forward) const {
  if (asked_.ways == nullptr || asked_.balancers != 0) {
    return find_to_balancer(from, balancer, forward);
  }
  if (!is_forwarded(forward)) return {};
  auto [found, is_new] = asked_.ways->to.try_emplace(
      {from.node, &balancer, forward.protocol << 16 | forward.port, asked_.family});
  if (is_new) found->second = find_to_balancer(from, balancer, forward);
  return found->second;
}

std::vector<Path> Paths::find_to_balancer(const End& from, const Node& balancer,
                                          const model::Forward& forward) const {
  const bool is_first = asked_.balancers == 0;
  if (!is_first && !is_forwarded(forward)) return {};
  Asked asked = asked_;
  if (is_first) {
    asked.client_ports = asked_.ports;
    asked.client_protocols = asked_.protocols;
  }
  asked.ports = {forward.port, forward.port};
  asked.protocols = {forward.protocol, forward.protocol};
  ++asked.balancers;
  const Paths paths(network_, asked);
  const End end{End::Kind::kNode, balancer.place.name, &balancer, {}};
  std::vector<Path> ways;
  if (is_forwarded(forward)) {
    ways = paths.between(from, end);
  } else {
    paths.through_balancers(from, balancer, ways);
  }
  for (Path& each : ways) {
    if (follow(each, false).is_reachable) return {std::move(each)};
  }
  return ways;
}

std::vector<Stage> Paths::from_balancer(const End& from, const Node& balancer,
                                        const model::Forward& forward) const {
  if (asked_.ways == nullptr || forward.keeps_client) {
    return find_from_balancer(from, balancer, forward);
  }
  auto [found, is_new] = asked_.ways->from.try_emplace({&forward, asked_.family});
  if (is_new) found->second = find_from_balancer(from, balancer, forward);
  return found->second;
}

std::vector<Stage> Paths::find_from_balancer(const End& from, const Node& balancer,
                                             const model::Forward& forward) const {
  std::vector<Stage> stages;
  const model::Range protocol{forward.protocol, forward.protocol};
  for (const Subnet* a : balancer.subnets) {
    for (const Subnet* b : forward.target->subnets) {
      std::vector<Block> sources = blocks_in(*a);
      if (forward.keeps_client && !from.blocks.empty()) sources = from.blocks;
      const Side target{forward.target, b, blocks_in(*b)};
      Stage made = stage({&balancer, a, sources}, target, nullptr, protocol, forward.target_ports);
      made.before = {{forward.listener.name, forward.listener.text, forward.listener.origin},
                     {forward.group.name, {}, forward.group.origin}};
      for (const model::Place* each : {&forward.listener, &forward.group}) {
        if (!each->assumption.empty()) made.assumptions.push_back(each->assumption);
      }
      stages.push_back(std::move(made));
      if (follow({stages.back()}, false).is_reachable) return {std::move(stages.back())};
    }
  }
  return stages;
}

void Paths::through_balancers(const End& from, const Node& to, std::vector<Path>& found) const {
  // A Network Load Balancer may forward to an Application Load Balancer, and that is all.
  if (asked_.balancers > 1) return;
  for (const auto& [balancer, forward] : network_.handovers_to(to)) {
    if (balancer == from.node || balancer == &to) continue;
    if (asked_.ways != nullptr && !may_reach(*balancer, to)) continue;
    const std::vector<Stage> last = from_balancer(from, *balancer, *forward);
    for (const Path& first : to_balancer(from, *balancer, *forward)) {
      for (const Stage& each : last) {
        if (found.size() >= kMostInside) return;
        found.push_back(first);
        found.back().push_back(each);
      }
    }
  }
}

std::vector<Path> Paths::direct(const Node& from, const Node& to) const {
  std::vector<Path> found;
  for (const Subnet* b : to.subnets) {
    for (const Subnet* a : from.subnets) {
      const Side source{&from, a, blocks_in(*a)};
      const Side target{&to, b, blocks_in(*b)};
      const bool is_one = a->vpc == nullptr || b->vpc == nullptr || a->vpc == b->vpc;
      if (!is_one) {
        across(source, target, found);
        continue;
      }
      Stage made = stage(source, target, nullptr, asked_.protocols, asked_.ports);
      found.push_back({std::move(made)});
    }
  }
  return found;
}

}  // namespace archsynth::analysis

// Ways through load balancers.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "paths.h"

namespace archsynth::analysis {
namespace {

using model::Block;
using model::Forward;
using model::Node;
using model::Subnet;

constexpr std::size_t kMostForwarded = 256;

/// Whether a balancer is surely not enabled in a subnet's zone.
bool is_off(const Node& balancer, const Subnet& target) {
  return std::all_of(balancer.subnets.begin(), balancer.subnets.end(), [&](const Subnet* each) {
    return are_comparable(each->zone, target.zone) && each->zone != target.zone;
  });
}

bool is_other_zone(const Subnet& from, const Subnet& to) {
  return are_comparable(from.zone, to.zone) && from.zone != to.zone;
}

bool is_target(const Node& balancer, const Node& node) {
  return std::any_of(balancer.forwards.begin(), balancer.forwards.end(),
                     [&](const Forward& each) { return each.target == &node; });
}

/// A stage that nothing passes.
Stage closed_stage(ReachBlock block, model::Packets asked) {
  Stage made;
  made.asked = std::move(asked);
  made.checks.emplace_back().block = std::move(block);
  return made;
}

}  // namespace

bool are_comparable(const std::string& a, const std::string& b) {
  return !a.empty() && !b.empty() && a.starts_with('#') == b.starts_with('#');
}

void Paths::to_targets(const Node& balancer, const Node& to, std::vector<Path>& found) const {
  const End none{End::Kind::kNode, balancer.place.name, &balancer, {}};
  const model::Forward* target = nullptr;
  for (const model::Forward& each : balancer.forwards) {
    if (each.target != &to) continue;
    target = &each;
    if (each.family != asked_.family) continue;
    for (const auto& ports : {std::optional(each.target_ports), each.health_ports}) {
      if (!ports || !asks_for(each.protocol, *ports)) continue;
      model::Forward one = each;
      one.target_ports = {std::max(ports->first, asked_.ports.first),
                          std::min(ports->last, asked_.ports.last)};
      for (SharedStage& made : find_from_balancer(none, balancer, one)) {
        found.push_back({std::move(made)});
      }
    }
  }
  if (!found.empty()) return;
  ReachBlock block;
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
  found.push_back({closed_stage(std::move(block), any_packets())});
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

std::vector<SharedStage> Paths::from_balancer(const End& from, const Node& balancer,
                                              const model::Forward& forward) const {
  if (asked_.ways == nullptr || forward.keeps_client) {
    return find_from_balancer(from, balancer, forward);
  }
  auto [found, is_new] = asked_.ways->from.try_emplace({&forward, asked_.family});
  if (is_new) found->second = find_from_balancer(from, balancer, forward);
  return found->second;
}

std::vector<SharedStage> Paths::find_from_balancer(const End& from, const Node& balancer,
                                                   const model::Forward& forward) const {
  if (forward.family != asked_.family) {
    // A balancer with both families opens connections of its own to its targets.
    Asked asked = asked_;
    asked.family = forward.family;
    return Paths(network_, asked).find_from_balancer({}, balancer, forward);
  }
  std::vector<SharedStage> stages;
  const model::Range protocol{forward.protocol, forward.protocol};
  for (const Subnet* a : balancer.subnets) {
    for (const Subnet* b : forward.target->subnets) {
      if (!forward.crosses_zones && is_other_zone(*a, *b)) continue;
      std::vector<Block> sources = blocks_in(*a);
      if (forward.keeps_client && !from.blocks.empty()) sources = from.blocks;
      const Side target{forward.target, b, blocks_in(*b)};
      Stage made = stage({&balancer, a, sources}, target, nullptr, protocol, forward.target_ports);
      made.before = {{forward.listener.name, forward.listener.text, forward.listener.origin},
                     {forward.group.name, {}, forward.group.origin}};
      for (const model::Place* each : {&forward.listener, &forward.group}) {
        if (!each->assumption.empty()) made.assumptions.push_back(each->assumption);
      }
      set_zone(balancer, forward, *b, made);
      stages.push_back(std::move(made));
      if (follow({stages.back()}, false).is_reachable) return {std::move(stages.back())};
    }
  }
  if (stages.empty()) stages.push_back(closed_stage(zone_block(balancer, forward), any_packets()));
  return stages;
}

ReachBlock Paths::zone_block(const Node& balancer, const Forward& forward) {
  ReachBlock block = block_at(balancer.place, "ELB_INSTALLED_AZ_RESTRICTION",
                              fmt::format("{} is not enabled in the zone of {}",
                                          balancer.place.name, forward.target->place.name));
  block.property = "Subnets";
  return block;
}

void Paths::set_zone(const Node& balancer, const Forward& forward, const Subnet& target,
                     Stage& made) {
  if (!is_off(balancer, target)) return;
  // https://docs.aws.amazon.com/elasticloadbalancing/latest/network/availability-zones.html: with
  // cross-zone balancing, a Network Load Balancer can send to zones in which it has no subnet.
  if (forward.crosses_zones && balancer.is_of_connections) {
    made.assumptions.push_back(fmt::format("{} sends traffic to zones where it has no subnet",
                                           quoted(balancer.place.name)));
  } else {
    made.checks.emplace_back().block = zone_block(balancer, forward);
  }
}

/// Listeners that answer what would be for the targets.
void Paths::to_replies(const End& from, const Node& to, std::vector<Path>& found) const {
  const auto is_of = [&](const Forward& each) { return each.target == &to; };
  const auto& unheard = network_.unheard();
  const bool is_unheard = std::any_of(unheard.begin(), unheard.end(), is_of);
  for (const Node& balancer : network_.nodes()) {
    const auto& forwards = balancer.forwards;
    if (balancer.replies.empty() || &balancer == from.node) continue;
    if (!is_unheard && std::none_of(forwards.begin(), forwards.end(), is_of)) continue;
    for (const model::Reply& each : balancer.replies) {
      const bool is_forwarded = std::any_of(forwards.begin(), forwards.end(), [&](const auto& one) {
        return is_of(one) && one.port == each.port;
      });
      if (is_forwarded || !asks_for(each.protocol, {each.port, each.port})) continue;
      const Forward way{.listener = each.place, .port = each.port, .protocol = each.protocol};
      for (Path& path : find_to_balancer(from, balancer, way)) {
        path.push_back(closed_stage(
            block_at(each.place, "ELBV2_LISTENER_REQUIRES_TG_ACCEPT",
                     fmt::format("{} {} on port {}", each.place.name, each.place.text, each.port)),
            any_packets()));
        found.push_back(std::move(path));
      }
    }
  }
}

std::vector<Path> Paths::through(const End& from, const Node& first, const Node& to) const {
  if (&first == &to) return between(from, {End::Kind::kNode, to.place.name, &to, {}});
  std::vector<Path> found;
  through_balancers(from, to, found, &first);
  return found;
}

void Paths::through_balancers(const End& from, const Node& to, std::vector<Path>& found,
                              const Node* first) const {
  // A Network Load Balancer may forward to an Application Load Balancer, and that is all.
  if (asked_.balancers > 1) return;
  const bool shows_replies = asked_.ways == nullptr && asked_.balancers == 0;
  if (shows_replies && first == nullptr) to_replies(from, to, found);
  for (const auto& [balancer, forward] : network_.handovers_to(to)) {
    if (balancer == from.node || balancer == &to) continue;
    if (first != nullptr && balancer != first && !is_target(*first, *balancer)) continue;
    if (asked_.ways != nullptr && !may_reach(*balancer, to)) continue;
    const std::vector<SharedStage> last = from_balancer(from, *balancer, *forward);
    for (const Path& first : to_balancer(from, *balancer, *forward)) {
      for (const SharedStage& each : last) {
        if (found.size() >= kMostForwarded) return;
        found.push_back(first);
        found.back().push_back(each);
      }
    }
  }
}

}  // namespace archsynth::analysis

// Ways within a VPC, and between joined ones.

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

/// The attachment of a transit gateway in the VPC of a subnet that is in none of its zones; null:
/// there may be one that is.
/// https://docs.aws.amazon.com/vpc/latest/tgw/tgw-vpc-attachments.html
const model::Place* other_zones(const model::Join& join, const Subnet& subnet) {
  const model::Place* found = nullptr;
  for (const auto& [each, place] : join.attached) {
    if (each->vpc != subnet.vpc) continue;
    if (!are_comparable(each->zone, subnet.zone) || each->zone == subnet.zone) return nullptr;
    found = &place;
  }
  return found;
}

void add_zone_checks(const model::Join& join, const std::vector<const Subnet*>& subnets,
                     Stage& to) {
  for (const Subnet* each : subnets) {
    const model::Place* place = other_zones(join, *each);
    if (place == nullptr) continue;
    to.checks.emplace_back().block =
        block_at(*place, "TGW_ATTACH_VPC_AZ_RESTRICTION",
                 fmt::format("{} has no subnet in the zone of {}", place->name, each->place.name));
  }
}

/// What a transit gateway has no route for, there or back.
void add_table_checks(const model::Join& join, const Subnet& from, const Subnet& to, Stage& made) {
  for (const model::Join::Refusal& each : join.refusals) {
    const bool is_there = each.from == from.vpc->name && each.to == to.vpc->name;
    const bool is_back = each.from == to.vpc->name && each.to == from.vpc->name;
    if (is_there || is_back)
      made.checks.emplace_back().block = block_at(each.place, each.code, each.text);
  }
}

/// Groups are visible where the attachments of both networks show them.
bool hides_groups(const model::Join& join, const Subnet& from, const Subnet& to) {
  return join.hidden.contains(from.vpc->name) || join.hidden.contains(to.vpc->name);
}

}  // namespace

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

/// To or from what is in no VPC.
void Paths::outside(const Side& from, const Side& to, std::vector<Path>& found) const {
  if (to.node->is_public) {
    // All subnets at once.
    if (found.empty()) around(*from.node, *to.node, found);
    return;
  }
  const std::size_t before = found.size();
  const End api{End::Kind::kService, to.node->place.name, nullptr, to.blocks};
  for (const model::Endpoint& each : network_.endpoints()) {
    const bool leads = to.node->kind == model::NodeKind::kGateway &&
                       each.service == "execute-api" && each.vpc == from.subnet->vpc;
    if (leads && each.node != nullptr) to_endpoint(from, each, api, found);
  }
  if (found.size() != before) return;
  Stage made = stage(from, to, nullptr, asked_.protocols, asked_.ports);
  made.checks.clear();
  const Node& by = from.node->is_outside ? *from.node : *to.node;
  ReachBlock& apart = made.checks.emplace_back().block;
  apart = block_at(by.place, "DISCONNECTED_VPCS",
                   from.node->is_outside
                       ? fmt::format("{} is in no VPC, and {} has no public address",
                                     from.node->place.name, to.node->place.name)
                       : fmt::format("{} has no public address", to.node->place.name));
  apart.property = from.node->is_outside ? "VpcConfig" : to.node->public_place.property;
  found.push_back({std::move(made)});
}

void Paths::across(Side from, Side to, std::vector<Path>& found) const {
  if (from.subnet->vpc->is_of_aws || to.subnet->vpc->is_of_aws) return outside(from, to, found);
  const std::size_t before = found.size();
  for (const model::Join& join : network_.joins()) {
    if (!is_joined(join, *from.subnet, *to.subnet)) continue;
    from.keeps_groups = !hides_groups(join, *from.subnet, *to.subnet);
    from.groups_assumption = join.groups_assumption;
    to.keeps_groups = !join.is_transit;
    Stage made = stage(from, to, to.node, asked_.protocols, asked_.ports);
    const Way way = join.is_transit ? Way::kTransit : Way::kPeering;
    made.checks.push_back(
        route_check(*from.subnet->table, way, join.gateway, made.asked, Box::kDestination));
    made.checks.push_back(
        route_check(*to.subnet->table, way, join.gateway, made.asked, Box::kSource));
    add_table_checks(join, *from.subnet, *to.subnet, made);
    add_zone_checks(join, {from.subnet, to.subnet}, made);
    if (!join.assumption.empty()) made.assumptions.push_back(join.assumption);
    found.push_back({std::move(made)});
  }
  if (found.size() != before) return;
  Stage made = stage(from, to, to.node, asked_.protocols, asked_.ports);
  const std::string& here = from.subnet->vpc->name;
  const std::string& there = to.subnet->vpc->name;
  const model::Route* route = catching_route(*from.subnet->table, made.asked, Box::kDestination);
  ReachBlock& apart = made.checks.emplace_back().block;
  if (route != nullptr) {
    apart = block_at(route->place, "DISCONNECTED_VPCS",
                     fmt::format("{} leads to {}, which does not connect {} and {}",
                                 route->place.id(), route->gateway, here, there));
  } else {
    apart = {here, "VPCPeeringConnection", "DISCONNECTED_VPCS",
             fmt::format("nothing connects {} and {}", here, there), from.subnet->place.origin};
  }
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
      Stage& made = found.back().front().amend();
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

void Paths::to_block(const Node& from, const End& to, std::vector<Path>& found) const {
  for (const Subnet* a : from.subnets) {
    const Side source{&from, a, blocks_in(*a)};
    const std::size_t before = found.size();
    for (const Subnet& b : network_.subnets()) {
      const std::vector<Block> blocks = overlap_of(to.blocks, blocks_in(b));
      if (!b.has_known_blocks || a->vpc != b.vpc || blocks.empty()) continue;
      within_vpc(source, {nullptr, &b, blocks}, found);
      found.back().front().amend().after.push_back({to.name, {}, {}});
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

// Whether tasks that are left can reach the internet or the services of AWS.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "stack.h"

namespace archsynth::analysis {
namespace {

bool leads_everywhere(const model::Route& route) {
  return std::any_of(route.blocks.begin(), route.blocks.end(), [](const model::Block& each) {
    return each.addresses == model::all_addresses(each.family).addresses;
  });
}

class Ways {
 public:
  Ways(Stack& stack, const Tasks& tasks, const Failure& failure)
      : stack_(stack), tasks_(tasks), failure_(failure) {}

  bool reaches(const model::Subnet& subnet) const {
    if (subnet.table == nullptr || !subnet.table->is_known) {
      stack_.assume(fmt::format("subnet {} has a way to the internet", quoted(subnet.place.name)));
      return true;
    }
    const auto& all = subnet.table->routes;
    const bool has_way = std::any_of(all.begin(), all.end(), [&](const model::Route& each) {
      return leads_everywhere(each) && is_open(each);
    });
    if (has_way) return true;
    const bool has_default = std::any_of(all.begin(), all.end(), leads_everywhere);
    return !has_default && has_endpoints(subnet);
  }

 private:
  bool is_open(const model::Route& route) const {
    switch (route.way) {
      case model::Way::kInternet:
        return tasks_.node->is_public;
      case model::Way::kNat:
        return is_open(route.gateway);
      case model::Way::kBlackhole:
        return false;
      case model::Way::kEgressOnly:
        return tasks_.node->has_ipv6;
      default:
        break;
    }
    stack_.assume(fmt::format("{} leads to the internet", quoted(route.gateway)));
    return true;
  }

  bool is_open(const std::string& gateway) const {
    const model::Nat* nat = stack_.network().nat(gateway);
    if (nat == nullptr || failure_.is(Failure::Kind::kNat, gateway)) return nat == nullptr;
    if (!nat->is_public) return false;
    return nat->is_regional || nat->subnet == nullptr ||
           !failure_.is_zone(stack_.zone_of(*nat->subnet));
  }

  /// All interface endpoints of the VPC are left.
  bool has_endpoints(const model::Subnet& subnet) const {
    bool has_any = false;
    for (const model::Endpoint& each : stack_.network().endpoints()) {
      if (each.node == nullptr || each.vpc != subnet.vpc) continue;
      has_any = true;
      const auto& in = each.node->subnets;
      const bool is_left = std::any_of(in.begin(), in.end(), [&](const model::Subnet* one) {
        return !failure_.is_zone(stack_.zone_of(*one));
      });
      if (!is_left) return false;
    }
    return has_any;
  }

  Stack& stack_;
  const Tasks& tasks_;
  const Failure& failure_;
};

}  // namespace

OutboundZones outbound_zones(Stack& stack, const Tasks& tasks, const Failure& failure) {
  if (tasks.node == nullptr || tasks.node->subnets.empty()) return {1, 1};
  if (failure.kind == Failure::Kind::kRegion) return {};
  const Ways ways(stack, tasks, failure);
  std::map<std::string, bool> reaching;
  for (const model::Subnet* each : tasks.node->subnets) {
    const std::string zone = stack.zone_of(*each);
    if (!zone.empty() && failure.is_zone(zone)) continue;
    reaching[zone] |= ways.reaches(*each);
  }
  OutboundZones zones;
  zones.left = reaching.size();
  for (const auto& [zone, reaches] : reaching) zones.reaching += reaches ? 1 : 0;
  return zones;
}

}  // namespace archsynth::analysis

// Instances behind load balancers, and what leads to load balancers through services of AWS.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/start/network.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "model/network/node_types.h"
#include "model/network/outside.h"

namespace archsynth::analysis {
namespace {

using model::Forward;
using model::Handoff;
using model::Node;
using view::View;

/// Types without which nothing leads through the network of AWS.
constexpr std::string_view kDoors[] = {
    "AWS::ApiGateway::VpcLink",     "AWS::ApiGatewayV2::VpcLink",
    "AWS::CloudFront::VpcOrigin",   "AWS::EC2::VPCEndpointService",
    "AWS::VpcLattice::TargetGroup", "AWS::GlobalAccelerator::EndpointGroup"};

/// Whether a group replaces instances that fail the health checks of a load balancer.
bool replaces_instances(const RunningStack& stack, const Node& node) {
  const cfn::Resource* resource = stack.state.find(node.place.name);
  if (resource == nullptr || node.type != model::kAutoScalingType) return false;
  const auto by = stack.state.text(property(*resource, {"HealthCheckType"}));
  return by && by->find("ELB") != by->npos;
}

/// Where targets see the addresses of clients, those of the load balancer are for health checks
/// alone.
void check_target(const RunningStack& stack, const Node& balancer, const Forward& forward,
                  NetworkReport& report) {
  const auto check = [&](const model::Range& ports, const char* step) {
    if (ports == model::kAllPorts || forward.family != model::Family::kIpv4) return;
    check_way(stack, {balancer, *forward.target}, ports, step, forward.group.origin, report);
  };
  if (!forward.keeps_client) check(forward.target_ports, "gets no requests");
  const bool is_same_port = !forward.health_ports && forward.keeps_client;
  if (forward.health_ports) check(*forward.health_ports, "fails its health checks");
  if (is_same_port) check(forward.target_ports, "fails its health checks");
}

void check_instances(const View& view, const Report& report, bool are_replaced) {
  if (view.of(model::kBalancerType).empty()) return;
  if (view.of(model::kInstanceType).empty() && view.of(model::kAutoScalingType).empty()) return;
  const auto& stack = view.made<RunningStack>();
  NetworkReport told(report, stack);
  for (const Node& balancer : stack.network.nodes()) {
    for (const Forward& each : balancer.forwards) {
      const std::string& type = each.target->type;
      const bool is_instance = type == model::kInstanceType || type == model::kAutoScalingType;
      if (is_instance && replaces_instances(stack, *each.target) == are_replaced)
        check_target(stack, balancer, each, told);
    }
  }
}

/// Whether connections from the door get to what it leads to, in either family.
std::optional<Outcome> way_of(const RunningStack& stack, const Handoff& by) {
  std::optional<Outcome> found;
  for (const model::Family family : {model::Family::kIpv6, model::Family::kIpv4}) {
    Asked asked = asked_for(0, family);
    asked.protocols = model::kAllProtocols;
    asked.ports = by.keeps_ports ? by.ports : by.next_ports;
    const Paths paths(stack.network, asked);
    found = best_of(paths.through(end_of(*by.door), *by.next, *by.next), true);
    if (found && found->is_reachable) break;
  }
  return found;
}

}  // namespace

void check_ways_to_replaced(const View& view, const Report& report) {
  check_instances(view, report, true);
}

void check_ways_to_instances(const View& view, const Report& report) {
  check_instances(view, report, false);
}

void check_ways_of_doors(const View& view, const Report& report) {
  const bool has_some = std::any_of(std::begin(kDoors), std::end(kDoors),
                                    [&](const auto& each) { return !view.of(each).empty(); });
  if (!has_some) return;
  const auto& stack = view.made<RunningStack>();
  const model::Outside outside(stack.network);
  NetworkReport told(report, stack);
  for (const Handoff& each : outside.handoffs()) {
    if (each.door == nullptr || each.next == nullptr || !each.problem.text.empty()) continue;
    // Its listeners may be of another stack.
    if (each.next->listeners.empty()) continue;
    const auto outcome = way_of(stack, each);
    if (!outcome || outcome->is_reachable) continue;
    told(*each.door, fmt::format("cannot reach {}", quoted(each.next->place.name)), *outcome,
         each.place.origin, {});
  }
}

void check_instances_that_forward(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of("AWS::EC2::Route")) {
    for (const char* key : {"InstanceId", "NetworkInterfaceId"}) {
      const cfn::Value* named = property(*route, {key});
      const cfn::Resource* to = view.target(named);
      if (to == nullptr) continue;
      const auto place = view.made<RunningStack>().network.refusal_to_forward(to->id.str());
      if (!place) continue;
      Diagnostic& found = report(
          place->name, place->origin,
          fmt::format("{} drops the traffic of {}, because its source/destination check is on",
                      quoted(place->name), quoted(route->id.str())));
      found.related.push_back({first_known(named->origin(), route->origin), "the route"});
    }
  }
}

}  // namespace archsynth::analysis

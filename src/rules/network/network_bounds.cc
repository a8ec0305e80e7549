// Sizes of networks, targets of routes, ports of network ACLs.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kVpcPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";
constexpr std::string_view kCreateRoutePage =
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html";
constexpr std::string_view kAclPage =
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html";

std::optional<int> prefix_length(const std::string& network) {
  const std::size_t slash = network.find('/');
  if (slash == network.npos || network.find(':') != network.npos) return std::nullopt;
  int length = 0;
  const char* end = network.data() + network.size();
  const auto [stopped, failed] = std::from_chars(network.data() + slash + 1, end, length);
  return failed == std::errc() && stopped == end ? std::optional(length) : std::nullopt;
}

void check_network_size(const View& view, const Report& report) {
  for (const char* type : {"AWS::EC2::VPC", "AWS::EC2::Subnet", "AWS::EC2::VPCCidrBlock"}) {
    for (const cfn::Resource* network : view.of(type)) {
      const cfn::Value* place = property(*network, {"CidrBlock"});
      const auto text = view.text(place);
      const auto length = text ? prefix_length(*text) : std::nullopt;
      if (!length || (*length >= 16 && *length <= 28)) continue;
      report(*network, place,
             fmt::format("\"CidrBlock\" of {} must be from /16 to /28, not /{}",
                         quoted(network->id.str()), *length));
    }
  }
}

constexpr std::string_view kRouteTargets[] = {
    "CarrierGatewayId", "CoreNetworkArn",     "EgressOnlyInternetGatewayId",
    "GatewayId",        "InstanceId",         "LocalGatewayId",
    "NatGatewayId",     "NetworkInterfaceId", "OdbNetworkArn",
    "TransitGatewayId", "VpcEndpointId",      "VpcPeeringConnectionId"};
constexpr std::string_view kDestinations[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock",
                                              "DestinationPrefixListId"};

/// The properties of a set that surely are there.
std::vector<std::string> stated(const cfn::Resource& resource,
                                std::span<const std::string_view> names) {
  std::vector<std::string> found;
  for (const std::string_view name : names) {
    if (has(resource, name)) found.push_back(quoted(name));
  }
  return found;
}

/// Whether nothing but the table and destinations is given.
bool has_no_target(const cfn::Resource& route) {
  return std::all_of(route.properties.begin(), route.properties.end(),
                     [](const cfn::MapEntry& entry) {
                       return entry.key == "RouteTableId" || entry.key.starts_with("Destination") ||
                              is_no_value(entry.value);
                     });
}

void check_route(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of("AWS::EC2::Route")) {
    const std::string name = quoted(route->id.str());
    const auto targets = stated(*route, kRouteTargets);
    if (targets.size() > 1) {
      report(*route, nullptr,
             fmt::format("{} has {}; only one target is allowed", name, join(targets, " and ")));
    } else if (has_no_target(*route)) {
      report(*route, nullptr, fmt::format("{} has no target", name)).fix =
          "set one of GatewayId, NatGatewayId, TransitGatewayId, …";
    }
    const auto destinations = stated(*route, kDestinations);
    if (destinations.size() > 1) {
      report(*route, nullptr,
             fmt::format("{} has {}; only one destination is allowed", name,
                         join(destinations, " and ")));
    }
  }
}

void check_acl_ports(const View& view, const Report& report) {
  for (const cfn::Resource* entry : view.of("AWS::EC2::NetworkAclEntry")) {
    const cfn::Value* place = property(*entry, {"Protocol"});
    const auto protocol = view.number(place);
    const std::string name = quoted(entry->id.str());
    if ((protocol == 6.0 || protocol == 17.0) && lacks(*entry, "PortRange")) {
      report(*entry, place,
             fmt::format("{} applies to {} and needs a \"PortRange\"", name,
                         protocol == 6.0 ? "TCP" : "UDP"));
    } else if (protocol == 1.0 && lacks(*entry, "Icmp")) {
      report(*entry, place, fmt::format("{} applies to ICMP and needs \"Icmp\"", name));
    }
  }
}

/// A number whose bounds no schema states; "*" steps into a list.
struct NumberBounds {
  std::string_view type;
  std::array<std::string_view, 6> path;
  double least;
  double most;
};

constexpr NumberBounds kNumberBounds[] = {
    {"AWS::ECS::TaskDefinition",
     {"ContainerDefinitions", "*", "PortMappings", "*", "ContainerPort"},
     0,
     65535},
    {"AWS::ECS::TaskDefinition",
     {"ContainerDefinitions", "*", "PortMappings", "*", "HostPort"},
     0,
     65535},
    {"AWS::EC2::NetworkAclEntry", {"RuleNumber"}, 1, 32766},
    {"AWS::ElasticLoadBalancingV2::Listener",
     {"DefaultActions", "*", "ForwardConfig", "TargetGroups", "*", "Weight"},
     0,
     999},
    {"AWS::ElasticLoadBalancingV2::ListenerRule",
     {"Actions", "*", "ForwardConfig", "TargetGroups", "*", "Weight"},
     0,
     999},
    {"AWS::ElasticLoadBalancingV2::Listener",
     {"DefaultActions", "*", "ForwardConfig", "TargetGroupStickinessConfig", "DurationSeconds"},
     1,
     604800},
    {"AWS::ElasticLoadBalancingV2::ListenerRule",
     {"Actions", "*", "ForwardConfig", "TargetGroupStickinessConfig", "DurationSeconds"},
     1,
     604800},
};

template <typename Visit>
void each_number(const View& view, const cfn::Value* value, std::span<const std::string_view> path,
                 const Visit& visit) {
  if (value == nullptr) return;
  if (path.empty() || path.front().empty()) return visit(*value);
  if (path.front() != "*") {
    return each_number(view, member(value, {path.front()}), path.subspan(1), visit);
  }
  for (const cfn::Value* item : view.items(value).values) {
    each_number(view, item, path.subspan(1), visit);
  }
}

void check_numbers(const View& view, const Report& report) {
  for (const NumberBounds& bounds : kNumberBounds) {
    const std::span<const std::string_view> path = bounds.path;
    for (const cfn::Resource* resource : view.of(bounds.type)) {
      each_number(view, property(*resource, {path.front()}), path.subspan(1),
                  [&](const cfn::Value& place) {
                    const auto number = view.number(&place);
                    if (!number || (*number >= bounds.least && *number <= bounds.most)) return;
                    std::string_view name;
                    for (const std::string_view part : path) name = part.empty() ? name : part;
                    report(*resource, &place,
                           fmt::format("\"{}\" must be {} to {}, not {}", name, bounds.least,
                                       bounds.most, *number));
                  });
    }
  }
}

constexpr Rule kNetworkBoundsRules[] = {
    {"ARC4324", Severity::kError, "number is out of bounds", "the service refuses the number",
     "choose a number within the bounds", kAclPage, "", check_numbers},
    {"ARC4321", Severity::kError, "network is too large or too small",
     "EC2 refuses networks beyond /16 and /28", "choose a prefix length from /16 to /28", kVpcPage,
     "", check_network_size},
    {"ARC4322", Severity::kError, "route does not have one target and one destination",
     "EC2 refuses the route", "keep one of them", kCreateRoutePage, "", check_route},
    {"ARC4323", Severity::kError, "network ACL entry lacks its ports", "EC2 refuses the entry",
     "set the ports, or \"Protocol\" to -1", kAclPage, "", check_acl_ports},
};

}  // namespace

std::span<const Rule> network_bound_rules() { return kNetworkBoundsRules; }

}  // namespace archsynth::analysis

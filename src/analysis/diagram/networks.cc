#include "networks.h"

#include <fmt/format.h>

#include <algorithm>

namespace archsynth::analysis {
namespace {

using Tier = DiagramFrame::Kind;

/// The zone of a subnet, and what zones are sorted by.
std::string zone_of(const View& view, const cfn::Resource& subnet) {
  for (const std::string_view name : {"AvailabilityZone", "AvailabilityZoneId"}) {
    const cfn::Value* value = property(subnet, {name});
    if (value == nullptr) continue;
    if (const auto text = view.text(value)) return plain_text(*text);
    const auto* call = value->get_if<cfn::Call>();
    const cfn::List* list = call == nullptr ? nullptr : call->argument.front().list();
    if (call != nullptr && call->function == cfn::Function::kSelect && list != nullptr &&
        list->size() == 2) {
      const auto index = view.number(&list->front());
      const auto* zones = list->back().get_if<cfn::Call>();
      const bool is_zones = zones != nullptr && zones->function == cfn::Function::kGetAZs;
      if (index && is_zones) return fmt::format("Zone {}", static_cast<int>(*index) + 1);
    }
    const std::vector<Leaf> named = leaves(view, *value);
    if (!named.empty()) return plain_text(named.front().name);
  }
  return {};
}

/// What a route leads to.
struct Way {
  std::string_view property;
  std::string_view title;
};
constexpr Way kWays[] = {
    {"GatewayId", "gateway"},
    {"NatGatewayId", "NAT gateway"},
    {"InstanceId", "instance"},
    {"NetworkInterfaceId", "network interface"},
    {"TransitGatewayId", "transit gateway"},
    {"VpcPeeringConnectionId", "peering"},
    {"EgressOnlyInternetGatewayId", "egress-only gateway"},
    {"VpcEndpointId", "endpoint"},
    {"CarrierGatewayId", "carrier gateway"},
    {"LocalGatewayId", "local gateway"},
    {"CoreNetworkArn", "core network"},
};

bool is_internet_gateway(const View& view, const cfn::Resource& route) {
  for (const cfn::Value* value : values_at(route, "GatewayId")) {
    for (const Leaf& leaf : leaves(view, *value)) {
      if (leaf.resource == nullptr && leaf.name.rfind("vgw-", 0) == 0) return false;
      if (leaf.resource != nullptr && leaf.resource->type == "AWS::EC2::VPNGateway") return false;
      return true;
    }
  }
  return false;
}

}  // namespace

Networks::Networks(const View& view) : view_(view) {
  for (const cfn::Resource* vpc : view.of("AWS::EC2::VPC")) {
    network_by_name_.emplace(vpc->id.str(), static_cast<int>(networks_.size()));
    networks_.push_back({vpc, vpc->id.str(), plain_text(text_at(view, *vpc, "CidrBlock")), {}, {}});
  }
  for (const cfn::Resource* subnet : view.of("AWS::EC2::Subnet")) read_subnet(*subnet);
}

void Networks::read_subnet(const cfn::Resource& resource) {
  const cfn::Value* vpc = property(resource, {"VpcId"});
  int network = vpc == nullptr ? -1 : network_of(*vpc);
  if (network < 0) network = network_of(cfn::Value("VPC"));
  DrawnSubnet subnet;
  subnet.resource = &resource;
  subnet.name = resource.id.str();
  subnet.block = plain_text(text_at(view_, resource, "CidrBlock"));
  subnet.zone = zone_of(view_, resource);
  subnet.network = network;
  read_routes(resource, subnet);
  subnet_by_name_.emplace(subnet.name, static_cast<int>(subnets_.size()));
  networks_[static_cast<std::size_t>(network)].subnets.push_back(static_cast<int>(subnets_.size()));
  subnets_.push_back(std::move(subnet));
}

void Networks::read_routes(const cfn::Resource& resource, DrawnSubnet& subnet) {
  bool has_table = false;
  bool is_complete = true;
  bool to_internet = false;
  bool leaves_network = false;
  for (const cfn::Resource* each : view_.of("AWS::EC2::SubnetRouteTableAssociation")) {
    if (view_.target(property(*each, {"SubnetId"})) != &resource) continue;
    const cfn::Resource* table = view_.target(property(*each, {"RouteTableId"}));
    has_table = true;
    if (table == nullptr) is_complete = false;
    if (table == nullptr) continue;
    for (const cfn::Resource* route : view_.of("AWS::EC2::Route")) {
      if (view_.target(property(*route, {"RouteTableId"})) != table) continue;
      std::string to = text_at(view_, *route, "DestinationCidrBlock");
      if (to.empty()) to = text_at(view_, *route, "DestinationIpv6CidrBlock");
      const bool is_default = to == "0.0.0.0/0" || to == "::/0";
      const bool is_internet = is_internet_gateway(view_, *route);
      if (is_default) (is_internet ? to_internet : leaves_network) = true;
      for (const Way& way : kWays) {
        const cfn::Value* value = property(*route, {way.property});
        if (value == nullptr) continue;
        const std::vector<Leaf> through = leaves(view_, *value);
        for (const Leaf& leaf : through) {
          if (leaf.resource != nullptr) subnet.ways.push_back(leaf.resource);
        }
        subnet.routes.push_back(plain_text(fmt::format("{} → {}", to.empty() ? "elsewhere" : to,
                                                       is_internet       ? "internet gateway"
                                                       : through.empty() ? std::string(way.title)
                                                                         : through[0].name)));
      }
    }
  }
  if (to_internet || text_at(view_, resource, "MapPublicIpOnLaunch") == "true") {
    subnet.tier = Tier::kPublic;
  } else if (leaves_network) {
    subnet.tier = Tier::kPrivate;
  } else if (has_table && is_complete) {
    subnet.tier = Tier::kIsolated;
  }
}

int Networks::network_of(const cfn::Value& value) {
  for (const Leaf& leaf : leaves(view_, value)) {
    // What has an id of a VPC among its attributes stands for that VPC.
    const cfn::Resource* resource = leaf.resource;
    const std::string name = resource != nullptr ? resource->id.str() : leaf.name;
    const auto [found, is_new] = network_by_name_.emplace(name, static_cast<int>(networks_.size()));
    if (is_new) networks_.push_back({nullptr, plain_text(name), {}, {}, {}});
    return found->second;
  }
  return -1;
}

std::vector<int> Networks::subnets_of(const cfn::Value& value, int network) {
  std::vector<int> found;
  for (const Leaf& leaf : leaves(view_, value)) {
    const bool is_resource = leaf.resource != nullptr;
    const std::string name = is_resource ? leaf.resource->id.str() : leaf.name;
    const auto known = subnet_by_name_.find(name);
    int index = 0;
    if (known != subnet_by_name_.end()) {
      index = known->second;
    } else {
      int within = network;
      if (within < 0 && networks_.size() == 1) within = 0;
      if (within < 0) within = network_of(cfn::Value("VPC"));
      index = static_cast<int>(subnets_.size());
      subnet_by_name_.emplace(name, index);
      DrawnSubnet subnet;
      subnet.name = plain_text(name);
      subnet.network = within;
      networks_[static_cast<std::size_t>(within)].subnets.push_back(index);
      subnets_.push_back(std::move(subnet));
    }
    if (std::find(found.begin(), found.end(), index) == found.end()) found.push_back(index);
  }
  return found;
}

void Networks::set_public(int subnet) {
  DrawnSubnet& each = subnets_[static_cast<std::size_t>(subnet)];
  if (each.tier == Tier::kUnknown) each.tier = Tier::kPublic;
}

void Networks::arrange() {
  for (DrawnNetwork& network : networks_) arrange(network);
}

void Networks::arrange(DrawnNetwork& network) {
  const auto subnet = [&](int index) -> DrawnSubnet& {
    return subnets_[static_cast<std::size_t>(index)];
  };
  std::set<std::string> zones;
  for (const int each : network.subnets) zones.insert(subnet(each).zone);
  int column = 0;
  for (const std::string& zone : zones) {
    std::map<Tier, int> next;
    int width = 0;
    for (const int each : network.subnets) {
      if (subnet(each).zone != zone) continue;
      int& free = next[subnet(each).tier];
      subnet(each).column = column + free++;
      width = std::max(width, free);
    }
    if (!zone.empty()) network.zones.push_back({zone, column, column + width - 1});
    column += width;
  }
  network.columns = std::max(column, 1);
}

}  // namespace archsynth::analysis

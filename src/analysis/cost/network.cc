// Load balancers, gateways, addresses, endpoints and what goes through them.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/cfn/writer.h"
#include "pricing.h"

namespace archsynth::analysis {
namespace {

constexpr double kNetworkHours = kHoursPerMonth;
/// Of a network that the template does not have.
constexpr double kUsualZones = 2;
constexpr std::string_view kBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view kNetworkNat = "AWS::EC2::NatGateway";
constexpr std::string_view kEndpoint = "AWS::EC2::VPCEndpoint";

/// How many subnets a list names; `otherwise` where that is not known.
double size_of(const cfn::Value* list, double otherwise) {
  if (list == nullptr || list->list() == nullptr) return otherwise;
  return static_cast<double>(list->list()->size());
}

bool is_internet_facing(const Pricing& pricing, const cfn::Resource& balancer) {
  const cfn::Value* scheme = at(balancer, {"Scheme"});
  return scheme == nullptr || pricing.text(scheme) == "internet-facing";
}

void price_balancer(Pricing& pricing, const cfn::Resource& balancer) {
  const std::string type = pricing.text(at(balancer, {"Type"}));
  if (!type.empty() && type != "application" && type != "network") {
    return pricing.add_unpriced(
        balancer, fmt::format("load balancers of type {} are not in the price list", type));
  }
  const bool is_network = type == "network";
  const std::string component = is_network ? "Network Load Balancer" : "Application Load Balancer";
  const std::string item = is_network ? "nlb" : "alb";
  pricing.add(balancer, {.component = component,
                         .item = item + ".hour",
                         .what = "hours",
                         .quantity = kNetworkHours,
                         .assumption = "all hours of a month"});
  const double lcus = pricing.usage().load_balancer_lcus;
  pricing.add(balancer, {.component = component,
                         .item = item + ".lcu",
                         .what = "capacity unit hours",
                         .quantity = kNetworkHours * lcus,
                         .assumption = fmt::format("load_balancer_lcus: {} on average",
                                                   spec::Quantity(lcus).text())});
  if (!is_internet_facing(pricing, balancer)) return;
  const cfn::Value* mappings = at(balancer, {"SubnetMappings"});
  const double zones = size_of(mappings != nullptr ? mappings : at(balancer, {"Subnets"}), 2);
  pricing.add(balancer, {.component = "Public IPv4 addresses",
                         .item = "ipv4.hour",
                         .what = "address hours",
                         .quantity = kNetworkHours * zones,
                         .assumption = fmt::format("one in each of {} subnets, at least",
                                                   spec::Quantity(zones).text()),
                         .count = zones});
}

/// Where AWS chooses the zones, it allocates the addresses too.
void price_addresses_of_regional(Pricing& pricing, const cfn::Resource& gateway, double zones) {
  if (at(gateway, {"AvailabilityZoneAddresses"}) != nullptr) return;
  pricing.add(gateway, {.component = "Public IPv4 addresses",
                        .item = "ipv4.hour",
                        .what = "address hours",
                        .quantity = kNetworkHours * zones,
                        .assumption = fmt::format("one in each of {} zones, at least", zones),
                        .count = zones});
}

void price_nat(Pricing& pricing, const cfn::Resource& gateway) {
  const double gateways = static_cast<double>(pricing.of(kNetworkNat).size());
  const double data = pricing.usage().nat_gb;
  const bool is_regional = pricing.text(at(gateway, {"AvailabilityMode"})) == "regional";
  const double zones = zones_of_nat(pricing, gateway);
  pricing.add(gateway, {.component = "NAT Gateway",
                        .item = "nat.hour",
                        .what = is_regional ? "zone hours" : "hours",
                        .quantity = kNetworkHours * zones,
                        .assumption = is_regional ? fmt::format("in each of {} zones", zones)
                                                  : "all hours of a month"});
  if (is_regional) price_addresses_of_regional(pricing, gateway, zones);
  pricing.add(gateway, {.component = "NAT Gateway",
                        .item = "nat.gb",
                        .what = "GB processed",
                        .quantity = data / gateways,
                        .assumption = fmt::format("nat_gb: {} through {}",
                                                  spec::Quantity(data).text(), gateways)});
}

void price_address(Pricing& pricing, const cfn::Resource& address) {
  bool is_used = at(address, {"InstanceId"}) != nullptr;
  for (const cfn::Resource& resource : pricing.resources()) {
    for (const cfn::MapEntry& entry : resource.properties) {
      for (const cfn::Reference& each : cfn::references(entry.value)) {
        is_used |= each.target == address.id;
      }
    }
  }
  pricing.add(address, {.component = "Public IPv4 addresses",
                        .item = "ipv4.hour",
                        .what = "address hours",
                        .quantity = kNetworkHours,
                        .assumption = is_used ? "in use" : "idle: not used in the template"});
}

void price_endpoint(Pricing& pricing, const cfn::Resource& endpoint) {
  const std::string type = pricing.text(at(endpoint, {"VpcEndpointType"}));
  if (type.empty() || type == "Gateway") return;
  if (type != "Interface") {
    return pricing.add_unpriced(
        endpoint, fmt::format("endpoints of type {} are not in the price list", type));
  }
  const double zones = size_of(at(endpoint, {"SubnetIds"}), 2);
  double endpoints = 0;
  for (const cfn::Resource* each : pricing.of(kEndpoint)) {
    endpoints += pricing.text(at(*each, {"VpcEndpointType"})) == "Interface" ? 1 : 0;
  }
  const double data = pricing.usage().endpoint_gb;
  pricing.add(endpoint, {.component = "VPC endpoints",
                         .item = "endpoint.hour",
                         .what = "zone hours",
                         .quantity = kNetworkHours * zones,
                         .assumption = fmt::format("{} zones", zones)});
  pricing.add(endpoint, {.component = "VPC endpoints",
                         .item = "endpoint.gb",
                         .what = "GB processed",
                         .quantity = data / endpoints,
                         .assumption = fmt::format("endpoint_gb: {} through {}",
                                                   spec::Quantity(data).text(), endpoints)});
}

void price_flow_log(Pricing& pricing, const cfn::Resource& log) {
  pricing.add_unpriced(log, "flow-log delivery and storage are not priced");
}

constexpr Pricer kNetworkPricers[] = {
    {kBalancer, price_balancer},           {kNetworkNat, price_nat},
    {"AWS::EC2::EIP", price_address},      {kEndpoint, price_endpoint},
    {"AWS::EC2::FlowLog", price_flow_log},
};

}  // namespace

double zones_of_nat(const Pricing& pricing, const cfn::Resource& gateway) {
  if (pricing.text(at(gateway, {"AvailabilityMode"})) != "regional") return 1;
  if (const cfn::Value* stated = at(gateway, {"AvailabilityZoneAddresses"})) {
    return size_of(stated, kUsualZones);
  }
  std::set<std::string> zones;
  for (const cfn::Resource* each : pricing.of("AWS::EC2::Subnet")) {
    const cfn::Value* vpc = at(*each, {"VpcId"});
    const cfn::Value* own = at(gateway, {"VpcId"});
    const cfn::Value* zone = at(*each, {"AvailabilityZone"});
    if (vpc == nullptr || own == nullptr || zone == nullptr || !(*vpc == *own)) continue;
    zones.insert(cfn::to_json(*zone));
  }
  return zones.empty() ? kUsualZones : static_cast<double>(zones.size());
}

std::span<const Pricer> network_pricers() { return kNetworkPricers; }

void price_transfer(Pricing& pricing) {
  constexpr double kFreeGb = 100;
  bool has_way_out = !pricing.of(kNetworkNat).empty() || !pricing.of("AWS::EC2::EIP").empty();
  for (const cfn::Resource* balancer : pricing.of(kBalancer)) {
    has_way_out |= is_internet_facing(pricing, *balancer);
  }
  const cfn::Resource whole_stack;
  const Usage& usage = pricing.usage();
  if (has_way_out) {
    pricing.add(whole_stack, {.component = "Data transfer to the internet",
                              .detail = spec::Quantity(usage.internet_gb).text() + " GB",
                              .item = "transfer.internet",
                              .what = "GB to the internet",
                              .quantity = std::max(0.0, usage.internet_gb - kFreeGb),
                              .assumption = fmt::format("internet_gb: {}, of which 100 are free",
                                                        spec::Quantity(usage.internet_gb).text())});
  }
  if (pricing.of("AWS::EC2::Subnet").size() > 1) {
    pricing.add(whole_stack, {.component = "Data transfer between zones",
                              .detail = spec::Quantity(usage.zone_gb).text() + " GB",
                              .item = "transfer.zone",
                              .what = "GB between zones",
                              .quantity = 2 * usage.zone_gb,
                              .assumption = fmt::format("zone_gb: {}, paid both ways",
                                                        spec::Quantity(usage.zone_gb).text())});
  }
}

}  // namespace archsynth::analysis

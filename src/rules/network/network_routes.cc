// Routes that lead out of a VPC, and the IPv6 blocks of subnets.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/order.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kNetworksRoutePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ec2-route.html";
constexpr std::string_view kNetworksLocalPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html";
constexpr std::string_view kNetworksSixPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ec2-vpccidrblock.html";
constexpr std::string_view kPublicSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html";
constexpr std::string_view kRoutedVpc = "AWS::EC2::VPC";

/// Whether nothing outside the template can belong to what is made in it.
bool is_all_known(const View& view, const cfn::Resource* resource) {
  return resource != nullptr && view.source().transform.absent() && !is_handed_on(view, *resource);
}

void check_transit_route(const View& view, const Report& report, const cfn::Resource& route) {
  const cfn::Value* place = property(route, {"TransitGatewayId"});
  const cfn::Value* vpc = vpc_of_table(view, property(route, {"RouteTableId"}));
  const cfn::Resource* gateway = view.target(place, "AWS::EC2::TransitGateway");
  if (place == nullptr || vpc == nullptr) return;
  View::Resources attachments;
  bool is_known = true;
  for (const char* type :
       {"AWS::EC2::TransitGatewayAttachment", "AWS::EC2::TransitGatewayVpcAttachment"}) {
    for (const cfn::Resource* each : view.of(type)) {
      if (!view.same(property(*each, {"TransitGatewayId"}), place)) continue;
      const cfn::Value* own = property(*each, {"VpcId"});
      if (own != nullptr && view.same(own, vpc))
        attachments.push_back(each);
      else if (!view.differ(own, vpc))
        is_known = false;
    }
  }
  if (attachments.empty()) {
    if (!is_known || !is_all_known(view, gateway) || view.target(vpc) == nullptr) return;
    report(route, place,
           fmt::format("{} is not attached to {}", quoted(gateway->id.str()), name_of(view, vpc)));
  } else if (!waits_for(view, route, attachments)) {
    report(route, place,
           fmt::format("the route can be created before {} attaches the transit gateway",
                       quoted(attachments.front()->id.str())))
        .fix = fmt::format("add `DependsOn: {}`", attachments.front()->id.str());
  }
}

void check_transit_routes(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of("AWS::EC2::Route")) {
    check_transit_route(view, report, *route);
  }
}

void check_peering_route(const View& view, const Report& report, const cfn::Resource& route) {
  const cfn::Value* place = property(route, {"VpcPeeringConnectionId"});
  const cfn::Resource* peering = view.target(place, "AWS::EC2::VPCPeeringConnection");
  const cfn::Value* vpc = vpc_of_table(view, property(route, {"RouteTableId"}));
  if (peering == nullptr || vpc == nullptr) return;
  if (!view.differ(property(*peering, {"VpcId"}), vpc)) return;
  if (!view.differ(property(*peering, {"PeerVpcId"}), vpc)) return;
  report(route, place,
         fmt::format("{} does not connect {}, the VPC of the route table",
                     quoted(peering->id.str()), name_of(view, vpc)));
}

void check_local_route(const View& view, const Report& report, const cfn::Resource& route) {
  const bool leaves = has(route, "VpcPeeringConnectionId") || has(route, "TransitGatewayId");
  const cfn::Value* place = property(route, {"DestinationCidrBlock"});
  const auto own = block_of(view, place);
  const cfn::Resource* vpc =
      view.target(vpc_of_table(view, property(route, {"RouteTableId"})), kRoutedVpc);
  if (!leaves || !own || vpc == nullptr) return;
  for (const StatedBlock& whole : blocks_of(view, *vpc)) {
    if (!whole.block.contains(*own)) continue;
    report(route, place,
           fmt::format("{} is within {}, the block of {} itself", own->shown(), whole.block.shown(),
                       quoted(vpc->id.str())));
    return;
  }
}

void check_routes_of_vpcs(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of("AWS::EC2::Route")) {
    check_peering_route(view, report, *route);
    check_local_route(view, report, *route);
  }
}

void check_six(const View& view, const Report& report) {
  for (const cfn::Resource* subnet : view.of("AWS::EC2::Subnet")) {
    const cfn::Value* place = property(*subnet, {"Ipv6CidrBlock"});
    const cfn::Resource* vpc = view.target(property(*subnet, {"VpcId"}), kRoutedVpc);
    if (place == nullptr || !is_all_known(view, vpc)) continue;
    View::Resources blocks;
    bool is_known = true;
    for (const cfn::Resource* each : view.of("AWS::EC2::VPCCidrBlock")) {
      const cfn::Resource* owner = view.target(property(*each, {"VpcId"}));
      is_known = is_known && owner != nullptr;
      if (owner == vpc && lacks(*each, "CidrBlock")) blocks.push_back(each);
    }
    if (!is_known || (!blocks.empty() && waits_for(view, *subnet, blocks))) continue;
    report(*subnet, place,
           blocks.empty() ? fmt::format("{} has no IPv6 block", quoted(vpc->id.str()))
                          : fmt::format("{} can be created before {} adds a block to the VPC",
                                        quoted(subnet->id.str()), quoted(blocks.front()->id.str())))
        .fix = blocks.empty() ? "add an AWS::EC2::VPCCidrBlock"
                              : fmt::format("add `DependsOn: {}`", blocks.front()->id.str());
  }
}

/// The route table of a subnet, by its association; null: the main one, or it is not known.
const cfn::Resource* table_of_subnet(const View& view, const cfn::Resource& subnet,
                                     bool& is_known) {
  for (const cfn::Resource* each : view.of("AWS::EC2::SubnetRouteTableAssociation")) {
    const cfn::Resource* of = view.target(property(*each, {"SubnetId"}));
    if (of == nullptr) is_known = false;
    if (of != &subnet) continue;
    const cfn::Resource* table =
        view.target(property(*each, {"RouteTableId"}), "AWS::EC2::RouteTable");
    if (table == nullptr) is_known = false;
    return table;
  }
  return nullptr;
}

/// Whether the template itself routes some subnet of the VPC to an internet gateway.
bool has_public_route(const View& view, const cfn::Resource* vpc) {
  const View::Resources& routes = view.of("AWS::EC2::Route");
  return std::any_of(routes.begin(), routes.end(), [&](const cfn::Resource* route) {
    const cfn::Value* table = property(*route, {"RouteTableId"});
    return has(*route, "GatewayId") && view.target(vpc_of_table(view, table)) == vpc;
  });
}

/// Whether a subnet of the template surely has no route but local ones, and those to NAT gateways
/// where these count for nothing.
bool is_without_way_out(const View& view, const cfn::Resource* subnet, bool is_for_gateway) {
  if (subnet == nullptr) return false;
  bool is_known = true;
  const cfn::Resource* table = table_of_subnet(view, *subnet, is_known);
  if (!is_known) return false;
  const View::Resources& routes = view.of("AWS::EC2::Route");
  const bool leads_out = table != nullptr &&
                         std::any_of(routes.begin(), routes.end(), [&](const cfn::Resource* route) {
                           const cfn::Resource* of =
                               view.target(property(*route, {"RouteTableId"}));
                           const bool counts = !is_for_gateway || !has(*route, "NatGatewayId");
                           return of == nullptr || (of == table && counts);
                         });
  if (leads_out || (table != nullptr && !is_all_known(view, table))) return false;
  // Another stack may make all routes.
  const cfn::Resource* vpc = view.target(property(*subnet, {"VpcId"}), kRoutedVpc);
  return is_all_known(view, vpc) && is_all_known(view, subnet) && has_public_route(view, vpc);
}

void check_way_out(const View& view, const Report& report, const cfn::Resource& user,
                   const cfn::Value* place, std::string_view what) {
  const cfn::Resource* subnet = view.target(place, "AWS::EC2::Subnet");
  // A load balancer behind a NAT gateway has a rule of its own.
  const bool is_gateway = user.type == "AWS::EC2::NatGateway";
  if (!is_without_way_out(view, subnet, is_gateway)) return;
  report(user, place,
         fmt::format("{} {} is in {}, which has no route to an internet gateway", what,
                     quoted(user.id.str()), quoted(subnet->id.str())));
}

void check_ways_out(const View& view, const Report& report) {
  for (const cfn::Resource* gateway : view.of("AWS::EC2::NatGateway")) {
    if (!faces_internet(view, *gateway)) continue;
    check_way_out(view, report, *gateway, property(*gateway, {"SubnetId"}), "the NAT gateway");
  }
  for (const char* type :
       {"AWS::ElasticLoadBalancingV2::LoadBalancer", "AWS::ElasticLoadBalancing::LoadBalancer"}) {
    for (const cfn::Resource* balancer : view.of(type)) {
      if (!faces_internet(view, *balancer)) continue;
      for (const cfn::Value* each : view.items(property(*balancer, {"Subnets"})).values) {
        check_way_out(view, report, *balancer, each, "the internet-facing load balancer");
      }
    }
  }
}

constexpr Rule kNetworkRoutesRules[] = {
    {"ARC4340", Severity::kError, "transit gateway is not attached before the route",
     "EC2 refuses the route", "add the attachment to \"DependsOn\"", kNetworksRoutePage, "",
     check_transit_routes},
    {"ARC4341", Severity::kError, "route does not lead out of its VPC", "EC2 refuses the route",
     "route the other network's block, in a table of a connected VPC", kNetworksLocalPage, "",
     check_routes_of_vpcs},
    {"ARC4342", Severity::kError, "subnet has no IPv6 block to assign addresses from",
     "the stack cannot be created", "add a block to the VPC first", kNetworksSixPage, "",
     check_six},
    {"ARC4347", Severity::kWarning, "public gateway or load balancer in a private subnet",
     "the resource is created, but no traffic passes between it and the internet",
     "use a subnet whose route table has a route to an internet gateway", kPublicSubnetPage, "",
     check_ways_out},
};

}  // namespace

std::span<const Rule> network_route_rules() { return kNetworkRoutesRules; }

}  // namespace archsynth::analysis

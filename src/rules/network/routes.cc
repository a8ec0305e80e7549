// Route tables, routes and gateways.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/network/network.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kRoute = "AWS::EC2::Route";
constexpr std::string_view kAssociation = "AWS::EC2::SubnetRouteTableAssociation";
constexpr std::string_view kAttachment = "AWS::EC2::VPCGatewayAttachment";
constexpr std::string_view kRoutePage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html";
constexpr std::string_view kNatPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html";
constexpr std::string_view kBalancerPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "application-load-balancers.html";
constexpr std::string_view kAttachmentPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-attribute-dependson.html";

void check_association_vpc(const View& view, const Report& report) {
  for (const cfn::Resource* association : view.of(kAssociation)) {
    const cfn::Value* subnet = property(*association, {"SubnetId"});
    const cfn::Value* table = property(*association, {"RouteTableId"});
    const cfn::Value* one = vpc_of_subnet(view, subnet);
    const cfn::Value* other = vpc_of_table(view, table);
    if (!view.differ(one, other)) continue;
    report(*association, table,
           fmt::format("the route table {} is in the VPC {}, but the subnet {} is in {}",
                       name_of(view, table), name_of(view, other), name_of(view, subnet),
                       name_of(view, one)));
  }
}

/// The VPC to which a gateway is attached; null when the template does not say.
const cfn::Value* vpc_of_gateway(const View& view, const cfn::Value* gateway) {
  if (view.target(gateway) == nullptr) return nullptr;
  for (const cfn::Resource* attachment : view.of(kAttachment)) {
    for (const char* key : {"InternetGatewayId", "VpnGatewayId"}) {
      const cfn::Value* attached = property(*attachment, {key});
      if (attached != nullptr && view.same(attached, gateway)) {
        return property(*attachment, {"VpcId"});
      }
    }
  }
  return nullptr;
}

void check_route_gateway(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of(kRoute)) {
    const cfn::Value* table = property(*route, {"RouteTableId"});
    const cfn::Value* vpc = vpc_of_table(view, table);
    const cfn::Value* gateway = property(*route, {"GatewayId"});
    const cfn::Value* other = vpc_of_gateway(view, gateway);
    const cfn::Value* place = gateway;
    if (const cfn::Value* nat = property(*route, {"NatGatewayId"})) {
      const cfn::Resource* resource = view.target(nat, "AWS::EC2::NatGateway");
      if (resource != nullptr) {
        // A regional gateway names its VPC instead of a subnet.
        const cfn::Value* own = property(*resource, {"VpcId"});
        other = own != nullptr ? own : vpc_of_subnet(view, property(*resource, {"SubnetId"}));
      }
      place = nat;
    }
    if (!view.differ(vpc, other)) continue;
    report(*route, place,
           fmt::format("the gateway {} is in the VPC {}, but the route table {} is in {}",
                       name_of(view, place), name_of(view, other), name_of(view, table),
                       name_of(view, vpc)));
  }
}

void check_gateway_is_attached(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of(kRoute)) {
    const cfn::Value* gateway = property(*route, {"GatewayId"});
    const cfn::Resource* resource = view.target(gateway, "AWS::EC2::InternetGateway");
    if (resource == nullptr || vpc_of_gateway(view, gateway) != nullptr) continue;
    // Whoever attaches a gateway by other means than a resource of the template writes it
    // otherwise.
    if (!view.source().transform.absent()) continue;
    report(*route, gateway,
           fmt::format("the gateway {} is not attached to a VPC", quoted(resource->id.str())));
  }
}

void check_route_after_attachment(const View& view, const Report& report) {
  for (const cfn::Resource* route : view.of(kRoute)) {
    const cfn::Value* gateway = property(*route, {"GatewayId"});
    if (view.target(gateway, "AWS::EC2::InternetGateway") == nullptr) continue;
    for (const cfn::Resource* attachment : view.of(kAttachment)) {
      const cfn::Value* attached = property(*attachment, {"InternetGatewayId"});
      if (attached == nullptr || !view.same(attached, gateway)) continue;
      const auto& on = route->depends_on;
      const bool through_reference = [&] {
        for (const cfn::Reference& r : view.references(*route)) {
          if (r.target == attachment->id) return true;
        }
        return false;
      }();
      if (through_reference || !on.empty()) continue;
      report(*route, gateway,
             fmt::format("the route can be created before {} attaches the gateway",
                         quoted(attachment->id.str())))
          .fix = fmt::format("add `DependsOn: {}`", attachment->id.str());
    }
  }
}

/// The NAT gateway to which a subnet's own route table sends what leaves the VPC; null where the
/// template does not say, or something else does.
const cfn::Resource* nat_of_subnet(const View& view, const cfn::Value* subnet) {
  for (const cfn::Resource* association : view.of(kAssociation)) {
    if (!view.same(property(*association, {"SubnetId"}), subnet)) continue;
    for (const cfn::Resource* route : view.of(kRoute)) {
      if (view.text(property(*route, {"DestinationCidrBlock"})) != "0.0.0.0/0" ||
          !view.same(property(*route, {"RouteTableId"}),
                     property(*association, {"RouteTableId"})) ||
          !route->condition.empty() || !association->condition.empty()) {
        continue;
      }
      const cfn::Value* nat = property(*route, {"NatGatewayId"});
      if (const auto* found = view.target(nat, "AWS::EC2::NatGateway")) return found;
    }
  }
  return nullptr;
}

void check_nat_subnet(const View& view, const Report& report) {
  for (const cfn::Resource* gateway : view.of("AWS::EC2::NatGateway")) {
    const cfn::Value* subnet = property(*gateway, {"SubnetId"});
    if (!faces_internet(view, *gateway)) continue;
    const cfn::Resource* nat = subnet == nullptr ? nullptr : nat_of_subnet(view, subnet);
    if (nat == nullptr) continue;
    report(
        *gateway, subnet,
        fmt::format("the subnet {} has no route to the internet except {}", name_of(view, subnet),
                    nat == gateway ? "the gateway itself" : quoted(nat->id.str())));
  }
}

void check_public_balancer(const View& view, const Report& report) {
  for (const cfn::Resource* balancer : view.of("AWS::ElasticLoadBalancingV2::LoadBalancer")) {
    if (!faces_internet(view, *balancer) || has(*balancer, "SubnetMappings")) continue;
    for (const cfn::Value* subnet : view.items(property(*balancer, {"Subnets"})).values) {
      const cfn::Resource* nat = nat_of_subnet(view, subnet);
      if (nat == nullptr) continue;
      report(*balancer, subnet,
             fmt::format("{} is internet-facing, but {} reaches the internet only through {}",
                         quoted(balancer->id.str()), name_of(view, subnet), quoted(nat->id.str())));
    }
  }
}

constexpr Rule kRoutesRules[] = {
    {"ARC4307", Severity::kError, "subnet and route table are in different VPCs",
     "EC2 refuses the association", "use a route table of the subnet's VPC", kRoutePage, "",
     check_association_vpc},
    {"ARC4309", Severity::kError, "route to a gateway of another VPC", "EC2 refuses the route",
     "use a gateway of the route table's VPC", kRoutePage, "", check_route_gateway},
    {"ARC4310", Severity::kError, "internet gateway is not attached",
     "EC2 refuses the route because the gateway is not attached to a VPC",
     "add an AWS::EC2::VPCGatewayAttachment", kRoutePage, "", check_gateway_is_attached},
    {"ARC4311", Severity::kWarning, "route does not wait for the gateway attachment",
     "EC2 refuses the route if it is created before the attachment",
     "add the attachment to the route's \"DependsOn\"", kAttachmentPage, "",
     check_route_after_attachment},
    {"ARC4317", Severity::kError, "public NAT gateway in a private subnet",
     "neither the NAT gateway nor its clients can reach the internet",
     "move the NAT gateway to a subnet whose default route is the internet gateway", kNatPage, "",
     check_nat_subnet},
    {"ARC4318", Severity::kError, "internet-facing load balancer in a private subnet",
     "the load balancer is not reachable from the internet",
     "use subnets whose default route is the internet gateway, or set \"Scheme\" to internal",
     kBalancerPage, "", check_public_balancer},
};

}  // namespace

std::span<const Rule> route_rules() { return kRoutesRules; }

}  // namespace archsynth::analysis

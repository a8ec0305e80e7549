#include "aws/ec2/vpc_builder.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "spec/quotas.h"

namespace archsynth::ec2 {

namespace {

/// The `Name` tag, by which the console shows the resource.
cfn::Value name_tag(std::string_view name) {
  return cfn::List{
      cfn::Map{{"Key", "Name"}, {"Value", cfn::sub("${AWS::StackName}-" + std::string(name))}}};
}

/// `public-a`.
std::string zone_name(std::string_view tier, const Zone& zone) {
  return std::string(tier) + "-" + zone.letter;
}

}  // namespace

void VpcBuilder::build() {
  zones_ = plan_zones(vpc_.props_, vpc_.label(), vpc_.stack().props().region, vpc_.diagnostics());
  check_nat_zone();
  add_vpc();
  add_public_tier();
  add_private_tier();
  if (has_data_tier(vpc_.props_)) add_data_tier();
  add_endpoints();
  if (*vpc_.props_.network_acls) add_network_acls();
  add_flow_logs();
}

const Zone& VpcBuilder::nat_zone() const {
  const std::string& letter = *vpc_.props_.nat_zone;
  const auto stated = std::find_if(zones_.begin(), zones_.end(), [&](const Zone& zone) {
    return std::string_view(&zone.letter, 1) == letter;
  });
  return stated == zones_.end() ? zones_.front() : *stated;
}

void VpcBuilder::check_nat_zone() const {
  const Sourced<std::string>& letter = vpc_.props_.nat_zone;
  if (!letter.has_value()) return;
  const std::string name = quoted(vpc_.label() + ".nat_zone");
  if (*vpc_.props_.nat != Nat::kSingle) {
    vpc_.diagnostics()
        .error("ARC1315", letter.origin(),
               fmt::format("{} has no effect: {} is {}", name, quoted(vpc_.label() + ".nat"),
                           describe::name_of_enumerator(*vpc_.props_.nat)))
        .fix = "set \"nat\" to single, or remove the key";
  } else if (!zones_.empty() && nat_zone().letter != letter->front() &&
             forms::kZoneLetter.matches(*letter)) {
    vpc_.diagnostics().error(
        "ARC1315", letter.origin(),
        fmt::format("{} is {}, but the network has no such zone", name, quoted(*letter)));
  }
}

void VpcBuilder::add_vpc() {
  const cfn::Resource& vpc = vpc_.add_resource("", "AWS::EC2::VPC",
                                               {{"CidrBlock", vpc_.props_.cidr},
                                                {"EnableDnsHostnames", true},
                                                {"EnableDnsSupport", true},
                                                {"Tags", name_tag("vpc")}});
  vpc_.id_ = vpc.ref();
}

void VpcBuilder::add_public_tier() {
  const cfn::Resource& gateway = vpc_.add_resource("InternetGateway", "AWS::EC2::InternetGateway",
                                                   {{"Tags", name_tag("internet-gateway")}});
  attachment_ = vpc_.add_resource("InternetGatewayAttachment", "AWS::EC2::VPCGatewayAttachment",
                                  {{"InternetGatewayId", gateway.ref()}, {"VpcId", vpc_.id_}})
                    .id;
  const cfn::Resource& table = add_route_table("public", nullptr);
  cfn::Resource& route = add_default_route("PublicDefaultRoute", table, "GatewayId", gateway.ref());
  route.depends_on.push_back(attachment_);
  if (vpc_.has_public_tasks()) vpc_.gateway_route_tables_.push_back(table.ref());
  vpc_.internet_.push_back(route.id);
  const Nat nat = *vpc_.props_.nat;
  for (const Zone& zone : zones_) {
    const cfn::Resource& subnet = add_subnet("public", zone, zone.public_block);
    vpc_.public_subnets_.push_back(subnet.ref());
    vpc_.internet_.push_back(associate(subnet, table));
    if (nat == Nat::kPerZone || (nat == Nat::kSingle && &zone == &nat_zone())) {
      add_nat_gateway(zone);
    }
  }
  if (nat == Nat::kRegional) add_regional_nat_gateway();
}

void VpcBuilder::add_nat_gateway(const Zone& zone) {
  const std::string letter(1, zone.letter);
  const cfn::Value tags = name_tag(zone_name("nat", zone));
  cfn::Resource& address =
      vpc_.add_resource("NatEip-" + letter, "AWS::EC2::EIP", {{"Domain", "vpc"}, {"Tags", tags}});
  address.depends_on.push_back(attachment_);
  cfn::Resource& nat = vpc_.add_resource("NatGateway-" + letter, "AWS::EC2::NatGateway",
                                         {{"AllocationId", address.att("AllocationId")},
                                          {"SubnetId", vpc_.public_subnets_.back()},
                                          {"Tags", tags}});
  address.origin = nat.origin = vpc_.props_.nat.origin();
}

/// https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
void VpcBuilder::add_regional_nat_gateway() {
  cfn::Resource& nat = vpc_.add_resource(
      "NatGateway", "AWS::EC2::NatGateway",
      {{"AvailabilityMode", "regional"}, {"Tags", name_tag("nat")}, {"VpcId", vpc_.id_}});
  nat.depends_on.push_back(attachment_);
  nat.origin = vpc_.props_.nat.origin();
}

/// The gateway that the tasks of a zone send through.
cfn::LogicalId VpcBuilder::nat_gateway_of(const Zone& zone) const {
  const Nat nat = *vpc_.props_.nat;
  if (nat == Nat::kRegional) return vpc_.logical_id("NatGateway");
  const Zone& way_out = nat == Nat::kPerZone ? zone : nat_zone();
  return vpc_.logical_id(std::string("NatGateway-") + way_out.letter);
}

void VpcBuilder::add_private_tier() {
  for (const Zone& zone : zones_) {
    const std::string letter(1, zone.letter);
    const cfn::Resource& subnet = add_subnet("private", zone, zone.private_block);
    const cfn::Resource& table = add_route_table("private", &zone);
    const cfn::LogicalId association = associate(subnet, table);
    vpc_.private_subnets_.push_back(subnet.ref());
    vpc_.gateway_route_tables_.push_back(table.ref());
    const Block& tasks = vpc_.has_public_tasks() ? zone.public_block : zone.private_block;
    if (tasks.known) {
      const int capacity = static_cast<int>(tasks.cidr.size()) -
                           static_cast<int>(spec::quota(spec::Quota::kSubnetReservedAddresses));
      vpc_.smallest_task_capacity_ =
          std::min(vpc_.smallest_task_capacity_.value_or(capacity), capacity);
    }
    if (*vpc_.props_.nat == Nat::kNone) continue;
    vpc_.egress_.push_back(add_default_route("PrivateDefaultRoute-" + letter, table, "NatGatewayId",
                                             cfn::ref(nat_gateway_of(zone)))
                               .id);
    vpc_.egress_.push_back(association);
  }
}

void VpcBuilder::add_data_tier() {
  const cfn::Resource& table = add_route_table("data", nullptr);
  for (const Zone& zone : zones_) {
    const cfn::Resource& subnet = add_subnet("data", zone, zone.data_block);
    associate(subnet, table);
    vpc_.data_subnets_.push_back(subnet.ref());
  }
}

cfn::Resource& VpcBuilder::add_subnet(std::string_view tier, const Zone& zone, const Block& block) {
  const std::string letter(1, zone.letter);
  cfn::Value place = cfn::select(zone.index(), cfn::call(cfn::Function::kGetAZs, ""));
  cfn::Resource& subnet =
      vpc_.add_resource(std::string(tier) + "-subnet-" + letter, "AWS::EC2::Subnet",
                        {{"AvailabilityZone", std::move(place).with_origin(zone.origin)},
                         {"CidrBlock", block.text},
                         {"MapPublicIpOnLaunch", false},
                         {"Tags", name_tag(zone_name(tier, zone))},
                         {"VpcId", vpc_.id_}});
  subnet.origin = zone.origin;
  return subnet;
}

cfn::Resource& VpcBuilder::add_route_table(std::string_view tier, const Zone* zone) {
  const std::string letter = zone == nullptr ? "" : std::string(1, zone->letter);
  return vpc_.add_resource(
      std::string(tier) + "-RouteTable-" + letter, "AWS::EC2::RouteTable",
      {{"Tags", name_tag(zone == nullptr ? std::string(tier) : zone_name(tier, *zone))},
       {"VpcId", vpc_.id_}});
}

cfn::LogicalId VpcBuilder::associate(const cfn::Resource& subnet,
                                     const cfn::Resource& route_table) {
  const std::string name = subnet.id.str().substr(vpc_.logical_id().str().size());
  return vpc_
      .add_resource(name + "RouteTableAssociation", "AWS::EC2::SubnetRouteTableAssociation",
                    {{"RouteTableId", route_table.ref()}, {"SubnetId", subnet.ref()}})
      .id;
}

cfn::Resource& VpcBuilder::add_default_route(const std::string& name,
                                             const cfn::Resource& route_table,
                                             std::string_view target_key, cfn::Value target) {
  return vpc_.add_resource(name, "AWS::EC2::Route",
                           {{"DestinationCidrBlock", "0.0.0.0/0"},
                            {target_key, std::move(target)},
                            {"RouteTableId", route_table.ref()}});
}

}  // namespace archsynth::ec2

// VPCs, subnets, route tables and gateways.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/network/network.h"

namespace archsynth::model {
namespace {

struct Target {
  std::string_view property;
  Way way;
};

constexpr Target kTargets[] = {
    {"GatewayId", Way::kInternet},
    {"NatGatewayId", Way::kNat},
    {"EgressOnlyInternetGatewayId", Way::kEgressOnly},
    {"VpcPeeringConnectionId", Way::kPeering},
    {"TransitGatewayId", Way::kTransit},
    {"VpcEndpointId", Way::kElsewhere},
    {"NetworkInterfaceId", Way::kElsewhere},
    {"InstanceId", Way::kElsewhere},
    {"CarrierGatewayId", Way::kElsewhere},
    {"LocalGatewayId", Way::kElsewhere},
    {"CoreNetworkArn", Way::kElsewhere},
};

constexpr std::string_view kDestinations[] = {"DestinationCidrBlock", "DestinationIpv6CidrBlock",
                                              "DestinationPrefixListId"};

Place place_at(const cfn::Resource& resource, std::string_view property, std::string text = {}) {
  return {resource.id.str(), std::string(property), std::move(text), origin_of(resource, property),
          existence_of(resource)};
}

void assume(Place& place, std::string assumption) {
  if (!place.assumption.empty()) place.assumption += "; ";
  place.assumption += assumption;
}

const cfn::List* arguments_of(const cfn::Value* value, cfn::Function function) {
  const auto* call = value == nullptr ? nullptr : value->get_if<cfn::Call>();
  return call == nullptr || call->function != function ? nullptr : call->argument.front().list();
}

/// The name of a subnet's zone, or `#0` for the first that the region has; empty: not known.
std::string zone_of(const Lookup& lookup, const cfn::Resource& subnet) {
  const cfn::Value* zone = view::property(subnet, {"AvailabilityZone"});
  if (const auto text = lookup.text(zone)) return *text;
  const cfn::List* select = arguments_of(zone, cfn::Function::kSelect);
  if (select == nullptr || select->size() != 2) return {};
  const auto* all = select->back().get_if<cfn::Call>();
  const auto index = lookup.number(&select->front());
  if (all == nullptr || all->function != cfn::Function::kGetAZs || !index) return {};
  return fmt::format("#{}", *index);
}

}  // namespace

std::vector<Block> Network::blocks_of(const cfn::Value* value, int depth) const {
  constexpr int kDeepest = 32;
  if (const auto text = lookup_.text(value)) {
    const auto block = block_of(*text);
    return block ? std::vector{*block} : std::vector<Block>{};
  }
  const auto* att = value == nullptr ? nullptr : value->get_if<cfn::GetAtt>();
  const cfn::Resource* holder = att == nullptr ? nullptr : lookup_.target(value);
  if (holder != nullptr && att->attribute == "CidrBlock") {
    // A block that is made of itself is another finding.
    return depth < kDeepest ? blocks_of(view::property(*holder, {"CidrBlock"}), depth + 1)
                            : std::vector<Block>{};
  }
  const cfn::List* select = arguments_of(value, cfn::Function::kSelect);
  if (select == nullptr || select->size() != 2) return {};
  const cfn::List* cut = arguments_of(&select->back(), cfn::Function::kCidr);
  const auto index = lookup_.number(&select->front());
  if (cut == nullptr || cut->size() != 3 || !index || *index < 0) return {};
  const auto bits = lookup_.number(&(*cut)[2]);
  const std::vector<Block> whole = blocks_of(&cut->front(), depth);
  if (whole.empty() || !bits) return {};
  const auto part = part_of(whole[0], static_cast<int>(*bits), static_cast<std::uint64_t>(*index));
  return part ? std::vector{*part} : std::vector<Block>{};
}

std::vector<Block> Network::prefix_list(const cfn::Resource& list) const {
  std::vector<Block> blocks;
  for (const Item& entry : lookup_.at(list, "Entries.Cidr")) {
    for (const Block& each : blocks_of(entry.value)) blocks.push_back(each);
  }
  return blocks;
}

Vpc& Network::vpc_called(const std::string& name) {
  auto& found = vpc_by_name_[name];
  if (found == nullptr) found = &vpcs_.emplace_back(Vpc{.name = name});
  return *found;
}

Vpc& Network::vpc(const cfn::Value* value) { return vpc_called(lookup_.name(value)); }

RouteTable& Network::table(const cfn::Value* value) {
  const std::string name = lookup_.name(value);
  auto& found = table_by_name_[name];
  if (found == nullptr) {
    found = &tables_.emplace_back(RouteTable{.place = {name}, .is_known = false});
  }
  return *found;
}

Subnet& Network::subnet(const cfn::Value* value) {
  const std::string name = lookup_.name(value);
  auto& found = subnet_by_name_[name];
  if (found == nullptr) {
    found = &subnets_.emplace_back(Subnet{.place = {name}, .has_known_blocks = false});
    found->blocks = {all_addresses(Family::kIpv4)};
  }
  return *found;
}

void Network::add_vpcs() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPC")) {
    Vpc& made = vpc_called(each->id.str());
    made.is_known = true;
    made.blocks = blocks_of(view::property(*each, {"CidrBlock"}));
    // EnableDnsSupport is true by default and EnableDnsHostnames is not:
    // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ec2-vpc.html
    made.resolves_names = lookup_.truth(view::property(*each, {"EnableDnsHostnames"}))
                              .value_or(view::property(*each, {"EnableDnsHostnames"}) != nullptr) &&
                          lookup_.truth(view::property(*each, {"EnableDnsSupport"})).value_or(true);
  }
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPCCidrBlock")) {
    Vpc& whole = vpc(view::property(*each, {"VpcId"}));
    for (const char* property : {"CidrBlock", "Ipv6CidrBlock"}) {
      for (const Block& block : blocks_of(view::property(*each, {property})))
        whole.blocks.push_back(block);
    }
  }
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPCGatewayAttachment")) {
    const std::string gateway = lookup_.name(view::property(*each, {"InternetGatewayId"}));
    if (!gateway.empty())
      vpc(view::property(*each, {"VpcId"})).internet_gateways.push_back(gateway);
  }
}

void Network::add_tables() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::RouteTable")) {
    RouteTable& made = tables_.emplace_back(RouteTable{.place = place_at(*each, "VpcId")});
    made.place.property.clear();
    made.place.origin = each->origin;
    table_by_name_[each->id.str()] = &made;
  }
}

Way Network::way_of(const cfn::Resource& resource, Route& route) {
  for (const Target& target : kTargets) {
    const cfn::Value* value = view::property(resource, {target.property});
    if (value == nullptr) continue;
    route.gateway = lookup_.name(value);
    route.place.property = target.property;
    const cfn::Resource* named = lookup_.target(value);
    if (target.way == Way::kNat && named == nullptr) {
      assume(route.place,
             fmt::format("NAT gateway {} leads to the internet", quoted(route.gateway)));
    }
    if (target.way != Way::kInternet) return target.way;
    if (named == nullptr) {
      const std::string id = lookup_.text(value).value_or("");
      if (id == "local" || id.starts_with("vgw-") || id.starts_with("vpce-")) {
        return Way::kElsewhere;
      }
      route.has_known_gateway = id.starts_with("igw-");
      assume(route.place,
             fmt::format("{} is an internet gateway of the VPC", quoted(route.gateway)));
      return Way::kInternet;
    }
    if (named->type != "AWS::EC2::InternetGateway") return Way::kElsewhere;
    const bool is_attached = std::any_of(vpcs_.begin(), vpcs_.end(), [&](const Vpc& each) {
      const auto& all = each.internet_gateways;
      return std::find(all.begin(), all.end(), route.gateway) != all.end();
    });
    return is_attached ? Way::kInternet : Way::kBlackhole;
  }
  return Way::kBlackhole;
}

/// A virtual private gateway tells which routes there are once it runs.
/// https://docs.aws.amazon.com/vpc/latest/userguide/WorkWithRouteTables.html
void Network::add_propagated_routes() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::VPNGatewayRoutePropagation")) {
    for (const Item& of : lookup_.at(*each, "RouteTableIds")) {
      Route route{.place = place_at(*each, "VpnGatewayId")};
      route.gateway = lookup_.name(view::property(*each, {"VpnGatewayId"}));
      assume(route.place,
             fmt::format("{} propagates a route to the destination", quoted(route.gateway)));
      route.blocks = {all_addresses(Family::kIpv4), all_addresses(Family::kIpv6)};
      route.hop = route.place;
      route.hop.resource.clear();
      route.hop.name = route.gateway;
      table(of.value).routes.push_back(std::move(route));
    }
  }
}

void Network::add_routes() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::Route")) {
    Route route{.place = place_at(*each, "RouteTableId")};
    route.way = way_of(*each, route);
    route.place.origin = each->origin;
    std::string destination = "an unknown destination";
    for (const std::string_view property : kDestinations) {
      const cfn::Value* value = view::property(*each, {property});
      if (value == nullptr) continue;
      destination = lookup_.text(value).value_or(lookup_.name(value));
      const cfn::Resource* list = lookup_.target(value, "AWS::EC2::PrefixList");
      route.blocks = list != nullptr ? prefix_list(*list) : blocks_of(value);
      if (!route.blocks.empty()) continue;
      assume(route.place, fmt::format("{} contains the destination", quoted(destination)));
      route.blocks = {all_addresses(Family::kIpv4), all_addresses(Family::kIpv6)};
    }
    route.place.resource = each->id.str();
    route.hop = route.place;
    route.hop.resource.clear();
    if (!route.gateway.empty()) route.hop.name = route.gateway;
    route.hop.text = fmt::format("by {} for {}", each->id.str(), destination);
    table(view::property(*each, {"RouteTableId"})).routes.push_back(std::move(route));
  }
}

void Network::add_subnets() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::Subnet")) {
    Subnet& made = subnets_.emplace_back(Subnet{.place = place_at(*each, "CidrBlock")});
    subnet_by_name_[each->id.str()] = &made;
    made.vpc = &vpc(view::property(*each, {"VpcId"}));
    made.zone = zone_of(lookup_, *each);
    made.blocks = blocks_of(view::property(*each, {"CidrBlock"}));
    const bool is_six = lookup_.truth(view::property(*each, {"Ipv6Native"})).value_or(false);
    if (made.blocks.empty() && !is_six) {
      made.has_known_blocks = false;
      made.blocks = {all_addresses(Family::kIpv4)};
    }
    for (const char* property : {"Ipv6CidrBlock", "Ipv6IpamPoolId"}) {
      const cfn::Value* six = view::property(*each, {property});
      if (six == nullptr) continue;
      const std::vector<Block> known = blocks_of(six);
      made.blocks.push_back(known.empty() ? public_addresses(Family::kIpv6)[0] : known[0]);
      break;
    }
    const cfn::Value* six = view::property(*each, {"AssignIpv6AddressOnCreation"});
    made.gives_six = is_six || six == nullptr ? std::optional(is_six) : lookup_.truth(six);
    const cfn::Value* gives = view::property(*each, {"MapPublicIpOnLaunch"});
    // https://docs.aws.amazon.com/vpc/latest/userguide/subnet-public-ip.html: not by default.
    made.gives_public_addresses = gives == nullptr ? std::optional(false) : lookup_.truth(gives);
  }
}

void Network::associate() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::SubnetRouteTableAssociation")) {
    subnet(view::property(*each, {"SubnetId"})).table =
        &table(view::property(*each, {"RouteTableId"}));
  }
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::SubnetNetworkAclAssociation")) {
    const auto acl = acl_by_name_.find(lookup_.name(view::property(*each, {"NetworkAclId"})));
    if (acl != acl_by_name_.end()) subnet(view::property(*each, {"SubnetId"})).acl = acl->second;
  }
  for (Subnet& each : subnets_) {
    if (each.table != nullptr) continue;
    // Without an association the main table applies, which has only the local route at first.
    const bool is_known = each.vpc != nullptr && each.vpc->is_known;
    const std::string name = is_known ? fmt::format("main route table of {}", each.vpc->name)
                                      : fmt::format("route table of {}", each.place.name);
    auto& main = table_by_name_[name];
    if (main == nullptr) {
      // What would have to name another table is the subnet.
      const cfn::Resource* subnet = lookup_.find(each.place.name);
      const Origin& origin = subnet == nullptr ? each.place.origin : subnet->origin;
      main = &tables_.emplace_back(
          RouteTable{.place = {name, {}, {}, origin, {}, each.place.id()}, .is_known = is_known});
    }
    each.table = main;
  }
}

void Network::add_gateways() {
  for (const cfn::Resource* each : lookup_.of("AWS::EC2::NatGateway")) {
    Nat& made = nats_.emplace_back(Nat{.place = place_at(*each, "ConnectivityType")});
    nat_by_name_[each->id.str()] = &made;
    made.is_public = lookup_.text(view::property(*each, {"ConnectivityType"})) != "private";
    made.is_regional = lookup_.text(view::property(*each, {"AvailabilityMode"})) == "regional";
    if (const cfn::Value* in = view::property(*each, {"SubnetId"})) made.subnet = &subnet(in);
    if (const cfn::Value* in = view::property(*each, {"VpcId"})) made.vpc = &vpc(in);
  }
}

const Nat* Network::nat(std::string_view name) const {
  const auto found = nat_by_name_.find(name);
  return found == nat_by_name_.end() ? nullptr : found->second;
}

}  // namespace archsynth::model

// Subnets: their blocks and zones.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/order.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSubnetsSubnet = "AWS::EC2::Subnet";
constexpr std::string_view kVpc = "AWS::EC2::VPC";
constexpr std::string_view kSubnetsSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kSubnetsBlockPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ec2-vpccidrblock.html";
constexpr std::string_view kSubnetsBalancerSubnetsPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "application-load-balancers.html";

/// Further blocks of the subnet's VPC, one of which may hold it.
View::Resources further_blocks(const View& view, const cfn::Resource& subnet) {
  View::Resources all;
  for (const cfn::Resource* other : view.of("AWS::EC2::VPCCidrBlock")) {
    if (view.same(property(*other, {"VpcId"}), property(subnet, {"VpcId"}))) all.push_back(other);
  }
  return all;
}

void check_subnet_after_block(const View& view, const Report& report) {
  for (const cfn::Resource* subnet : view.of(kSubnetsSubnet)) {
    const cfn::Value* place = property(*subnet, {"CidrBlock"});
    const auto block = block_of(view, place);
    const cfn::Resource* vpc = view.target(property(*subnet, {"VpcId"}), kVpc);
    const auto first = vpc ? block_of(view, property(*vpc, {"CidrBlock"})) : std::nullopt;
    if (!first || (block && first->contains(*block))) continue;
    for (const cfn::Resource* further : further_blocks(view, *subnet)) {
      const auto whole = block_of(view, property(*further, {"CidrBlock"}));
      if (!block || !whole || !whole->contains(*block)) continue;
      if (waits_for(view, *subnet, {further})) continue;
      report(*subnet, place,
             fmt::format("{} can be created before {} adds its block to the VPC",
                         quoted(subnet->id.str()), quoted(further->id.str())))
          .fix = fmt::format("add `DependsOn: {}`", further->id.str());
    }
  }
}

void check_subnet_within_vpc(const View& view, const Report& report) {
  for (const cfn::Resource* subnet : view.of(kSubnetsSubnet)) {
    const cfn::Resource* vpc = view.target(property(*subnet, {"VpcId"}), kVpc);
    if (vpc == nullptr) continue;
    const cfn::Value* place = property(*subnet, {"CidrBlock"});
    const auto block = block_of(view, place);
    const auto whole = block_of(view, property(*vpc, {"CidrBlock"}));
    if (!block || !whole || whole->contains(*block)) continue;
    if (!further_blocks(view, *subnet).empty()) continue;
    report(*subnet, place,
           fmt::format("{} is outside {}, the block of {}",
                       quoted(view.text(place).value_or(block->shown())),
                       quoted(view.text(property(*vpc, {"CidrBlock"})).value_or(whole->shown())),
                       quoted(vpc->id.str())));
  }
}

void check_subnets_overlap(const View& view, const Report& report) {
  const View::Resources& subnets = view.of(kSubnetsSubnet);
  for (auto subnet = subnets.begin(); subnet != subnets.end(); ++subnet) {
    const cfn::Value* place = property(**subnet, {"CidrBlock"});
    const auto block = block_of(view, place);
    if (!block) continue;
    for (auto other = subnets.begin(); other != subnet; ++other) {
      const auto earlier = block_of(view, property(**other, {"CidrBlock"}));
      if (!earlier || !earlier->overlaps(*block) || !stand_together(**subnet, **other) ||
          !view.same(property(**subnet, {"VpcId"}), property(**other, {"VpcId"}))) {
        continue;
      }
      Diagnostic& clash =
          report(**subnet, place,
                 fmt::format("the blocks of {} and {} overlap", quoted((*other)->id.str()),
                             quoted((*subnet)->id.str())));
      clash.related.push_back({property(**other, {"CidrBlock"})->origin(), "the other one"});
      break;
    }
  }
}

void check_subnet_zones(const View& view, const Report& report) {
  constexpr std::pair<std::string_view, std::string_view> kSpread[] = {
      {"AWS::RDS::DBSubnetGroup", "SubnetIds"},
      {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets"},
      {"AWS::EKS::Cluster", "ResourcesVpcConfig.SubnetIds"},
  };
  for (const auto& [placed, name] : kSpread) {
    for (const cfn::Resource* resource : view.of(placed)) {
      const auto type = view.text(property(*resource, {"Type"}));
      if (type && *type != "application") continue;
      const cfn::Value* place = property_at(*resource, name);
      const Items subnets = view.items(place);
      if (!subnets.complete || subnets.values.empty()) continue;
      std::vector<std::string> zones;
      bool known = true;
      for (const cfn::Value* subnet : subnets.values) {
        zones.push_back(zone_of(view, subnet));
        known = known && !zones.back().empty();
      }
      std::sort(zones.begin(), zones.end());
      const bool repeats = std::adjacent_find(zones.begin(), zones.end()) != zones.end();
      const bool one_zone = zones.front() == zones.back();
      // A single item may be a parameter that holds a list.
      const bool single =
          subnets.values.size() == 1 && view.target(subnets.values.front(), kSubnetsSubnet);
      const bool is_balancer = placed == kSpread[1].first;
      if (single || (known && (is_balancer ? repeats : one_zone))) {
        report(*resource, place,
               single ? fmt::format("{} has only one subnet", quoted(resource->id.str()))
                      : fmt::format("the subnets of {} are in one Availability Zone",
                                    quoted(resource->id.str())));
      }
    }
  }
}

/// Whether nothing gives a subnet a block of IPv6.
bool has_no_ipv6(const View& view, const cfn::Resource& subnet) {
  for (const char* key : {"Ipv6CidrBlock", "Ipv6IpamPoolId", "Ipv6NetmaskLength", "Ipv6Native"}) {
    if (!lacks(subnet, key)) return false;
  }
  const View::Resources& blocks = view.of("AWS::EC2::SubnetCidrBlock");
  return std::none_of(blocks.begin(), blocks.end(), [&](const cfn::Resource* each) {
    const cfn::Resource* of = view.target(property(*each, {"SubnetId"}));
    return of == nullptr || of == &subnet;
  });
}

/// Where interfaces are described: in the resource, or in a list of it.
constexpr std::array<std::string_view, 2> kInterfacePlaces[] = {
    {"AWS::EC2::Instance", ""},
    {"AWS::EC2::Instance", "NetworkInterfaces.*"},
    {"AWS::EC2::NetworkInterface", ""},
};

void check_ipv6_addresses(const View& view, const Report& report) {
  for (const auto& place : kInterfacePlaces) {
    for (const cfn::Resource* resource : view.of(place[0])) {
      each_item(view, *resource, place[1], [&](const cfn::Value* item) {
        const cfn::Resource* subnet =
            view.target(value_of(*resource, item, "SubnetId"), kSubnetsSubnet);
        if (subnet == nullptr || !has_no_ipv6(view, *subnet)) return;
        const cfn::Value* count = value_of(*resource, item, "Ipv6AddressCount");
        const cfn::Value* all = value_of(*resource, item, "Ipv6Addresses");
        if (view.number(count).value_or(0) == 0 && view.items(all).values.empty()) return;
        report(*resource, count != nullptr ? count : all,
               fmt::format("{} needs an IPv6 address, but {} has no IPv6 block",
                           quoted(resource->id.str()), quoted(subnet->id.str())))
            .fix = fmt::format("set \"Ipv6CidrBlock\" of {}", quoted(subnet->id.str()));
      });
    }
  }
}

constexpr Rule kSubnetsRules[] = {
    {"ARC4301", Severity::kError, "subnet is outside its VPC", "EC2 refuses the subnet's block",
     "use a block within the VPC's", kSubnetsSubnetPage, "E3059", check_subnet_within_vpc},
    {"ARC4332", Severity::kError, "subnet does not wait for the block that holds it",
     "EC2 refuses the subnet because its block is not in the VPC yet",
     "add the AWS::EC2::VPCCidrBlock to \"DependsOn\"", kSubnetsBlockPage, "",
     check_subnet_after_block},
    {"ARC4302", Severity::kError, "overlapping subnets", "EC2 refuses the second subnet",
     "use another block", kSubnetsSubnetPage, "E3060", check_subnets_overlap},
    {"ARC4313", Severity::kError, "subnets in only one Availability Zone",
     "the service requires subnets in two zones", "add a subnet in another zone",
     kSubnetsBalancerSubnetsPage, "E3680", check_subnet_zones},
    {"ARC4864", Severity::kError, "IPv6 address in a subnet without an IPv6 block",
     "EC2 refuses the instance or the interface", "give the subnet an IPv6 block",
     kSubnetsSubnetPage, "", check_ipv6_addresses},
};

}  // namespace

std::span<const Rule> subnet_rules() { return kSubnetsRules; }

}  // namespace archsynth::analysis

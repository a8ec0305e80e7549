// Address ranges, zones and VPCs that resources share.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kNetworksPeeringPage =
    "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html";
constexpr std::string_view kNetworksSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kNetworksEndpointPage =
    "https://docs.aws.amazon.com/vpc/latest/privatelink/create-interface-endpoint.html";
constexpr std::string_view kNetworksVpc = "AWS::EC2::VPC";

/// Reports a block that overlaps one of the VPC's.
void check_apart(const View& view, const Report& report, const cfn::Resource& resource,
                 const cfn::Value* place, const cfn::Resource* vpc) {
  const auto own = block_of(view, place);
  if (!own || vpc == nullptr) return;
  for (const StatedBlock& other : blocks_of(view, *vpc)) {
    if (other.value == place || !other.block.overlaps(*own)) continue;
    report(resource, place,
           fmt::format("{} overlaps {}, a block of {}", own->shown(), other.block.shown(),
                       quoted(vpc->id.str())))
        .related.push_back({other.value->origin(), "the block of the VPC"});
    return;
  }
}

void check_peering(const View& view, const Report& report) {
  for (const cfn::Resource* peering : view.of("AWS::EC2::VPCPeeringConnection")) {
    const cfn::Value* place = property(*peering, {"PeerVpcId"});
    const cfn::Resource* one = view.target(property(*peering, {"VpcId"}), kNetworksVpc);
    const cfn::Resource* other = view.target(place, kNetworksVpc);
    if (one == nullptr || other == nullptr) continue;
    if (one == other) {
      report(*peering, place,
             fmt::format("{} connects {} to itself", quoted(peering->id.str()),
                         quoted(one->id.str())));
      continue;
    }
    const auto mine = blocks_of(view, *one);
    const auto theirs = blocks_of(view, *other);
    const auto clash = std::find_if(mine.begin(), mine.end(), [&](const StatedBlock& a) {
      return std::any_of(theirs.begin(), theirs.end(),
                         [&](const StatedBlock& b) { return a.block.overlaps(b.block); });
    });
    if (clash == mine.end()) continue;
    report(*peering, place,
           fmt::format("the blocks of {} and {} overlap", quoted(one->id.str()),
                       quoted(other->id.str())))
        .related.push_back({clash->value->origin(), "one of the blocks"});
  }
}

void check_ranges_apart(const View& view, const Report& report) {
  check_peering(view, report);
  for (const cfn::Resource* further : view.of("AWS::EC2::VPCCidrBlock")) {
    check_apart(view, report, *further, property(*further, {"CidrBlock"}),
                view.target(property(*further, {"VpcId"}), kNetworksVpc));
  }
  for (const cfn::Resource* vpn : view.of("AWS::EC2::ClientVpnEndpoint")) {
    check_apart(view, report, *vpn, property(*vpn, {"ClientCidrBlock"}),
                view.target(property(*vpn, {"VpcId"}), kNetworksVpc));
  }
  for (const cfn::Resource* cluster : view.of("AWS::EKS::Cluster")) {
    const Items subnets = view.items(property(*cluster, {"ResourcesVpcConfig", "SubnetIds"}));
    if (subnets.values.empty()) continue;
    check_apart(view, report, *cluster,
                property(*cluster, {"KubernetesNetworkConfig", "ServiceIpv4Cidr"}),
                view.target(vpc_of_subnet(view, subnets.values.front()), kNetworksVpc));
  }
}

/// An address that has to be one of a subnet's.
struct AddressPlace {
  std::string_view type;
  std::string_view each;
  std::string_view address;
  std::string_view subnet;
};

constexpr AddressPlace kAddressPlaces[] = {
    {"AWS::EC2::NetworkInterface", "", "PrivateIpAddress", "SubnetId"},
    {"AWS::EC2::NetworkInterface", "PrivateIpAddresses.*", "PrivateIpAddress", "/SubnetId"},
    {"AWS::EC2::Instance", "", "PrivateIpAddress", "SubnetId"},
    {"AWS::EC2::Instance", "NetworkInterfaces.*", "PrivateIpAddress", "SubnetId"},
    {"AWS::EFS::MountTarget", "", "IpAddress", "SubnetId"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings.*", "PrivateIPv4Address",
     "SubnetId"},
    {"AWS::Route53Resolver::ResolverEndpoint", "IpAddresses.*", "Ip", "SubnetId"},
};

void check_addresses_of_subnets(const View& view, const Report& report) {
  for (const AddressPlace& row : kAddressPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_item(view, *resource, row.each, [&](const cfn::Value* item) {
        const cfn::Value* place = value_of(*resource, item, row.address);
        const cfn::Resource* subnet =
            view.target(value_of(*resource, item, row.subnet), "AWS::EC2::Subnet");
        const auto address = view.text(place);
        const auto own = block_of(address ? std::optional(*address + "/32") : std::nullopt);
        const auto whole =
            subnet == nullptr ? std::nullopt : block_of(view, property(*subnet, {"CidrBlock"}));
        if (!own || !whole) return;
        const bool is_within = whole->contains(*own);
        const bool is_reserved = own->first < whole->first + 4 || own->last() == whole->last();
        if (is_within && !is_reserved) return;
        report(*resource, place,
               fmt::format("{} is {} {} of {}", quoted(*address),
                           is_within ? "reserved by AWS in" : "outside", whole->shown(),
                           quoted(subnet->id.str())));
      });
    }
  }
}

/// Ranges that targets outside the VPC can be in.
constexpr std::string_view kPrivateRanges[] = {"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12",
                                               "192.168.0.0/16"};

void check_target_addresses(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of("AWS::ElasticLoadBalancingV2::TargetGroup")) {
    const cfn::Resource* vpc = view.target(property(*group, {"VpcId"}), kNetworksVpc);
    if (vpc == nullptr || view.text(property(*group, {"TargetType"})) != "ip") continue;
    const std::vector<StatedBlock> blocks = blocks_of(view, *vpc);
    each_place(view, *group, "Targets.*", [&](const cfn::Value& target) {
      const auto address = view.text(member(&target, {"Id"}));
      const auto own = block_of(address ? std::optional(*address + "/32") : std::nullopt);
      if (!own || blocks.empty() ||
          std::any_of(blocks.begin(), blocks.end(),
                      [&](const StatedBlock& each) { return each.block.contains(*own); })) {
        return;
      }
      const bool is_private = std::any_of(
          std::begin(kPrivateRanges), std::end(kPrivateRanges),
          [&](std::string_view each) { return block_of(std::string(each))->contains(*own); });
      if (is_private && member(&target, {"AvailabilityZone"}) != nullptr) return;
      report(*group, member(&target, {"Id"}),
             is_private ? fmt::format("{} is outside {}, and its \"AvailabilityZone\" is not all",
                                      quoted(*address), quoted(vpc->id.str()))
                        : fmt::format("{} is a public address", quoted(*address)))
          .fix = is_private ? "set \"AvailabilityZone\" to all" : "register a private address";
    });
  }
}

/// A zone that has to be that of a subnet, or of the subnets at a path.
struct SubnetZonePlace {
  std::string_view type;
  std::string_view zone;
  std::string_view owner;  ///< the reference to the resource that states the zone; empty: itself
  std::string_view subnet;
};

constexpr SubnetZonePlace kSubnetZonePlaces[] = {
    {"AWS::EC2::Instance", "AvailabilityZone", "", "SubnetId"},
    {"AWS::EFS::MountTarget", "AvailabilityZoneName", "FileSystemId", "SubnetId"},
};

void check_subnet_zones_stated(const View& view, const Report& report) {
  for (const SubnetZonePlace& row : kSubnetZonePlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      const cfn::Resource* owner =
          row.owner.empty() ? resource : view.target(property(*resource, {row.owner}));
      const cfn::Value* place = property(*resource, {row.subnet});
      const cfn::Value* stated = owner == nullptr ? nullptr : property(*owner, {row.zone});
      const std::string own = zone_name(view, stated);
      const std::string other = zone_of(view, place);
      const bool comparable = own.starts_with("Fn::") == other.starts_with("Fn::");
      if (own.empty() || other.empty() || !comparable || own == other) continue;
      report(*resource, owner == resource ? stated : place,
             fmt::format("{} is in {}, not in {}", name_of(view, place), other, own));
    }
  }
}

/// Subnets of which no two may be in one zone.
struct SpreadPlace {
  std::string_view type;
  std::string_view subnets;  ///< `*` steps into lists
};

constexpr SpreadPlace kSpreadPlaces[] = {
    {"AWS::AmazonMQ::Broker", "SubnetIds.*"},
    {"AWS::DirectoryService::MicrosoftAD", "VpcSettings.SubnetIds.*"},
    {"AWS::DirectoryService::SimpleAD", "VpcSettings.SubnetIds.*"},
    {"AWS::EC2::TransitGatewayAttachment", "SubnetIds.*"},
    {"AWS::EC2::TransitGatewayVpcAttachment", "SubnetIds.*"},
    {"AWS::EC2::VPCEndpoint", "SubnetIds.*"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings.*.SubnetId"},
    {"AWS::Elasticsearch::Domain", "VPCOptions.SubnetIds.*"},
    {"AWS::FSx::FileSystem", "SubnetIds.*"},
    {"AWS::MSK::Cluster", "BrokerNodeGroupInfo.ClientSubnets.*"},
    {"AWS::MWAA::Environment", "NetworkConfiguration.SubnetIds.*"},
    {"AWS::NetworkFirewall::Firewall", "SubnetMappings.*.SubnetId"},
    {"AWS::OpenSearchService::Domain", "VPCOptions.SubnetIds.*"},
};

/// The subnets of a load balancer that a rule of its own does not look at.
bool is_other_balancer(const View& view, const cfn::Resource& resource) {
  const auto type = view.text(property(resource, {"Type"}));
  return type == "network" || type == "gateway";
}

void check_spread(const View& view, const Report& report, const cfn::Resource& resource,
                  std::string_view subnets) {
  std::set<std::string> zones;
  const cfn::Value* second = nullptr;
  each_place(view, resource, subnets, [&](const cfn::Value& subnet) {
    const std::string zone = zone_of(view, &subnet);
    if (!zone.empty() && !zones.insert(zone).second && second == nullptr) second = &subnet;
  });
  if (second == nullptr) return;
  report(resource, second,
         fmt::format("{} has another subnet in the zone of {}", quoted(resource.id.str()),
                     name_of(view, second)));
}

void check_spreads(const View& view, const Report& report) {
  for (const SpreadPlace& row : kSpreadPlaces) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      check_spread(view, report, *resource, row.subnets);
    }
  }
  for (const cfn::Resource* balancer : view.of("AWS::ElasticLoadBalancingV2::LoadBalancer")) {
    if (is_other_balancer(view, *balancer)) check_spread(view, report, *balancer, "Subnets.*");
  }
}

/// The VPC of a VPC, subnet, security group, route table, network ACL, instance or file system.
const cfn::Value* vpc_of(const View& view, const cfn::Value* value) {
  const cfn::Resource* target = view.target(value);
  if (target == nullptr) return nullptr;
  if (target->type == kNetworksVpc) return value;
  if (target->type == "AWS::EC2::Instance") {
    return vpc_of_subnet(view, property(*target, {"SubnetId"}));
  }
  constexpr std::string_view kStating[] = {"AWS::EC2::Subnet", "AWS::EC2::SecurityGroup",
                                           "AWS::EC2::RouteTable", "AWS::EC2::NetworkAcl"};
  const bool states =
      std::find(std::begin(kStating), std::end(kStating), target->type) != std::end(kStating);
  return states ? property(*target, {"VpcId"}) : nullptr;
}

/// Two places whose resources have to be in one VPC. `A>B` is B of the resource that A names.
struct VpcPlaces {
  std::string_view type;
  std::string_view place;
  std::string_view other;
};

constexpr VpcPlaces kVpcPlaces[] = {
    {"AWS::EC2::TransitGatewayAttachment", "SubnetIds.*", "VpcId"},
    {"AWS::EC2::TransitGatewayVpcAttachment", "SubnetIds.*", "VpcId"},
    {"AWS::EC2::VPCEndpoint", "SubnetIds.*", "VpcId"},
    {"AWS::EC2::VPCEndpoint", "RouteTableIds.*", "VpcId"},
    {"AWS::EC2::SubnetNetworkAclAssociation", "SubnetId", "NetworkAclId"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Targets.*.Id", "VpcId"},
    {"AWS::AutoScaling::AutoScalingGroup",
     "LaunchTemplate.LaunchTemplateId>LaunchTemplateData.SecurityGroupIds.*",
     "VPCZoneIdentifier.*"},
    {"AWS::AutoScaling::AutoScalingGroup",
     "MixedInstancesPolicy.LaunchTemplate.LaunchTemplateSpecification.LaunchTemplateId>"
     "LaunchTemplateData.SecurityGroupIds.*",
     "VPCZoneIdentifier.*"},
    {"AWS::AutoScaling::AutoScalingGroup", "LaunchConfigurationName>SecurityGroups.*",
     "VPCZoneIdentifier.*"},
    {"AWS::EC2::Instance", "LaunchTemplate.LaunchTemplateId>LaunchTemplateData.SecurityGroupIds.*",
     "SubnetId"},
    {"AWS::EC2::ClientVpnTargetNetworkAssociation", "SubnetId", "ClientVpnEndpointId>VpcId"},
    {"AWS::EC2::VPNGatewayRoutePropagation", "RouteTableIds.*", "RouteTableIds.*"},
};

void each_vpc_place(const View& view, const cfn::Resource& resource, std::string_view path,
                    const VisitValue& visit) {
  const std::size_t step = path.find('>');
  each_place(view, resource, path.substr(0, step), [&](const cfn::Value& place) {
    if (step == path.npos) return visit(place);
    const cfn::Resource* target = view.target(&place);
    if (target != nullptr) each_place(view, *target, path.substr(step + 1), visit);
  });
}

void check_vpcs(const View& view, const Report& report) {
  const bool are_groups_known = view.of("AWS::EC2::SecurityGroupVpcAssociation").empty();
  for (const VpcPlaces& row : kVpcPlaces) {
    if (!are_groups_known && row.place.find("SecurityGroup") != row.place.npos) continue;
    for (const cfn::Resource* resource : view.of(row.type)) {
      const cfn::Value* vpc = nullptr;
      each_vpc_place(view, *resource, row.other, [&](const cfn::Value& other) {
        if (vpc == nullptr) vpc = vpc_of(view, &other);
      });
      bool reported = vpc == nullptr;
      each_vpc_place(view, *resource, row.place, [&](const cfn::Value& place) {
        const cfn::Value* own = vpc_of(view, &place);
        if (reported || !view.differ(own, vpc)) return;
        reported = true;
        const bool is_own = row.place.find('>') == row.place.npos;
        report(*resource,
               is_own ? &place : property_at(*resource, row.place.substr(0, row.place.find('>'))),
               fmt::format("{} is in the VPC {}, not in {}", name_of(view, &place),
                           name_of(view, own), name_of(view, vpc)));
      });
    }
  }
}

/// The mount targets of a file system are all in one VPC.
void check_mount_targets(const View& view, const Report& report) {
  const View::Resources& all = view.of("AWS::EFS::MountTarget");
  for (auto second = all.begin(); second != all.end(); ++second) {
    const cfn::Value* place = property(**second, {"SubnetId"});
    const cfn::Value* own = vpc_of_subnet(view, place);
    for (auto first = all.begin(); first != second; ++first) {
      const cfn::Value* other = vpc_of_subnet(view, property(**first, {"SubnetId"}));
      const cfn::Value* file_system = property(**first, {"FileSystemId"});
      if (file_system == nullptr || !view.differ(own, other)) continue;
      if (!view.same(file_system, property(**second, {"FileSystemId"}))) continue;
      report(**second, place,
             fmt::format("{} mounts the file system in the VPC {}, but {} mounts it in {}",
                         quoted((*second)->id.str()), name_of(view, own),
                         quoted((*first)->id.str()), name_of(view, other)));
      break;
    }
  }
}

void check_one_vpc_each(const View& view, const Report& report) {
  check_vpcs(view, report);
  check_mount_targets(view, report);
}

void check_addresses(const View& view, const Report& report) {
  check_addresses_of_subnets(view, report);
  check_target_addresses(view, report);
}

constexpr Rule kNetworksRules[] = {
    {"ARC4335", Severity::kError, "address ranges overlap", "the service refuses the second range",
     "use a range that is not in use", kNetworksPeeringPage, "", check_ranges_apart},
    {"ARC4336", Severity::kError, "address is outside the subnet or VPC",
     "EC2 cannot assign the address", "use a free address of the subnet", kNetworksSubnetPage, "",
     check_addresses},
    {"ARC4337", Severity::kError, "Availability Zone differs from the subnet's",
     "the service refuses the resource", "use the subnet's Availability Zone", kNetworksSubnetPage,
     "", check_subnet_zones_stated},
    {"ARC4338", Severity::kError, "two subnets in one Availability Zone",
     "the service accepts only one subnet in each zone", "use a subnet in another zone",
     kNetworksEndpointPage, "", check_spreads},
    {"ARC4339", Severity::kError, "resources are in different VPCs",
     "the service refuses the resource", "use resources of one VPC", kNetworksSubnetPage, "",
     check_one_vpc_each},
};

}  // namespace

std::span<const Rule> network_rules() { return kNetworksRules; }

}  // namespace archsynth::analysis

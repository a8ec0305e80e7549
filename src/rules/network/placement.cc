// What is placed in VPCs, and its security groups.

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/paths.h"
#include "spec/type_facts.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPlacementGroup = "AWS::EC2::SecurityGroup";
constexpr std::string_view kSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kGroupPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html";
constexpr std::string_view kBalancerSubnetsPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "application-load-balancers.html";
constexpr std::string_view kEndpointPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ec2-vpcendpoint.html";

/// The values of properties, of lists their items; nothing of what is computed.
View::Values values_of(const View& view, const cfn::Resource& resource,
                       const spec::TextList& paths) {
  View::Values all;
  for (const std::string_view path : paths) {
    const cfn::Value* value = property_at(resource, path);
    if (value == nullptr) continue;
    if (value->list() == nullptr) {
      all.push_back(value);
    } else {
      const Items items = view.items(value);
      all.insert(all.end(), items.values.begin(), items.values.end());
    }
  }
  return all;
}

/// Reports the first of the values whose VPC is another than that of the first known one.
template <typename VpcOf>
void check_one_vpc(const View& view, const Report& report, const cfn::Resource& resource,
                   const View::Values& values, const cfn::Value* vpc, const VpcOf& vpc_of,
                   std::string_view what) {
  for (const cfn::Value* value : values) {
    const cfn::Value* own = vpc_of(view, value);
    if (vpc == nullptr) vpc = own;
    if (!view.differ(own, vpc)) continue;
    report(resource, value,
           fmt::format("the {} {} is in the VPC {}, not in {}", what, name_of(view, value),
                       name_of(view, own), name_of(view, vpc)));
    return;
  }
}

/// The subnets of a group of subnets, where a resource names one instead.
View::Values through_group(const View& view, const View::Values& subnets) {
  const cfn::Resource* group = subnets.size() == 1 ? view.target(subnets.front()) : nullptr;
  const cfn::Value* own = group == nullptr ? nullptr : property(*group, {"SubnetIds"});
  return own == nullptr ? subnets : view.items(own).values;
}

/// What is put into the default VPC where it names no subnets, unless one of the others places it.
struct DefaultPlace {
  std::string_view type;
  std::array<std::string_view, 2> others;
};

/// https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.WorkingWithRDSInstanceinaVPC.html
/// and the pages of the other types' subnet groups.
constexpr DefaultPlace kDefaultPlaces[] = {
    {"AWS::DocDB::DBCluster", {}},
    {"AWS::EC2::Instance", {"LaunchTemplate", "NetworkInterfaces"}},
    {"AWS::ElastiCache::CacheCluster", {}},
    {"AWS::ElastiCache::ReplicationGroup", {}},
    {"AWS::Neptune::DBCluster", {}},
    {"AWS::RDS::DBCluster", {}},
    {"AWS::RDS::DBInstance", {"DBClusterIdentifier", "SourceDBInstanceIdentifier"}},
    {"AWS::Redshift::Cluster", {}}};

/// A VPC that the stack makes is never the default one.
void check_default_vpc(const View& view, const Report& report, const cfn::Resource& resource,
                       const spec::TypeFacts& facts) {
  const std::string_view subnets = facts.subnets[0];
  const auto* place =
      std::find_if(std::begin(kDefaultPlaces), std::end(kDefaultPlaces),
                   [&](const DefaultPlace& each) { return each.type == resource.type; });
  if (place == std::end(kDefaultPlaces) || !lacks(resource, subnets)) return;
  for (const std::string_view other : place->others) {
    if (!other.empty() && !lacks(resource, other)) return;
  }
  for (const cfn::Value* group : values_of(view, resource, facts.security_groups)) {
    const cfn::Value* vpc = vpc_of_group(view, group);
    if (view.target(vpc, "AWS::EC2::VPC") == nullptr) continue;
    report(resource, group,
           fmt::format("{} is placed in the default VPC, but the security group {} is in {}",
                       quoted(resource.id.str()), name_of(view, group), name_of(view, vpc)))
        .fix = fmt::format("set {}", quoted(subnets));
    return;
  }
}

void check_groups_in_vpc_of_subnets(const View& view, const Report& report) {
  // Groups can be associated with further VPCs.
  const bool are_groups_known = view.of("AWS::EC2::SecurityGroupVpcAssociation").empty();
  for (const auto& [type, resources] : view.types()) {
    const auto facts = spec::type_facts(type);
    if (!facts || facts->subnets.empty()) continue;
    for (const cfn::Resource* resource : resources) {
      const View::Values stated = values_of(view, *resource, facts->subnets);
      if (stated.empty()) {
        if (are_groups_known) check_default_vpc(view, report, *resource, *facts);
        continue;
      }
      check_one_vpc(view, report, *resource, stated, nullptr, vpc_of_subnet, "subnet");
      const View::Values subnets = through_group(view, stated);
      const cfn::Value* vpc = subnets.empty() ? nullptr : vpc_of_subnet(view, subnets.front());
      if (vpc == nullptr || !are_groups_known) continue;
      check_one_vpc(view, report, *resource, values_of(view, *resource, facts->security_groups),
                    vpc, vpc_of_group, "security group");
    }
  }
}

void check_subnet_groups(const View& view, const Report& report) {
  for (const auto& [type, resources] : view.types()) {
    if (!type.ends_with("SubnetGroup")) continue;
    for (const cfn::Resource* group : resources) {
      check_one_vpc(view, report, *group, view.items(property(*group, {"SubnetIds"})).values,
                    nullptr, vpc_of_subnet, "subnet");
    }
  }
}

void check_target_group_vpc(const View& view, const Report& report) {
  for (const cfn::Resource* listener : view.of("AWS::ElasticLoadBalancingV2::Listener")) {
    const cfn::Resource* balancer = view.target(property(*listener, {"LoadBalancerArn"}),
                                                "AWS::ElasticLoadBalancingV2::LoadBalancer");
    if (balancer == nullptr) continue;
    const Items subnets = view.items(property(*balancer, {"Subnets"}));
    if (subnets.values.empty()) continue;
    const cfn::Value* vpc = vpc_of_subnet(view, subnets.values.front());
    for (const cfn::Value* action : view.items(property(*listener, {"DefaultActions"})).values) {
      const cfn::Value* arn = member(action, {"TargetGroupArn"});
      const cfn::Resource* group = view.target(arn, "AWS::ElasticLoadBalancingV2::TargetGroup");
      const cfn::Value* own = group == nullptr ? nullptr : property(*group, {"VpcId"});
      if (!view.differ(own, vpc)) continue;
      report(*group, own,
             fmt::format("the target group {} is in the VPC {}, but the load balancer is in {}",
                         quoted(group->id.str()), name_of(view, own), name_of(view, vpc)));
    }
  }
}

void check_port_ranges(const View& view, const Report& report) {
  const auto check = [&](const cfn::Resource& resource, const cfn::Value* rule, const auto& get) {
    const cfn::Value* place = get("FromPort");
    const auto from = view.number(place);
    const auto to = view.number(get("ToPort"));
    const auto protocol = view.text(get("IpProtocol"));
    const bool has_ports = protocol && (*protocol == "tcp" || *protocol == "udp" ||
                                        *protocol == "6" || *protocol == "17");
    if (!has_ports || !from || !to || *from <= *to) return;
    report(resource, place != nullptr ? place : rule,
           fmt::format("the port range {} to {} is empty", *from, *to));
  };
  for (const cfn::Resource* group : view.of(kPlacementGroup)) {
    for (const char* list : {"SecurityGroupIngress", "SecurityGroupEgress"}) {
      for (const cfn::Value* rule : view.items(property(*group, {list})).values) {
        check(*group, rule, [&](const char* key) { return member(rule, {key}); });
      }
    }
  }
  for (const char* type : {"AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"}) {
    for (const cfn::Resource* rule : view.of(type)) {
      check(*rule, nullptr, [&](const char* key) { return property(*rule, {key}); });
    }
  }
}

void check_groups_of_rules(const View& view, const Report& report) {
  struct Edge {
    const char* type;
    const char* other;
  };
  for (const Edge& edge : {Edge{"AWS::EC2::SecurityGroupIngress", "SourceSecurityGroupId"},
                           Edge{"AWS::EC2::SecurityGroupEgress", "DestinationSecurityGroupId"}}) {
    // Groups of peered VPCs can be named, so only a template without peering is judged.
    if (!view.of("AWS::EC2::VPCPeeringConnection").empty() ||
        !view.of("AWS::EC2::TransitGatewayAttachment").empty()) {
      return;
    }
    for (const cfn::Resource* rule : view.of(edge.type)) {
      const cfn::Value* group = property(*rule, {"GroupId"});
      const cfn::Value* other = property(*rule, {edge.other});
      const cfn::Value* one_vpc = vpc_of_group(view, group);
      const cfn::Value* other_vpc = vpc_of_group(view, other);
      if (!view.differ(one_vpc, other_vpc)) continue;
      report(*rule, other,
             fmt::format("the security group {} is in the VPC {}, but {} is in {}",
                         name_of(view, other), name_of(view, other_vpc), name_of(view, group),
                         name_of(view, one_vpc)));
    }
  }
}

/// Whether the service of a gateway endpoint surely has none: all but two have interfaces only.
bool lacks_gateway(const View& view, const cfn::Resource& endpoint) {
  const cfn::Value* service = property(endpoint, {"ServiceName"});
  auto name = composed_text(view, service);
  const auto* sub = service == nullptr ? nullptr : service->get_if<cfn::Sub>();
  if (!name && sub != nullptr && sub->text.starts_with("com.amazonaws.${AWS::Region}.")) {
    name = sub->text;
  }
  if (!name || !name->starts_with("com.amazonaws.") || name->find(".vpce.") != name->npos) {
    return false;
  }
  const std::string_view last = std::string_view(*name).substr(name->rfind('.') + 1);
  return last != "s3" && last != "dynamodb" && last != "s3express" && last.find('}') == last.npos;
}

void check_endpoints(const View& view, const Report& report) {
  for (const cfn::Resource* endpoint : view.of("AWS::EC2::VPCEndpoint")) {
    const auto type = view.text(property(*endpoint, {"VpcEndpointType"}));
    const bool gateway = lacks(*endpoint, "VpcEndpointType") || (type && *type == "Gateway");
    const bool interface = type && *type == "Interface";
    for (const char* key : {"SubnetIds", "SecurityGroupIds"}) {
      if (!gateway || !has(*endpoint, key)) continue;
      report(*endpoint, property(*endpoint, {key}),
             fmt::format("a gateway endpoint does not support \"{}\"", key));
    }
    const bool is_told = has(*endpoint, "SubnetIds") || has(*endpoint, "SecurityGroupIds") ||
                         has(*endpoint, "PrivateDnsEnabled");
    if (gateway && !is_told && lacks_gateway(view, *endpoint)) {
      report(*endpoint, property(*endpoint, {"ServiceName"}),
             "only S3 and DynamoDB have gateway endpoints")
          .fix = "set \"VpcEndpointType\" to Interface";
    }
    if (interface && has(*endpoint, "RouteTableIds")) {
      report(*endpoint, property(*endpoint, {"RouteTableIds"}),
             "an interface endpoint does not support \"RouteTableIds\"");
    }
  }
}

constexpr Rule kPlacementRules[] = {
    {"ARC4303", Severity::kError, "security groups and subnets are in different VPCs",
     "EC2 refuses a network interface with groups or subnets of two VPCs",
     "use security groups and subnets of one VPC", kGroupPage, "", check_groups_in_vpc_of_subnets},
    {"ARC4305", Severity::kError, "subnet group spans two VPCs", "the service refuses the group",
     "use subnets of one VPC", kSubnetPage, "", check_subnet_groups},
    {"ARC4306", Severity::kError, "target group and load balancer are in different VPCs",
     "Elastic Load Balancing refuses the listener", "use the load balancer's VPC",
     kBalancerSubnetsPage, "", check_target_group_vpc},
    {"ARC4314", Severity::kError, "empty port range", "EC2 refuses the rule", "swap the two ports",
     kGroupPage, "", check_port_ranges},
    {"ARC4315", Severity::kError, "security group rule references a group of another VPC",
     "EC2 refuses the rule unless the VPCs are peered", "use a group of the same VPC", kGroupPage,
     "", check_groups_of_rules},
    {"ARC4316", Severity::kError, "property is not supported by the endpoint's type",
     "EC2 refuses the endpoint", "remove the property, or change \"VpcEndpointType\"",
     kEndpointPage, "", check_endpoints},
};

}  // namespace

std::span<const Rule> placement_rules() { return kPlacementRules; }

}  // namespace archsynth::analysis

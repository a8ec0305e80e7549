// What leaves a VPC or a subnet: internet gateways that are missing, answers that ACLs drop.

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/network/network.h"
#include "rules/rule.h"
#include "rules/template/order.h"
#include "rules/template/paths.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kGatewayPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html";
constexpr std::string_view kGatewayOrderPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-dependson.html#gatewayattachment";
constexpr std::string_view kEphemeralPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nacl-ephemeral-ports.html";

/// Whether an internet gateway is attached to a VPC of the template, or may be.
bool may_have_gateway(const View& view, const cfn::Resource& vpc) {
  const View::Resources& all = view.of("AWS::EC2::VPCGatewayAttachment");
  const bool is_attached = std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    const cfn::Resource* other = view.target(property(*each, {"VpcId"}), "AWS::EC2::VPC");
    return (other == nullptr || other == &vpc) && !lacks(*each, "InternetGatewayId");
  });
  return is_attached || is_handed_on(view, vpc);
}

/// What the service refuses where the VPC has no internet gateway.
struct PublicThing {
  std::string_view type;
  std::string_view subnets;  ///< `*` steps into a list
  std::string_view group;    ///< that has the subnets; empty: the resource itself
  std::string_view what;     ///< with a blank behind
};

constexpr PublicThing kPublicThings[] = {
    {"AWS::EC2::NatGateway", "SubnetId", "", "the public NAT gateway "},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets.*", "", "the internet-facing "},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "SubnetMappings.*.SubnetId", "",
     "the internet-facing "},
    {"AWS::ElasticLoadBalancing::LoadBalancer", "Subnets.*", "", "the internet-facing "},
    {"AWS::RDS::DBInstance", "SubnetIds.*", "DBSubnetGroupName", "the publicly accessible "},
};

void check_missing_gateways(const View& view, const Report& report) {
  for (const PublicThing& thing : kPublicThings) {
    for (const cfn::Resource* resource : view.of(thing.type)) {
      if (!faces_internet(view, *resource)) continue;
      const cfn::Value* group = thing.group.empty() ? nullptr : property(*resource, {thing.group});
      const cfn::Resource* owner = thing.group.empty() ? resource : view.target(group);
      bool is_reported = owner == nullptr;
      if (is_reported) continue;
      each_place(view, *owner, thing.subnets, [&](const cfn::Value& subnet) {
        const cfn::Resource* vpc = view.target(vpc_of_subnet(view, &subnet), "AWS::EC2::VPC");
        if (is_reported || vpc == nullptr || may_have_gateway(view, *vpc)) return;
        is_reported = true;
        report(*resource, group == nullptr ? &subnet : group,
               fmt::format("{}{} needs an internet gateway in {}", thing.what,
                           quoted(resource->id.str()), quoted(vpc->id.str())))
            .fix = "attach an internet gateway with an AWS::EC2::VPCGatewayAttachment";
      });
    }
  }
}

/// Those that attach an internet gateway to a VPC of the template.
View::Resources attachments_of(const View& view, const cfn::Resource& vpc) {
  View::Resources found;
  for (const cfn::Resource* each : view.of("AWS::EC2::VPCGatewayAttachment")) {
    const bool is_of_vpc = view.target(property(*each, {"VpcId"})) == &vpc;
    if (is_of_vpc && !lacks(*each, "InternetGatewayId")) found.push_back(each);
  }
  return found;
}

/// What needs the attached gateway can be created before it.
void check_gateway_comes_first(const View& view, const Report& report) {
  for (const PublicThing& thing : kPublicThings) {
    if (!thing.group.empty()) continue;
    for (const cfn::Resource* resource : view.of(thing.type)) {
      bool is_asked = !faces_internet(view, *resource);
      each_place(view, *resource, thing.subnets, [&](const cfn::Value& subnet) {
        const cfn::Resource* vpc = view.target(vpc_of_subnet(view, &subnet), "AWS::EC2::VPC");
        if (std::exchange(is_asked, true) || vpc == nullptr) return;
        const View::Resources needed = attachments_of(view, *vpc);
        if (needed.empty() || waits_for(view, *resource, needed)) return;
        if (waits_for(view, *needed.front(), {resource})) return;
        report(*resource, &subnet,
               fmt::format("{}{} can be created before {}", thing.what, quoted(resource->id.str()),
                           quoted(needed.front()->id.str())))
            .fix = fmt::format("add `DependsOn: {}`", needed.front()->id.str());
      });
    }
  }
}

/// An entry of a network ACL that allows TCP, among others or alone.
struct AclEntry {
  const cfn::Resource* entry;
  bool is_outbound;
  double first;
  double last;
};

/// Nothing where one cannot be read.
std::optional<std::vector<AclEntry>> entries_of(const View& view, const cfn::Resource& acl) {
  std::vector<AclEntry> all;
  for (const cfn::Resource* entry : view.of("AWS::EC2::NetworkAclEntry")) {
    const cfn::Value* owner = property(*entry, {"NetworkAclId"});
    if (view.target(owner) == nullptr) return std::nullopt;
    if (view.target(owner) != &acl) continue;
    const auto action = view.text(property(*entry, {"RuleAction"}));
    const auto protocol = view.number(property(*entry, {"Protocol"}));
    const auto egress =
        lacks(*entry, "Egress") ? std::optional(false) : view.truth(property(*entry, {"Egress"}));
    if (!action || !protocol || !egress) return std::nullopt;
    if (*action != "allow" || (*protocol != 6 && *protocol != -1)) continue;
    const auto first = view.number(property(*entry, {"PortRange", "From"}));
    const auto last = view.number(property(*entry, {"PortRange", "To"}));
    if (*protocol == 6 && (!first || !last)) return std::nullopt;
    all.push_back({entry, *egress, *protocol == 6 ? *first : 0, *protocol == 6 ? *last : 65535});
  }
  return all;
}

constexpr double kFirstEphemeral = 1024;

void check_acl(const View& view, const Report& report, const cfn::Resource& acl) {
  const auto entries = entries_of(view, acl);
  if (!entries) return;
  for (const AclEntry& each : *entries) {
    if (each.last >= kFirstEphemeral * 32) continue;
    const cfn::Resource* back = nullptr;
    bool is_answered = false;
    for (const AclEntry& other : *entries) {
      if (other.is_outbound == each.is_outbound) continue;
      back = other.entry;
      is_answered |= other.last >= kFirstEphemeral;
    }
    if (is_answered) continue;
    const cfn::Resource& where = back == nullptr ? *each.entry : *back;
    report(where, property(where, {"PortRange"}),
           fmt::format("{} drops the replies to traffic that {} lets {}", quoted(acl.id.str()),
                       quoted(each.entry->id.str()), each.is_outbound ? "out" : "in"))
        .fix = fmt::format("allow TCP 1024-65535 {}", each.is_outbound ? "in" : "out");
    return;
  }
}

void check_answers(const View& view, const Report& report) {
  std::vector<const cfn::Resource*> checked;
  for (const cfn::Resource* association : view.of("AWS::EC2::SubnetNetworkAclAssociation")) {
    const cfn::Resource* acl =
        view.target(property(*association, {"NetworkAclId"}), "AWS::EC2::NetworkAcl");
    if (acl == nullptr || std::find(checked.begin(), checked.end(), acl) != checked.end()) continue;
    checked.push_back(acl);
    if (!is_handed_on(view, *acl)) check_acl(view, report, *acl);
  }
}

constexpr Rule kGatewaysRules[] = {
    {"ARC4333", Severity::kError, "VPC without an internet gateway",
     "the service refuses resources that are reached from the internet or connect to it",
     "attach an internet gateway to the VPC", kGatewayPage, "", check_missing_gateways},
    {"ARC4345", Severity::kWarning, "resource does not wait for the internet gateway",
     "the service refuses the resource until the gateway is attached to the VPC",
     "add the attachment to \"DependsOn\"", kGatewayOrderPage, "", check_gateway_comes_first},
    {"ARC4334", Severity::kError, "network ACL drops reply traffic",
     "network ACLs are stateless, so replies without an entry of their own are dropped",
     "allow TCP 1024-65535 in the other direction", kEphemeralPage, "", check_answers},
};

}  // namespace

std::span<const Rule> gateway_rules() { return kGatewaysRules; }

}  // namespace archsynth::analysis

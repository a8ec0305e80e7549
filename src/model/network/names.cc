// Who answers for the names of AWS services in a VPC.

#include <algorithm>

#include "model/network/network.h"

namespace archsynth::model {
namespace {

/// What may send the names of services to addresses that the template does not tell.
struct Resolver {
  std::string_view type;
  std::string_view vpc;  ///< the property that says for which network
};

constexpr Resolver kResolvers[] = {
    {"AWS::Route53Profiles::ProfileAssociation", "ResourceId"},
    {"AWS::Route53Resolver::ResolverRuleAssociation", "VPCId"},
};

/// Whether a private zone may hold names of services.
bool may_hold_services(const Lookup& lookup, const cfn::Resource& zone) {
  const auto name = lookup.text(view::property(zone, {"Name"}));
  if (!name) return true;
  return name->find("amazonaws.com") != name->npos || name->find("api.aws") != name->npos;
}

}  // namespace

void Network::add_resolvers() {
  const auto note = [&](const cfn::Value* of, const cfn::Resource& by) {
    if (of != nullptr) vpc(of).resolver = by.id.str();
  };
  for (const Resolver& each : kResolvers) {
    for (const cfn::Resource* by : lookup_.of(each.type)) {
      note(view::property(*by, {each.vpc}), *by);
    }
  }
  for (const cfn::Resource* by : lookup_.of("AWS::EC2::VPCDHCPOptionsAssociation")) {
    const cfn::Resource* options = lookup_.target(view::property(*by, {"DhcpOptionsId"}));
    const auto servers =
        options == nullptr ? std::vector<Item>{} : lookup_.at(*options, "DomainNameServers");
    const bool is_amazon =
        options != nullptr && std::all_of(servers.begin(), servers.end(), [&](const Item& each) {
          return lookup_.text(each.value) == "AmazonProvidedDNS";
        });
    if (!is_amazon) note(view::property(*by, {"VpcId"}), *by);
  }
  for (const cfn::Resource* zone : lookup_.of("AWS::Route53::HostedZone")) {
    if (!may_hold_services(lookup_, *zone)) continue;
    for (const Item& each : lookup_.at(*zone, "VPCs.VPCId")) note(each.value, *zone);
  }
}

}  // namespace archsynth::model

#pragma once

#include "archsynth/aws/elbv2.h"
#include "archsynth/aws/elbv2/network_load_balancer.h"

/// DNS records.
namespace archsynth::route53 {

using describe::field;

struct AliasProps {
  Sourced<std::string> name{};
  Sourced<std::string> hosted_zone_id{};
  static constexpr auto fields() {
    return describe::fields(
        "an alias record",
        field<&AliasProps::name>("name", "the name that leads to the load balancer")
            .form(forms::kDomainName)
            .required(),
        field<&AliasProps::hosted_zone_id>("hosted_zone_id", "the hosted zone that holds it")
            .form(forms::kHostedZoneId)
            .required());
  }
};
static_assert(describe::complete<AliasProps>());

/// A and AAAA alias records to a load balancer; to a network load balancer, which has IPv4
/// addresses alone, an A record.
class Alias : public construct::Construct {
 public:
  using Props = AliasProps;
  Alias(construct::Scope scope, const elbv2::LoadBalancer& load_balancer, AliasProps props);
  Alias(construct::Scope scope, const elbv2::NetworkLoadBalancer& load_balancer, AliasProps props);

 private:
  void add_record(std::string_view name, std::string_view type, cfn::Map target,
                  const AliasProps& props);
};

}  // namespace archsynth::route53

#include "archsynth/aws/route53.h"

namespace archsynth::route53 {

Alias::Alias(construct::Scope scope, const elbv2::LoadBalancer& load_balancer, AliasProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  const cfn::Map target{
      {"DNSName", cfn::sub("dualstack.${" + load_balancer.logical_id().str() + ".DNSName}")},
      {"EvaluateTargetHealth", false},
      {"HostedZoneId", load_balancer.canonical_hosted_zone_id()}};
  const auto add = [&](std::string_view name, std::string_view type) {
    add_resource(name, "AWS::Route53::RecordSet",
                 {{"AliasTarget", target},
                  {"HostedZoneId", props.hosted_zone_id},
                  {"Name", props.name},
                  {"Type", type}});
  };
  add("Record", "A");
  add("Ipv6Record", "AAAA");
}

}  // namespace archsynth::route53

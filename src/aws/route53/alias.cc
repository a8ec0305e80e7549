#include "archsynth/aws/route53.h"

namespace archsynth::route53 {

namespace {

cfn::Map target_of(cfn::Value name, cfn::Value zone) {
  return {{"DNSName", std::move(name)},
          {"EvaluateTargetHealth", false},
          {"HostedZoneId", std::move(zone)}};
}

}  // namespace

Alias::Alias(construct::Scope scope, const elbv2::LoadBalancer& load_balancer, AliasProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  const cfn::Map target =
      target_of(cfn::sub("dualstack.${" + load_balancer.logical_id().str() + ".DNSName}"),
                load_balancer.canonical_hosted_zone_id());
  add_record("Record", "A", target, props);
  add_record("Ipv6Record", "AAAA", target, props);
}

Alias::Alias(construct::Scope scope, const elbv2::NetworkLoadBalancer& load_balancer,
             AliasProps props)
    : Construct(std::move(scope)) {
  props = aws::settled(std::move(props), *this);
  add_record("Record", "A",
             target_of(load_balancer.dns_name(),
                       cfn::get_att(load_balancer.logical_id(), "CanonicalHostedZoneID")),
             props);
}

void Alias::add_record(std::string_view name, std::string_view type, cfn::Map target,
                       const AliasProps& props) {
  add_resource(name, "AWS::Route53::RecordSet",
               {{"AliasTarget", std::move(target)},
                {"HostedZoneId", props.hosted_zone_id},
                {"Name", props.name},
                {"Type", type}});
}

}  // namespace archsynth::route53

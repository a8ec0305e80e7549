#include "archsynth/aws/route53.h"

#include <gtest/gtest.h>

#include "aws/lines.h"

namespace archsynth::route53 {
namespace {

TEST(Alias, LeadsToTheLoadBalancerByBothProtocols) {
  Stack stack({.name = "shop"});
  ec2::Vpc& vpc = stack.add<ec2::Vpc>("Vpc", {});
  elbv2::LoadBalancer& balancer = stack.add<elbv2::LoadBalancer>("LoadBalancer", vpc, {});
  Alias& alias = stack.add<Alias>(
      "Domain", balancer, {.name = "api.example.com", .hosted_zone_id = "Z0123456789ABCDEFGHIJ"});
  EXPECT_EQ(
      lines(alias),
      R"(DomainRecord: {"Type":"AWS::Route53::RecordSet","Properties":{"AliasTarget":{"DNSName":{"Fn::Sub":"dualstack.${LoadBalancer.DNSName}"},"EvaluateTargetHealth":false,"HostedZoneId":{"Fn::GetAtt":["LoadBalancer","CanonicalHostedZoneID"]}},"HostedZoneId":"Z0123456789ABCDEFGHIJ","Name":"api.example.com","Type":"A"}}
DomainIpv6Record: {"Type":"AWS::Route53::RecordSet","Properties":{"AliasTarget":{"DNSName":{"Fn::Sub":"dualstack.${LoadBalancer.DNSName}"},"EvaluateTargetHealth":false,"HostedZoneId":{"Fn::GetAtt":["LoadBalancer","CanonicalHostedZoneID"]}},"HostedZoneId":"Z0123456789ABCDEFGHIJ","Name":"api.example.com","Type":"AAAA"}}
)");
  EXPECT_EQ(findings(stack), "");
}

}  // namespace
}  // namespace archsynth::route53

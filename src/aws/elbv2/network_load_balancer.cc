#include "archsynth/aws/elbv2/network_load_balancer.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"
#include "aws/elbv2/balancer_parts.h"

namespace archsynth::elbv2 {

namespace {

cfn::Value attribute_of(std::string_view key, bool is_on, const Origin& origin) {
  return cfn::Map{{"Key", key},
                  {"Value", cfn::Value(is_on ? "true" : "false").with_origin(origin)}};
}

}  // namespace

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/network/network-load-balancers.html
NetworkLoadBalancer::NetworkLoadBalancer(construct::Scope scope, ec2::Vpc& vpc,
                                         LoadBalancerProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)), vpc_(vpc) {
  security_group_ =
      &add<ec2::SecurityGroup>(construct::Name("SecurityGroup", label(), origin()), vpc,
                               {.description = "Network load balancer of " + stack().full_name()});
  sources_ = sources_of(props_, vpc, label(), diagnostics());
  const bool internal = *props_.scheme == Scheme::kInternal;
  const Sourced<bool>& protection = props_.deletion_protection;
  resource_ = &add_resource(
      "", "AWS::ElasticLoadBalancingV2::LoadBalancer",
      {{"IpAddressType", "ipv4"},
       {"LoadBalancerAttributes",
        cfn::List{attribute_of("deletion_protection.enabled", *protection, protection.origin()),
                  attribute_of("load_balancing.cross_zone.enabled", true, {})}},
       {"Scheme",
        cfn::Value(internal ? "internal" : "internet-facing").with_origin(props_.scheme.origin())},
       {"SecurityGroups", cfn::List{security_group_->id()}},
       {"Subnets", subnets_of(props_, vpc, *this)},
       {"Type", "network"}});
  construct::waive(*resource_, {.checkov = "CKV_AWS_91", .cdk_nag = "AwsSolutions-ELB2"},
                   "Network load balancers log TLS connections only, and these listeners pass TCP");
  if (internal) return;
  for (const cfn::LogicalId& id : vpc.internet_dependencies()) resource_->depends_on.push_back(id);
}

void NetworkLoadBalancer::open_port(const Sourced<int>& port) {
  const char* who = !props_.allowed_cidrs.empty()         ? "those allowed"
                    : *props_.scheme == Scheme::kInternal ? "the VPC"
                                                          : "the internet";
  for (const cfn::Value& source : sources_) {
    security_group_->allow_from_cidr(source, port, fmt::format("TCP from {}", who));
  }
  admit_from_outside(vpc_, props_, *port);
  const bool is_public = std::any_of(sources_.begin(), sources_.end(), [](const cfn::Value& each) {
    return each == cfn::Value(kEveryone);
  });
  if (!is_public || services_.size() > 1) return;
  construct::waive(security_group_->resource(),
                   {.checkov = "CKV_AWS_260", .cdk_nag = "AwsSolutions-EC23"},
                   "A public load balancer is reached from the internet on these ports only");
}

cfn::LogicalId NetworkLoadBalancer::listen(const Sourced<int>& port,
                                           const cfn::Value& target_group_arn,
                                           const std::string& service) {
  const auto [first, is_new] = services_.emplace(*port, service);
  if (is_new) {
    open_port(port);
  } else {
    diagnostics()
        .error("ARC1346", port.origin(),
               fmt::format("{} and {} both accept connections on TCP port {}",
                           quoted(first->second), quoted(service), *port))
        .fix = "give one of them another port, or set its \"expose\" to false";
  }
  const std::string name = fmt::format("Listener{}{}", *port, is_new ? "" : service);
  return add_resource(
             name, "AWS::ElasticLoadBalancingV2::Listener",
             {{"DefaultActions",
               cfn::List{cfn::Map{{"Type", "forward"}, {"TargetGroupArn", target_group_arn}}}},
              {"LoadBalancerArn", resource_->ref()},
              {"Port", port},
              {"Protocol", "TCP"}})
      .id;
}

cfn::Value NetworkLoadBalancer::dns_name() const { return resource_->att("DNSName"); }
cfn::Value NetworkLoadBalancer::full_name() const { return resource_->att("LoadBalancerFullName"); }

}  // namespace archsynth::elbv2

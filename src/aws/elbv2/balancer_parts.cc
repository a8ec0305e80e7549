#include "aws/elbv2/balancer_parts.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::elbv2 {

cfn::List sources_of(const LoadBalancerProps& props, const ec2::Vpc& vpc, const std::string& label,
                     Diagnostics& to) {
  cfn::List sources;
  for (const Sourced<std::string>& cidr : props.allowed_cidrs) {
    sources.emplace_back(cidr);
    if (cidr->find(':') == std::string::npos) continue;
    to.warning(
        "ARC4331", cidr.origin(),
        fmt::format("{} has no effect: the load balancer has IPv4 addresses only", quoted(*cidr)));
  }
  if (!sources.empty()) return sources;
  if (*props.scheme == Scheme::kInternetFacing) {
    sources.emplace_back(kEveryone);
  } else if (!vpc.imported()) {
    sources.push_back(vpc.cidr());
  } else {
    to.error("ARC1331", props.scheme.origin(),
             fmt::format(
                 "{} must list who may connect, because the block of an existing VPC is not known",
                 quoted(label + ".allowed_cidrs")))
        .fix = "for example the VPC's block: [10.0.0.0/16]";
  }
  return sources;
}

cfn::List subnets_of(const LoadBalancerProps& props, const ec2::Vpc& vpc,
                     const construct::Construct& balancer) {
  const bool internal = *props.scheme == Scheme::kInternal;
  const std::vector<cfn::Value>& subnets = internal ? vpc.private_subnets() : vpc.public_subnets();
  if (subnets.size() < 2 && !vpc.has_misnamed_zones()) {
    const Origin& place = vpc.imported() ? vpc.props().vpc_id.origin() : vpc.props().zones.origin();
    balancer.diagnostics()
        .error("ARC1338", place.is_stated() ? place : balancer.origin(),
               fmt::format("{} needs subnets in two availability zones, but there {} {} {} "
                           "{}",
                           quoted(balancer.label()), subnets.size() == 1 ? "is" : "are",
                           subnets.size(), internal ? "private" : "public",
                           subnets.size() == 1 ? "subnet" : "subnets"))
        .fix =
        fmt::format("set them under {}", quoted(vpc.label() + (!vpc.imported() ? ".zones"
                                                               : internal ? ".private_subnet_ids"
                                                                          : ".public_subnet_ids")));
  }
  return {subnets.begin(), subnets.end()};
}

void admit_from_outside(ec2::Vpc& vpc, const LoadBalancerProps& props, int port) {
  const bool is_internal = *props.scheme == Scheme::kInternal;
  if (!is_internal || !props.allowed_cidrs.empty()) vpc.admit(port, is_internal);
}

}  // namespace archsynth::elbv2

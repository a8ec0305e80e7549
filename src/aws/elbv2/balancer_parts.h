#pragma once

#include "archsynth/aws/elbv2.h"

namespace archsynth::elbv2 {

inline constexpr std::string_view kEveryone = "0.0.0.0/0";

/// The blocks of addresses that may connect to a load balancer.
cfn::List sources_of(const LoadBalancerProps& props, const ec2::Vpc& vpc, const std::string& label,
                     Diagnostics& to);

/// The subnets in which it stands; fewer than two are reported.
cfn::List subnets_of(const LoadBalancerProps& props, const ec2::Vpc& vpc,
                     const construct::Construct& balancer);

/// Lets clients that may connect and are not in the VPC pass its network ACLs.
void admit_from_outside(ec2::Vpc& vpc, const LoadBalancerProps& props, int port);

}  // namespace archsynth::elbv2

#pragma once

#include <map>
#include <string>

#include "archsynth/aws/elbv2.h"

namespace archsynth::elbv2 {

/// A network load balancer with its security group: a listener for each TCP port.
class NetworkLoadBalancer : public construct::Construct {
 public:
  /// Scheme, allowed blocks and deletion protection apply; the rest speaks of HTTP.
  using Props = LoadBalancerProps;
  NetworkLoadBalancer(construct::Scope scope, ec2::Vpc& vpc, LoadBalancerProps props);

  ec2::SecurityGroup& security_group() { return *security_group_; }
  cfn::Value dns_name() const;
  /// The last part of the ARN, which CloudWatch metrics are keyed by.
  cfn::Value full_name() const;
  /// Passes connections to a port on to the targets of a service. A second service at a port is an
  /// error naming both (ARC1346). Gives the id of the listener.
  cfn::LogicalId listen(const Sourced<int>& port, const cfn::Value& target_group_arn,
                        const std::string& service);

 private:
  void open_port(const Sourced<int>& port);

  LoadBalancerProps props_;
  ec2::SecurityGroup* security_group_ = nullptr;
  cfn::Resource* resource_ = nullptr;
  cfn::List sources_;  ///< the blocks that may connect
  ec2::Vpc& vpc_;
  std::map<int, std::string> services_;
};

}  // namespace archsynth::elbv2

#pragma once

#include "archsynth/aws/ecs.h"
#include "aws/lines.h"

namespace archsynth {

/// A stack with what services need: an existing network and AWS's own keys, to keep it short.
struct ServiceStack {
  explicit ServiceStack(bool customer_managed_key = false)
      : key(stack.add<kms::Key>("Key", {.customer_managed_key = customer_managed_key})) {}

  Stack stack{{.name = "shop"}};
  kms::Key& key;
  ec2::Vpc& vpc =
      stack.add<ec2::Vpc>("Vpc", {.vpc_id = "vpc-1a2b3c4d",
                                  .public_subnet_ids = {"subnet-1a2b3c4d", "subnet-2a2b3c4d"},
                                  .private_subnet_ids = {"subnet-3a2b3c4d", "subnet-4a2b3c4d"}});
  ecs::Cluster& cluster = stack.add<ecs::Cluster>("Cluster", key, {});

  ecs::FargateService& add(construct::Name name, ecs::FargateServiceProps props) {
    return stack.add<ecs::FargateService>(std::move(name), vpc, cluster, std::move(props));
  }
  elbv2::LoadBalancer& add_load_balancer() {
    return stack.add<elbv2::LoadBalancer>(
        "LoadBalancer", vpc,
        {.certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/"
                            "12345678-1234-1234-1234-123456789012"});
  }
};

}  // namespace archsynth

#pragma once

#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// How a new version of a service replaces the old one.
struct DeploymentProps {
  Sourced<int> min_healthy_percent = Default(100);
  Sourced<int> max_percent = Default(200);
  Sourced<bool> circuit_breaker = Default(true);
  static constexpr auto fields() {
    return describe::fields(
        "deployment",
        field<&DeploymentProps::min_healthy_percent>(
            "min_healthy_percent",
            "tasks that stay up during a deployment, as a share of the desired count")
            .range(0, 100),
        field<&DeploymentProps::max_percent>(
            "max_percent",
            "tasks that may run during a deployment, as a share of the desired count")
            .range(100, 200),
        field<&DeploymentProps::circuit_breaker>("circuit_breaker",
                                                 "a failed deployment is stopped and rolled back"));
  }
};
static_assert(describe::complete<DeploymentProps>());

}  // namespace archsynth::ecs

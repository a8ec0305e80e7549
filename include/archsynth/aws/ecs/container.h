#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// What `open_files` of a container is, and the most that Fargate takes.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html
inline constexpr const char* kOpenFiles =
    "how many files and connections it may have open at once; Fargate allows 65,535 when left out";
inline constexpr int kMostOpenFiles = 1'048'576;

struct ContainerHealthCheckProps {
  describe::List<std::string> command{};
  Sourced<int> interval_seconds = Default(30);
  Sourced<int> timeout_seconds = Default(5);
  Sourced<int> retries = Default(3);
  Sourced<int> start_period_seconds = Default(30);
  static constexpr auto fields() {
    return describe::fields(
        "a container health check",
        field<&ContainerHealthCheckProps::command>(
            "command",
            "what runs inside the container, which must have the program; the exit code is the "
            "result; one line for the container's shell, or a list that begins with CMD, or with "
            "CMD-SHELL before such a line")
            .required()
            .items(2)
            .example("[CMD-SHELL, curl -f http://localhost/ || exit 1]"),
        field<&ContainerHealthCheckProps::interval_seconds>("interval_seconds",
                                                            "seconds between two checks")
            .range(5, 300),
        field<&ContainerHealthCheckProps::timeout_seconds>("timeout_seconds",
                                                           "seconds a check may take")
            .range(2, 120),
        field<&ContainerHealthCheckProps::retries>("retries",
                                                   "failures in a row that make it unhealthy")
            .range(1, 10),
        field<&ContainerHealthCheckProps::start_period_seconds>(
            "start_period_seconds", "seconds after the start in which failures do not count")
            .range(0, 300));
  }
};
static_assert(describe::complete<ContainerHealthCheckProps>());

}  // namespace archsynth::ecs

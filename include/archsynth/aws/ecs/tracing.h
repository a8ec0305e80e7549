#pragma once

#include "archsynth/aws/forms.h"
#include "archsynth/describe/expression.h"

namespace archsynth::ecs {

using describe::field;

/// Traces that a collector of OpenTelemetry beside the service's container sends to X-Ray.
struct TracingProps {
  Sourced<describe::Expression> image =
      Default(describe::Expression("public.ecr.aws/aws-observability/aws-otel-collector:latest"));
  static constexpr auto fields() {
    return describe::fields("tracing", field<&TracingProps::image>(
                                           "image", "the image of the collector, as of a sidecar")
                                           .form(forms::kImageUri));
  }
};
static_assert(describe::complete<TracingProps>());

}  // namespace archsynth::ecs

#pragma once

#include "archsynth/aws/forms.h"
#include "archsynth/describe/expression.h"
#include "archsynth/spec/default_editions.h"

namespace archsynth::ecs {

using describe::field;

/// Traces that a collector of OpenTelemetry beside the service's container sends to X-Ray.
struct TracingProps {
  Sourced<describe::Expression> image =
      Default(describe::Expression(spec::newest_default("services.tracing.image")));
  static constexpr auto fields() {
    return describe::fields("tracing", field<&TracingProps::image>(
                                           "image", "the image of the collector, as of a sidecar")
                                           .form(forms::kImageUri));
  }
};
static_assert(describe::complete<TracingProps>());

}  // namespace archsynth::ecs

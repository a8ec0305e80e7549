#pragma once

#include <string>

#include "archsynth/aws/ecs/secret.h"
#include "archsynth/describe/expression.h"

namespace archsynth::ecs {

using describe::field;

enum class LogRouter { kFluentBit, kFluentd };
constexpr auto names_of(LogRouter) { return std::array{"fluent_bit", "fluentd"}; }

/// Logs that a container beside the others sends on, by FireLens.
struct LogForwardingProps {
  Sourced<describe::Expression> image =
      Default(describe::Expression("public.ecr.aws/aws-observability/aws-for-fluent-bit:stable"));
  Sourced<LogRouter> router = Default(LogRouter::kFluentBit);
  describe::Map<Sourced<describe::Expression>> options{};
  describe::Map<Secret> secrets{};
  static constexpr auto fields() {
    using P = LogForwardingProps;
    return describe::fields(
        "log forwarding",
        field<&P::image>("image", "the image of the router, as of a sidecar")
            .form(forms::kImageUri),
        field<&P::router>("router", "what the image runs"),
        field<&P::options>("options",
                           "where logs go: the options of the output, for Fluent Bit with its "
                           "`Name`; the service's `permissions` grant what the router may do there")
            .keys(forms::kLogOption)
            .example("{Name: firehose, region: !Ref \"AWS::Region\", delivery_stream: app-logs}"),
        field<&P::secrets>("secrets", "options from secrets, as a service has them")
            .keys(forms::kLogOption)
            .form(forms::kSecretSource)
            .example("{apikey: /shop/log-key}"));
  }
};
static_assert(describe::complete<LogForwardingProps>());

}  // namespace archsynth::ecs

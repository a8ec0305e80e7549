#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// The variables in which a service finds a cache; those without a name are not set.
struct CacheUseProps {
  Sourced<std::string> url{};
  Sourced<std::string> host{};
  Sourced<std::string> port{};
  Sourced<std::string> reader_host{};
  static constexpr auto fields() {
    using P = CacheUseProps;
    return describe::fields(
        "a use of a cache",
        field<&P::url>("url",
                       "the variable that gets the URL: `rediss://…`, with two s, where the cache "
                       "requires TLS")
            .form(forms::kVariableName)
            .example("REDIS_URL"),
        field<&P::host>("host", "the variable that gets the host name").form(forms::kVariableName),
        field<&P::port>("port", "the variable that gets the port").form(forms::kVariableName),
        field<&P::reader_host>("reader_host",
                               "the variable that gets the host name of the replicas")
            .form(forms::kVariableName));
  }
};
static_assert(describe::complete<CacheUseProps>());

}  // namespace archsynth::ecs

#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// The variables in which a service finds another one that it calls; those without a name are not
/// set.
struct CallProps {
  Sourced<std::string> url{};
  Sourced<std::string> host{};
  Sourced<std::string> port{};
  static constexpr auto fields() {
    using P = CallProps;
    return describe::fields(
        "a call",
        field<&P::url>("url", "the variable that gets the URL, such as `http://backend:8000`")
            .form(forms::kVariableName)
            .example("API_URL"),
        field<&P::host>("host", "the variable that gets the host name").form(forms::kVariableName),
        field<&P::port>("port", "the variable that gets the port").form(forms::kVariableName));
  }
};
static_assert(describe::complete<CallProps>());

}  // namespace archsynth::ecs

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

using cfn::ParameterValue;
using cfn::with_parameter_values;

/// Reports values that the template's declarations refuse, names that it does not have (with the
/// nearest), and parameters that have neither a value nor a default.
void check_parameter_values(const cfn::Template& checked, const std::vector<ParameterValue>& values,
                            Diagnostics& diagnostics);

/// Why a declaration refuses a value.
struct ParameterRefusal {
  std::string why;             ///< `is "x", which is not in "AllowedValues"`
  std::string_view attribute;  ///< what refuses it: `AllowedValues`; empty: the type, or a bound
};
/// The first refusal; nothing where the value is taken, or the declaration has mistakes itself.
std::optional<ParameterRefusal> refusal_of(const cfn::Parameter& parameter,
                                           const std::string& value);

}  // namespace archsynth::analysis

#pragma once

#include <string>
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

/// Why a declaration refuses a value: `is "x", which is not in "AllowedValues"`; empty where it
/// does not.
std::string refusal_of(const cfn::Parameter& parameter, const std::string& value);

}  // namespace archsynth::analysis

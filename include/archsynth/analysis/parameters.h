#pragma once

#include <string>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// The parameter values of a deployment.
struct ParameterValue {
  std::string name;
  /// A text, a number or a boolean; absent: what the stack has already, which is not known here.
  cfn::Value value;
  Origin origin;  ///< of the name
};

/// Reports values that the template's declarations refuse, names that it does not have (with the
/// nearest), and parameters that have neither a value nor a default.
void check_parameter_values(const cfn::Template& checked, const std::vector<ParameterValue>& values,
                            Diagnostics& diagnostics);

/// The template as it is deployed with the values: each is the default, and the only value that
/// its parameter allows.
cfn::Template with_parameter_values(cfn::Template checked,
                                    const std::vector<ParameterValue>& values);

}  // namespace archsynth::analysis

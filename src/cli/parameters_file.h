#pragma once

#include <optional>
#include <vector>

#include "archsynth/analysis/parameters.h"
#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// The parameters of a file, in any of the forms that the tools of AWS take:
///
///     [{"ParameterKey": "Stage", "ParameterValue": "prod"}]     of the AWS CLI, and of `synth`
///     ["Stage=prod"]                                            of `deploy`
///     {"Parameters": {"Stage": "prod"}}                         of CodePipeline
///     {"Stage": "prod"}
///     Stage=prod                                                a line for each
///
/// Nothing, and diagnostics (ARC0930), for others.
std::optional<std::vector<analysis::ParameterValue>> read_parameters(const Source& source,
                                                                     Diagnostics& diagnostics);

/// The same of a document.
std::optional<std::vector<analysis::ParameterValue>> read_parameters(const document::Node& node,
                                                                     Diagnostics& diagnostics);

}  // namespace archsynth::cli

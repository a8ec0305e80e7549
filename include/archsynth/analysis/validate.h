#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"
#include "archsynth/spec/catalogue.h"
#include "archsynth/support/diagnostic.h"
#include "archsynth/support/tasks.h"

namespace archsynth::analysis {

struct ValidateOptions {
  /// The region whose resource types and values count; empty: not known.
  std::string region = "us-east-1";
  /// The parameter values of the deployment. Where given, they replace the defaults and are checked
  /// themselves (`check_parameter_values`); nothing: they are not known.
  std::optional<std::vector<ParameterValue>> parameters = std::nullopt;
  /// The resource types that there are; nothing: AWS's.
  const spec::Catalogue* catalogue = nullptr;
  /// How parts that share nothing they change run; nothing: one after the other.
  RunBoth run_both = {};
};

/// Everything that is known of a template before it is deployed: its structure (`check_structure`),
/// each resource against the schema of its type in the region, and how resources fit one another
/// (`check_relations`). Conditional values are checked in every possible state.
/// Findings about properties have codes ARC30…; errors are what CloudFormation or the service
/// refuses.
void validate(const cfn::Template& checked, const ValidateOptions& options,
              Diagnostics& diagnostics);

}  // namespace archsynth::analysis

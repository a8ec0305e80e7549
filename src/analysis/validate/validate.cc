#include "archsynth/analysis/validate.h"

#include "analysis/functions/checks.h"
#include "analysis/policies/policies.h"
#include "archsynth/analysis/relations.h"
#include "archsynth/analysis/schemas.h"
#include "archsynth/analysis/structure.h"

namespace archsynth::analysis {

namespace {

void check_deployed(const cfn::Template& checked, const std::string& region,
                    Diagnostics& diagnostics) {
  check_schemas(checked, diagnostics, region);
  check_policies(checked, diagnostics);
  check_relations(checked, diagnostics, region);
}

}  // namespace

void validate(const cfn::Template& checked, const ValidateOptions& options,
              Diagnostics& diagnostics) {
  // What a template says of itself holds whatever it is deployed with.
  check_structure(checked, diagnostics);
  const ConditionStates states(checked);
  check_functions({checked, TemplateIndex(checked), states, diagnostics});
  if (!options.parameters) return check_deployed(checked, options.region, diagnostics);
  check_parameter_values(checked, *options.parameters, diagnostics);
  check_deployed(with_parameter_values(checked, *options.parameters), options.region, diagnostics);
}

}  // namespace archsynth::analysis

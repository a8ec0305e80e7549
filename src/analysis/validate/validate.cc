#include "archsynth/analysis/validate.h"

#include "analysis/functions/checks.h"
#include "analysis/policies/policies.h"
#include "archsynth/analysis/relations.h"
#include "archsynth/analysis/schemas.h"
#include "archsynth/analysis/structure.h"

namespace archsynth::analysis {

void validate(const cfn::Template& checked, const ValidateOptions& options,
              Diagnostics& diagnostics) {
  check_structure(checked, diagnostics);
  check_schemas(checked, diagnostics, options.region);
  const ConditionStates states(checked);
  check_functions({checked, TemplateIndex(checked), states, diagnostics});
  check_policies(checked, diagnostics);
  check_relations(checked, diagnostics, options.region);
}

}  // namespace archsynth::analysis

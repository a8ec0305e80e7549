#include "archsynth/analysis/validate.h"

#include "analysis/validate/condition_states.h"
#include "analysis/validate/patterns.h"
#include "analysis/validate/schema_check.h"
#include "archsynth/analysis/relations.h"
#include "archsynth/analysis/structure.h"

namespace archsynth::analysis {

void validate(const cfn::Template& checked, const ValidateOptions& options,
              Diagnostics& diagnostics) {
  check_structure(checked, diagnostics);
  const ConditionStates states(checked);
  Patterns patterns;
  const SchemaRun run{checked, states, patterns, options.region};
  for (const cfn::Resource& resource : checked.resources) {
    check_schema(resource, run, [&](const SchemaFinding& found) {
      diagnostics.add({found.severity,
                       std::string(found.code),
                       found.origin.known() ? found.origin : resource.origin,
                       found.message,
                       found.help,
                       {}});
    });
  }
  check_relations(checked, diagnostics);
}

}  // namespace archsynth::analysis

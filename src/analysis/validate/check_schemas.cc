#include <algorithm>

#include "analysis/validate/condition_states.h"
#include "analysis/validate/schema_check.h"
#include "archsynth/analysis/schemas.h"
#include "archsynth/spec/schema.h"

namespace archsynth::analysis {

void check_schemas(const cfn::Template& checked, Diagnostics& diagnostics,
                   std::string_view region) {
  auto regions = spec::schema_regions();
  if (!std::binary_search(regions.begin(), regions.end(), region)) return;
  ConditionStates states(checked);
  Patterns patterns;
  SchemaRun run{checked, states, patterns, region};
  for (const cfn::Resource& resource : checked.resources) {
    check_schema(resource, run, [&](SchemaFinding finding) {
      Diagnostic diagnostic;
      diagnostic.severity = finding.severity;
      diagnostic.code = finding.code;
      diagnostic.origin = finding.origin;
      diagnostic.message = std::move(finding.message);
      diagnostic.help = std::move(finding.help);
      diagnostic.help += (diagnostic.help.empty() ? "see " : "; see ") + finding.see;
      diagnostics.add(std::move(diagnostic));
    });
  }
}

}  // namespace archsynth::analysis

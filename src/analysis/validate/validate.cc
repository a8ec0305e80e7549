#include "archsynth/analysis/validate.h"

#include "archsynth/analysis/relations.h"
#include "archsynth/analysis/schemas.h"
#include "archsynth/analysis/structure.h"

namespace archsynth::analysis {

void validate(const cfn::Template& checked, const ValidateOptions& options,
              Diagnostics& diagnostics) {
  check_structure(checked, diagnostics);
  check_schemas(checked, diagnostics, options.region);
  check_relations(checked, diagnostics);
}

}  // namespace archsynth::analysis

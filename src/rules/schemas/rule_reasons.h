#pragma once

#include <string_view>

#include "rules/schemas/schema_check.h"

namespace archsynth::analysis {

/// Says why a rule of the schemas, by its id, holds, where its condition does not show it.
void add_reason(std::string_view rule, SchemaFinding& finding);

}  // namespace archsynth::analysis

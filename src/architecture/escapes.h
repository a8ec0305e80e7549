#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// What the file states in CloudFormation's own terms: outputs, raw resources, moves, overrides.
void add_escapes(const Architecture& file, Stack& stack);

}  // namespace archsynth::architecture

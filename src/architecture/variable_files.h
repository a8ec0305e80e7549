#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// Adds to the variables of services and sidecars those of their `variable_files`: a later file
/// counts before an earlier one, and what `variables` sets before both.
void add_variable_files(Architecture& file, const LoadOptions& options, Diagnostics& found);

}  // namespace archsynth::architecture

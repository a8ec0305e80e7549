#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// Reports stores that no service uses, and databases that a service gets although only others name
/// theirs.
void check_uses(const Architecture& file, Diagnostics& to);

}  // namespace archsynth::architecture

#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// Warns of production tasks in public subnets, with what their addresses cost and what NAT would.
void check_public_tasks(const Architecture& file, Diagnostics& to);

}  // namespace archsynth::architecture

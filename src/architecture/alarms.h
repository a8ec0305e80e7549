#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// What of a file alarms can watch, beside its stores.
struct Watched {
  bool has_load_balancer = false;
  bool has_services = false;
};

/// Reports settings of alarms that nothing could raise.
void check_alarms(const Architecture& file, const Watched& watched, Diagnostics& to);

}  // namespace archsynth::architecture

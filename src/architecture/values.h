#pragma once

#include "archsynth/architecture/architecture.h"

namespace archsynth::architecture {

/// Reports secrets of a service that refer to something of `resources` that is no secret.
void check_secret_references(const Architecture& file, const ServiceProps& props,
                             const std::string& label, Diagnostics& to);

}  // namespace archsynth::architecture

#pragma once

#include "archsynth/architecture/architecture.h"
#include "moves.h"

namespace archsynth::architecture {

/// The image of a service as it is made: that of the service that `service` names; a `build` that
/// is pushed nowhere else gets a repository called like its service. Reports what cannot be.
ecs::ImageProps image_of(const Architecture& file, const Sourced<std::string>& name,
                         const ServiceProps& props, const Moves& moves, Diagnostics& to);

}  // namespace archsynth::architecture

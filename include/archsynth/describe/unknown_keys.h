#pragma once

#include "archsynth/support/diagnostic.h"

namespace archsynth::describe {

/// Whether an unknown key was reported within a mapping: what it lacks is a consequence then.
bool has_unknown_key(const Diagnostics& found, const Origin& mapping);

}  // namespace archsynth::describe

#pragma once

#include "archsynth/analysis/validate.h"
#include "archsynth/input/input.h"

namespace archsynth::input {

/// Moves each finding that is there because of one of an architecture file's `overrides` to the
/// path of that override; the place before is related. It is so where the finding is gone without
/// the override. `options` are those with which the stack was validated.
void blame_overrides(const Input& file, const analysis::ValidateOptions& options,
                     Diagnostics& found);

}  // namespace archsynth::input

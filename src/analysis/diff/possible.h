#pragma once

#include "archsynth/analysis/diff.h"
#include "states.h"

namespace archsynth::analysis {

/// Adds what is worse in another state.
void add_possible(const DiffState& state, const Diff& other, Diff& result);

}  // namespace archsynth::analysis

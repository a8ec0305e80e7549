#pragma once

#include "archsynth/analysis/diff.h"
#include "states.h"

namespace archsynth::analysis {

/// Adds what is worse in another state.
void add_possible(const DiffState& state, const Diff& other, Diff& result);

/// Whether it takes no data with it, and the region does not decide that a resource is replaced.
bool is_harmless(const PossibleChange& change);
/// The options that decide which of the states a stack has.
std::string fix_of(const PossibleChange& change);

}  // namespace archsynth::analysis

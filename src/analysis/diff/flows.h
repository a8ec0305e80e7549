#pragma once

#include <string>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// Adds what is opened or closed in one state and is not told already.
void add_flows(const cfn::Template& old, const cfn::Template& now, const DiffOptions& options,
               const std::string& when, const Diff& in_state, Diff& result);

/// Marks the rules of groups by which flows are opened or closed.
void mark_flows(Diff& result);

}  // namespace archsynth::analysis

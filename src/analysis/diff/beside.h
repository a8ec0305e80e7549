#pragma once

#include "sides.h"

namespace archsynth::analysis {

/// Holds rules about two resources next to each other against what is there at once: what is
/// created anew, beside what is deleted at the end of the update.
void judge_beside(const cfn::Template& after, const Sides& sides, Diff& changes);

}  // namespace archsynth::analysis

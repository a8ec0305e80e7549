#pragma once

#include "archsynth/analysis/diff.h"
#include "sides.h"

namespace archsynth::analysis {

/// Groups that lose every subnet while something is in one of them: the update fails.
void judge_subnet_groups(const Sides& sides, Diff& changes);

}  // namespace archsynth::analysis

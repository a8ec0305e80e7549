#pragma once

#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// One change for all actions that a statement permits to the same ones on the same.
void merge_actions(std::vector<SecurityChange>& changes);

}  // namespace archsynth::analysis

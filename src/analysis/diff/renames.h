#pragma once

#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// Pairs removed with added resources of one type whose properties are mostly the same, or whose
/// ids differ as those of such a pair do; by the old id.
std::vector<Rename> find_renames(const std::vector<const cfn::Resource*>& removed,
                                 const std::vector<const cfn::Resource*>& added);

}  // namespace archsynth::analysis

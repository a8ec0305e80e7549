#pragma once

#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// Pairs removed with added resources of the same type whose properties are mostly the same.
std::vector<Rename> find_renames(const std::vector<const cfn::Resource*>& removed,
                                 const std::vector<const cfn::Resource*>& added);

}  // namespace archsynth::analysis

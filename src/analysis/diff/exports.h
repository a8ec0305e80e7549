#pragma once

#include <string>
#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// The names of exports that are gone or have another value.
std::vector<std::string> changed_exports(const cfn::Template& before, const cfn::Template& after,
                                         const Diff& changes);
/// The parameters whose default differs.
std::vector<std::string> changed_defaults(const cfn::Template& before, const cfn::Template& after);

}  // namespace archsynth::analysis

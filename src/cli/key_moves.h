#pragma once

#include "archsynth/analysis/diff.h"
#include "archsynth/input/input.h"

namespace archsynth::cli {

/// Lets renames that come of a renamed key of an architecture file say so: one `moved` of
/// `databases.main` keeps all that is made from it.
void move_by_keys(const input::Input& before, const input::Input& after, analysis::Diff& changes);

}  // namespace archsynth::cli

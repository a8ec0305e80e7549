#pragma once

#include "analysis/diff/sides.h"

namespace archsynth::analysis {

/// Whether two values that are defined otherwise may still be the same when they are deployed: what
/// neither of the templates tells, such as a parameter, an account or an import, decides.
bool may_be_the_same(const cfn::Value& before, const cfn::Value& after, const Sides& sides);

}  // namespace archsynth::analysis

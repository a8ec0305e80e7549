#pragma once

#include "rules/template/pair_place.h"

namespace archsynth::analysis {

/// What is wrong with a text that has to match a pattern, or must not; with the first such item of
/// a list; empty: nothing, or it is not known. `$` in the relation: a text may have computed parts.
std::string fault_of_pattern(const PairPlace& place, std::string_view pattern,
                             std::string_view relation, const cfn::Value* value,
                             const std::string& name);

}  // namespace archsynth::analysis

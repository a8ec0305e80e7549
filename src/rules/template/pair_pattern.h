#pragma once

#include "rules/template/pair_place.h"

namespace archsynth::analysis {

/// What is wrong with a text that has to match a pattern, or must not; with the first such item of
/// a list; empty: nothing, or it is not known.
std::string fault_of_pattern(const PairPlace& place, std::string_view pattern, bool is_wanted,
                             const cfn::Value* value, const std::string& name);

}  // namespace archsynth::analysis

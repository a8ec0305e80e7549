#pragma once

#include "rules/template/pair_conditions.h"

namespace archsynth::analysis {

/// The last name of a path.
std::string_view last_name(std::string_view path);

/// `a|b` for a message behind `must`: `be a or b`; `a*`: `start with "a"`.
std::string wanted_values(std::string_view values);

/// What is wrong with a number or a rate, empty where nothing is; nothing where something else is
/// needed.
std::optional<std::string> fault_of_amount(const PairPlace& place, const Comparison& needs,
                                           const cfn::Value* value, const std::string& name);

}  // namespace archsynth::analysis

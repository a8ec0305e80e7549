#pragma once

#include <string_view>
#include <vector>

namespace archsynth::analysis {

/// The operators in lower case, without what may stand around them.
std::vector<std::string_view> condition_operators();

/// Whether a condition of a policy can have the operator, with what may stand around it:
/// `ForAnyValue:StringLikeIfExists`.
bool is_condition_operator(std::string_view name);

}  // namespace archsynth::analysis

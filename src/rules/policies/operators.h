#pragma once

#include <string_view>

namespace archsynth::analysis {

/// Whether a condition of a policy can have the operator, with what may stand around it:
/// `ForAnyValue:StringLikeIfExists`.
bool is_condition_operator(std::string_view name);

}  // namespace archsynth::analysis

#pragma once

#include "view/view.h"

namespace archsynth::analysis {

/// Whether an ARN that limits who may call is surely that of another resource than the caller, or
/// than one that the caller refers to: another API, another path, another rule.
bool is_of_another(const View& view, const cfn::Value* source_arn, const cfn::Resource& caller);

}  // namespace archsynth::analysis

#pragma once

#include <functional>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// What `Fn::ToJsonString` makes of its argument, the keys in their order; `Fn::Sub` where it names
/// what is known only at deployment. Absent where more is open than that. `resolved` puts in what
/// is known of an intrinsic.
using Resolve = std::function<Value(const Value& intrinsic)>;
Value json_text(const Value& argument, const Resolve& resolved);

}  // namespace archsynth::cfn

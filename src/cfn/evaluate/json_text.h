#pragma once

#include <functional>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// What `Fn::ToJsonString` makes of its argument, the keys in their order; `Fn::Sub` where it names
/// what is known only at deployment. Absent where more is open than that. `resolved` puts in what
/// is known of an intrinsic; `made` grows by the bytes of the text, be it given up.
using Resolve = std::function<Value(const Value& intrinsic)>;
Value json_text(const Value& argument, const Resolve& resolved, std::size_t& made);

}  // namespace archsynth::cfn

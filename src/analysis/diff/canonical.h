#pragma once

#include <string>

#include "archsynth/cfn/value.h"

namespace archsynth::analysis {

/// The value in the one spelling of all that mean the same: texts for numbers and booleans,
/// `Fn::Join` with an empty delimiter for `Fn::Sub` and its like, keys in order.
cfn::Value canonical(const cfn::Value& value);

/// A canonical value as a text that is equal for equal values.
std::string fingerprint(const cfn::Value& value);

/// Whether two values are the same but for their spelling.
bool means_the_same(const cfn::Value& a, const cfn::Value& b);

}  // namespace archsynth::analysis

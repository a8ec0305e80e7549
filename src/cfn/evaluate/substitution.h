#pragma once

#include <functional>
#include <string>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// A template is at most 1 MiB, and so is what a text of it is made of; a longer one stays as it
/// is. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
inline constexpr std::size_t kLongestText = 1U << 20U;

/// What is known of a variable of `Fn::Sub`: a scalar, a value in the place of one of its own
/// variables, or nothing.
using KnownPart = std::function<Value(const std::string& name)>;

/// The text that `Fn::Sub` makes of its pieces where all are known; else `Fn::Sub` with the texts
/// of those that are, and with the others as variables. `part` is asked once for each.
Value with_known_parts(const Sub& sub, const KnownPart& part);

}  // namespace archsynth::cfn

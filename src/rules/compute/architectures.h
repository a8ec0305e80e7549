#pragma once

#include <string_view>

namespace archsynth::analysis {

enum class Processor { kUnknown, kArm, kX86 };

/// `arm64`, `x86_64`
std::string_view processor_name(Processor processor);
/// That of an instance type: `t4g.medium`.
Processor processor_of_type(std::string_view type);

}  // namespace archsynth::analysis

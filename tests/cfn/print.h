#pragma once

#include <ostream>

#include "archsynth/cfn/writer.h"

namespace archsynth::cfn {

/// How GoogleTest shows values and templates.
inline void PrintTo(const Value& value, std::ostream* out) { *out << to_yaml(value); }
inline void PrintTo(const Template& built, std::ostream* out) { *out << to_yaml(built); }

}  // namespace archsynth::cfn

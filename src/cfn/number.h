#pragma once

#include <string>

#include "archsynth/cfn/value.h"

namespace archsynth::cfn {

/// Appends an integer or double as JSON and every YAML resolver read it: whole numbers that a
/// double holds exactly without a fraction, exponents with a fraction and a sign (`1.0e+20`).
/// False, with nothing appended, for values of another kind; throws for NaN and infinities.
bool append_number(std::string& out, const Value& value);

}  // namespace archsynth::cfn

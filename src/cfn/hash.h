#pragma once

#include <cstddef>

#include "archsynth/cfn/value.h"

/// Hashes of values. Law: equal values have the same.
namespace archsynth::cfn {

std::size_t hash_of(const Value& value);

}  // namespace archsynth::cfn

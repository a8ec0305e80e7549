#pragma once

#include <span>

#include "archsynth/analysis/rules.h"

namespace archsynth::analysis {

std::span<const Rule> schema_rules();

}  // namespace archsynth::analysis

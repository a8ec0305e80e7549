#pragma once

#include <span>

#include "archsynth/analysis/rules.h"

namespace archsynth::analysis {

std::span<const RuleDescription> reading_rules();

}  // namespace archsynth::analysis

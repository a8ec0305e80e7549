#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/resilience.h"

namespace archsynth::picture {

/// What is left of a stack after each failure, in one of the formats.
std::string resilience_as(std::string_view format, const analysis::ResilienceResult& result);
/// `text`, `json`, `markdown`.
std::vector<std::string> resilience_formats();

}  // namespace archsynth::picture

#pragma once

#include <string>

#include "archsynth/analysis/resilience.h"
#include "archsynth/input/input.h"

namespace archsynth::cli {

/// What is left of a stack after each failure, with prices where there are any of the region, or of
/// us-east-1 where none is known.
analysis::ResilienceResult failures_of(const input::Input& file, const spec::Catalogue& catalogue,
                                       const std::string& region);
/// Adds what is wrong with the objectives of an architecture file.
void check_objectives(const input::Input& file, const spec::Catalogue& catalogue,
                      const std::string& region, Diagnostics& found);

}  // namespace archsynth::cli

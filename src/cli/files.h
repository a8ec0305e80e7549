#pragma once

#include <string>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// The files that arguments name, in their order, each once: those of a folder and all below it
/// that have the ending of a template and are not hidden, sorted; those of a pattern (see
/// "cli/glob.h") unless a file has that very name. A pattern that meets nothing is an error
/// (ARC0903).
std::vector<std::string> files_of(const std::vector<std::string>& arguments,
                                  Diagnostics& diagnostics);

}  // namespace archsynth::cli

#pragma once

#include <optional>
#include <string>

#include "archsynth/input/input.h"

namespace archsynth::cli {

/// Reads a file that an architecture file names by its path from there. It has to be below the
/// folder of that or below the working directory, links followed, so that a file from elsewhere
/// cannot put what only this user may read into a template.
std::optional<input::NamedText> read_named_file(const Source& architecture, const std::string& path,
                                                Diagnostics& found);

}  // namespace archsynth::cli

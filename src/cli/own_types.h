#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/spec/catalogue.h"

namespace archsynth::cli {

/// AWS's resource types and those of the schemas at these places: each file as it is, of a folder
/// what ends in `.json` and is not hidden, without folders below. Nothing after a diagnostic; a
/// folder without schemas is one (ARC0940).
std::optional<spec::Catalogue> read_own_types(const std::vector<std::string>& places,
                                              Sources& sources, Diagnostics& diagnostics);

}  // namespace archsynth::cli

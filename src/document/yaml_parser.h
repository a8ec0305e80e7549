#pragma once

#include "archsynth/document/reader.h"

namespace archsynth::document {

/// Reads a text that has passed `check_yaml_characters` with yaml-cpp.
std::optional<Node> parse_yaml(const Source& source, Diagnostics& diagnostics,
                               const Limits& limits);

}  // namespace archsynth::document

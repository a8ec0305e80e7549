#pragma once

#include <vector>

#include "archsynth/document/reader.h"
#include "yaml_events.h"

namespace archsynth::document {

/// Whether the tree that the events stand for is within the limits once aliases are expanded; found
/// without expanding any. Says which alias goes too far.
bool check_expansion(const Source& source, const std::vector<YamlEvent>& events,
                     Diagnostics& diagnostics, const Limits& limits);

}  // namespace archsynth::document

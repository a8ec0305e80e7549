#pragma once

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::document {

/// Applies YAML's own tags (`!!str`, `!!int`, …) and `!`, and removes them from the node; other
/// tags stay. A value that is not what its tag says is an error.
void resolve_tag(Node& node, Diagnostics& diagnostics);

}  // namespace archsynth::document

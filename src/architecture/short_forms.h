#pragma once

#include "archsynth/document/node.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::architecture {

/// Writes out short forms of services (`image: nginx:1.27`, `tasks: 3`, `health_check: /healthz`)
/// where they mean one thing only, and reports those that do not, with the long form.
void expand_short_forms(document::Node& root, Diagnostics& diagnostics);

}  // namespace archsynth::architecture

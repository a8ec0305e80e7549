#pragma once

#include <yaml-cpp/exceptions.h>

#include "yaml_events.h"

namespace archsynth::document {

/// Says in our words what yaml-cpp refused, where the user will look for it.
void report_syntax(const Source& source, const YAML::Exception& error, const YamlEvents& events,
                   Diagnostics& diagnostics);

}  // namespace archsynth::document

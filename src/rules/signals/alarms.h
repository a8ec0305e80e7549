#pragma once

#include <string_view>

namespace archsynth::analysis {

/// Whether a namespace's metrics exist with the listed dimensions only, so that an alarm on another
/// never has data: ARC4602 reports those.
bool has_alarm_dimensions(std::string_view name_space);

}  // namespace archsynth::analysis

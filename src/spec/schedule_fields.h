#pragma once

#include <string_view>
#include <vector>

namespace archsynth::spec {

/// What stands between the blanks of a schedule.
std::vector<std::string_view> schedule_fields(std::string_view text);

}  // namespace archsynth::spec

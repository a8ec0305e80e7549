#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/preflight.h"

namespace archsynth::picture {

/// `text`, `json`, or `sh`: a shell script that checks each with the AWS CLI, reads only, and ends
/// with 1 where something is missing.
std::string preflight_as(std::string_view format, const analysis::Preflight& preflight);
std::vector<std::string> preflight_formats();

}  // namespace archsynth::picture

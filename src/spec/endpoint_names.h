#pragma once

#include <string_view>
#include <vector>

namespace archsynth::spec {

/// What stands behind the region in the names of AWS's endpoint services: `secretsmanager`.
const std::vector<std::string_view>& endpoint_names();

}  // namespace archsynth::spec

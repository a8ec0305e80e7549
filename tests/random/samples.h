#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace archsynth::testing {

/// Whether a place ends in the keys.
bool ends_with(std::string_view place, std::string_view keys);

/// Values of a place whose form says too little, as JSON; ARNs have `REGION` and `PARTITION`. Null
/// where the schema says enough.
const std::vector<std::string_view>* samples_of(std::string_view place);

/// Names of what users name, by the key above them.
const std::map<std::string_view, std::vector<std::string>>& names();

}  // namespace archsynth::testing

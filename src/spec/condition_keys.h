#pragma once

#include <string_view>
#include <vector>

namespace archsynth::spec {

/// The condition keys of IAM that every service knows, without what follows a slash.
const std::vector<std::string_view>& condition_keys();

}  // namespace archsynth::spec

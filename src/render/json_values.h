#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "archsynth/cfn/value.h"

namespace archsynth::picture {

/// The line of the file, or of the program, that states something.
std::optional<std::int64_t> line_of_origin(const Origin& origin);
/// The same, or null.
cfn::Value line_or_null(const Origin& origin);

cfn::Value texts(const std::vector<std::string>& all);

}  // namespace archsynth::picture

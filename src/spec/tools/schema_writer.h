#pragma once

#include <string>
#include <string_view>

namespace archsynth::spec::tools {

/// The image of `schemas.txt` and `schema_rules.txt`, as `../schema_format.h` describes it. Throws
/// `std::runtime_error` naming the line that is malformed.
std::string write_schema_image(std::string_view schemas, std::string_view rules);

}  // namespace archsynth::spec::tools

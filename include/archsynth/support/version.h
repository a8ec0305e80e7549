#pragma once

#include <string_view>

namespace archsynth {

/// The library's version as `MAJOR.MINOR.PATCH`.
std::string_view version();

}  // namespace archsynth

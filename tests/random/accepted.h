#pragma once

#include <optional>
#include <string>

#include "archsynth/archsynth.h"
#include "archsynth/input/check.h"
#include "random/random_architecture.h"

namespace archsynth::testing {

/// A file without a mistake, and what was made of it.
struct Accepted {
  Json file;
  WrittenFile written;
  Checked checked;
};

/// The file without the keys that errors point at, until there is no error; nothing where that does
/// not come to an end, and then `why` says at what.
std::optional<Accepted> repaired(Json file, std::string& why);

/// The line that a finding points at, from 1; 0 when it points at none.
std::size_t line_of(const Origin& origin);

}  // namespace archsynth::testing

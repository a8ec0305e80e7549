#pragma once

#include <optional>
#include <set>
#include <string>

#include "random/random_architecture.h"

namespace archsynth::testing {

/// A file with one mistake, and the line that has it.
struct Mistaken {
  std::string kind;
  std::string text;
  std::size_t line = 0;
};

/// Makes one mistake of a random kind at a random line; nothing where the kind does not apply
/// there.
std::optional<Mistaken> with_mistake(const WrittenFile& file, const std::set<std::string>& numbers,
                                     Random& random);

}  // namespace archsynth::testing

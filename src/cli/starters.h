#pragma once

#include <span>
#include <string_view>

namespace archsynth::cli {

/// A folder of `templates/`, embedded.
struct Starter {
  std::string_view name;
  std::string_view text;  ///< its `architecture.yaml`

  /// The first comment line of the file.
  std::string_view summary() const {
    const std::string_view line = text.substr(0, text.find('\n'));
    return line.starts_with("# ") ? line.substr(2) : line;
  }
};

/// All starters, by name.
std::span<const Starter> starters();

}  // namespace archsynth::cli

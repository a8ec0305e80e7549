#pragma once

#include <span>
#include <string_view>

namespace archsynth::cli {

/// A file of `docs/schemas/`, embedded: the JSON Schema of what a command writes.
struct ResultSchema {
  std::string_view name;
  std::string_view text;
};

/// All of them, by name.
std::span<const ResultSchema> result_schemas();

}  // namespace archsynth::cli

#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "archsynth/construct/stack.h"
#include "archsynth/support/source.h"

namespace archsynth {

struct LoadOptions {
  /// One of the file's `environments`, which is laid over the rest of it, or else a profile, which
  /// takes the place of the file's `environment`. Another name is an error (ARC1525).
  std::string environment{};
  /// The environment that names are made with, where it is another one: for a comparison.
  std::string named_as{};
  /// Added to the environment's name: `pr-42` makes `shop-preview-pr-42`, a stack of its own.
  std::string name_suffix{};
  /// Where set, `${NAME}` in the file's values is replaced by what this gives; nothing is an
  /// error, and `$${` stands for `${`. Where not, `${` is text like any other.
  std::function<std::optional<std::string>(std::string_view name)> variable{};
  /// Reads a file that the architecture names, such as one of `variable_files`, by its path from
  /// there; null where it cannot, with the reason in `found`. Without it no file can be read. Keep
  /// the source as long as the stack and its template are in use.
  std::function<const Source*(const std::string& path, Diagnostics& found)> file{};
};

/// Reads an architecture file (YAML or JSON) and builds its stack. All mistakes are reported in one
/// run, in the stack's diagnostics; null only when the text is no document at all, and then
/// `diagnostics` says why. Keep the source as long as the stack and its template are in use.
std::unique_ptr<Stack> load(const Source& source, Diagnostics& diagnostics,
                            const LoadOptions& options = {});

/// The JSON Schema (draft 2020-12) of architecture files, for editors.
std::string architecture_schema();
/// The reference page of architecture files, as Markdown.
std::string architecture_reference();

}  // namespace archsynth

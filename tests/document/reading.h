#pragma once

#include <string>

#include "archsynth/document/reader.h"

namespace archsynth::document {

/// The dump of what was read, followed by the diagnostics.
template <typename Reader>
std::string read_text(Reader reader, const std::string& text, const Limits& limits = {}) {
  const Source source("f", text);
  Diagnostics diagnostics;
  const auto node = reader(source, diagnostics, limits);
  return (node ? dump(*node) : "nothing\n") + render(diagnostics);
}

}  // namespace archsynth::document

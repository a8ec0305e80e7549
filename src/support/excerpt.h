#pragma once

#include <string>

#include "archsynth/support/source.h"

namespace archsynth {

/// The line that a span starts in, made fit for a terminal, with the columns to underline.
struct Excerpt {
  std::string line;
  std::size_t caret_column = 0;  ///< 0-based, in terminal columns
  std::size_t caret_width = 1;
};

/// Tabs become spaces, what cannot be shown becomes escapes, and of a long line only the part
/// around the span is kept, with `…` where it was cut.
Excerpt excerpt(const Span& span);

}  // namespace archsynth

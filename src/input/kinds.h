#pragma once

#include <optional>
#include <string>

#include "archsynth/document/node.h"

namespace archsynth::input {

/// A file that describes no stack.
struct OtherKind {
  std::string what;  ///< `a file of stack parameters`
  std::string fix;   ///< what takes it; empty: nothing does
};
/// What a document is that is certainly neither a template nor an architecture file.
std::optional<OtherKind> other_kind(const document::Node& document);

}  // namespace archsynth::input

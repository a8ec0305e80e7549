#pragma once

#include <string>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cfn {

/// A line per finding: `place code message; help`.
inline std::string findings(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& item : diagnostics.sorted()) {
    const std::string place = item.origin.to_string();
    if (!place.empty()) text += place + " ";
    text += item.code + " " + item.message;
    if (!item.fix.empty()) text += "; " + item.fix;
    text += "\n";
  }
  return text;
}

}  // namespace archsynth::cfn

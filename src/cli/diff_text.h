#pragma once

#include <string>

#include "archsynth/analysis/diff.h"

namespace archsynth::cli {

/// A difference with what is to be written about it.
struct DiffReport {
  std::string before;  ///< the files' names
  std::string after;
  analysis::Diff changes;
  Diagnostics findings;
};

/// The report as `text`, `markdown` or `json`.
std::string diff_as(const std::string& format, const DiffReport& report);

}  // namespace archsynth::cli

#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// Findings that are known and are not reported again: those of an earlier `--format json`. They
/// are recognised by file, rule, node and message, wherever they moved within the file, and however
/// the file's path is written.
class Baseline {
 public:
  /// Nothing, and an error (ARC0905), for another file.
  static std::optional<Baseline> read(const Source& source, Diagnostics& diagnostics);

  /// Whether the finding is one that is left of the baseline, which has one less then.
  bool take(const std::string& file, const Diagnostic& finding);
  /// How many of its findings in these files were not found again.
  std::size_t left(const std::vector<std::string>& files) const;

 private:
  using Findings = std::map<std::string, std::size_t>;
  std::map<std::string, Findings> by_file_;  ///< by absolute path
};

}  // namespace archsynth::cli

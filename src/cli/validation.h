#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/baseline.h"
#include "cli/inputs.h"
#include "cli/judge.h"

namespace archsynth::cli {

/// The command line of `validate`.
struct ValidateOptions {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> regions;
  std::vector<std::string> ignored;
  std::vector<std::string> only;
  bool werror = false;
  bool no_werror = false;
  std::string exit_level;
  std::string level = "note";
  std::vector<std::string> ignored_files;
  std::string baseline;
  std::optional<std::string> output;
  InputOptions input;
  std::string config;
  bool no_config = false;
  std::string today;
  bool rules = false;
  std::string explained;
};

/// What the options and the configuration come to.
struct Validation {
  JudgeOptions judging;
  std::vector<std::string> files;
  std::string format = "text";
  /// The least that makes the exit code 1: informational, warning, error or none.
  std::string exit_level;
  Severity level = Severity::kNote;  ///< the least that is reported
  struct PathRules {
    std::string pattern;
    std::vector<std::string> ignored;
  };
  std::vector<PathRules> per_path;
  std::optional<Baseline> baseline;
};
/// Whether a pattern, which is relative to the current folder as the file is, fits the file.
bool is_path_of(const std::string& pattern, const std::string& file);

/// Puts options and configuration together; false after a diagnostic.
bool prepare(ValidateOptions options, Validation& what, Run& run);

}  // namespace archsynth::cli

#pragma once

#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archsynth/input/input.h"
#include "archsynth/render/findings.h"
#include "cli/date.h"

namespace archsynth::cli {

/// How templates are judged.
struct JudgeOptions {
  /// All known; where empty, that of an architecture file, else us-east-1.
  std::vector<std::string> regions;
  std::vector<std::string> ignored;  ///< rules to leave out, or beginnings of their ids
  std::vector<std::string> only;     ///< where not empty: rules beside which all are left out
  std::optional<std::vector<analysis::ParameterValue>> parameters;
  spec::Catalogue catalogue;  ///< the resource types that there are
  /// By which suppressions have expired.
  std::chrono::year_month_day today = cli::today();
  /// Files that the user names; others are in a folder, where files of other kinds are skipped.
  std::vector<std::string> named;
  bool is_alone = false;  ///< no other file is judged at the same time
  /// Of architecture files, as `input::Settings` has them.
  std::string environment;
  std::string name_suffix;
  std::function<std::optional<std::string>(std::string_view)> variable;
};

/// The findings without those that the file turns off, with those that it allows as suppressed, and
/// with what is wrong about its suppressions.
Diagnostics with_suppressions(const input::Input& file, std::chrono::year_month_day today,
                              const Diagnostics& found);

/// What was found in an architecture file with errors, which are not suppressed, so that it was not
/// checked further: nothing is said of suppressions without a finding.
Diagnostics with_suppressed_warnings(const input::Input& file, std::chrono::year_month_day today);

/// The findings as far as there are not too many of a kind; of the others, their number.
Diagnostics first_of_each_kind(const Diagnostics& found);

/// What is found in a file that is open: in all regions, without what it allows itself.
Diagnostics judge_template(const input::Input& file, const JudgeOptions& options);

/// What is found in one architecture file or template, `-` for standard input: in reading order,
/// each finding once for all regions, with their names in its message where it holds in some of
/// them only.
picture::FileFindings judge(const std::string& file, const JudgeOptions& options, Sources& sources);

/// The same for several files at once, in their order. Adds to `sources` what each file holds.
std::vector<picture::FileFindings> judge_all(std::span<const std::string> files,
                                             JudgeOptions options, std::deque<Sources>& sources);

}  // namespace archsynth::cli

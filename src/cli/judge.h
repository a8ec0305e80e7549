#pragma once

#include <chrono>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "archsynth/analysis/parameters.h"
#include "archsynth/document/node.h"
#include "archsynth/spec/catalogue.h"
#include "cli/findings.h"

namespace archsynth::cli {

/// How templates are judged.
struct JudgeOptions {
  std::vector<std::string> regions;  ///< at least one, all known
  std::vector<std::string> ignored;  ///< rules to leave out, or beginnings of their ids
  std::vector<std::string> only;     ///< where not empty: rules beside which all are left out
  std::optional<std::vector<analysis::ParameterValue>> parameters;
  spec::Catalogue catalogue;  ///< the resource types that there are
  std::chrono::year_month_day today;
  bool is_alone = false;  ///< no other file is judged at the same time
};

/// What is found in a template beside what was found when it was read: in all regions, without what
/// it allows itself. `root` is the document that it is.
Diagnostics judge_template(const cfn::Template& checked, const document::Node& root,
                           const JudgeOptions& options, const Diagnostics& reading);

/// What is found in one template, `-` for standard input: in reading order, each finding once for
/// all regions, with their names in its message where it holds in some of them only.
FileFindings judge(const std::string& file, const JudgeOptions& options, Sources& sources);

/// The same for several files at once, in their order. Adds to `sources` what each file holds.
std::vector<FileFindings> judge_all(std::span<const std::string> files, JudgeOptions options,
                                    std::deque<Sources>& sources);

}  // namespace archsynth::cli

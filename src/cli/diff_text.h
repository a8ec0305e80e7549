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

/// The renames as the file that a stack refactoring takes: a list of Source and Destination, each a
/// StackName and a LogicalResourceId.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceMapping.html
std::string resource_mapping(const analysis::Diff& changes, const std::string& stack_name);
/// The report as `text`, `markdown` or `json`.
std::string diff_as(const std::string& format, const DiffReport& report);

}  // namespace archsynth::cli

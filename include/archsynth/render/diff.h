#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::picture {

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
/// The report in one of the formats; `sarif` and `github` have its findings alone.
std::string diff_as(std::string_view format, const DiffReport& report);
std::vector<std::string> diff_formats();

}  // namespace archsynth::picture

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/analysis/resilience.h"
#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// What somebody does, with the commands of the AWS CLI for it.
struct RunbookStep {
  std::string text;
  std::vector<std::string> commands{};  ///< lines of a shell
};

struct RunbookPart {
  std::string title;
  std::string text{};
  std::vector<RunbookStep> steps{};
};

/// How to restore what a stack has, and to act when something fails. A restore takes AWS's default
/// security group, parameter group and a single zone where it is not told; these commands name
/// those of the stack, by their logical ids.
std::vector<RunbookPart> runbook_of(const cfn::Template& stack, const ResilienceOptions& options);

/// A template of experiments of AWS Fault Injection Service: a task, each database and each zone
/// fail. Its parameters are the physical ids of the stack's resources.
cfn::Template failure_experiments(const cfn::Template& stack, const ResilienceOptions& options);

/// What AWS Resilience Hub holds a stack against: the objectives, or else what `result` reckons
/// with. Nothing where neither has a bound.
std::optional<cfn::Template> resilience_policy(std::string_view name, const Objectives& objectives,
                                               const ResilienceResult& result);

}  // namespace archsynth::analysis

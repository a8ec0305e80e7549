#pragma once

#include <string>

#include "archsynth/analysis/preflight.h"

namespace archsynth::picture {

std::string preflight_script(const analysis::Preflight& preflight);
/// The words of the command that prints what an account may have of a quota.
std::vector<std::string> quota_command(const analysis::QuotaUse& one);
/// A command of the AWS CLI, quoted for a shell.
std::string aws_command(const std::vector<std::string>& words);
/// What it is, on one line: `secret shop/stripe, for ApiTaskDefinition`.
std::string title_of(const analysis::Prerequisite& one);

}  // namespace archsynth::picture

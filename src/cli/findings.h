#pragma once

#include <string>
#include <string_view>

#include "archsynth/support/diagnostic.h"

namespace archsynth::cli {

/// cfn-lint's id of the rule that comes closest to a finding; empty when none does.
std::string_view see_of(const Diagnostic& finding);

/// Findings for machines: `json` (a list), `sarif` (2.1.0) or `github` (workflow commands, which
/// show as annotations of a pull request).
std::string findings_as(std::string_view format, const Diagnostics& diagnostics);

}  // namespace archsynth::cli

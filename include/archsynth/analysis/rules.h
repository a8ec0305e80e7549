#pragma once

#include <string_view>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// The facts of a kind of finding, apart from its message.
struct RuleDescription {
  std::string_view id;                   ///< `ARC4101`
  Severity severity = Severity::kError;  ///< error: the deployment fails, or the thing never works
  std::string_view title;                ///< what must hold
  std::string_view why;                  ///< what happens otherwise
  std::string_view fix;                  ///< what to do about it; empty where each finding says so
  std::string_view source;               ///< the page of the documentation that says so
  /// cfn-lint's rules that come closest, separated by spaces; empty where there is none.
  std::string_view see;
  /// What `diff --fail-on` calls it; empty: `hazard` for errors, nothing for others.
  std::string_view harm = "";
};

/// Everything that reading and validating a template can report, by id.
///
/// Each folder of src/analysis has its rows in a table of its own, either in its `rules.cc` or
/// beside the code that reports them. A new row in such a table is all that a new code needs; a
/// new table is one line more in src/analysis/rules.cc. A test holds the tables against the codes
/// in the sources.
std::vector<RuleDescription> rules();

}  // namespace archsynth::analysis

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/support/diagnostic.h"

namespace archsynth::picture {

/// All that is found in one file, perhaps nothing.
struct FileFindings {
  std::string file;
  std::vector<Diagnostic> findings{};
  bool is_read = true;   ///< there is such a file, and it can be read
  bool is_stack = true;  ///< it describes one: a template or an architecture file
};

/// The rule and the resource: `ARC3012 Queue`.
std::string title_of(const Diagnostic& finding);

/// cfn-lint's ids of the rules that come closest to a finding, separated by spaces; empty when none
/// does.
std::string_view see_of(const Diagnostic& finding);

/// A place as machines want it: 1-based, the end behind the last character. Without a file where
/// there is none.
struct Place {
  std::string file;
  Position begin;
  Position end;
};
Place place_of(const Origin& origin);
/// `error`, `warning` or `note`.
std::string_view name_of(Severity severity);

/// Findings for machines: `json` (an object with a `version`, and `findings`), `sarif` (2.1.0),
/// `github` (workflow commands, which show as annotations of a pull request) or `junit` (JUnit XML,
/// which build servers show as tests).
std::string findings_as(std::string_view format, std::span<const FileFindings> files);
std::vector<std::string> findings_formats();

}  // namespace archsynth::picture

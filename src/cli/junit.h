#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/findings.h"

namespace archsynth::cli {

/// Findings as JUnit XML, which build servers show as tests: a suite for each file, in it a failed
/// case for each finding, or one that passed.
std::string junit(std::span<const FileFindings> files);

/// A text within XML, in an attribute's value too. What XML 1.0 cannot hold (control characters,
/// malformed UTF-8) becomes U+FFFD.
std::string xml_text(std::string_view text);

}  // namespace archsynth::cli

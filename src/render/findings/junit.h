#pragma once

#include <span>
#include <string>

#include "archsynth/render/findings.h"

namespace archsynth::picture {

/// Findings as JUnit XML, which build servers show as tests: a suite for each file, in it a failed
/// case for each finding, or one that passed.
std::string junit(std::span<const FileFindings> files);

}  // namespace archsynth::picture

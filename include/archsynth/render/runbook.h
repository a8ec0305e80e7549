#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/runbook.h"

namespace archsynth::picture {

/// How to restore a stack, as Markdown.
std::string runbook_to_markdown(std::string_view name,
                                const std::vector<analysis::RunbookPart>& parts);

}  // namespace archsynth::picture

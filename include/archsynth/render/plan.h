#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/plan.h"

namespace archsynth::picture {

/// The plan in one of the formats: as data, or by one of the functions below.
std::string plan_as(std::string_view format, const analysis::Plan& plan);
std::vector<std::string> plan_formats();

/// A Gantt chart for GitHub and others that show Mermaid: a section for each wave.
std::string plan_to_mermaid(const analysis::Plan& plan);

/// A Gantt chart as a self-contained SVG that follows the reader's light or dark mode.
/// What is known is filled, what is assumed has an outline only, the critical path has a colour.
std::string plan_to_svg(const analysis::Plan& plan);

/// Waves, critical path and times for a terminal.
std::string plan_to_text(const analysis::Plan& plan);

}  // namespace archsynth::picture

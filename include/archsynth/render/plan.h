#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/plan.h"

namespace archsynth::picture {

/// A Gantt chart for GitHub and others that show Mermaid: a section for each wave.
std::string plan_to_mermaid(const analysis::Plan& plan);

/// A Gantt chart as an SVG that stands for itself: light and dark as the reader's system is.
/// What is known is filled, what is assumed has an outline only, the critical path has a colour.
std::string plan_to_svg(const analysis::Plan& plan);

/// Waves, critical path and times for a terminal.
std::string plan_to_text(const analysis::Plan& plan);

}  // namespace archsynth::picture

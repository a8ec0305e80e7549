#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/diagram.h"

namespace archsynth::picture {

/// The style sheet within every SVG.
std::string_view svg_style();

/// An SVG within a page, whose boxes lead somewhere: `links` has a reference for each box, empty
/// for those that lead nowhere.
std::string to_linked_svg(const analysis::Diagram& diagram, const std::vector<std::string>& links);

}  // namespace archsynth::picture

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/diagram.h"
#include "archsynth/render/layout.h"

namespace archsynth::picture {

/// The measures of an SVG, in pixels, and of text, in cells of a terminal.
Metrics svg_metrics();
Metrics text_metrics();

/// A self-contained SVG that follows the reader's light or dark mode, its text to be
/// selected, a title and a description for screen readers.
std::string to_svg(const analysis::Diagram& diagram);

/// Box drawing of at most 120 columns; an outline where that is too narrow. Arrows to supporting
/// services are left out.
std::string to_text(const analysis::Diagram& diagram);

/// For the programs that lay out themselves.
std::string to_mermaid(const analysis::Diagram& diagram);
std::string to_dot(const analysis::Diagram& diagram);

/// An uncompressed file of draw.io, whose boxes and arrows can be moved.
std::string to_drawio(const analysis::Diagram& diagram);

/// `svg`, `text`, `mermaid`, `dot`, `drawio`.
std::vector<std::string> diagram_formats();
/// The diagram in one of these.
std::string diagram_as(std::string_view format, const analysis::Diagram& diagram);

}  // namespace archsynth::picture

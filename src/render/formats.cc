#include "archsynth/render/diagram.h"
#include "render/format.h"

namespace archsynth::picture {
namespace {

constexpr Format<analysis::Diagram> kDiagramFormats[] = {
    {"svg", to_svg}, {"text", to_text},     {"mermaid", to_mermaid},
    {"dot", to_dot}, {"drawio", to_drawio},
};

}  // namespace

std::vector<std::string> diagram_formats() { return names_in(kDiagramFormats); }

std::string diagram_as(std::string_view format, const analysis::Diagram& diagram) {
  return write_as(kDiagramFormats, format, diagram);
}

}  // namespace archsynth::picture

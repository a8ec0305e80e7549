#include "archsynth/render/diagram.h"

namespace archsynth::picture {
namespace {

struct Format {
  std::string_view name;
  std::string (*write)(const analysis::Diagram&);
};
constexpr Format kFormats[] = {
    {"svg", to_svg}, {"text", to_text},     {"mermaid", to_mermaid},
    {"dot", to_dot}, {"drawio", to_drawio},
};

}  // namespace

std::vector<std::string> diagram_formats() {
  std::vector<std::string> names;
  for (const Format& each : kFormats) names.emplace_back(each.name);
  return names;
}

std::string diagram_as(std::string_view format, const analysis::Diagram& diagram) {
  for (const Format& each : kFormats) {
    if (each.name == format) return each.write(diagram);
  }
  return {};
}

}  // namespace archsynth::picture

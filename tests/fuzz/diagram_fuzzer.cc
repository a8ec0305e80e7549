#include <cstdlib>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/render/diagram.h"

// Drawing a template, whatever it is, in every view and format, ends in time; no two boxes meet and
// no text leaves its box.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace archsynth;
  const Source source("f.yaml", std::string(reinterpret_cast<const char*>(data), size));
  Diagnostics found;
  const auto node = document::read(source, found, {1U << 20U, 50, 20'000});
  const auto drawn = node ? cfn::read_template(*node, found) : std::nullopt;
  if (!drawn) return 0;
  for (std::size_t view = 0; view < analysis::diagram_views().size(); ++view) {
    const analysis::Diagram diagram =
        analysis::diagram(*drawn, {.view = static_cast<analysis::DiagramView>(view), .region = {}});
    for (const std::string& format : picture::diagram_formats()) {
      if (picture::diagram_as(format, diagram).empty()) std::abort();
    }
    const picture::Layout layout = picture::lay_out(diagram, picture::svg_metrics());
    for (const picture::PlacedBox& box : layout.boxes) {
      for (const picture::PlacedText& text : box.texts) {
        if (text.place.x < box.place.x || text.place.right() > box.place.right()) std::abort();
      }
      for (const picture::PlacedBox& other : layout.boxes) {
        const picture::Rect& a = box.place;
        const picture::Rect& b = other.place;
        const bool meet =
            a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
        if (box.box != other.box && meet) std::abort();
      }
    }
  }
  return 0;
}

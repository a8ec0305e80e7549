#include <fmt/format.h>

#include "archsynth/render/diagram.h"

namespace archsynth::picture {
namespace {

/// A text between quotes. Source: https://graphviz.org/doc/info/lang.html
std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    // Graphviz reads entities of HTML in plain labels too.
    result += c == '&' ? "&amp;" : std::string(1, c);
  }
  return result;
}

}  // namespace

std::string to_dot(const analysis::Diagram& diagram) {
  std::string out = "digraph architecture {\n";
  out += fmt::format("  graph [label=\"{}\", labelloc=t, fontname=\"Helvetica\", compound=true];\n",
                     escaped(diagram.title));
  out += "  node [shape=box, style=rounded, fontname=\"Helvetica\", fontsize=10];\n";
  out += "  edge [fontname=\"Helvetica\", fontsize=9];\n";
  for (std::size_t area = 0; area < diagram.areas.size(); ++area) {
    const analysis::DiagramArea& own = diagram.areas[area];
    const bool has_frame = !own.title.empty();
    if (has_frame) {
      const std::string detail = own.detail.empty() ? "" : " " + own.detail;
      out += fmt::format("  subgraph cluster_{} {{\n    label=\"{}\";\n", area,
                         escaped(own.title + detail));
    }
    for (std::size_t i = 0; i < diagram.boxes.size(); ++i) {
      const analysis::DiagramBox& box = diagram.boxes[i];
      if (static_cast<std::size_t>(box.area) != area) continue;
      std::string label = escaped(box.title);
      for (const std::string& line : box.lines) label += "\\n" + escaped(line);
      const bool is_store =
          box.kind == analysis::BoxKind::kDatabase || box.kind == analysis::BoxKind::kStorage;
      out += fmt::format("{}n{} [label=\"{}\"{}];\n", has_frame ? "    " : "  ", i, label,
                         is_store ? ", shape=cylinder, style=solid" : "");
    }
    if (has_frame) out += "  }\n";
  }
  for (const analysis::DiagramEdge& edge : diagram.edges) {
    const bool is_traffic = edge.kind == analysis::DiagramEdge::Kind::kTraffic;
    out += fmt::format("  n{} -> n{} [label=\"{}\"{}];\n", edge.from, edge.to, escaped(edge.label),
                       is_traffic ? "" : ", style=dashed, color=gray");
  }
  return out + "}\n";
}

}  // namespace archsynth::picture

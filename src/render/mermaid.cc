#include <fmt/format.h>

#include "archsynth/render/diagram.h"
#include "archsynth/support/characters.h"
#include "support/utf8.h"

namespace archsynth::picture {
namespace {

/// A text between quotes: what would end it, or be read as markup or Markdown, by its number.
/// Source: https://mermaid.js.org/syntax/flowchart.html#entity-codes-to-escape-characters
std::string mermaid_text(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const bool is_plain = is_letter_or_digit(c) || c == ' ' || c == '.' || c == ',' || c == '-' ||
                          c == '/' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
    result += is_plain ? std::string(1, c) : fmt::format("#{};", static_cast<int>(c));
  }
  return result;
}

std::string shape(const analysis::DiagramBox& box, std::size_t index) {
  std::string label = "<b>" + mermaid_text(box.title) + "</b>";
  for (const std::string& line : box.lines) label += "<br/>" + mermaid_text(line);
  using K = analysis::BoxKind;
  if (box.kind == K::kDatabase || box.kind == K::kStorage) {
    return fmt::format("n{}[(\"{}\")]", index, label);
  }
  if (box.kind == K::kUsers) return fmt::format("n{}([\"{}\"])", index, label);
  return fmt::format("n{}[\"{}\"]", index, label);
}

/// Whether the box is within a frame of its area, the first one that is no zone.
const analysis::DiagramFrame* frame_of(const analysis::Diagram& diagram,
                                       const analysis::DiagramBox& box) {
  for (const auto& frame : diagram.areas[static_cast<std::size_t>(box.area)].frames) {
    const bool is_zone = frame.kind == analysis::DiagramFrame::Kind::kZone;
    if (is_zone || box.row < frame.top || box.row > frame.bottom) continue;
    if (box.first >= frame.first && box.last <= frame.last) return &frame;
  }
  return nullptr;
}

void write_area(std::string& out, const analysis::Diagram& diagram, std::size_t index) {
  const analysis::DiagramArea& area = diagram.areas[index];
  std::string indent = "  ";
  if (!area.title.empty()) {
    const std::string detail = area.detail.empty() ? "" : " " + area.detail;
    out += fmt::format("  subgraph a{}[\"{}\"]\n", index, mermaid_text(area.title + detail));
    indent = "    ";
  }
  const auto write_boxes = [&](const analysis::DiagramFrame* frame, const std::string& before) {
    for (std::size_t i = 0; i < diagram.boxes.size(); ++i) {
      const analysis::DiagramBox& box = diagram.boxes[i];
      if (static_cast<std::size_t>(box.area) != index || frame_of(diagram, box) != frame) continue;
      out += before + shape(box, i) + "\n";
    }
  };
  for (std::size_t i = 0; i < area.frames.size(); ++i) {
    const analysis::DiagramFrame& frame = area.frames[i];
    bool has_boxes = false;
    for (const analysis::DiagramBox& box : diagram.boxes) {
      const bool is_here = static_cast<std::size_t>(box.area) == index;
      has_boxes = has_boxes || (is_here && frame_of(diagram, box) == &frame);
    }
    if (!has_boxes) continue;
    out += fmt::format("{}subgraph a{}f{}[\"{}\"]\n", indent, index, i,
                       mermaid_text(frame.title + " " + frame.detail));
    write_boxes(&frame, indent + "  ");
    out += indent + "end\n";
  }
  write_boxes(nullptr, indent);
  if (!area.title.empty()) out += "  end\n";
}

}  // namespace

std::string to_mermaid(const analysis::Diagram& diagram) {
  std::string out = "flowchart TD\n";
  out += "  accTitle: " + mermaid_text(diagram.title) + "\n";
  out += "  accDescr: " + mermaid_text(diagram.description) + "\n";
  for (std::size_t i = 0; i < diagram.areas.size(); ++i) write_area(out, diagram, i);
  for (const analysis::DiagramEdge& edge : diagram.edges) {
    const bool is_traffic = edge.kind == analysis::DiagramEdge::Kind::kTraffic;
    const std::string label =
        edge.label.empty() ? "" : fmt::format("|\"{}\"|", mermaid_text(edge.label));
    out += fmt::format("  n{} {}{} n{}\n", edge.from, is_traffic ? "-->" : "-.->", label, edge.to);
  }
  return out;
}

}  // namespace archsynth::picture

#include <fmt/format.h>

#include "archsynth/render/diagram.h"
#include "xml.h"

namespace archsynth::picture {
namespace {

std::string cell(std::string_view id, std::string_view value, std::string_view style,
                 const Rect& place) {
  return fmt::format(
      "        <mxCell id=\"{}\" value=\"{}\" style=\"{}\" vertex=\"1\" parent=\"1\">\n"
      "          <mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/>\n"
      "        </mxCell>\n",
      id, value, style, place.x, place.y, place.width, place.height);
}

std::string edge_cell(const analysis::DiagramEdge& edge, const PlacedEdge& placed, const Rect& from,
                      const Rect& to) {
  const bool is_traffic = edge.kind == analysis::DiagramEdge::Kind::kTraffic;
  // Where it leaves and reaches its boxes, as shares of their width and height.
  const auto share = [](int at, int begin, int size) {
    return std::min(1.0, std::max(0.0, static_cast<double>(at - begin) / size));
  };
  const Point& first = placed.points.front();
  const Point& last = placed.points.back();
  std::string out = fmt::format(
      "        <mxCell id=\"edge{}\" value=\"{}\" style=\"html=0;rounded=1;endArrow=block;{}"
      "exitX={:.3f};exitY={:.3f};entryX={:.3f};entryY={:.3f};\" edge=\"1\" parent=\"1\" "
      "source=\"box{}\" target=\"box{}\">\n"
      "          <mxGeometry relative=\"1\" as=\"geometry\">\n",
      placed.edge, xml_text(edge.label), is_traffic ? "" : "dashed=1;strokeColor=#999999;",
      share(first.x, from.x, from.width), share(first.y, from.y, from.height),
      share(last.x, to.x, to.width), share(last.y + 1, to.y, to.height), edge.from, edge.to);
  out += "            <Array as=\"points\">\n";
  for (std::size_t i = 1; i + 1 < placed.points.size(); ++i) {
    out += fmt::format("              <mxPoint x=\"{}\" y=\"{}\"/>\n", placed.points[i].x,
                       placed.points[i].y);
  }
  return out +
         "            </Array>\n"
         "          </mxGeometry>\n"
         "        </mxCell>\n";
}

}  // namespace

std::string to_drawio(const analysis::Diagram& diagram) {
  const Layout layout = lay_out(diagram, svg_metrics());
  std::string out = fmt::format(
      "<mxfile>\n  <diagram name=\"{}\">\n"
      "    <mxGraphModel page=\"0\" grid=\"1\" adaptiveColors=\"auto\">\n      <root>\n"
      "        <mxCell id=\"0\"/>\n        <mxCell id=\"1\" parent=\"0\"/>\n",
      xml_text(diagram.title));
  for (std::size_t i = 0; i < layout.frames.size(); ++i) {
    const PlacedFrame& frame = layout.frames[i];
    const std::string detail = frame.detail.text.empty() ? "" : " " + frame.detail.text;
    out += cell(fmt::format("frame{}", i), xml_text(frame.title.text + detail),
                "html=0;rounded=1;arcSize=2;fillColor=none;strokeColor=#93a0b2;align=left;"
                "verticalAlign=top;spacingLeft=8;connectable=0;",
                frame.place);
  }
  for (const PlacedBox& placed : layout.boxes) {
    std::string value;
    for (const PlacedText& text : placed.texts) {
      value += (value.empty() ? "" : "&#10;") + xml_text(text.text);
    }
    out +=
        cell(fmt::format("box{}", placed.box), value, "html=0;rounded=1;arcSize=6;", placed.place);
  }
  for (const PlacedEdge& placed : layout.edges) {
    const analysis::DiagramEdge& edge = diagram.edges[static_cast<std::size_t>(placed.edge)];
    out += edge_cell(edge, placed, layout.boxes[static_cast<std::size_t>(edge.from)].place,
                     layout.boxes[static_cast<std::size_t>(edge.to)].place);
  }
  return out + "      </root>\n    </mxGraphModel>\n  </diagram>\n</mxfile>\n";
}

}  // namespace archsynth::picture

#include "svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "archsynth/render/diagram.h"
#include "support/utf8.h"
#include "xml.h"

namespace archsynth::picture {
namespace {

constexpr int kMargin = 24;
constexpr int kFont = 12;

/// Thousandths of the font's size for the characters from space to tilde: the widest of what the
/// common fonts without serifs (DejaVu Sans, Verdana, Arial, Segoe UI) give them, in bold.
constexpr int kWidths[] = {
    360,  460, 590, 870, 710, 1280, 880, 340,  550, 550, 720, 870, 400, 490,  400,
    690,  // space to /
    720,  720, 720, 720, 720, 720,  720, 720,  720, 720, 410, 410, 870, 870,  870,
    620,  // 0 to ?
    1010, 790, 780, 740, 840, 700,  690, 830,  850, 560, 560, 780, 650, 1010, 850,
    860,  // @ to O
    740,  860, 790, 730, 700, 820,  780, 1130, 780, 750, 740, 550, 690, 550,  870,
    720,  // P to _
    720,  690, 730, 610, 730, 690,  450, 730,  730, 360, 410, 680, 360, 1060, 730,
    700,                                                                            // ` to o
    730,  730, 510, 610, 500, 730,  670, 980,  680, 670, 600, 720, 550, 720,  870,  // p to ~
};

int svg_width(std::string_view text, bool is_title) {
  int thousandths = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character next = decode_utf8(text, at);
    at += next.length;
    if (next.code >= ' ' && next.code <= '~') {
      // What is not bold is narrower by a tenth in each of them.
      const int width = kWidths[next.code - ' '];
      thousandths += is_title ? width : width * 92 / 100;
    } else if (next.code == U'·') {
      thousandths += 400;
    } else {
      thousandths += 1100 + 300 * std::max(0, display_width(next.code) - 1);
    }
  }
  return (thousandths * kFont + 999) / 1000;
}

// Colours are spelled out in each scheme: not every viewer knows variables.
constexpr const char* kSvgStyle = R"(
  svg { color-scheme: light dark; }
  text { font: 12px system-ui, -apple-system, "Segoe UI", Helvetica, Arial, "DejaVu Sans", sans-serif;
    white-space: pre; }
  .title { font-weight: 600; }
  .zone { stroke-dasharray: 5 4; }
  .box { stroke-width: 1.5; }
  .traffic { fill: none; stroke-width: 1.6; }
  .dependence { fill: none; stroke-width: 1.2; stroke-dasharray: 4 4; }
  .label { paint-order: stroke; stroke-width: 4px; stroke-linejoin: round; }
  text { fill: #4d5866; }
  .title { fill: #1c2430; }
  .paper { fill: #ffffff; }
  .frame { fill: #fdfefe; stroke: #c3ccd8; }
  .cloud { fill: #f6f8fb; }
  .public { fill: #edf8f0; }
  .private { fill: #edf4fd; }
  .isolated { fill: #f6f0fc; }
  .unknown { fill: #f3f4f6; }
  .zone { fill: none; }
  .box { fill: #ffffff; }
  .traffic { stroke: #44546a; }
  .dependence { stroke: #8592a6; }
  .head { fill: #44546a; }
  .faint-head { fill: #8592a6; }
  .label { fill: #1c2430; stroke: #ffffff; }
  .k-users .box { stroke: #5b6675; } .k-users .mark { fill: #5b6675; }
  .k-gateway .box { stroke: #7a4fd0; } .k-gateway .mark { fill: #7a4fd0; }
  .k-balancer .box { stroke: #7a4fd0; } .k-balancer .mark { fill: #7a4fd0; }
  .k-compute .box { stroke: #c75a00; } .k-compute .mark { fill: #c75a00; }
  .k-database .box { stroke: #1f5fc4; } .k-database .mark { fill: #1f5fc4; }
  .k-storage .box { stroke: #2f7d32; } .k-storage .mark { fill: #2f7d32; }
  .k-messaging .box { stroke: #b5257b; } .k-messaging .mark { fill: #b5257b; }
  .k-security .box { stroke: #c02b2b; } .k-security .mark { fill: #c02b2b; }
  .k-delivery .box { stroke: #00727f; } .k-delivery .mark { fill: #00727f; }
  .k-observability .box { stroke: #a3246b; } .k-observability .mark { fill: #a3246b; }
  .k-other .box { stroke: #5b6675; } .k-other .mark { fill: #5b6675; }
  @media (prefers-color-scheme: dark) {
    text { fill: #aab6c6; }
    .title { fill: #e8edf4; }
    .paper { fill: #0f141b; }
    .frame { fill: #161e28; stroke: #3b4757; }
    .cloud { fill: #131a22; }
    .public { fill: #14261b; }
    .private { fill: #152336; }
    .isolated { fill: #221a33; }
    .unknown { fill: #1c242e; }
    .zone { fill: none; }
    .box { fill: #1b232e; }
    .traffic { stroke: #b3c0d1; }
    .dependence { stroke: #76859a; }
    .head { fill: #b3c0d1; }
    .faint-head { fill: #76859a; }
    .label { fill: #e8edf4; stroke: #0f141b; }
    .k-users .box { stroke: #a3afbf; } .k-users .mark { fill: #a3afbf; }
    .k-gateway .box { stroke: #b79bff; } .k-gateway .mark { fill: #b79bff; }
    .k-balancer .box { stroke: #b79bff; } .k-balancer .mark { fill: #b79bff; }
    .k-compute .box { stroke: #ff9d4a; } .k-compute .mark { fill: #ff9d4a; }
    .k-database .box { stroke: #74a9ff; } .k-database .mark { fill: #74a9ff; }
    .k-storage .box { stroke: #7fd083; } .k-storage .mark { fill: #7fd083; }
    .k-messaging .box { stroke: #ff8ccb; } .k-messaging .mark { fill: #ff8ccb; }
    .k-security .box { stroke: #ff8484; } .k-security .mark { fill: #ff8484; }
    .k-delivery .box { stroke: #55cfdc; } .k-delivery .mark { fill: #55cfdc; }
    .k-observability .box { stroke: #f58cc5; } .k-observability .mark { fill: #f58cc5; }
    .k-other .box { stroke: #a3afbf; } .k-other .mark { fill: #a3afbf; }
  }
)";

struct KindName {
  analysis::BoxKind kind;
  std::string_view name;
};
constexpr KindName kKinds[] = {
    {analysis::BoxKind::kUsers, "users"},
    {analysis::BoxKind::kGateway, "gateway"},
    {analysis::BoxKind::kBalancer, "balancer"},
    {analysis::BoxKind::kCompute, "compute"},
    {analysis::BoxKind::kDatabase, "database"},
    {analysis::BoxKind::kStorage, "storage"},
    {analysis::BoxKind::kMessaging, "messaging"},
    {analysis::BoxKind::kSecurity, "security"},
    {analysis::BoxKind::kDelivery, "delivery"},
    {analysis::BoxKind::kObservability, "observability"},
    {analysis::BoxKind::kOther, "other"},
};

std::string_view name_of(analysis::BoxKind kind) {
  for (const KindName& each : kKinds) {
    if (each.kind == kind) return each.name;
  }
  return "other";
}

std::string_view class_of(const PlacedFrame& frame) {
  using Kind = analysis::DiagramFrame::Kind;
  if (frame.kind == PlacedFrame::Kind::kCloud) return "frame cloud";
  if (frame.kind != PlacedFrame::Kind::kFrame) return "frame";
  switch (frame.frame) {
    case Kind::kZone:
      return "frame zone";
    case Kind::kPublic:
      return "frame public";
    case Kind::kPrivate:
      return "frame private";
    case Kind::kIsolated:
      return "frame isolated";
    default:
      return "frame unknown";
  }
}

void write_text(std::string& out, const PlacedText& text, std::string_view name) {
  if (text.text.empty()) return;
  out += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", text.place.x + kMargin,
                     text.place.y + kMargin + 12,
                     name.empty() ? "" : fmt::format(" class=\"{}\"", name), xml_text(text.text));
}

void write_frame(std::string& out, const PlacedFrame& frame) {
  const Rect& place = frame.place;
  out +=
      fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"8\" class=\"{}\"/>\n",
                  place.x + kMargin, place.y + kMargin, place.width, place.height, class_of(frame));
}

void write_frame_text(std::string& out, const PlacedFrame& frame) {
  write_text(out, frame.title, "title");
  write_text(out, frame.detail, {});
}

void write_box(std::string& out, const analysis::DiagramBox& box, const PlacedBox& placed,
               const std::string& link) {
  const std::string_view name = name_of(box.kind);
  const Rect& place = placed.place;
  std::string about = box.title;
  for (const std::string& line : box.lines) about += ", " + line;
  if (!link.empty()) out += fmt::format("<a href=\"{}\">", xml_text(link));
  out += fmt::format("<g id=\"box-{}\" class=\"k-{}\"><title>{}</title>\n", placed.box, name,
                     xml_text(about));
  out +=
      fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\" class=\"box\"/>\n",
                  place.x + kMargin, place.y + kMargin, place.width, place.height);
  out +=
      fmt::format("<rect x=\"{}\" y=\"{}\" width=\"4\" height=\"{}\" rx=\"2\" class=\"mark\"/>\n",
                  place.x + kMargin + 5, place.y + kMargin + 6, place.height - 12);
  // In the middle wherever the reader's font is narrower than was reckoned with.
  for (const PlacedText& text : placed.texts) {
    out += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\"{}>{}</text>\n",
                       place.x + place.width / 2 + kMargin, text.place.y + kMargin + 12,
                       text.is_title ? " class=\"title\"" : "", xml_text(text.text));
  }
  out += link.empty() ? "</g>\n" : "</g></a>\n";
}

/// The corners with rounded bends, so that a crossing is not taken for a bend.
std::string path_of(const std::vector<Point>& points) {
  const auto at = [](int x, int y) { return fmt::format("{} {}", x + kMargin, y + kMargin); };
  const auto sign = [](int value) { return value > 0 ? 1 : value < 0 ? -1 : 0; };
  std::string path = "M" + at(points.front().x, points.front().y);
  for (std::size_t i = 1; i < points.size(); ++i) {
    const Point& here = points[i];
    if (i + 1 == points.size()) {
      path += "L" + at(here.x, here.y);
      break;
    }
    const Point& before = points[i - 1];
    const Point& after = points[i + 1];
    const int in = std::abs(here.x - before.x) + std::abs(here.y - before.y);
    const int out = std::abs(after.x - here.x) + std::abs(after.y - here.y);
    const int radius = std::min({6, in / 2, out / 2});
    path += "L" + at(here.x - radius * sign(here.x - before.x),
                     here.y - radius * sign(here.y - before.y));
    path += "Q" + at(here.x, here.y) + " " +
            at(here.x + radius * sign(after.x - here.x), here.y + radius * sign(after.y - here.y));
  }
  return path;
}

void write_edge(std::string& out, const analysis::DiagramEdge& edge, const PlacedEdge& placed) {
  const bool is_traffic = edge.kind == analysis::DiagramEdge::Kind::kTraffic;
  out +=
      fmt::format("<path d=\"{}\" class=\"{}\" marker-end=\"url(#{})\"/>\n", path_of(placed.points),
                  is_traffic ? "traffic" : "dependence", is_traffic ? "arrow" : "faint-arrow");
}

std::string marker(std::string_view id, std::string_view name) {
  return fmt::format(
      "<marker id=\"{}\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"9\" "
      "markerHeight=\"9\" markerUnits=\"userSpaceOnUse\" orient=\"auto\">"
      "<path d=\"M0 0L10 5L0 10z\" class=\"{}\"/></marker>\n",
      id, name);
}

}  // namespace

Metrics svg_metrics() {
  Metrics metrics;
  metrics.width = svg_width;
  metrics.line = 16;
  metrics.pad_x = 16;
  metrics.pad_y = 8;
  metrics.gap_x = 16;
  metrics.gap_y = 14;
  metrics.arrow = 14;
  metrics.track = 10;
  metrics.most_text = 240;
  metrics.most_width = 1000;
  return metrics;
}

std::string_view svg_style() { return kSvgStyle; }

std::string to_svg(const analysis::Diagram& diagram) { return to_linked_svg(diagram, {}); }

std::string to_linked_svg(const analysis::Diagram& diagram, const std::vector<std::string>& links) {
  const Layout layout = lay_out(diagram, svg_metrics());
  const int width = layout.width + 2 * kMargin;
  const int height = layout.height + 2 * kMargin;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"{2}\" aria-labelledby=\"diagram-title diagram-description\">\n",
      width, height, links.empty() ? "img" : "group");
  out += fmt::format("<title id=\"diagram-title\">{}</title>\n", xml_text(diagram.title));
  out += fmt::format("<desc id=\"diagram-description\">{}</desc>\n", xml_text(diagram.description));
  out += fmt::format("<style>{}</style>\n<defs>\n{}{}</defs>\n", kSvgStyle, marker("arrow", "head"),
                     marker("faint-arrow", "faint-head"));
  out += "<rect width=\"100%\" height=\"100%\" class=\"paper\"/>\n";
  for (const PlacedFrame& frame : layout.frames) write_frame(out, frame);
  for (const bool is_traffic : {false, true}) {
    for (const PlacedEdge& placed : layout.edges) {
      const analysis::DiagramEdge& edge = diagram.edges[static_cast<std::size_t>(placed.edge)];
      if ((edge.kind == analysis::DiagramEdge::Kind::kTraffic) != is_traffic) continue;
      write_edge(out, edge, placed);
    }
  }
  for (const PlacedFrame& frame : layout.frames) write_frame_text(out, frame);
  for (const PlacedBox& placed : layout.boxes) {
    const auto index = static_cast<std::size_t>(placed.box);
    write_box(out, diagram.boxes[index], placed, index < links.size() ? links[index] : "");
  }
  for (const PlacedLabel& label : layout.labels) {
    const Rect& place = label.text.place;
    if (label.is_on_line) {
      out += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"{}\"/>\n",
                         place.x + kMargin - 3, place.y + kMargin, place.width + 6, place.height,
                         diagram.cloud.empty() ? "paper" : "cloud");
    }
    write_text(out, label.text, "label");
  }
  return out + "</svg>\n";
}

}  // namespace archsynth::picture

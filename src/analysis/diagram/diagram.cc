#include "archsynth/analysis/diagram.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"
#include "drawing.h"

namespace archsynth::analysis {
namespace {

struct DrawnView {
  std::string_view name;
  std::string_view title;
  void (*draw)(const Scene&, Diagram&);
};
constexpr DrawnView kViews[] = {
    {"architecture", "Architecture", draw_architecture},
    {"network", "Network", draw_network},
    {"security", "Security groups", draw_security},
    {"flow", "Request flow", draw_flow},
    {"deploy", "Deployment", draw_deploy},
    {"monitoring", "Monitoring", draw_monitoring},
};

/// A sentence that says what the picture shows.
std::string describe(const DrawnView& drawn_view, const Diagram& diagram) {
  std::vector<std::string> parts;
  for (const DiagramArea& area : diagram.areas) {
    std::vector<std::string> titles;
    const std::size_t index = static_cast<std::size_t>(&area - diagram.areas.data());
    for (const DiagramBox& box : diagram.boxes) {
      const bool is_copy = box.id.find('#') != box.id.npos;
      if (static_cast<std::size_t>(box.area) == index && !is_copy) titles.push_back(box.title);
    }
    if (titles.empty()) continue;
    std::string name = area.title;
    if (!area.detail.empty()) name += " " + area.detail;
    parts.push_back((name.empty() ? "" : name + ": ") + join(shortened(titles, 12), ", "));
  }
  return fmt::format("{}. {}.", drawn_view.title, join(parts, "; "));
}

}  // namespace

std::vector<std::string_view> diagram_views() {
  std::vector<std::string_view> names;
  for (const DrawnView& drawn_view : kViews) names.push_back(drawn_view.name);
  return names;
}

Diagram diagram(const cfn::Template& drawn, const DiagramOptions& options) {
  const DrawnView& drawn_view = kViews[static_cast<std::size_t>(options.view)];
  const Scene scene(drawn, options);
  Diagram result;
  const std::string about = plain_text(drawn.description);
  result.title = fmt::format("{}{}{}", drawn_view.title, about.empty() ? "" : ": ", about);
  const bool is_in_cloud =
      options.view == DiagramView::kArchitecture || options.view == DiagramView::kNetwork;
  if (is_in_cloud) {
    result.cloud = options.region.empty() ? "AWS Cloud" : "AWS Cloud · " + options.region;
  }
  drawn_view.draw(scene, result);
  if (result.boxes.empty()) {
    Drawing drawing(result);
    if (result.areas.empty()) drawing.add_area(DiagramArea::Kind::kRegional, {});
    drawing.add_box(0, "nothing", BoxKind::kOther, "Nothing to draw",
                    {"the template has no such resources"});
  }
  result.description = describe(drawn_view, result);
  return result;
}

}  // namespace archsynth::analysis

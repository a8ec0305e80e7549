#include <algorithm>

#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/parameters.h"
#include "archsynth/render/diagram.h"
#include "cli/inputs.h"

namespace archsynth::cli {

namespace {

struct DiagramOptions {
  InputOptions input;
  std::string format = "svg";
  std::string view = "architecture";
  std::optional<std::string> output;
};

constexpr const char* kDiagramFooter = R"(Examples:
  archsynth diagram prod.yaml -o architecture.svg
  archsynth diagram prod.yaml --format text
  archsynth diagram stack.json --view security -o security.svg
  archsynth diagram stack.yaml --format mermaid --view flow

FILE is an architecture file or any CloudFormation template. The same file always gives the same
picture; it follows the viewer's light or dark mode.)";

analysis::DiagramView view_of(const std::string& name) {
  const std::vector<std::string_view> names = analysis::diagram_views();
  return static_cast<analysis::DiagramView>(std::find(names.begin(), names.end(), name) -
                                            names.begin());
}

int run_diagram(const DiagramOptions& options, const Common& common) {
  Run run(common);
  bool is_written = false;
  if (auto inputs = open_inputs(options.input, run)) {
    const input::Input& file = inputs->file;
    const analysis::Diagram picture =
        analysis::diagram(analysis::with_parameter_values(file.stack, file.values()),
                          {.view = view_of(options.view), .region = file.region});
    is_written =
        write_output(options.output, picture::diagram_as(options.format, picture), run.found);
  }
  return run.finish(is_written);
}

std::vector<std::string> view_names() {
  const std::vector<std::string_view> names = analysis::diagram_views();
  return {names.begin(), names.end()};
}

}  // namespace

Command diagram_command() {
  static DiagramOptions options;
  return {"diagram", "Draw an architecture file or a template", kDiagramFooter,
          with_input(
              options.input,
              {{"--format",
                "svg, text, mermaid (rendered by GitHub), dot (Graphviz) or drawio (editable)",
                "FORMAT", &options.format, picture::diagram_formats()},
               {"--view",
                "architecture, network (routes and gateways), security (allowed connections), flow "
                "(path of a request), deploy (deployment order) or monitoring (alarms and logs)",
                "VIEW", &options.view, view_names()},
               output_option(options.output)}),
          [](const Common& common) { return run_diagram(options, common); }};
}

}  // namespace archsynth::cli

#include <algorithm>

#include "archsynth/analysis/diagram.h"
#include "archsynth/render/diagram.h"
#include "archsynth/rules/parameters.h"
#include "cli/inputs.h"
#include "cli/output.h"

namespace archsynth::cli {

namespace {

struct DiagramOptions {
  InputOptions input;
  std::string format;
  std::string view = "architecture";
  std::optional<std::string> output;
};

const std::vector<Ending> kEndings = {
    {".svg", "svg"}, {".txt", "text"}, {".mmd", "mermaid"},  {".mermaid", "mermaid"},
    {".dot", "dot"}, {".gv", "dot"},   {".drawio", "drawio"}};

constexpr const char* kDiagramFooter = R"(Examples:
  archsynth diagram prod.yaml -o architecture.svg
  archsynth diagram prod.yaml -o architecture.drawio
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
  std::string format = options.format;
  if (format.empty()) {
    format = format_of(options.output, kEndings, "diagram", run.usage).value_or("svg");
  }
  if (format == "svg" || format == "drawio") {
    is_for_file(options.output, format, "use `-o FILE`, or `--format text`", run.usage);
  }
  spares_inputs(options.input.files(), {options.output}, run.usage);
  if (run.usage.has_errors()) return run.finish(false);
  if (auto inputs = open_inputs(options.input, run)) {
    const input::Input& file = inputs->file;
    const analysis::Diagram picture =
        analysis::diagram(analysis::with_parameter_values(file.stack, file.values()),
                          {.view = view_of(options.view), .region = file.region});
    is_written = write_result(run, options.output, picture::diagram_as(format, picture));
  }
  return run.finish(is_written);
}

std::vector<std::string> view_names() {
  const std::vector<std::string_view> names = analysis::diagram_views();
  return {names.begin(), names.end()};
}

}  // namespace

Command diagram_command() {
  const auto options = std::make_shared<DiagramOptions>();
  return {"diagram", "Draw an architecture file or a template", kDiagramFooter,
          with_input(
              options->input,
              {{.name = "--format",
                .help = "svg, text, mermaid (rendered by GitHub), dot (Graphviz) or drawio "
                        "(editable); by default what -o ends in",
                .type = "FORMAT",
                .target = &options->format,
                .values = picture::diagram_formats(),
                .shown_default = "svg"},
               {"--view",
                "architecture, network (routes and gateways), security (allowed connections), flow "
                "(path of a request), deploy (deployment order) or monitoring (alarms and logs)",
                "VIEW", &options->view, view_names()},
               output_option(options->output)}),
          [options](const Common& common) { return run_diagram(*options, common); }};
}

}  // namespace archsynth::cli

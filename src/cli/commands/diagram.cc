#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <memory>

#include "archsynth/analysis/diagram.h"
#include "archsynth/analysis/parameters.h"
#include "archsynth/render/diagram.h"
#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/parameters_file.h"
#include "cli/stack_input.h"

namespace archsynth::cli {

namespace {

struct DiagramOptions {
  std::string file;
  std::string format = "svg";
  std::string view = "architecture";
  std::string region;
  std::string parameters;
  std::optional<std::string> output;
};

constexpr const char* kDiagramFooter = R"(
Examples:
  archsynth diagram prod.yaml -o architecture.svg
  archsynth diagram prod.yaml --format text
  archsynth diagram stack.json --view security -o security.svg
  archsynth diagram stack.yaml --format mermaid --view flow

FILE is an architecture file or any CloudFormation template. The same file always gives the same
picture; light and dark are those of who looks at it.)";

analysis::DiagramView view_of(const std::string& name) {
  const std::vector<std::string_view> names = analysis::diagram_views();
  return static_cast<analysis::DiagramView>(std::find(names.begin(), names.end(), name) -
                                            names.begin());
}

/// Puts the values of a file in place of the parameters' defaults; false after a diagnostic.
bool set_parameters(const std::string& file, cfn::Template& drawn, Sources& sources,
                    Diagnostics& diagnostics) {
  if (file.empty()) return true;
  const Source* source = read_input(file, sources, diagnostics);
  const auto values = source == nullptr ? std::nullopt : read_parameters(*source, diagnostics);
  if (!values) return false;
  analysis::check_parameter_values(drawn, *values, diagnostics);
  if (diagnostics.has_errors()) return false;
  drawn = analysis::with_parameter_values(std::move(drawn), *values);
  return true;
}

int run_diagram(const DiagramOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  if (!options.region.empty() && !spec::region(options.region)) {
    diagnostics.error("ARC0903", {}, fmt::format("there is no region {}", quoted(options.region)))
        .help = suggest(options.region, spec::region_names());
    print(diagnostics, common);
    return kUsage;
  }
  bool written = false;
  std::optional<StackInput> input = read_stack(options.file, sources, diagnostics);
  if (input && set_parameters(options.parameters, input->stack, sources, diagnostics)) {
    const analysis::Diagram picture = analysis::diagram(
        input->stack, {.view = view_of(options.view),
                       .region = options.region.empty() ? input->region : options.region});
    written =
        write_output(options.output, picture::diagram_as(options.format, picture), diagnostics);
  }
  print(diagnostics, common);
  return written ? kOk : kFindings;
}

}  // namespace

void add_diagram(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<DiagramOptions>();
  CLI::App* command = app.add_subcommand("diagram", "Draw an architecture file or a template");
  command->footer(kDiagramFooter);
  command
      ->add_option("file", options->file,
                   "An architecture file or a template, YAML or JSON; - for standard input")
      ->required()
      ->type_name("FILE");
  command
      ->add_option("--format", options->format,
                   "svg, text, mermaid (GitHub shows it), dot (Graphviz) or drawio (to be edited)")
      ->check(CLI::IsMember(picture::diagram_formats()))
      ->capture_default_str();
  std::vector<std::string> views;
  for (const std::string_view each : analysis::diagram_views()) views.emplace_back(each);
  command
      ->add_option(
          "--view", options->view,
          "architecture, network (routes and gateways), security (who reaches whom), flow "
          "(the way of a request), deploy (what is made when) or monitoring (what watches what)")
      ->check(CLI::IsMember(std::move(views)))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->add_option("--region", options->region, "The region to name, instead of the file's")
      ->type_name("REGION");
  command
      ->add_option(
          "--parameters", options->parameters,
          "The parameters to deploy with: JSON as the AWS CLI takes it, or lines Name=Value")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] { exit_code = run_diagram(*options, common); });
}

}  // namespace archsynth::cli

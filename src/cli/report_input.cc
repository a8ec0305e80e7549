#include "cli/report_input.h"

#include <fmt/format.h>

#include <CLI/App.hpp>

#include "archsynth/analysis/validate.h"
#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/judge.h"
#include "cli/parameters_file.h"
#include "cli/stack_input.h"

namespace archsynth::cli {
namespace {

bool check_region(const std::string& region, Diagnostics& diagnostics) {
  if (region.empty() || spec::region(region)) return true;
  diagnostics.error("ARC0903", {}, fmt::format("there is no region {}", quoted(region))).help =
      suggest(region, spec::region_names());
  return false;
}

/// The findings of a template or of what an architecture file makes.
Diagnostics findings_of(const StackInput& input, const std::string& region,
                        const std::optional<std::vector<analysis::ParameterValue>>& parameters) {
  if (input.document) {
    JudgeOptions judging;
    judging.regions = {region};
    judging.parameters = parameters;
    judging.is_alone = true;
    return judge_template(input.stack, *input.document, judging, input.warnings);
  }
  Diagnostics found = input.warnings;
  analysis::validate(input.stack, {.region = region, .parameters = parameters}, found);
  return found;
}

}  // namespace

void add_report_input(CLI::App& command, ReportInputOptions& options) {
  command
      .add_option("file", options.file,
                  "An architecture file or a template, YAML or JSON; - for standard input")
      ->required()
      ->type_name("FILE");
  command
      .add_option(
          "--region", options.region,
          "The region to deploy to; that of the architecture file when left out, else us-east-1")
      ->type_name("REGION");
  command
      .add_option("--parameters", options.parameters,
                  "The parameters to deploy with, as `validate` takes them")
      ->type_name("FILE");
  command
      .add_option("--usage", options.usage,
                  "How much it is used, for its cost: small, medium or large")
      ->check(CLI::IsMember({"small", "medium", "large"}))
      ->capture_default_str();
}

std::optional<ReportInput> read_report(const ReportInputOptions& options, Sources& sources,
                                       Diagnostics& diagnostics, int& exit_code) {
  exit_code = kUsage;
  if (!check_region(options.region, diagnostics)) return std::nullopt;
  exit_code = kFindings;
  std::optional<StackInput> input = read_stack(options.file, sources, diagnostics, true);
  if (!input) return std::nullopt;
  std::optional<std::vector<analysis::ParameterValue>> parameters;
  if (!options.parameters.empty()) {
    const Source* source = read_input(options.parameters, sources, diagnostics);
    if (source != nullptr) parameters = read_parameters(*source, diagnostics);
    if (parameters) analysis::check_parameter_values(input->stack, *parameters, diagnostics);
    if (!parameters || diagnostics.has_errors()) return std::nullopt;
  }
  const std::string& region = !options.region.empty() ? options.region : input->region;
  const std::string judged = region.empty() ? "us-east-1" : region;
  const Diagnostics found = findings_of(*input, judged, parameters);
  picture::ReportOptions how;
  how.file = options.file == "-" ? "<stdin>" : options.file;
  how.region = region;
  how.is_architecture = input->is_architecture;
  how.cost.region = judged;
  how.cost.usage = *analysis::usage_profile(options.usage);
  if (parameters) {
    input->stack = analysis::with_parameter_values(std::move(input->stack), *parameters);
    how.cost.parameters = *std::move(parameters);
  }
  picture::Report report =
      picture::make_report(input->stack, found, spec::PriceBook::built_in(), how);
  return ReportInput{std::move(input->stack), std::move(report)};
}

}  // namespace archsynth::cli

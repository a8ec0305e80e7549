#include "archsynth/render/environments.h"

#include <fmt/format.h>

#include "archsynth/analysis/cost.h"
#include "archsynth/architecture/architecture.h"
#include "archsynth/support/text.h"
#include "cli/inputs.h"
#include "cli/output.h"

namespace archsynth::cli {

namespace {

struct EnvironmentsOptions {
  InputOptions input;
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kEnvironmentsFooter = R"(Examples:
  archsynth environments prod.yaml
  archsynth synth prod.yaml --environment qa > qa.json
  archsynth diff prod.yaml prod.yaml --environment staging --environment production

Under `environments`, an architecture file sets what differs from the rest of it:
  environments:
    qa: {profile: staging, services: {api: {cpu: 512}}}
Costs are those of medium usage: see `archsynth cost --environment qa`.)";

/// One environment as it would be deployed; nothing after an error.
std::optional<picture::EnvironmentSummary> summary_of(const std::string& name,
                                                      const EnvironmentsOptions& options,
                                                      input::Settings settings, Run& run) {
  settings.environment = name;
  const auto file = open_input(options.input.file, settings, run.sources, run.usage, run.found);
  if (!file) return std::nullopt;
  picture::EnvironmentSummary made;
  made.environment = name;
  made.stack = *file->architecture->name + "-" + name;
  if (!settings.name_suffix.empty()) made.stack += "-" + settings.name_suffix;
  made.profile = file->environment;
  made.region = file->region;
  made.resources = file->stack.resources.size();
  const spec::PriceBook book = spec::PriceBook::built_in();
  if (book.has_region(made.region)) {
    analysis::CostOptions how;
    how.parameters = file->values();
    how.usage = *analysis::usage_profile("medium");
    how.region = made.region;
    const analysis::CostEstimate estimate = analysis::estimate_cost(file->stack, how, book);
    made.least = estimate.monthly.least;
    made.most = estimate.monthly.most;
  }
  return made;
}

int run_environments(const EnvironmentsOptions& options, const Common& common) {
  Run run(common);
  if (!options.input.environment.empty()) {
    run.usage.error("ARC0903", {}, "`environments` always lists all environments").fix =
        "remove --environment";
  }
  if (options.input.file == "-") {
    run.usage
        .error(
            "ARC0903", {},
            "`environments` cannot read standard input, because it reads the file more than once")
        .fix = "pass the file by name";
  }
  if (run.usage.has_errors()) return run.finish(false);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs) return run.finish(false);
  if (!inputs->file.is_architecture()) {
    run.usage.error("ARC0903", {}, fmt::format("{} is a template", quoted(options.input.file)))
        .fix = "pass an architecture file";
    return run.finish(false);
  }
  const input::Settings settings = settings_of(options.input, run);
  std::vector<picture::EnvironmentSummary> all;
  bool is_whole = true;
  for (const auto& [name, stated] : inputs->file.architecture->environments) {
    if (auto each = summary_of(*name, options, settings, run)) {
      all.push_back(*std::move(each));
    } else {
      is_whole = false;
    }
  }
  return run.finish(
      is_whole && write_result(run, options.output, picture::environments_as(options.format, all)));
}

}  // namespace

Command environments_command() {
  const auto options = std::make_shared<EnvironmentsOptions>();
  return {"environments", "List the environments of an architecture file, with their costs",
          kEnvironmentsFooter,
          with_input(options->input,
                     {{"--format", "text, json or markdown", "FORMAT", &options->format,
                       picture::environments_formats()},
                      output_option(options->output)},
                     "An architecture file, YAML or JSON"),
          [options](const Common& common) { return run_environments(*options, common); }};
}

}  // namespace archsynth::cli

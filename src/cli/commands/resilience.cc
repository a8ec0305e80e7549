#include "archsynth/render/resilience.h"

#include "cli/inputs.h"
#include "cli/objectives.h"

namespace archsynth::cli {

namespace {

struct ResilienceCommandOptions {
  InputOptions input;
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kResilienceFooter = R"(Examples:
  archsynth resilience prod.yaml
  archsynth resilience prod.yaml --environment development    what a profile gives up
  archsynth resilience stack.json --region eu-central-1 --format json

Each failure is simulated on the template: the loss of each zone (zone:a), of a task (task:ID), of a
database's primary (database:ID), of a NAT gateway (nat:ID), of Spot capacity (spot), of the region
(region), and a deployment whose image does not work (deployment:ID). For each: whether requests are
still answered, the tasks left at once in percent of the minimum, the time to recover, the
data lost at most, the alarms that go off, and the setting that would help, with its price.

Tasks are spread evenly over zones, and the zone that is lost has the most of them. What the template
leaves open counts as lost. Durations and commitments are those of AWS's pages; docs/resilience.md
lists them. With `objectives` in the architecture file, the exit code is 1 if one is not met.)";

int run_resilience(const ResilienceCommandOptions& options, const Common& common) {
  Run run(common);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs) return run.finish(false);
  const analysis::ResilienceResult result =
      failures_of(inputs->file, inputs->catalogue, inputs->file.region);
  analysis::check_objectives(inputs->file.objectives, result, run.found);
  const std::string text = picture::resilience_as(options.format, result);
  return run.finish(write_result(run, options.output, text));
}

}  // namespace

Command resilience_command() {
  const auto options = std::make_shared<ResilienceCommandOptions>();
  return {"resilience", "Show what survives each failure, and what would help", kResilienceFooter,
          with_input(options->input, {{"--format", "text, json or markdown", "FORMAT",
                                       &options->format, picture::resilience_formats()},
                                      output_option(options->output)}),
          [options](const Common& common) { return run_resilience(*options, common); }};
}

}  // namespace archsynth::cli

#include "archsynth/render/preflight.h"

#include "cli/inputs.h"

namespace archsynth::cli {

namespace {

struct PreflightCommandOptions {
  InputOptions input;
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kPreflightFooter = R"(Examples:
  archsynth preflight prod.yaml
  archsynth preflight stack.json --parameters prod.json --format json
  archsynth preflight prod.yaml --format sh -o preflight.sh && sh preflight.sh

Lists what the stack needs but does not create: secrets with their JSON keys, parameters, certificates,
hosted zones, images, exports of other stacks, ids and ARNs that the file names, service-linked roles.
The script checks each with the AWS CLI, changes nothing and shows no secret; it exits with 1 if
something is missing. What it cannot check is printed as not checked.)";

int run_preflight(const PreflightCommandOptions& options, const Common& common) {
  Run run(common);
  if (!spares_inputs(options.input.files(), {options.output}, run.usage)) return run.finish(false);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs) return run.finish(false);
  const input::Input& file = inputs->file;
  const auto result = analysis::preflight(file.stack, {file.region, file.values()});
  return run.finish(
      write_result(run, options.output, picture::preflight_as(options.format, result)));
}

}  // namespace

Command preflight_command() {
  const auto options = std::make_shared<PreflightCommandOptions>();
  return {"preflight", "List or check what must exist before the first deployment",
          kPreflightFooter,
          with_input(options->input,
                     {{"--format", "text, json, or sh (a script that checks with the AWS CLI)",
                       "FORMAT", &options->format, picture::preflight_formats()},
                      output_option(options->output)}),
          [options](const Common& common) { return run_preflight(*options, common); }};
}

}  // namespace archsynth::cli

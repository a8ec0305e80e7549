#include "archsynth/render/runbook.h"
#include "archsynth/architecture/architecture.h"
#include "archsynth/cfn/writer.h"
#include "cli/inputs.h"
#include "cli/objectives.h"

namespace archsynth::cli {

namespace {

struct RunbookOptions {
  InputOptions input;
  std::string format = "markdown";
  std::optional<std::string> output;
};

constexpr const char* kRunbookFooter = R"(Examples:
  archsynth runbook prod.yaml -o RUNBOOK.md
  archsynth runbook prod.yaml --format fis -o experiments.json
  archsynth runbook prod.yaml --format resilience-hub -o policy.json

markdown: how to restore each database, table, bucket and file system of this stack, leave a zone, undo
a deployment and start again in another region, with the commands of the AWS CLI. By default, a restore
uses the default security group, the default parameter group and a single zone; the commands name those
of the stack, by their logical ids.

fis: a CloudFormation template with experiments of AWS Fault Injection Service that stop a task, fail
each database over and cut each zone off; its parameters are physical ids of the stack.

resilience-hub: a CloudFormation template with the policy that AWS Resilience Hub holds the stack
against: `objectives` of the architecture file, or else the figures of `archsynth resilience`.)";

std::string name_of(const input::Input& file) {
  if (file.architecture && file.architecture->name) return *file.architecture->name;
  return file.source->name();
}

/// Nothing after an error.
std::optional<std::string> write(const RunbookOptions& options, const Inputs& inputs, Run& run) {
  const input::Input& file = inputs.file;
  const analysis::ResilienceOptions how{.region = file.region.empty() ? "us-east-1" : file.region,
                                        .parameters = file.values(),
                                        .catalogue = &inputs.catalogue};
  if (options.format == "fis") {
    return cfn::to_json(analysis::failure_experiments(file.stack, how));
  }
  if (options.format == "markdown") {
    return picture::runbook_to_markdown(name_of(file), analysis::runbook_of(file.stack, how));
  }
  const auto policy = analysis::resilience_policy(name_of(file), file.objectives,
                                                  failures_of(file, inputs.catalogue, file.region));
  if (policy) return cfn::to_json(*policy);
  run.found.error("ARC0964", {}, "no recovery objectives, and some recoveries have no bound").fix =
      "set \"objectives\" with \"rto_minutes\" and \"rpo_minutes\" in an architecture file";
  return std::nullopt;
}

int run_runbook(const RunbookOptions& options, const Common& common) {
  Run run(common);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs) return run.finish(false);
  const auto text = write(options, *inputs, run);
  return run.finish(text && write_result(run, options.output, *text));
}

}  // namespace

Command runbook_command() {
  const auto options = std::make_shared<RunbookOptions>();
  return {"runbook", "Write how to restore a stack, and experiments that test it", kRunbookFooter,
          with_input(options->input, {{"--format",
                                       "markdown, fis or resilience-hub",
                                       "FORMAT",
                                       &options->format,
                                       {"markdown", "fis", "resilience-hub"}},
                                      output_option(options->output)}),
          [options](const Common& common) { return run_runbook(*options, common); }};
}

}  // namespace archsynth::cli

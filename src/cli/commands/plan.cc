#include "archsynth/render/plan.h"
#include "archsynth/rules/structure.h"
#include "cli/compare.h"
#include "cli/output.h"

namespace archsynth::cli {

namespace {

struct PlanOptions {
  InputOptions input{.is_deployed = true};
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kPlanFooter = R"(Examples:
  archsynth plan prod.yaml
  archsynth plan stack.json --format svg -o plan.svg
  archsynth plan prod.yaml --format mermaid
  archsynth plan prod.yaml --against deployed.json

By default the plan is for a new stack: a resource is created as soon as everything that it refers to
or depends on exists. With --against the plan is for an update: resources are created, replaced and
changed in the same order; after that, replaced and removed resources are deleted, dependents first.
Conditions are evaluated with --parameters and the defaults; a resource with an undecided condition is
included. A time is the maximum that AWS's own tools wait for the resource, not the usual time;
undocumented times, including most updates and all deletions, count one minute and are marked as
assumed.)";

/// The errors of a structure that has no order; warnings are `validate`'s to say.
bool has_order(const cfn::Template& stack, Diagnostics& diagnostics) {
  Diagnostics found;
  analysis::check_structure(stack, found);
  for (const Diagnostic& each : found.items()) {
    if (each.severity == Severity::kError) diagnostics.add(each);
  }
  return !found.has_errors();
}

int run_plan(const PlanOptions& options, const Common& common) {
  Run run(common);
  spares_inputs(options.input.files(), {options.output}, run.usage);
  for (const auto& [file, name] : {std::pair(&options.input.old_parameters, "--old-parameters"),
                                   std::pair(&options.input.old_stack, "--old-stack")}) {
    if (file->empty() || !options.input.against.empty()) continue;
    run.usage.error("ARC0903", {}, fmt::format("{} needs --against", name));
  }
  const auto inputs = open_inputs(options.input, run);
  if (!inputs || run.usage.has_errors() || !has_order(inputs->file.stack, run.found))
    return run.finish(false);
  const input::Input& file = inputs->file;
  analysis::Plan plan;
  if (!inputs->before) {
    plan =
        analysis::plan(file.stack, file.region.empty() ? "us-east-1" : file.region, file.values());
  } else if (has_order(inputs->before->stack, run.found)) {
    plan = analysis::plan_change(changes_of(*inputs));
  } else {
    return run.finish(false);
  }
  return run.finish(write_result(run, options.output, picture::plan_as(options.format, plan)));
}

}  // namespace

Command plan_command() {
  const auto options = std::make_shared<PlanOptions>();
  return {
      "plan", "Show the order of a deployment and how long it can take", kPlanFooter,
      with_input(options->input,
                 with_old_stack_options(
                     options->input,
                     {{"--against", "Deployed version, to plan the update; - for standard input",
                       "OLD", &options->input.against},
                      {"--format", "text, json, mermaid or svg (Gantt charts)", "FORMAT",
                       &options->format, picture::plan_formats()},
                      output_option(options->output)})),
      [options](const Common& common) { return run_plan(*options, common); }};
}

}  // namespace archsynth::cli

#include "archsynth/render/plan.h"
#include "archsynth/analysis/structure.h"
#include "cli/compare.h"

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

The plan is that of a new stack: a resource is made as soon as everything that it refers to or
depends on is there. With --against it is that of a change: what is made, replaced and changed, in
the same order; then, when all of it is done, what is replaced or gone is deleted, users first.
Conditions are worked out with --parameters and the defaults; where one stays open, the resource
counts as made. A time is the most that AWS's own tools wait for such a resource, not what is usual;
what no page tells, most updates and every deletion among it, counts a minute and is marked as
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
  if (!options.input.old_parameters.empty() && options.input.against.empty()) {
    run.usage.error("ARC0903", {}, "--old-parameters needs --against");
  }
  const auto inputs = open_inputs(options.input, run);
  if (!inputs || !has_order(inputs->file.stack, run.found)) return run.finish(false);
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
  return run.finish(
      write_output(options.output, picture::plan_as(options.format, plan), run.found));
}

}  // namespace

Command plan_command() {
  static PlanOptions options;
  return {"plan", "Show in which order a stack is made or changed, and how long that may take",
          kPlanFooter,
          with_input(options.input,
                     {{"--against",
                       "What is deployed: the plan is that of the change; - for standard input",
                       "OLD", &options.input.against},
                      {"--old-parameters", "The parameters that the stack was deployed with",
                       "FILE", &options.input.old_parameters},
                      {"--format", "text, json, mermaid or svg (Gantt charts)", "FORMAT",
                       &options.format, picture::plan_formats()},
                      output_option(options.output)}),
          [](const Common& common) { return run_plan(options, common); }};
}

}  // namespace archsynth::cli

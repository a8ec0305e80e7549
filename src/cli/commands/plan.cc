#include <CLI/App.hpp>
#include <memory>

#include "archsynth/analysis/structure.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/render/plan.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/parameters_file.h"
#include "cli/stack_input.h"

namespace archsynth::cli {

namespace {

struct PlanOptions {
  std::string file;
  std::string against;
  std::string format = "text";
  std::string region;
  std::string parameters;
  std::string old_parameters;
  std::optional<std::string> output;
};

constexpr const char* kPlanFooter = R"(
Examples:
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

cfn::Value facts_of(const analysis::PlanStep& step) {
  cfn::Map facts{{"resource", step.id},
                 {"type", step.type},
                 {"action", analysis::word_of(step.action)},
                 {"wave", step.wave}};
  facts.append("needs", cfn::List(step.needs.begin(), step.needs.end()));
  if (!step.condition.empty()) facts.append("condition", step.condition);
  facts.append("start_seconds", step.start_seconds);
  facts.append("most_seconds", step.seconds);
  facts.append("assumed", !step.is_known);
  if (step.is_known) {
    facts.append("waiting_for", step.waiting_for);
    facts.append("source", step.page);
  }
  facts.append("critical", step.is_critical);
  return facts;
}

std::string json_of(const analysis::Plan& plan) {
  cfn::List steps;
  for (const analysis::PlanStep& each : plan.steps) steps.push_back(facts_of(each));
  const cfn::List path(plan.critical_path.begin(), plan.critical_path.end());
  return cfn::to_json(cfn::Map{{"waves", plan.waves},
                               {"most_seconds", plan.seconds},
                               {"critical_path", path},
                               {"steps", std::move(steps)}});
}

std::string written_as(const std::string& format, const analysis::Plan& plan) {
  if (format == "json") return json_of(plan);
  if (format == "mermaid") return picture::plan_to_mermaid(plan);
  if (format == "svg") return picture::plan_to_svg(plan);
  return picture::plan_to_text(plan);
}

/// The errors of a structure that has no order; warnings are `validate`'s to say.
bool has_order(const cfn::Template& stack, Diagnostics& diagnostics) {
  Diagnostics found;
  analysis::check_structure(stack, found);
  for (const Diagnostic& each : found.items()) {
    if (each.severity == Severity::kError) diagnostics.add(each);
  }
  return !found.has_errors();
}

std::string region_of(const PlanOptions& options, const StackInput& input) {
  for (const std::string& region : {options.region, input.region}) {
    if (!region.empty()) return region;
  }
  return "us-east-1";
}

std::optional<analysis::Plan> plan_of(const PlanOptions& options, const StackInput& input,
                                      Sources& sources, Diagnostics& diagnostics) {
  analysis::DiffOptions how;
  how.region = region_of(options, input);
  if (!read_values(options.parameters, input.stack, sources, diagnostics, how.after)) {
    return std::nullopt;
  }
  if (options.against.empty()) return analysis::plan(input.stack, how.region, how.after);
  const auto before = read_stack(options.against, sources, diagnostics);
  if (!before || !has_order(before->stack, diagnostics) ||
      !read_values(options.old_parameters, before->stack, sources, diagnostics, how.before)) {
    return std::nullopt;
  }
  return analysis::plan_change(analysis::diff(before->stack, input.stack, how));
}

int run_plan(const PlanOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  Diagnostics reading;
  bool written = false;
  if (options.against == "-" && options.file == "-") {
    diagnostics.error("ARC0903", {}, "standard input can be one of the two, not both").help =
        "write one of them to a file first";
    print(diagnostics, common);
    return kFindings;
  }
  const auto input = read_stack(options.file, sources, reading);
  for (const Diagnostic& each : reading.items()) {
    if (each.severity == Severity::kError) diagnostics.add(each);
  }
  if (input && has_order(input->stack, diagnostics)) {
    const auto plan = plan_of(options, *input, sources, diagnostics);
    written = plan && write_output(options.output, written_as(options.format, *plan), diagnostics);
  }
  print(diagnostics, common);
  return written ? kOk : kFindings;
}

}  // namespace

void add_plan(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<PlanOptions>();
  CLI::App* command = app.add_subcommand(
      "plan", "Show in which order a stack is made or changed, and how long that may take");
  command->footer(kPlanFooter);
  command
      ->add_option("file", options->file,
                   "An architecture file or a template, YAML or JSON; - for standard input")
      ->required()
      ->type_name("FILE");
  CLI::Option* against =
      command->add_option("--against", options->against,
                          "What is deployed: the plan is that of the change; - for standard input");
  against->type_name("OLD");
  command
      ->add_option("--parameters", options->parameters,
                   "The parameters to deploy with, as `validate` takes them")
      ->type_name("FILE");
  command
      ->add_option("--old-parameters", options->old_parameters,
                   "The parameters that the stack was deployed with")
      ->needs(against)
      ->type_name("FILE");
  command
      ->add_option("--region", options->region,
                   "Where the stack is; that of the architecture file when left out")
      ->type_name("REGION");
  command->add_option("--format", options->format, "text, json, mermaid or svg (Gantt charts)")
      ->check(CLI::IsMember({"text", "json", "mermaid", "svg"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] { exit_code = run_plan(*options, common); });
}

}  // namespace archsynth::cli

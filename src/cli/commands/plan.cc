#include <CLI/App.hpp>
#include <memory>

#include "archsynth/analysis/structure.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/render/plan.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/stack_input.h"

namespace archsynth::cli {

namespace {

struct Options {
  std::string file;
  std::string format = "text";
  std::optional<std::string> output;
};

constexpr const char* kFooter = R"(
Examples:
  archsynth plan prod.yaml
  archsynth plan stack.json --format svg -o plan.svg
  archsynth plan prod.yaml --format mermaid

The plan is that of a new stack: a resource is made as soon as everything that it refers to or
depends on is there; deletion goes the other way round. Resources with a condition count as made.
A time is the most that AWS's own tools wait for such a resource, not what is usual; types of which
no page tells a time count a minute and are marked as assumed.)";

cfn::Value facts_of(const analysis::PlanStep& step) {
  cfn::Map facts{{"resource", step.id}, {"type", step.type}, {"wave", step.wave}};
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

int run(const Options& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  Diagnostics reading;
  bool written = false;
  const auto input = read_stack(options.file, sources, reading);
  for (const Diagnostic& each : reading.items()) {
    if (each.severity == Severity::kError) diagnostics.add(each);
  }
  if (input && has_order(input->stack, diagnostics)) {
    written = write_output(options.output, written_as(options.format, analysis::plan(input->stack)),
                           diagnostics);
  }
  print(diagnostics, common);
  return written ? kOk : kFindings;
}

}  // namespace

void add_plan(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("plan", "Show in which order a stack is made, and how long that may take");
  command->footer(kFooter);
  command
      ->add_option("file", options->file,
                   "An architecture file or a template, YAML or JSON; - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--format", options->format, "text, json, mermaid or svg (Gantt charts)")
      ->check(CLI::IsMember({"text", "json", "mermaid", "svg"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace archsynth::cli

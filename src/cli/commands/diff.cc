#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>

#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/date.h"
#include "cli/diff_text.h"
#include "cli/findings.h"
#include "cli/gate.h"
#include "cli/parallel.h"
#include "cli/parameters_file.h"
#include "cli/stack_input.h"

namespace archsynth::cli {
namespace {

struct DiffOptions {
  std::string before;
  std::string after;
  std::string format = "text";
  std::string region;
  std::string parameters;
  std::string old_parameters;
  std::string today;
  std::vector<std::string> fail_on = default_gate();
  std::optional<std::string> output;
  std::optional<std::string> mapping_out;
  std::string stack_name;
  bool exit_zero = false;
};

constexpr const char* kDiffFooter = R"(
Examples:
  archsynth diff main.yaml prod.yaml
  aws cloudformation get-template --stack-name my-app | archsynth diff - prod.yaml
  archsynth diff old.json new.json --parameters prod.json --fail-on data-lost,replacement
  archsynth diff main.yaml prod.yaml --format markdown > comment.md

OLD and NEW are architecture files, templates, or what `aws cloudformation get-template` prints.
Nothing is asked of AWS. A parameter that is not given keeps the value that the stack has, which is
taken to be the old default.

Each resource is told with what CloudFormation does about it: in place, interrupts (in place, and it
does not work for a while), may replace, replaces, creates, deletes; what holds data also with what
becomes of that. What hurts is a finding at the line that causes it: `archsynth validate --explain
ARC5001` says more.

What is meant can be acknowledged in the architecture file, and counts no more:
  acknowledge:
    - {resource: MainDatabase, change: ARC5103, reason: staging needs no standby, until: 2027-01-31}

What is probably renamed keeps its data under its old logical id, which the architecture file states
(the lines are printed):
  moved:
    - {from: MainDatabase, to: OrdersDatabase}
A template's resource is moved to its new id by a stack refactoring before the deployment, which
takes what --resource-mapping-out writes.

The exit code is 1 when there is something that --fail-on names:
  data-lost      data is gone, or only left in a snapshot
  deploy-fails   CloudFormation will refuse or roll back
  hazard         what a deployment breaks although no property says so
  widening       something is opened further
  replacement    any resource is or may be replaced
  change         anything changes)";

/// What the two files are read into, each by a thread of its own.
struct Inputs {
  Sources old_sources;
  Sources new_sources;
};

std::optional<DiffReport> compare(const DiffOptions& options, Inputs& inputs,
                                  Diagnostics& diagnostics) {
  if (options.before == "-" && options.after == "-") {
    diagnostics.error("ARC0903", {}, "standard input can be one of the two, not both").help =
        "write one of them to a file first";
    return std::nullopt;
  }
  std::optional<StackInput> before;
  std::optional<StackInput> after;
  Diagnostics of_new;
  run_both([&] { before = read_stack(options.before, inputs.old_sources, diagnostics); },
           [&] { after = read_stack(options.after, inputs.new_sources, of_new); });
  for (const Diagnostic& each : of_new.items()) diagnostics.add(each);
  if (!before || !after) return std::nullopt;
  analysis::DiffOptions how;
  if (!read_values(options.old_parameters, before->stack, inputs.old_sources, diagnostics,
                   how.before) ||
      !read_values(options.parameters, after->stack, inputs.new_sources, diagnostics, how.after)) {
    return std::nullopt;
  }
  for (const std::string& region : {options.region, after->region, before->region}) {
    if (region.empty()) continue;
    how.region = region;
    break;
  }
  how.has_moves = after->is_architecture;
  how.kept_ids = kept_ids(after->moves);
  DiffReport report{
      options.before, options.after, analysis::diff(before->stack, after->stack, how), {}};
  report.findings = judged(report.changes, before->stack, after->stack);
  const auto day = options.today.empty() ? today() : date_of(options.today);
  if (!day) {
    diagnostics.error("ARC0903", {}, fmt::format("{} is no date", quoted(options.today))).help =
        "write it as 2027-01-31";
    return std::nullopt;
  }
  acknowledge(report, after->acknowledgements, *day);
  check_moves(report, before->stack, after->moves);
  return report;
}

std::string written(const DiffOptions& options, const DiffReport& report) {
  if (options.format != "sarif" && options.format != "github") {
    return diff_as(options.format, report);
  }
  FileFindings file{options.after, {}};
  for (const Diagnostic& each : report.findings.sorted()) file.findings.push_back({each, "", ""});
  return findings_as(options.format, std::span<const FileFindings>(&file, 1));
}

int run_diff(const DiffOptions& options, const Common& common) {
  Inputs inputs;
  Diagnostics diagnostics;
  const auto report = compare(options, inputs, diagnostics);
  bool is_written = report && write_output(options.output, written(options, *report), diagnostics);
  if (is_written && options.mapping_out) {
    is_written = write_output(options.mapping_out,
                              resource_mapping(report->changes, options.stack_name), diagnostics);
  }
  print(diagnostics, common);
  if (!is_written) return kFindings;
  if (options.format == "text") print(report->findings, common);
  return options.exit_zero || !fails(*report, options.fail_on) ? kOk : kFindings;
}

}  // namespace

void add_diff(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<DiffOptions>();
  CLI::App* command =
      app.add_subcommand("diff", "Say what a change does to a stack that is deployed");
  command->footer(kDiffFooter);
  command->add_option("old", options->before, "What is deployed; - for standard input")
      ->required()
      ->type_name("OLD");
  command->add_option("new", options->after, "What is to be deployed; - for standard input")
      ->required()
      ->type_name("NEW");
  command->add_option("--format", options->format, "text, json, markdown, sarif or github")
      ->check(CLI::IsMember({"text", "json", "markdown", "sarif", "github"}))
      ->capture_default_str();
  command
      ->add_option("--fail-on", options->fail_on, "What makes the exit code 1, separated by commas")
      ->delimiter(',')
      ->check(CLI::IsMember(gate_levels()))
      ->type_name("LEVELS")
      ->capture_default_str();
  command->add_flag("--exit-zero", options->exit_zero, "Exit with 0 whatever is found");
  command
      ->add_option("--parameters", options->parameters,
                   "The parameters to deploy with, as `validate` takes them")
      ->type_name("FILE");
  command
      ->add_option("--old-parameters", options->old_parameters,
                   "The parameters that the stack was deployed with")
      ->type_name("FILE");
  command
      ->add_option("--region", options->region,
                   "Where the stack is; that of the architecture file when left out")
      ->type_name("REGION");
  command->add_option("--today", options->today, "The day that acknowledgements are held against")
      ->type_name("YYYY-MM-DD");
  CLI::Option* stack_name = command->add_option("--stack-name", options->stack_name,
                                                "The deployed stack, for --resource-mapping-out");
  stack_name->type_name("NAME");
  command
      ->add_option("--resource-mapping-out", options->mapping_out,
                   "Write what is probably renamed to FILE, as `aws cloudformation "
                   "create-stack-refactor --resource-mappings file://FILE` takes it")
      ->needs(stack_name)
      ->type_name("FILE");
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] { exit_code = run_diff(*options, common); });
}

}  // namespace archsynth::cli

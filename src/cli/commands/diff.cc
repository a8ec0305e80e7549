#include "archsynth/architecture/defaults.h"
#include "cli/compare.h"
#include "cli/output.h"

namespace archsynth::cli {
namespace {

struct DiffOptions {
  InputOptions input{.is_deployed = true};
  std::string format = "text";
  std::string today;
  std::vector<std::string> fail_on = default_gate();
  std::optional<std::string> output;
  std::optional<std::string> mapping_out;
  std::string stack_name;
  bool exit_zero = false;
};

constexpr const char* kDiffFooter = R"(Examples:
  archsynth diff main.yaml prod.yaml
  aws cloudformation get-template --stack-name my-app | archsynth diff - prod.yaml
  archsynth diff old.json new.json --parameters prod.json --fail-on data-lost,replacement
  archsynth diff main.yaml prod.yaml --format markdown > comment.md

OLD and NEW are architecture files, templates, or what `aws cloudformation get-template` prints.
AWS is not contacted. A parameter that is not set keeps the stack's value, which is assumed to be the
old default unless --old-stack gives it:
  aws cloudformation describe-stacks --stack-name my-app > stack.json
  archsynth diff main.yaml prod.yaml --old-stack stack.json

Each resource is listed with CloudFormation's action: in place, interrupts (in place, with downtime),
may replace, replaces, creates, deletes; resources with data are listed with what happens to the data.
Harmful changes are reported at the line that causes them: see `archsynth validate --explain ARC5001`.
Two environments of one file (OLD is NEW, --environment twice) are listed side by side, without findings.

Intended changes can be acknowledged in the architecture file:
  acknowledge:
    - {resource: MainDatabase, change: ARC5103, reason: staging needs no standby, until: 2027-01-31}

A resource that was probably renamed keeps its data under its old logical id with these lines in the
architecture file (archsynth prints them):
  moved:
    - {from: MainDatabase, to: OrdersDatabase}
In a template, refactor the stack before the deployment, with the mapping from
--resource-mapping-out.

The exit code is 1 if --fail-on lists one of the findings:
  data-lost      data is lost, or only left in a snapshot
  deploy-fails   CloudFormation will refuse or roll back
  hazard         the deployment breaks something that no property shows
  unknown        whether data is lost depends on values that are not given
  widening       access is widened
  replacement    any resource is or may be replaced
  change         anything changes)";

/// Writes what is wrong with the files in a format that programs read; nothing in others.
bool write_faults(const DiffOptions& options, Run& run) {
  const bool is_for_programs =
      options.format == "json" || options.format == "sarif" || options.format == "github";
  if (!is_for_programs || run.usage.has_errors() || names_wrong_option(run.found)) return false;
  const picture::DiffReport report{options.input.against, options.input.file, {}, run.found};
  return write_result(run, options.output, picture::diff_as(options.format, report));
}

int run_diff(const DiffOptions& options, const Common& common) {
  Run run(common);
  const auto day = day_of(options.today, run.usage);
  spares_inputs(options.input.files(), {options.output, options.mapping_out}, run.usage);
  if (options.mapping_out && options.stack_name.empty()) {
    run.usage.error("ARC0903", {}, "--resource-mapping-out needs --stack-name");
  }
  const auto inputs = open_inputs(options.input, run);
  if (!inputs && write_faults(options, run)) return kFindings;
  if (!inputs || run.usage.has_errors()) return run.finish(false);
  if (inputs->file.is_architecture()) {
    architecture::note_moved_defaults(*inputs->file.architecture, run.found);
  }
  picture::DiffReport report = compare(*inputs, options.input, *day);
  const bool stops = !options.input.compares_environments() && fails(report, options.fail_on);
  const bool is_written =
      write_result(run, options.output, picture::diff_as(options.format, report)) &&
      (!options.mapping_out ||
       write_output(options.mapping_out,
                    picture::resource_mapping(report.changes, options.stack_name), run.found));
  if (!is_written) return run.finish(false);
  if (options.format == "text") print(report.findings, common);
  return options.exit_zero || !stops ? kOk : kFindings;
}

}  // namespace

Command diff_command() {
  const auto options = std::make_shared<DiffOptions>();
  Options all = {
      {.name = "old",
       .help = "Deployed version; - for standard input",
       .type = "OLD",
       .target = &options->input.against,
       .is_required = true},
      {.name = "new",
       .help = "New version; - for standard input",
       .type = "NEW",
       .target = &options->input.file,
       .is_required = true},
      {"--format", "text, json, markdown, sarif or github", "FORMAT", &options->format,
       picture::diff_formats()},
      {.name = "--fail-on",
       .help = "Findings that make the exit code 1, separated by commas",
       .type = "LEVELS",
       .target = &options->fail_on,
       .values = gate_levels(),
       .list = Option::List::kCommas},
      {"--exit-zero", "Exit with 0 despite findings", "", &options->exit_zero},
      {"--today", "Date for checking expired acknowledgements", "YYYY-MM-DD", &options->today},
      {"--stack-name", "Name of the deployed stack, for --resource-mapping-out", "NAME",
       &options->stack_name},
      {"--resource-mapping-out",
       "Write likely renames to FILE, for `aws cloudformation create-stack-refactor "
       "--resource-mappings file://FILE`",
       "FILE", &options->mapping_out},
      output_option(options->output)};
  return {
      "diff", "Show what a change does to a deployed stack", kDiffFooter,
      with_input_options(options->input, with_old_stack_options(options->input, std::move(all))),
      [options](const Common& common) { return run_diff(*options, common); }};
}

}  // namespace archsynth::cli

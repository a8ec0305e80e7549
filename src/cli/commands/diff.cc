#include "cli/compare.h"

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
  unknown        whether data is lost depends on values that nobody gave
  widening       something is opened further
  replacement    any resource is or may be replaced
  change         anything changes)";

int run_diff(const DiffOptions& options, const Common& common) {
  Run run(common);
  const auto day = day_of(options.today, run.usage);
  if (options.mapping_out && options.stack_name.empty()) {
    run.usage.error("ARC0903", {}, "--resource-mapping-out needs --stack-name");
  }
  const auto inputs = open_inputs(options.input, run);
  if (!inputs || run.usage.has_errors()) return run.finish(false);
  picture::DiffReport report = compare(*inputs, options.input, *day);
  const bool stops = fails(report, options.fail_on);
  const bool is_written =
      write_output(options.output, picture::diff_as(options.format, report), run.found) &&
      (!options.mapping_out ||
       write_output(options.mapping_out,
                    picture::resource_mapping(report.changes, options.stack_name), run.found));
  if (!is_written) return run.finish(false);
  if (options.format == "text") print(report.findings, common);
  return options.exit_zero || !stops ? kOk : kFindings;
}

}  // namespace

Command diff_command() {
  static DiffOptions options;
  Options all = {
      {.name = "old",
       .help = "What is deployed; - for standard input",
       .type = "OLD",
       .target = &options.input.against,
       .is_required = true},
      {.name = "new",
       .help = "What is to be deployed; - for standard input",
       .type = "NEW",
       .target = &options.input.file,
       .is_required = true},
      {"--format", "text, json, markdown, sarif or github", "FORMAT", &options.format,
       picture::diff_formats()},
      {.name = "--fail-on",
       .help = "What makes the exit code 1, separated by commas",
       .type = "LEVELS",
       .target = &options.fail_on,
       .values = gate_levels(),
       .list = Option::List::kCommas},
      {"--exit-zero", "Exit with 0 whatever is found", "", &options.exit_zero},
      {"--old-parameters", "The parameters that the stack was deployed with", "FILE",
       &options.input.old_parameters},
      {"--today", "The day that acknowledgements are held against", "YYYY-MM-DD", &options.today},
      {"--stack-name", "The deployed stack, for --resource-mapping-out", "NAME",
       &options.stack_name},
      {"--resource-mapping-out",
       "Write what is probably renamed to FILE, as `aws cloudformation create-stack-refactor "
       "--resource-mappings file://FILE` takes it",
       "FILE", &options.mapping_out},
      output_option(options.output)};
  return {"diff", "Say what a change does to a stack that is deployed", kDiffFooter,
          with_input_options(options.input, std::move(all)),
          [](const Common& common) { return run_diff(options, common); }};
}

}  // namespace archsynth::cli

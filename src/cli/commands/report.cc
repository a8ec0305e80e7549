#include <CLI/App.hpp>
#include <memory>

#include "cli/commands.h"
#include "cli/console.h"
#include "cli/gate.h"
#include "cli/report_input.h"
#include "cli/stack_input.h"

namespace archsynth::cli {

namespace {

struct ReportOptions {
  ReportInputOptions input;
  std::string against;
  std::optional<std::string> output;
};

constexpr const char* kReportFooter = R"(
Examples:
  archsynth report prod.yaml -o report.html
  archsynth report stack.json --parameters prod.json -o report.html
  archsynth report prod.yaml --against deployed.json -o report.html

One HTML file with the diagram (its boxes tell what they cost, what was found and which lines state
them), findings, cost, networks, security groups, secrets, backups, defaults and all resources. It
loads nothing and sends nothing, works from the keyboard, prints, and is light or dark as its
reader's system is. Findings leave the exit code 0: `validate` is for that.)";

/// Adds what changes since the file of `--against`, if there is one. False after a diagnostic.
bool add_change(const ReportOptions& options, ReportInput& input, Sources& sources,
                Diagnostics& diagnostics) {
  if (options.against.empty()) return true;
  const auto before = read_stack(options.against, sources, diagnostics);
  if (!before) return false;
  analysis::DiffOptions how;
  if (!input.report.region.empty()) how.region = input.report.region;
  picture::ReportChange change{
      options.against, analysis::diff(before->stack, input.stack, how), {}};
  change.findings = judged(change.changes, before->stack, input.stack);
  input.report.change = std::move(change);
  return true;
}

int run_report(const ReportOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  int exit_code = kFindings;
  if (auto input = read_report(options.input, sources, diagnostics, exit_code)) {
    const bool is_written =
        add_change(options, *input, sources, diagnostics) &&
        write_output(options.output, picture::to_html(input->report), diagnostics);
    exit_code = is_written ? kOk : kFindings;
  }
  print(diagnostics, common);
  return exit_code;
}

}  // namespace

void add_report(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<ReportOptions>();
  CLI::App* command =
      app.add_subcommand("report", "Write all that is known of a stack as one HTML page");
  command->footer(kReportFooter);
  add_report_input(*command, options->input);
  command->add_option("--against", options->against, "Add what changes since this file")
      ->type_name("OLD");
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] { exit_code = run_report(*options, common); });
}

}  // namespace archsynth::cli

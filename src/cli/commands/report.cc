#include "cli/reports.h"

namespace archsynth::cli {

namespace {

struct ReportCommandOptions {
  ReportOptions report;
  std::optional<std::string> output;
};

constexpr const char* kReportFooter = R"(Examples:
  archsynth report prod.yaml -o report.html
  archsynth report stack.json --parameters prod.json -o report.html
  archsynth report prod.yaml --against deployed.json -o report.html

One HTML file with the diagram (its boxes tell what they cost, what was found and which lines state
them), findings, cost, networks, security groups, secrets, backups, defaults and all resources. It
loads nothing and sends nothing, works from the keyboard, prints, and is light or dark as its
reader's system is. Findings leave the exit code 0: `validate` is for that.)";

int run_report(const ReportCommandOptions& options, const Common& common) {
  Run run(common);
  const auto report = read_report(options.report, run);
  return run.finish(report &&
                    write_output(options.output, picture::to_html(report->report), run.found));
}

}  // namespace

Command report_command() {
  static ReportCommandOptions options;
  return {"report", "Write all that is known of a stack as one HTML page", kReportFooter,
          with_report_options(options.report, {{"--against", "Add what changes since this file",
                                                "OLD", &options.report.input.against},
                                               output_option(options.output)}),
          [](const Common& common) { return run_report(options, common); }};
}

}  // namespace archsynth::cli

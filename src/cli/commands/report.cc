#include "cli/output.h"
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

One HTML file with the diagram (boxes show their cost, findings and source lines), findings, cost,
networks, security groups, secrets, backups, defaults and all resources. The file loads and sends
nothing, works with the keyboard, prints, and follows the reader's light or dark mode. Findings do not
change the exit code; use `validate` for that.)";

int run_report(const ReportCommandOptions& options, const Common& common) {
  Run run(common);
  format_of(options.output, {{".html", "HTML"}, {".htm", "HTML"}}, "report", run.usage);
  is_for_file(options.output, "HTML", "use `-o report.html`", run.usage);
  spares_inputs(options.report.input.files(), {options.output}, run.usage);
  if (run.usage.has_errors()) return run.finish(false);
  const auto report = read_report(options.report, run);
  return run.finish(report && write_result(run, options.output, picture::to_html(report->report)));
}

}  // namespace

Command report_command() {
  const auto options = std::make_shared<ReportCommandOptions>();
  return {"report", "Write a self-contained HTML report", kReportFooter,
          with_report_options(options->report, {{"--against", "Add the changes since another file",
                                                 "OLD", &options->report.input.against},
                                                output_option(options->output)}),
          [options](const Common& common) { return run_report(*options, common); }};
}

}  // namespace archsynth::cli

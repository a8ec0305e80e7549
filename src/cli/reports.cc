#include "cli/reports.h"

#include "cli/allowances.h"
#include "cli/compare.h"
#include "cli/judge.h"

namespace archsynth::cli {

Options with_report_options(ReportOptions& report, const Options& options) {
  Options all = options;
  all.push_back({"--usage",
                 "Usage profile for the cost: small, medium or large",
                 "PROFILE",
                 &report.usage,
                 {"small", "medium", "large"}});
  return with_input(report.input, all);
}

std::optional<MadeReport> read_report(const ReportOptions& options, Run& run) {
  const std::optional<Inputs> inputs = open_inputs(options.input, run);
  if (!inputs) return std::nullopt;
  const input::Input& file = inputs->file;
  JudgeOptions judging;
  judging.regions = {file.region.empty() ? "us-east-1" : file.region};
  judging.parameters = file.parameters;
  judging.catalogue = inputs->catalogue;
  judging.is_alone = true;
  const Diagnostics found = first_of_each_kind(judge_template(file, judging));
  picture::ReportOptions how;
  how.file = file.source->name();
  how.region = file.region;
  how.is_architecture = file.is_architecture();
  how.waivers = waivers_in(file);
  how.cost.region = judging.regions.front();
  how.cost.usage = *analysis::usage_profile(options.usage);
  how.cost.parameters = file.values();
  MadeReport made{analysis::with_parameter_values(file.stack, file.values()), {}};
  made.report = picture::make_report(made.stack, found, spec::PriceBook::built_in(), how);
  if (inputs->before) {
    picture::ReportChange change{options.input.against, changes_of(*inputs), {}};
    change.findings = judged(change.changes, inputs->before->stack, file.stack);
    made.report.change = std::move(change);
  }
  return made;
}

}  // namespace archsynth::cli

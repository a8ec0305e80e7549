#pragma once

#include "archsynth/render/report.h"
#include "cli/inputs.h"

namespace archsynth::cli {

/// What the commands `report` and `document` take alike.
struct ReportOptions {
  InputOptions input = {.is_judged = true};
  std::string usage = "medium";
};
Options with_report_options(ReportOptions& report, const Options& options);

/// A report with the template that it is about.
struct MadeReport {
  cfn::Template stack;
  picture::Report report;
};

/// Opens and checks a file; nothing after an error. What is wrong with the template itself is part
/// of the report. What a template allows in its own Metadata is left out whatever the day, so that
/// the report is the same every day.
std::optional<MadeReport> read_report(const ReportOptions& options, Run& run);

}  // namespace archsynth::cli

#pragma once

#include <optional>
#include <string>

#include "archsynth/render/report.h"
#include "archsynth/support/diagnostic.h"

namespace CLI {
class App;
}

namespace archsynth::cli {

/// What the commands `report` and `document` are told alike.
struct ReportInputOptions {
  std::string file;
  std::string region;
  std::string parameters;
  std::string usage = "medium";
};
void add_report_input(CLI::App& command, ReportInputOptions& options);

/// A report with the template that it is about.
struct ReportInput {
  cfn::Template stack;
  picture::Report report;
};

/// Reads and judges a file. Nothing after a diagnostic, and then `exit_code` says whether the
/// options or what they name is wrong; what is wrong with the template itself is part of the
/// report. What a template allows in its own Metadata is left out whatever the day, so that the
/// report is the same every day.
std::optional<ReportInput> read_report(const ReportInputOptions& options, Sources& sources,
                                       Diagnostics& diagnostics, int& exit_code);

}  // namespace archsynth::cli

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/options.h"

namespace archsynth::cli {

/// What the process returns.
enum ExitCode { kOk = 0, kFindings = 1, kUsage = 2, kInternal = 70 };

/// Options that every command has.
struct Common;

/// A command, as data.
struct Command {
  std::string name;
  std::string help;
  std::string footer;  ///< examples, and what else its help says
  Options options;
  std::function<int(const Common&)> run;  ///< gives the exit code
};

Command synth_command();
Command validate_command();
Command diff_command();
Command explain_command();
Command plan_command();
Command diagram_command();
Command cost_command();
Command reach_command();
Command resilience_command();
Command runbook_command();
Command preflight_command();
Command permissions_command();
Command audit_command();
Command environments_command();
Command report_command();
Command document_command();
Command images_command();
Command init_command();
Command schema_command();
Command completion_command();
Command man_command();
Command version_command();

/// All of them, in the order of the help, with options at their defaults.
std::vector<Command> commands();
/// Those of the command as a whole.
Options common_options(Common& common);

/// Runs the command that the arguments name, and gives its exit code.
int run(int argc, char** argv);

}  // namespace archsynth::cli

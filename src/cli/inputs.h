#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "archsynth/input/input.h"
#include "cli/commands.h"
#include "cli/console.h"

namespace archsynth::cli {

/// What every command that takes a file takes, under the same names.
struct InputOptions {
  std::string file{};
  std::string region{};
  std::vector<std::string> parameters{};   ///< files, and `Name=Value`; the last one wins
  std::vector<std::string> environment{};  ///< of the old file and of the new one, or of all
  std::string name_suffix{};
  bool env = false;
  std::vector<std::string> spec{};
  std::string against{};         ///< what is deployed, where a command compares
  std::string old_parameters{};  ///< what it was deployed with
  std::string old_stack{};       ///< what AWS says of it: its parameters and its region
  /// The command is about a stack that exists, whose parameters keep their values.
  bool is_deployed = false;
  bool keep_going = false;  ///< a file with errors is checked further
  bool is_judged = false;   ///< `judge_template` will look at the document of the file

  /// Two environments of one file stand next to each other: nothing is deployed over the other.
  bool compares_environments() const;
  /// The files to read.
  std::vector<std::string> files() const {
    std::vector<std::string> all = parameters;
    all.insert(all.end(), {file, against, old_parameters, old_stack});
    return all;
  }
};
/// The options, then `--region`, `--parameters`, `--environment`, `--name-suffix`, `--env` and
/// `--spec`.
Options with_input_options(InputOptions& input, Options options);
/// `file`, then the same.
Options with_input(
    InputOptions& input, const Options& options,
    const char* what = "An architecture file or a template, YAML or JSON; - for standard input");
/// `--old-parameters` and `--old-stack`, of commands that compare.
Options with_old_stack_options(InputOptions& input, Options options);
/// `-o`.
Option output_option(std::optional<std::string>& output);

/// One run of a command: what it reads, and what is wrong.
struct Run {
  explicit Run(const Common& how) : common(how) {}

  const Common& common;
  Sources sources{};
  Sources old_sources{};
  Diagnostics usage{};  ///< the command line, and what it names: exit code 2
  Diagnostics found{};  ///< the file itself, and what is made of it: exit code 1

  /// Prints what is wrong, and gives the exit code: 1 for what is not done, too.
  int finish(bool is_done) const;
};

/// Writes a result, but not over what it was made of.
bool write_result(Run& run, const std::optional<std::string>& path, std::string_view text);

/// Whether what was found in files is about an option: an environment that a file does not have.
bool names_wrong_option(const Diagnostics& found);

/// Keeps the values out of excerpts of what they are written in: any may be a secret, and messages
/// quote those that are not.
void hide_values(const std::vector<analysis::ParameterValue>& values, Sources& sources);

/// The settings that options state; problems are usage errors, and what can be read is there all
/// the same.
input::Settings settings_of(const InputOptions& options, Run& run);

struct Inputs {
  input::Input file;
  std::optional<input::Input> before{};  ///< of `--against`
  spec::Catalogue catalogue{};
  std::vector<analysis::ParameterValue> identity{};  ///< of the stack that `--old-stack` describes
};
/// Opens the file, and the one of `--against`. Nothing after an error.
std::optional<Inputs> open_inputs(const InputOptions& options, Run& run);
/// Opens the file alone, perhaps one with errors.
std::optional<input::Input> open_input(const std::string& path, const input::Settings& settings,
                                       Sources& sources, Diagnostics& usage, Diagnostics& found);

/// Whether at most one of the paths is standard input; a usage error where not.
bool share_standard_input(const std::vector<std::string>& paths, Diagnostics& usage);

/// The day that an option states, or today; nothing after a usage error.
std::optional<std::chrono::year_month_day> day_of(const std::string& option, Diagnostics& usage);

}  // namespace archsynth::cli

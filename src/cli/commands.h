#pragma once

namespace CLI {
class App;
}

namespace archsynth::cli {

/// What the process returns.
enum ExitCode { kOk = 0, kFindings = 1, kUsage = 2, kInternal = 70 };

/// Options that every command has.
struct Common;

/// Each adds one command to `app`; running it sets `exit_code`.
void add_synth(CLI::App& app, const Common& common, int& exit_code);
void add_diagram(CLI::App& app, const Common& common, int& exit_code);
void add_diff(CLI::App& app, const Common& common, int& exit_code);
void add_report(CLI::App& app, const Common& common, int& exit_code);
void add_document(CLI::App& app, const Common& common, int& exit_code);
void add_explain(CLI::App& app, const Common& common, int& exit_code);
void add_init(CLI::App& app, const Common& common, int& exit_code);
void add_schema(CLI::App& app, const Common& common, int& exit_code);
void add_completion(CLI::App& app, const Common& common, int& exit_code);
void add_cost(CLI::App& app, const Common& common, int& exit_code);
void add_plan(CLI::App& app, const Common& common, int& exit_code);
void add_validate(CLI::App& app, const Common& common, int& exit_code);
void add_version(CLI::App& app, const Common& common, int& exit_code);

}  // namespace archsynth::cli

#pragma once

namespace CLI {
class App;
}

namespace archsynth::cli {

/// What the process returns.
enum ExitCode { kOk = 0, kFindings = 1, kUsage = 2, kInternal = 70 };

/// Each adds one command to `app`; running it sets `exit_code`.
void add_version(CLI::App& app, int& exit_code);

}  // namespace archsynth::cli

#include "archsynth/support/version.h"

#include <fmt/core.h>

#include <CLI/App.hpp>

#include "cli/commands.h"

namespace archsynth::cli {

void add_version(CLI::App& app, int& exit_code) {
  app.add_subcommand("version", "Print the version")->callback([&exit_code] {
    fmt::print("archsynth {}\n", version());
    exit_code = kOk;
  });
}

}  // namespace archsynth::cli

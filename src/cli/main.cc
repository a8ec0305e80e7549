#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <exception>

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "cli/commands.h"

namespace {

using AddCommand = void (*)(CLI::App&, int&);

constexpr AddCommand kCommands[] = {
    archsynth::cli::add_version,
};

}  // namespace

int main(int argc, char** argv) {
  using namespace archsynth::cli;
  spdlog::set_default_logger(spdlog::stderr_color_st("archsynth"));
  spdlog::set_pattern("%n: %l: %v");

  int exit_code = kOk;
  CLI::App app("A short architecture file to a complete CloudFormation template", "archsynth");
  app.require_subcommand(1);
  for (AddCommand add : kCommands) add(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == kOk ? kOk : kUsage;
  } catch (const std::exception& error) {
    spdlog::critical("internal error: {}", error.what());
    return kInternal;
  }
  return exit_code;
}

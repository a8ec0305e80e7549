#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"

namespace {

using archsynth::cli::Common;
using AddCommand = void (*)(CLI::App&, const Common&, int&);

constexpr AddCommand kCommands[] = {
    archsynth::cli::add_synth,   archsynth::cli::add_validate, archsynth::cli::add_diff,
    archsynth::cli::add_explain, archsynth::cli::add_plan,     archsynth::cli::add_diagram,
    archsynth::cli::add_cost,    archsynth::cli::add_report,   archsynth::cli::add_document,
    archsynth::cli::add_init,    archsynth::cli::add_schema,   archsynth::cli::add_completion,
    archsynth::cli::add_version,
};

constexpr const char* kFooter = R"(
Examples:
  archsynth init > prod.yaml                 start from a complete example
  archsynth synth prod.yaml > stack.json     make the template
  aws cloudformation deploy --template-file stack.json --stack-name my-app \
      --capabilities CAPABILITY_IAM

Exit codes: 0 done, 1 findings, 2 wrong usage, 70 internal error.
`archsynth COMMAND --help` tells more.)";

/// A first word that is no command, which the parser would not name.
bool is_unknown_command(const CLI::App& app, int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-' || argv[1][0] == '\0') return false;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return false;
  const std::string text = "archsynth: there is no command " + archsynth::quoted(argv[1]) +
                           "\n  help: " + archsynth::suggest(argv[1], names) + "\n";
  std::fwrite(text.data(), 1, text.size(), stderr);
  return true;
}

/// Takes memory in large pieces and gives none back before the end: a fifth of the time of a large
/// template went into asking for it a little at a time.
void take_memory_at_once() {
#ifdef M_TOP_PAD
  mallopt(M_TOP_PAD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  using namespace archsynth::cli;
  take_memory_at_once();
  // A reader that goes away is reported as any other failed write.
  std::signal(SIGPIPE, SIG_IGN);
  Common common;
  int exit_code = kOk;
  try {
    CLI::App app("A short architecture file becomes a complete CloudFormation template.",
                 "archsynth");
    app.footer(kFooter);
    app.require_subcommand(1);
    app.fallthrough();
    app.add_option("--color", common.color, "Colour of messages")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->type_name("WHEN")
        ->capture_default_str();
    for (AddCommand add : kCommands) add(app, common, exit_code);
    if (is_unknown_command(app, argc, argv)) return kUsage;
    try {
      app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
      return app.exit(error) == kOk ? kOk : kUsage;
    }
  } catch (const std::exception& error) {
    spdlog::set_default_logger(spdlog::stderr_logger_st("archsynth"));
    spdlog::set_pattern("%n: %v");
    spdlog::critical("internal error, please report it: {}", error.what());
    return kInternal;
  }
  return exit_code;
}

#include <csignal>
#include <exception>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "cli/commands.h"
#include "cli/memory.h"

namespace archsynth::cli {

std::vector<Command> commands() {
  return {
      synth_command(),        validate_command(), diff_command(),      explain_command(),
      plan_command(),         diagram_command(),  cost_command(),      reach_command(),
      resilience_command(),   runbook_command(),  preflight_command(), permissions_command(),
      environments_command(), audit_command(),    report_command(),    document_command(),
      images_command(),       init_command(),     schema_command(),    completion_command(),
      man_command(),          version_command(),
  };
}

}  // namespace archsynth::cli

int main(int argc, char** argv) {
  archsynth::cli::take_memory_at_once();
  // A reader that goes away is reported as any other failed write.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return archsynth::cli::run(argc, argv);
  } catch (const std::exception& error) {
    spdlog::set_default_logger(spdlog::stderr_logger_st("archsynth"));
    spdlog::set_pattern("%n: %v");
    spdlog::critical("internal error, please report it: {}", error.what());
    return archsynth::cli::kInternal;
  }
}

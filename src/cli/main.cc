#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <csignal>
#include <exception>

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "cli/commands.h"

namespace {

/// Takes memory in large pieces and gives none back before the end: a fifth of the time of a large
/// template went into asking for it a little at a time.
void take_memory_at_once() {
#ifdef M_TOP_PAD
  mallopt(M_TOP_PAD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

}  // namespace

namespace archsynth::cli {

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      synth_command(),        validate_command(), diff_command(),      explain_command(),
      plan_command(),         diagram_command(),  cost_command(),      reach_command(),
      resilience_command(),   runbook_command(),  preflight_command(), permissions_command(),
      environments_command(), audit_command(),    report_command(),    document_command(),
      images_command(),       init_command(),     schema_command(),    completion_command(),
      man_command(),          version_command(),
  };
  return all;
}

}  // namespace archsynth::cli

int main(int argc, char** argv) {
  take_memory_at_once();
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

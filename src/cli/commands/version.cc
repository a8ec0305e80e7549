#include "archsynth/support/version.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>

#include "archsynth/spec/sources.h"
#include "cli/commands.h"
#include "cli/console.h"

namespace archsynth::cli {

namespace {

std::string facts() {
  std::string text;
  for (const spec::FactSource& source : spec::sources()) {
    text += fmt::format("{} {} ({}{}{}): {}\n", source.name, source.version, source.date,
                        source.licence.empty() ? "" : ", ", source.licence, source.facts);
  }
  return text;
}

}  // namespace

void add_version(CLI::App& app, const Common& common, int& exit_code) {
  auto with_facts = std::make_shared<bool>(false);
  CLI::App* command = app.add_subcommand("version", "Print the version");
  command->add_flag("--spec", *with_facts, "Print where the facts about AWS come from, too");
  command->callback([with_facts, &common, &exit_code] {
    Diagnostics diagnostics;
    std::string text = fmt::format("archsynth {}\n", version());
    if (*with_facts) text += facts();
    exit_code = write_output({}, text, diagnostics) ? kOk : kFindings;
    print(diagnostics, common);
  });
}

}  // namespace archsynth::cli

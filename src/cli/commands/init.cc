#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>

#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/starters.h"

namespace archsynth::cli {

namespace {

struct InitOptions {
  std::string starter = "web-service-with-database";
  std::optional<std::string> folder;
  bool force = false;
  bool list = false;
};

std::string listing() {
  std::string text;
  for (const Starter& starter : starters()) {
    text += fmt::format("{:<28}{}\n", starter.name, starter.summary());
  }
  return text;
}

const Starter* find(const std::string& name, Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const Starter& starter : starters()) {
    if (starter.name == name) return &starter;
    names.push_back(starter.name);
  }
  diagnostics.error("ARC0910", {}, fmt::format("there is no starter {}", quoted(name))).help =
      suggest(name, names);
  return nullptr;
}

bool write_into(const std::string& folder, const Starter& starter, bool force,
                Diagnostics& diagnostics) {
  Disk disk;
  const std::string path = folder + "/architecture.yaml";
  if (!force && disk.exists(path)) {
    diagnostics.error("ARC0911", {}, fmt::format("{} exists already", quoted(path))).help =
        "choose another folder, or `--force` to replace it";
    return false;
  }
  if (!disk.make_directories(folder, diagnostics) || !disk.write(path, starter.text, diagnostics)) {
    return false;
  }
  const std::string done =
      fmt::format("wrote {}\nnext: archsynth synth {} > stack.json\n", path, path);
  std::fwrite(done.data(), 1, done.size(), stderr);
  return true;
}

int run_init(const InitOptions& options, const Common& common) {
  Diagnostics diagnostics;
  bool done = false;
  if (options.list) {
    done = write_output({}, listing(), diagnostics);
  } else if (const Starter* starter = find(options.starter, diagnostics)) {
    done = options.folder ? write_into(*options.folder, *starter, options.force, diagnostics)
                          : write_output({}, starter->text, diagnostics);
  }
  print(diagnostics, common);
  return done ? kOk : kFindings;
}

}  // namespace

void add_init(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<InitOptions>();
  CLI::App* command = app.add_subcommand("init", "Begin with a complete architecture file");
  command->footer(fmt::format(R"(
Starters:
{}
Examples:
  archsynth init > prod.yaml
  archsynth init internal-service -o billing     writes billing/architecture.yaml)",
                              listing()));
  command->add_option("starter", options->starter, "Which one")
      ->type_name("STARTER")
      ->capture_default_str();
  command
      ->add_option("-o,--output", options->folder,
                   "Write architecture.yaml into DIR instead of to standard output")
      ->type_name("DIR");
  command->add_flag("--force", options->force, "Replace a file that exists");
  command->add_flag("--list", options->list, "List the starters");
  command->callback([options, &common, &exit_code] { exit_code = run_init(*options, common); });
}

}  // namespace archsynth::cli

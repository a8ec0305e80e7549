#include <fmt/format.h>

#include "archsynth/support/file_system.h"
#include "archsynth/support/text.h"
#include "cli/inputs.h"
#include "cli/starters.h"

namespace archsynth::cli {

namespace {

struct InitOptions {
  std::string starter = "web-service-with-database";
  std::optional<std::string> output;
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
  diagnostics.error("ARC0910", {}, fmt::format("unknown starter {}", quoted(name))).fix =
      suggest(name, names);
  return nullptr;
}

bool write_into(const std::string& output, const Starter& starter, bool force,
                Diagnostics& diagnostics) {
  Disk disk;
  const bool is_file = output.ends_with(".yaml") || output.ends_with(".yml");
  const std::string path = is_file ? output : output + "/architecture.yaml";
  if (!force && disk.exists(path)) {
    diagnostics.error("ARC0911", {}, fmt::format("{} already exists", quoted(path))).fix =
        "choose another name, or pass `--force` to replace the file";
    return false;
  }
  if (!is_file && !disk.make_directories(output, diagnostics)) return false;
  if (!disk.write(path, starter.text, diagnostics)) return false;
  const std::string done =
      fmt::format("wrote {}\nnext: archsynth synth {} > stack.json\n", path, path);
  std::fwrite(done.data(), 1, done.size(), stderr);
  return true;
}

int run_init(const InitOptions& options, const Common& common) {
  Run run(common);
  bool is_done = false;
  if (options.list) {
    is_done = write_output({}, listing(), run.found);
  } else if (const Starter* starter = find(options.starter, run.usage)) {
    is_done = options.output ? write_into(*options.output, *starter, options.force, run.found)
                             : write_output({}, starter->text, run.found);
  }
  return run.finish(is_done);
}

}  // namespace

Command init_command() {
  const auto options = std::make_shared<InitOptions>();
  return {"init",
          "Start with a complete architecture file",
          fmt::format(R"(Starters:
{}
Examples:
  archsynth init > prod.yaml
  archsynth init internal-service -o billing     writes billing/architecture.yaml)",
                      listing()),
          {{"starter", "Name of the starter", "STARTER", &options->starter},
           {"-o,--output", "Write to FILE, or to architecture.yaml in a folder", "FILE|DIR",
            &options->output},
           {"--force", "Replace an existing file", "", &options->force},
           {"--list", "List the starters", "", &options->list}},
          [options](const Common& common) { return run_init(*options, common); }};
}

}  // namespace archsynth::cli

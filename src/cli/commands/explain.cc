#include <fmt/format.h>

#include <CLI/App.hpp>
#include <memory>

#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/explain_text.h"

namespace archsynth::cli {

namespace {

struct ExplainOptions {
  std::string file;
  std::string what;
  std::string format = "text";
};

constexpr const char* kExplainFooter = R"(
Examples:
  archsynth explain prod.yaml                                  every default in force
  archsynth explain prod.yaml databases.main.storage_gib       a key: which values it reaches
  archsynth explain prod.yaml MainDatabase.AllocatedStorage    a property: where it comes from
  archsynth explain prod.yaml MainDatabase                     a resource, parameter or output
  archsynth explain stack.json /Resources/Vpc/Properties/CidrBlock

WHAT is a key of the architecture file, a logical id, one with a property, or a JSON pointer into
the template. `replaces`, `may replace` and `in place` are the create-only facts of the type's
schema; what these do not tell is `unknown`.)";

/// The text for WHAT; nothing after a diagnostic.
std::optional<std::string> answer(const Explained& file, const ExplainOptions& options,
                                  Diagnostics& diagnostics) {
  const bool as_json = options.format == "json";
  if (options.what.empty()) {
    if (file.is_architecture()) return explained_defaults(file, as_json);
    diagnostics.error("ARC0951", {}, "a template has no defaults of its own to list").help =
        "name what to explain: a logical id, `Id.Property` or a JSON pointer";
    return std::nullopt;
  }
  if (const describe::KeyInForce* key = file.key(options.what)) {
    return explained_key(file, *key, as_json);
  }
  if (const auto pointer = file.pointer(options.what)) {
    if (const auto found = analysis::explain(file.stack(), *pointer, file.region())) {
      return explained_value(file, *found, as_json);
    }
  }
  diagnostics.error("ARC0950", {}, fmt::format("there is no {} in it", quoted(options.what))).help =
      file.nearest_to(options.what);
  return std::nullopt;
}

int run_explain(const ExplainOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  bool written = false;
  if (const auto file = Explained::read(options.file, sources, diagnostics)) {
    const auto text = answer(*file, options, diagnostics);
    written = text && write_output(std::nullopt, *text, diagnostics);
  }
  print(diagnostics, common);
  return written ? kOk : kFindings;
}

}  // namespace

void add_explain(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<ExplainOptions>();
  CLI::App* command = app.add_subcommand(
      "explain", "Say where a value comes from, what it means and what changing it does");
  command->footer(kExplainFooter);
  command
      ->add_option("file", options->file,
                   "An architecture file or a template, YAML or JSON; - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("what", options->what, "What to explain; left out: every default in force")
      ->type_name("WHAT");
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->callback([options, &common, &exit_code] { exit_code = run_explain(*options, common); });
}

}  // namespace archsynth::cli

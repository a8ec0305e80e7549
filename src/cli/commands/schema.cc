#include <CLI/App.hpp>
#include <memory>

#include "archsynth/architecture/load.h"
#include "cli/commands.h"
#include "cli/console.h"

namespace archsynth::cli {

void add_schema(CLI::App& app, const Common& common, int& exit_code) {
  struct SchemaOptions {
    std::string format = "json";
    std::optional<std::string> output;
  };
  auto options = std::make_shared<SchemaOptions>();
  CLI::App* command =
      app.add_subcommand("schema", "Print the JSON Schema of architecture files, for editors");
  command->footer(R"(
Examples:
  archsynth schema -o archsynth.schema.json
  # then, as the first line of prod.yaml, for editors with the YAML language server:
  # yaml-language-server: $schema=archsynth.schema.json

  archsynth schema --format markdown         the reference page: every key and default)");
  command->add_option("--format", options->format, "json or markdown")
      ->check(CLI::IsMember({"json", "markdown"}))
      ->capture_default_str();
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command->callback([options, &common, &exit_code] {
    Diagnostics diagnostics;
    const std::string text =
        options->format == "json" ? architecture_schema() : architecture_reference();
    exit_code = write_output(options->output, text, diagnostics) ? kOk : kFindings;
    print(diagnostics, common);
  });
}

}  // namespace archsynth::cli

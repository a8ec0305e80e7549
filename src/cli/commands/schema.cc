#include "archsynth/architecture/load.h"
#include "cli/inputs.h"

namespace archsynth::cli {

Command schema_command() {
  static std::string format = "json";
  static std::optional<std::string> output;
  return {"schema",
          "Print the JSON Schema of architecture files, for editors",
          R"(Examples:
  archsynth schema -o archsynth.schema.json
  # then, as the first line of prod.yaml, for editors with the YAML language server:
  # yaml-language-server: $schema=archsynth.schema.json

  archsynth schema --format markdown         the reference page: every key and default)",
          {{"--format", "json or markdown", "FORMAT", &format, {"json", "markdown"}},
           output_option(output)},
          [](const Common& common) {
            Run run(common);
            return run.finish(write_output(
                output, format == "json" ? architecture_schema() : architecture_reference(),
                run.found));
          }};
}

}  // namespace archsynth::cli

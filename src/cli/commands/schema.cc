#include "archsynth/architecture/load.h"
#include "archsynth/support/text.h"
#include "cli/inputs.h"
#include "cli/result_schemas.h"

namespace archsynth::cli {

namespace {

struct SchemaOptions {
  std::string result;
  std::string format = "json";
  std::optional<std::string> output;
};

std::vector<std::string> schema_names() {
  std::vector<std::string> names;
  for (const ResultSchema& each : result_schemas()) names.emplace_back(each.name);
  return names;
}

std::string schema_of(const std::string& result, const std::string& format) {
  for (const ResultSchema& each : result_schemas()) {
    if (each.name == result) return std::string(each.text);
  }
  return format == "json" ? architecture_schema() : architecture_reference();
}

}  // namespace

Command schema_command() {
  const auto options = std::make_shared<SchemaOptions>();
  return {"schema",
          "Print the JSON Schema of architecture files, for editors, or of a JSON output",
          R"(Examples:
  archsynth schema -o archsynth.schema.json
  # then, as the first line of prod.yaml, for editors with the YAML language server:
  # yaml-language-server: $schema=archsynth.schema.json

  archsynth schema --format markdown         the reference page: every key and default
  archsynth schema cost                      what `archsynth cost --format json` writes)",
          {{"result", "Print the schema of the JSON output of this command instead", "RESULT",
            &options->result, schema_names()},
           {"--format", "json or markdown", "FORMAT", &options->format, {"json", "markdown"}},
           output_option(options->output)},
          [options](const Common& common) {
            Run run(common);
            const auto& [result, format, output] = *options;
            if (!result.empty() && format != "json") {
              run.usage.error("ARC0903", {},
                              "the schema of a JSON output is available only as json");
              return run.finish(false);
            }
            return run.finish(write_output(output, schema_of(result, format), run.found));
          }};
}

}  // namespace archsynth::cli

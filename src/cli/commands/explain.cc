#include <fmt/format.h>

#include <filesystem>

#include "archsynth/architecture/defaults.h"
#include "archsynth/render/explain.h"
#include "archsynth/render/rules.h"
#include "archsynth/support/text.h"
#include "cli/inputs.h"

namespace archsynth::cli {

namespace {

struct ExplainOptions {
  InputOptions input;
  std::string what;
  std::string format = "text";
};

constexpr const char* kExplainFooter = R"(Examples:
  archsynth explain prod.yaml                                  every effective default
  archsynth explain prod.yaml databases.main.storage_gib       a key: the values derived from it
  archsynth explain prod.yaml MainDatabase.AllocatedStorage    a property: its origin
  archsynth explain prod.yaml MainDatabase                     a resource, parameter or output
  archsynth explain stack.json /Resources/Vpc/Properties/CidrBlock

WHAT is a key of the architecture file, a logical id, a property (`Id.Property`), or a JSON pointer
into the template. `replaces`, `may replace` and `in place` come from the create-only properties of the
type's schema; anything else is `unknown`.)";

/// The text for WHAT; nothing after a diagnostic.
std::optional<std::string> answer(const picture::Explained& file, const ExplainOptions& options,
                                  const spec::Catalogue& catalogue, Diagnostics& diagnostics) {
  const auto as = [&](const picture::Explainable& what) {
    return picture::explained_as(options.format, {file, what});
  };
  if (options.what.empty()) {
    if (file.is_architecture()) return as({});
    diagnostics.error("ARC0951", {}, "a template has no defaults to list").fix =
        "pass a logical id, `Id.Property` or a JSON pointer";
    return std::nullopt;
  }
  if (const describe::KeyInForce* key = file.key(options.what)) return as(key);
  if (const auto pointer = file.pointer(options.what)) {
    if (const auto found = analysis::explain(file.stack(), *pointer, file.region(), catalogue)) {
      return as(&*found);
    }
  }
  diagnostics.error("ARC0950", {}, fmt::format("unknown name {}", quoted(options.what))).fix =
      file.nearest_to(options.what);
  return std::nullopt;
}

int run_explain(const ExplainOptions& options, const Common& common) {
  Run run(common);
  bool is_written = false;
  std::error_code unknown;
  if (!std::filesystem::exists(options.input.file, unknown) &&
      picture::explanation(options.input.file, "text")) {
    run.usage
        .error("ARC0903", {},
               fmt::format("explain takes a file, not the rule {}", quoted(options.input.file)))
        .fix = fmt::format("`archsynth validate --explain {}`", options.input.file);
    return run.finish(false);
  }
  if (auto inputs = open_inputs(options.input, run)) {
    if (inputs->file.is_architecture()) {
      architecture::note_moved_defaults(*inputs->file.architecture, run.found);
    }
    const picture::Explained file(std::move(inputs->file));
    const auto text = answer(file, options, inputs->catalogue, run.usage);
    is_written = text && write_output(std::nullopt, *text, run.found);
  }
  return run.finish(is_written);
}

}  // namespace

Command explain_command() {
  const auto options = std::make_shared<ExplainOptions>();
  return {"explain", "Explain a value: its origin, its meaning and the effect of changing it",
          kExplainFooter,
          with_input(options->input,
                     {{"what", "What to explain (default: list every effective default)", "WHAT",
                       &options->what},
                      {"--format", "text or json", "FORMAT", &options->format,
                       picture::explain_formats()}}),
          [options](const Common& common) { return run_explain(*options, common); }};
}

}  // namespace archsynth::cli

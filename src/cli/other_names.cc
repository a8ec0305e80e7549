#include "cli/other_names.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace archsynth::cli {
namespace {

struct OtherName {
  std::string_view other;
  std::string_view ours;
};

constexpr OtherName kOptions[] = {
    {"--output-format", "--format"},
    {"--profile", "--environment"},
    {"--parameter-overrides", "--parameters"},
};

constexpr OtherName kValues[] = {
    {"pretty", "text"}, {"prod", "production"}, {"dev", "development"}, {"stage", "staging"},
    {"stg", "staging"}, {"md", "markdown"},     {"yml", "yaml"},
};

/// An option of cfn-lint 1.x, and what to do here.
struct CfnLintOption {
  std::string_view letter;
  std::string_view name;
  std::string_view fix;
};

constexpr CfnLintOption kCfnLint[] = {
    {"-t", "--template", "give the files without an option"},
    {"-b", "--ignore-bad-template", "use `--ignore-templates PATTERN`"},
    {"", "--deployment-files", "use `--parameters FILE` with the parameters of that file"},
    {"", "--parameter-files", "use `--parameters FILE`"},
    {"-f", "", "use `--format`"},
    {"-l", "--list-rules", "use `--rules`"},
    {"-r", "--regions", "use `--region`"},
    {"-i", "--ignore-checks", "use `--ignore`"},
    {"-c", "--include-checks", "remove the option: notes are reported by default; see `--level`"},
    {"-m", "--mandatory-checks", "run once more with `--only ID`"},
    {"-e", "--include-experimental", "remove the option: no rule is experimental"},
    {"-x", "--configure-rule", "remove the option: rules have no settings"},
    {"", "--config-file", "use `--config FILE`"},
    {"-z", "--custom-rules", "describe the types with `--spec DIR`; rules cannot be added"},
    {"-v", "--version", "use `archsynth --version`"},
    {"", "--output-file", "use `-o FILE`"},
    {"", "--merge-configs", "remove the option: only the nearest .archsynth.yaml is used"},
    {"-D", "--debug", "remove the option: there is no log"},
    {"-I", "--info", "remove the option: there is no log"},
    {"-L", "--list-templates", "use `--format junit`, which names every file"},
    {"-a", "--append-rules", "describe the types with `--spec DIR`; rules cannot be added"},
    {"", "--override-spec", "use `--spec DIR`"},
    {"-g", "--build-graph", "run `archsynth diagram FILE --format dot`"},
    {"-s", "--registry-schemas", "use `--spec DIR`"},
    {"-u", "--update-specs", "install a newer release: the AWS data is part of it"},
    {"-p", "--patch-specs", "install a newer release: the AWS data is part of it"},
};

constexpr OtherName kCommands[] = {
    {"lint", "validate"}, {"check", "validate"}, {"test", "validate"}, {"build", "synth"},
    {"compile", "synth"}, {"generate", "synth"}, {"package", "synth"}, {"render", "synth"},
    {"draw", "diagram"},  {"graph", "diagram"},  {"price", "cost"},    {"estimate", "cost"},
    {"docs", "document"}, {"doc", "document"},   {"new", "init"},      {"create", "init"},
    {"preview", "diff"},  {"changes", "diff"},   {"compare", "diff"},  {"html", "report"},
};

/// A command of tools that deploy or convert, and what to do instead.
constexpr OtherName kMissingCommands[] = {
    {"deploy", "use `archsynth synth FILE > stack.json`, then `aws cloudformation deploy`"},
    {"apply", "use `archsynth synth FILE > stack.json`, then `aws cloudformation deploy`"},
    {"up", "use `archsynth synth FILE > stack.json`, then `aws cloudformation deploy`"},
    {"destroy", "use `aws cloudformation delete-stack --stack-name NAME`"},
    {"delete", "use `aws cloudformation delete-stack --stack-name NAME`"},
    {"down", "use `aws cloudformation delete-stack --stack-name NAME`"},
    {"import", "templates are not converted; `archsynth init` prints an architecture file"},
    {"convert", "templates are not converted; `archsynth init` prints an architecture file"},
};

std::optional<std::string> ours(std::span<const OtherName> names, std::string_view other) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const OtherName& each) { return each.other == other; });
  if (found == names.end()) return std::nullopt;
  return std::string(found->ours);
}

}  // namespace

std::optional<std::string> name_for_option(std::string_view option) {
  return ours(kOptions, option);
}

std::optional<std::string> name_for_command(std::string_view command) {
  return ours(kCommands, command);
}

std::optional<std::string> fix_for_command(std::string_view command) {
  const bool is_file = command.ends_with(".yaml") || command.ends_with(".yml");
  if (is_file) return fmt::format("run `archsynth synth {}`", command);
  if (command.ends_with(".json")) return fmt::format("run `archsynth validate {}`", command);
  return ours(kMissingCommands, command);
}

std::optional<std::string> name_for_value(std::string_view value) { return ours(kValues, value); }

std::optional<std::string> fix_for_cfn_lint(std::string_view option) {
  for (const CfnLintOption& each : kCfnLint) {
    if (option == each.letter || option == each.name) return std::string(each.fix);
  }
  return std::nullopt;
}

}  // namespace archsynth::cli

#pragma once

#include <optional>
#include <string>

#include "archsynth/describe/record.h"

namespace archsynth::cli {

using describe::field;

enum class FindingsFormat { kText, kJson, kSarif, kGithub, kJunit, kParseable, kQuiet };
constexpr auto names_of(FindingsFormat) {
  return std::array{"text", "json", "sarif", "github", "junit", "parseable", "quiet"};
}

/// A text, or a list of them.
using Texts = Sourced<describe::Either<std::string, describe::List<std::string>>>;

/// What the configuration says to `validate`: its options, under their names.
struct ValidateConfig {
  Texts files{};
  Texts region{};
  Texts ignore{};
  Texts only{};
  Sourced<FindingsFormat> format{};
  Sourced<bool> werror{};
  Texts ignore_templates{};
  describe::Map<Texts> per_path{};
  Sourced<std::string> baseline{};
  Sourced<document::Node> parameters{};
  Texts spec{};
  static constexpr auto fields() {
    using P = ValidateConfig;
    return describe::fields(
        "the options of validate",
        field<&P::files>("files", "templates, folders (recursively) and patterns"),
        field<&P::region>("region", "the regions to deploy to"),
        field<&P::ignore>("ignore", "rules to ignore, or prefixes of their ids"),
        field<&P::only>("only", "the only rules to report, or prefixes of their ids"),
        field<&P::format>("format", "the output format"),
        field<&P::werror>("werror", "exit with 1 on warnings too"),
        field<&P::ignore_templates>("ignore_templates", "patterns of files to leave out"),
        field<&P::per_path>("per_path", "rules to ignore, by patterns of files"),
        field<&P::baseline>("baseline", "a file of known findings, which are not reported"),
        field<&P::parameters>("parameters",
                              "a file of parameters, or a mapping of names to values"),
        field<&P::spec>("spec", "folders with schemas of your own resource types"));
  }
};
static_assert(describe::complete<ValidateConfig>());

/// A whole `.archsynth.yaml`.
struct Config {
  ValidateConfig validate{};
  static constexpr auto fields() {
    return describe::fields("the configuration",
                            field<&Config::validate>("validate", "the options of `validate`"));
  }
};
static_assert(describe::complete<Config>());

/// The name under which the configuration is looked for.
inline constexpr std::string_view kConfigName = ".archsynth.yaml";

/// The path of the configuration in the current folder or the nearest one above, up to the root of
/// the repository; empty where there is none.
std::string find_config_file();

/// Reads a configuration; nothing after a diagnostic.
std::optional<Config> read_config(const Source& source, Diagnostics& diagnostics);

/// The texts with their places.
std::vector<Sourced<std::string>> texts_of(const Texts& texts);

/// A path of a configuration, which is relative to its folder.
std::string path_from(const std::string& config, const std::string& path);

}  // namespace archsynth::cli

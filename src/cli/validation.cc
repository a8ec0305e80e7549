#include "cli/validation.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "archsynth/support/text.h"
#include "cli/config.h"
#include "cli/files.h"
#include "cli/glob.h"
#include "cli/output.h"
#include "cli/rule_ids.h"
#include "spec/regions.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

/// Lists take all that follows them: files among it are known by their look.
void take_files(std::vector<std::string>& values, std::vector<std::string>& files) {
  const auto is_file = [](const std::string& value) {
    std::error_code failed;
    return !spec::region(value) && (value == "-" || value.find_first_of("/.*?[") != value.npos ||
                                    fs::exists(value, failed));
  };
  const auto first =
      std::stable_partition(values.begin(), values.end(), [&](auto& v) { return !is_file(v); });
  files.insert(files.end(), first, values.end());
  values.erase(first, values.end());
}

Diagnostic& wrong_validation(Diagnostics& diagnostics, std::string message) {
  return diagnostics.error("ARC0903", {}, std::move(message));
}

void exclude(Diagnostics& usage, const char* a, const char* b) {
  wrong_validation(usage, fmt::format("{} and {} cannot be combined", a, b));
}

/// The configuration, perhaps an empty one; nothing after a diagnostic.
std::optional<Config> read_config_of(const ValidateOptions& options, Sources& sources,
                                     Diagnostics& diagnostics) {
  if (options.config.empty()) return Config();
  const Source* source = read_input(options.config, sources, diagnostics);
  return source == nullptr ? std::nullopt : read_config(*source, diagnostics);
}

/// What the command line says, or else the configuration.
std::vector<std::string> either(const std::vector<std::string>& stated, const Texts& configured) {
  if (!stated.empty()) return stated;
  std::vector<std::string> result;
  for (const Sourced<std::string>& each : texts_of(configured)) result.push_back(*each);
  return result;
}

using CheckRule = bool (*)(const std::string& id, const Origin& origin, Diagnostics& diagnostics);

/// The same of rules, which are checked.
std::vector<std::string> either_rules(const std::vector<std::string>& stated,
                                      const Texts& configured, CheckRule check,
                                      Diagnostics& usage) {
  std::vector<std::string> rules = separated(stated);
  for (const std::string& each : rules) check(each, {}, usage);
  if (!stated.empty()) return rules;
  for (const Sourced<std::string>& each : texts_of(configured)) {
    for (const std::string& rule : separated({*each})) {
      check(rule, each.origin(), usage);
      rules.push_back(rule);
    }
  }
  return rules;
}

/// The same of paths.
std::vector<std::string> either_path(const ValidateOptions& options,
                                     const std::vector<std::string>& stated,
                                     const Texts& configured) {
  if (!stated.empty()) return stated;
  std::vector<std::string> paths = either({}, configured);
  for (std::string& path : paths) path = path_from(options.config, path);
  return paths;
}

/// What the options of all commands say here: those of the configuration where they say nothing.
bool read_settings(const ValidateOptions& options, const ValidateConfig& config, Run& run,
                   JudgeOptions& judging) {
  InputOptions input = options.input;
  input.spec = either_path(options, input.spec, config.spec);
  const bool is_configured = input.parameters.empty() && config.parameters.has_value();
  const document::Node* stated = is_configured ? &*config.parameters : nullptr;
  if (stated != nullptr && stated->is_scalar()) {
    input.parameters = {path_from(options.config, stated->text)};
  }
  input::Settings settings = settings_of(input, run);
  if (stated != nullptr && !stated->is_scalar()) {
    settings.parameters = input::read_parameters(*stated, run.usage);
    if (settings.parameters) hide_values(*settings.parameters, run.sources);
  }
  judging.parameters = std::move(settings.parameters);
  judging.catalogue = std::move(settings.catalogue);
  judging.environment = settings.environment;
  judging.name_suffix = settings.name_suffix;
  judging.variable = settings.variable;
  return !run.usage.has_errors();
}

Severity severity_of(const std::string& level) {
  return level == "error"     ? Severity::kError
         : level == "warning" ? Severity::kWarning
                              : Severity::kNote;
}

void leave_out(const std::vector<std::string>& patterns, std::vector<std::string>& files) {
  std::erase_if(files, [&](const std::string& file) {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& each) { return is_path_of(each, file); });
  });
}

/// The rules to ignore in some of the files.
void read_path_rules(const ValidateOptions& options, const ValidateConfig& config, Validation& what,
                     Diagnostics& usage) {
  for (const auto& [pattern, ids] : config.per_path) {
    what.per_path.push_back(
        {path_from(options.config, *pattern), either_rules({}, ids, check_rule_id, usage)});
  }
}

bool read_baseline(const ValidateOptions& options, const ValidateConfig& config, Validation& what,
                   Run& run) {
  std::string path = options.baseline;
  if (path.empty() && config.baseline) path = path_from(options.config, *config.baseline);
  if (path.empty()) return true;
  // Who writes the baseline again wants all findings in it.
  if (options.output && is_same_file(path, *options.output)) {
    if (what.format == "json") return true;
    wrong_validation(run.usage, "a baseline is written as JSON only").fix = "add --format json";
    return false;
  }
  const Source* source = read_input(path, run.sources, run.usage);
  if (source != nullptr) what.baseline = Baseline::read(*source, run.usage);
  return what.baseline.has_value();
}

/// Where findings stop the command, and which are shown how.
void choose_levels(const ValidateOptions& options, const ValidateConfig& config, Validation& what,
                   Diagnostics& usage) {
  const bool werror = options.werror || (!options.no_werror && config.werror.value_or(false));
  what.exit_level = !options.exit_level.empty() ? options.exit_level : werror ? "warning" : "error";
  what.level = severity_of(options.level);
  what.format = options.format;
  if (what.format.empty()) {
    what.format = config.format.has_value() ? describe::name_of_enumerator(*config.format) : "text";
  }
  if (what.format == "markdown") {
    wrong_validation(usage, "--format supports markdown only with --rules");
  }
}

/// What to do where no template is given; cfn-lint's configuration may list them.
std::string help_for_nothing() {
  std::error_code failed;
  for (const char* name : {".cfnlintrc", ".cfnlintrc.yaml", ".cfnlintrc.yml"}) {
    if (!fs::exists(name, failed)) continue;
    return fmt::format(
        "{} is not read; list the templates under `validate: {{files: …}}` in "
        ".archsynth.yaml",
        name);
  }
  return "give a file, or - for standard input";
}

}  // namespace

bool is_path_of(const std::string& pattern, const std::string& file) {
  std::error_code failed;
  const auto whole = [&](const std::string& path) {
    return fs::absolute(path, failed).lexically_normal().string();
  };
  return matches_path(whole(pattern), whole(file));
}

bool prepare(ValidateOptions options, Validation& what, Run& run) {
  Diagnostics& usage = run.usage;
  if (options.werror && options.no_werror) exclude(usage, "--werror", "--no-werror");
  if (!options.config.empty() && options.no_config) exclude(usage, "--config", "--no-config");
  for (auto* list : {&options.regions, &options.ignored, &options.only}) {
    take_files(*list, options.files);
  }
  if (options.config.empty() && !options.no_config) options.config = find_config_file();
  const std::optional<Config> whole = read_config_of(options, run.sources, usage);
  if (!whole) return false;
  const ValidateConfig& config = whole->validate;
  what.judging.regions = separated(either(options.regions, config.region));
  for (const std::string& region : what.judging.regions) input::check_region(region, {}, usage);
  what.judging.ignored = either_rules(options.ignored, config.ignore, check_rule_id, usage);
  what.judging.only = either_rules(options.only, config.only, check_only_rule, usage);
  choose_levels(options, config, what, usage);
  if (const auto day = day_of(options.today, usage)) what.judging.today = *day;
  const auto arguments = either_path(options, options.files, config.files);
  if (arguments.empty()) {
    wrong_validation(usage, "no template given").fix = help_for_nothing();
  }
  what.files = files_of(arguments, usage);
  leave_out(either_path(options, options.ignored_files, config.ignore_templates), what.files);
  what.judging.named = arguments;
  if (what.files.empty() && !usage.has_errors()) {
    wrong_validation(usage,
                     fmt::format("nothing to check: {} {} no template", join(arguments, ", "),
                                 arguments.size() == 1 ? "has" : "have"))
        .fix = "folders are searched for files that end in .yaml, .yml, .json or .template";
  }
  std::vector<std::string> inputs = what.files;
  inputs.insert(inputs.end(), options.input.parameters.begin(), options.input.parameters.end());
  if (!share_standard_input(inputs, usage)) return false;
  read_path_rules(options, config, what, usage);
  if (!read_baseline(options, config, what, run)) return false;
  return read_settings(options, config, run, what.judging);
}

}  // namespace archsynth::cli

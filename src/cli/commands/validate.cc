#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>

#include "archsynth/analysis/rules.h"
#include "archsynth/render/findings.h"
#include "archsynth/render/rules.h"
#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cli/config.h"
#include "cli/files.h"
#include "cli/inputs.h"
#include "cli/judge.h"
#include "cli/rule_ids.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

struct ValidateOptions {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> regions;
  std::vector<std::string> ignored;
  std::vector<std::string> only;
  bool werror = false;
  bool no_werror = false;
  InputOptions input;
  std::string config;
  bool no_config = false;
  std::string today;
  bool rules = false;
  std::string explained;
};

constexpr const char* kFormats[] = {"text", "json", "sarif", "github", "junit", "markdown"};

constexpr const char* kValidateFooter = R"(Examples:
  archsynth validate stack.yaml
  archsynth validate 'templates/**/*.yaml' --region eu-central-1 us-east-1
  archsynth validate stack.yaml --parameters prod.json
  archsynth validate stack.json --format sarif > findings.sarif
  archsynth validate templates/ --format junit > report.xml
  archsynth validate stack.yaml --ignore ARC2017 --ignore E3012
  archsynth validate stack.yaml --spec schemas/
  archsynth validate --explain ARC4104

Rules are identified by their own id, or by cfn-lint's. A template can suppress findings in its
Metadata, or in a resource's Metadata for that resource:
  archsynth: {allow: [{id: ARC4104, reason: why the finding is acceptable, expires: 2027-01-31}]}
Rules turned off for cfn-lint are ignored too (`cfn-lint: {config: {ignore_checks: […]}}`).

`.archsynth.yaml` in the current directory can set the options; the command line takes precedence:
  validate: {files: ['templates/**/*.yaml'], region: [eu-central-1], ignore: [ARC2017],
             only: [], format: text, werror: true, parameters: prod.json, spec: schemas})";

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

Diagnostic& wrong_usage(Diagnostics& diagnostics, std::string message) {
  return diagnostics.error("ARC0903", {}, std::move(message));
}

void exclude(Diagnostics& usage, const char* a, const char* b) {
  wrong_usage(usage, fmt::format("{} and {} exclude each other", a, b));
}

/// What the options and the configuration come to.
struct Validation {
  JudgeOptions judging;
  std::vector<std::string> files;
  std::string format = "text";
  bool werror = false;
};

/// The configuration, perhaps an empty one; nothing after a diagnostic.
std::optional<Config> find_config(const ValidateOptions& options, Sources& sources,
                                  Diagnostics& diagnostics) {
  std::error_code failed;
  const bool is_named = !options.config.empty();
  if (options.no_config || (!is_named && !fs::exists(kConfigName, failed))) return Config();
  const Source* source =
      read_input(is_named ? options.config : std::string(kConfigName), sources, diagnostics);
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
    input.parameters = path_from(options.config, stated->text);
  }
  input::Settings settings = settings_of(input, run);
  if (stated != nullptr && !stated->is_scalar()) {
    settings.parameters = input::read_parameters(*stated, run.usage);
  }
  judging.parameters = std::move(settings.parameters);
  judging.catalogue = std::move(settings.catalogue);
  judging.environment = settings.environment;
  judging.variable = settings.variable;
  return !run.usage.has_errors();
}

/// Puts options and configuration together; false after a diagnostic.
bool prepare(ValidateOptions options, Validation& what, Run& run) {
  Diagnostics& usage = run.usage;
  if (options.werror && options.no_werror) exclude(usage, "--werror", "--no-werror");
  if (!options.config.empty() && options.no_config) exclude(usage, "--config", "--no-config");
  for (auto* list : {&options.regions, &options.ignored, &options.only}) {
    take_files(*list, options.files);
  }
  const std::optional<Config> whole = find_config(options, run.sources, usage);
  if (!whole) return false;
  const ValidateConfig& config = whole->validate;
  what.judging.regions = separated(either(options.regions, config.region));
  for (const std::string& region : what.judging.regions) input::check_region(region, {}, usage);
  what.judging.ignored = either_rules(options.ignored, config.ignore, check_rule_id, usage);
  what.judging.only = either_rules(options.only, config.only, check_only_rule, usage);
  what.werror = options.werror || (!options.no_werror && config.werror.value_or(false));
  what.format = options.format;
  if (what.format.empty()) {
    what.format = config.format.has_value() ? describe::name_of_enumerator(*config.format) : "text";
  }
  if (what.format == "markdown") {
    wrong_usage(usage, "findings are written as text, json, sarif, github or junit, not markdown");
  }
  if (const auto day = day_of(options.today, usage)) what.judging.today = *day;
  const auto arguments = either_path(options, options.files, config.files);
  if (arguments.empty()) wrong_usage(usage, "no template given");
  what.files = files_of(arguments, usage);
  what.judging.named = arguments;
  if (what.files.empty() && !usage.has_errors()) {
    wrong_usage(usage, fmt::format("nothing to check: {} {} no template", join(arguments, ", "),
                                   arguments.size() == 1 ? "has" : "have"))
        .fix = "folders are searched for files that end in .yaml, .yml, .json or .template";
  }
  std::vector<std::string> inputs = what.files;
  inputs.push_back(options.input.parameters);
  if (!share_standard_input(inputs, usage)) return false;
  return read_settings(options, config, run, what.judging);
}

/// `--rules` and `--explain`.
int tell_of_rules(const ValidateOptions& options, Run& run) {
  const std::string format = options.format.empty() ? "text" : options.format;
  const bool is_list = options.explained.empty();
  if (format != "text" && format != "json" && !(format == "markdown" && is_list)) {
    wrong_usage(run.usage, fmt::format("{}, not {}",
                                       is_list ? "--rules supports text, json and markdown"
                                               : "--explain supports text and json",
                                       format));
    return run.finish(false);
  }
  const std::optional<std::string> text =
      is_list ? picture::rules_as(format) : picture::explanation(options.explained, format);
  if (!text) {
    std::vector<std::string_view> ids;
    for (const analysis::Rule& rule : analysis::rules()) ids.push_back(rule.id);
    wrong_usage(run.usage, fmt::format("unknown rule {}", quoted(options.explained))).fix =
        suggest(options.explained, ids);
  }
  return run.finish(text && write_output(std::nullopt, *text, run.found));
}

int run_validate(const ValidateOptions& options, const Common& common) {
  Run run(common);
  if (options.rules || !options.explained.empty()) return tell_of_rules(options, run);
  Validation what;
  if (!prepare(options, what, run)) return run.finish(false);
  std::deque<Sources> sources;
  std::vector<picture::FileFindings> found = judge_all(what.files, what.judging, sources);
  for (picture::FileFindings& file : found) {
    Diagnostics& to = file.is_read ? run.found : run.usage;
    // What is wrong with the parameters is so for each template, and said once.
    std::erase_if(file.findings, [&](const Diagnostic& finding) {
      const std::size_t known = to.items().size();
      to.add(finding);
      return to.items().size() == known;
    });
  }
  const bool is_nothing_checked =
      std::none_of(found.begin(), found.end(), [](const auto& file) { return file.is_stack; });
  if (is_nothing_checked && !run.found.has_errors()) {
    wrong_usage(run.usage, "nothing to check: no template or architecture file given");
  }
  const bool is_refused = what.werror && run.found.warning_count() > 0;
  if (what.format == "text") return run.finish(!is_refused);
  Diagnostics failures;
  const bool is_written =
      write_output(std::nullopt, picture::findings_as(what.format, found), failures);
  print(failures, common);
  if (run.usage.has_errors()) return kUsage;
  return is_written && !is_refused && !run.found.has_errors() ? kOk : kFindings;
}

}  // namespace

Command validate_command() {
  static ValidateOptions options;
  Options all = {
      {"files",
       "Architecture files and templates, YAML or JSON; folders with all below; patterns (*, ?, "
       "[a-z], **); - for standard input",
       "FILE", &options.files},
      {.name = "--format",
       .help = "text, json, sarif, github or junit; with --rules: text, json or markdown",
       .type = "FORMAT",
       .target = &options.format,
       .values = {"text", "json", "sarif", "github", "junit", "markdown"},
       .shown_default = "text"},
      {"--ignore", "Ignore a rule, or all rules that start with ID", "ID", &options.ignored},
      {"--only", "Ignore all other rules", "ID", &options.only},
      {"--werror", "Exit with 1 on warnings too", "", &options.werror},
      {"--no-werror", "Exit with 0 on warnings, regardless of .archsynth.yaml", "",
       &options.no_werror},
      {"--config", "Configuration file to use instead of .archsynth.yaml", "FILE", &options.config},
      {"--no-config", "Ignore .archsynth.yaml", "", &options.no_config},
      {"--today", "Date for checking expired suppressions", "YYYY-MM-DD", &options.today},
      {"--rules", "List all rules, and exit", "", &options.rules},
      {"--explain", "Explain a rule of archsynth or cfn-lint, and exit", "ID", &options.explained}};
  all = with_input_options(options.input, std::move(all));
  for (Option& each : all) {
    if (each.name != "--region") continue;
    each.target = &options.regions;
    each.help =
        "The regions to deploy to (us-east-1, or that of an architecture file); a finding in only "
        "some of "
        "them names these";
  }
  return {"validate", "Check CloudFormation templates before deployment", kValidateFooter,
          std::move(all), [](const Common& common) { return run_validate(options, common); }};
}

}  // namespace archsynth::cli

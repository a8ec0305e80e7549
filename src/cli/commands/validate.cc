#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <deque>
#include <filesystem>
#include <memory>

#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/config.h"
#include "cli/console.h"
#include "cli/date.h"
#include "cli/files.h"
#include "cli/findings.h"
#include "cli/judge.h"
#include "cli/own_types.h"
#include "cli/parameters_file.h"
#include "cli/rules.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

struct ValidateOptions {
  std::vector<std::string> files;
  std::string format;
  std::vector<std::string> regions;
  std::vector<std::string> ignored;
  std::vector<std::string> only;
  std::optional<bool> werror;
  std::string parameters;
  std::vector<std::string> spec;
  std::string config;
  bool no_config = false;
  std::string today;
  bool rules = false;
  std::string explained;
};

constexpr const char* kFormats[] = {"text", "json", "sarif", "github", "junit", "markdown"};

constexpr const char* kValidateFooter = R"(
Examples:
  archsynth validate stack.yaml
  archsynth validate 'templates/**/*.yaml' --region eu-central-1 us-east-1
  archsynth validate stack.yaml --parameters prod.json
  archsynth validate stack.json --format sarif > findings.sarif
  archsynth validate templates/ --format junit > report.xml
  archsynth validate stack.yaml --ignore ARC2017 --ignore E3012
  archsynth validate stack.yaml --spec schemas/
  archsynth validate --explain ARC4104

A rule is named by its own id, or by cfn-lint's where there is one. What a template allows in its
own Metadata, or in a resource's for this resource, is left out:
  archsynth: {allow: [{id: ARC4104, reason: why it needs no mending, expires: 2027-01-31}]}
So are rules that it turns off for cfn-lint (`cfn-lint: {config: {ignore_checks: […]}}`).

`.archsynth.yaml` in the current directory may hold the options, and the command line goes first:
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

/// What a run needs beside its options.
struct Run {
  Sources sources;
  JudgeOptions judging;
  std::vector<std::string> files;
  std::string format = "text";
  bool werror = false;
  std::vector<std::string> schemas;  ///< places of own types'
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

/// The same of paths.
std::vector<std::string> either_path(const ValidateOptions& options,
                                     const std::vector<std::string>& stated,
                                     const Texts& configured) {
  if (!stated.empty()) return stated;
  std::vector<std::string> paths = either({}, configured);
  for (std::string& path : paths) path = path_from(options.config, path);
  return paths;
}

bool read_parameters_of(const ValidateOptions& options, const ValidateConfig& config, Run& run,
                        Diagnostics& diagnostics) {
  std::string file = options.parameters;
  if (file.empty()) {
    if (!config.parameters.has_value()) return true;
    const document::Node& node = *config.parameters;
    if (!node.is_scalar()) {
      run.judging.parameters = read_parameters(node, diagnostics);
      return run.judging.parameters.has_value();
    }
    file = path_from(options.config, node.text);
  }
  const Source* source = read_input(file, run.sources, diagnostics);
  if (source == nullptr) return false;
  run.judging.parameters = read_parameters(*source, diagnostics);
  return run.judging.parameters.has_value();
}

/// Puts options and configuration together; false after a diagnostic.
bool prepare(ValidateOptions options, Run& run, Diagnostics& diagnostics) {
  for (auto* list : {&options.regions, &options.ignored, &options.only}) {
    take_files(*list, options.files);
  }
  const std::optional<Config> whole = find_config(options, run.sources, diagnostics);
  if (!whole) return false;
  const ValidateConfig& config = whole->validate;
  run.judging.regions = either(options.regions, config.region);
  if (run.judging.regions.empty()) run.judging.regions = {"us-east-1"};
  for (const std::string& region : run.judging.regions) {
    if (spec::region(region)) continue;
    wrong_usage(diagnostics, fmt::format("there is no region {}", quoted(region))).help =
        suggest(region, spec::region_names());
  }
  run.judging.ignored = either(options.ignored, config.ignore);
  run.judging.only = either(options.only, config.only);
  run.werror = options.werror.value_or(config.werror.value_or(false));
  run.format = options.format;
  if (run.format.empty()) {
    run.format = config.format.has_value() ? describe::name_of_enumerator(*config.format) : "text";
  }
  if (run.format == "markdown") {
    wrong_usage(diagnostics, "findings are not written as \"markdown\"");
  }
  const auto day = options.today.empty() ? today() : date_of(options.today);
  if (day) {
    run.judging.today = *day;
  } else {
    wrong_usage(diagnostics, fmt::format("{} is no date", quoted(options.today))).help =
        "write it as 2027-01-31";
  }
  const auto arguments = either_path(options, options.files, config.files);
  if (arguments.empty()) wrong_usage(diagnostics, "no template is named");
  run.files = files_of(arguments, diagnostics);
  run.schemas = either_path(options, options.spec, config.spec);
  return read_parameters_of(options, config, run, diagnostics) && !diagnostics.has_errors();
}

/// `--rules` and `--explain`.
int tell_of_rules(const ValidateOptions& options, Diagnostics& diagnostics) {
  const std::string format = options.format.empty() ? "text" : options.format;
  const bool is_known =
      format == "text" || format == "json" || (format == "markdown" && options.explained.empty());
  if (!is_known) {
    wrong_usage(diagnostics, fmt::format("rules are not written as {}", quoted(format)));
    return kUsage;
  }
  std::optional<std::string> text;
  if (options.explained.empty()) {
    text = rules_as(format);
  } else {
    text = explanation(options.explained, format);
  }
  if (!text) {
    std::vector<std::string_view> ids;
    for (const analysis::RuleDescription& rule : all_rules()) ids.push_back(rule.id);
    wrong_usage(diagnostics, fmt::format("there is no rule {}", quoted(options.explained))).help =
        suggest(options.explained, ids);
    return kUsage;
  }
  return write_output(std::nullopt, *text, diagnostics) ? kOk : kFindings;
}

int run_validate(const ValidateOptions& options, const Common& common) {
  Diagnostics diagnostics;
  if (options.rules || !options.explained.empty()) {
    const int code = tell_of_rules(options, diagnostics);
    print(diagnostics, common);
    return code;
  }
  Run run;
  if (!prepare(options, run, diagnostics)) {
    print(diagnostics, common);
    return kUsage;
  }
  auto catalogue = read_own_types(run.schemas, run.sources, diagnostics);
  if (!catalogue) {
    print(diagnostics, common);
    return kFindings;
  }
  run.judging.catalogue = *std::move(catalogue);
  std::deque<Sources> sources;
  std::vector<FileFindings> found = judge_all(run.files, run.judging, sources);
  for (FileFindings& file : found) {
    // What is wrong with the parameters is so for each template, and said once.
    std::erase_if(file.findings, [&](const Finding& finding) {
      const std::size_t known = diagnostics.items().size();
      diagnostics.add(finding.diagnostic);
      return diagnostics.items().size() == known;
    });
  }
  const bool refused = diagnostics.has_errors() || (run.werror && diagnostics.warning_count() > 0);
  Diagnostics failures;
  if (run.format == "text") {
    print(diagnostics, common);
  } else if (!write_output(std::nullopt, findings_as(run.format, found), failures)) {
    print(failures, common);
    return kFindings;
  }
  return refused ? kFindings : kOk;
}

}  // namespace

void add_validate(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<ValidateOptions>();
  CLI::App* command =
      app.add_subcommand("validate", "Check CloudFormation templates before they are deployed");
  command->footer(kValidateFooter);
  command
      ->add_option(
          "files", options->files,
          "Templates, YAML or JSON; folders with all below; patterns (*, ?, [a-z], **); - for "
          "standard input")
      ->type_name("FILE");
  command
      ->add_option("--format", options->format,
                   "text, json, sarif, github or junit; of rules text, json or markdown")
      ->check(CLI::IsMember(std::vector<std::string>(std::begin(kFormats), std::end(kFormats))))
      ->default_str("text");
  command
      ->add_option("--region", options->regions,
                   "The regions to deploy to: what holds in some of them only says in which")
      ->type_name("REGION")
      ->default_str("us-east-1");
  command
      ->add_option(
          "--parameters", options->parameters,
          "The parameters to deploy with: JSON as the AWS CLI takes it, or lines Name=Value")
      ->type_name("FILE");
  command
      ->add_option("--spec", options->spec,
                   "Schemas of resource types of your own, as the registry has them: a folder of "
                   "JSON files, or one file")
      ->allow_extra_args(false)
      ->type_name("DIR");
  command->add_option("--ignore", options->ignored, "Leave out a rule, or all that begin with ID")
      ->type_name("ID");
  command->add_option("--only", options->only, "Leave out all other rules")->type_name("ID");
  // What is not stated is left to the configuration.
  CLI::Option* werror = command->add_flag_callback(
      "--werror", [options] { options->werror = true; }, "Warnings make the exit code 1 as well");
  command
      ->add_flag_callback(
          "--no-werror", [options] { options->werror = false; },
          "Warnings leave the exit code 0, whatever .archsynth.yaml says")
      ->excludes(werror);
  CLI::Option* config =
      command->add_option("--config", options->config, "Options, instead of .archsynth.yaml here")
          ->type_name("FILE");
  command->add_flag("--no-config", options->no_config, "Leave .archsynth.yaml alone")
      ->excludes(config);
  command->add_option("--today", options->today, "The day that allowances are held against")
      ->type_name("YYYY-MM-DD");
  command->add_flag("--rules", options->rules, "List all rules, and do nothing else");
  command
      ->add_option("--explain", options->explained,
                   "Explain a rule of ours or cfn-lint's, and do nothing else")
      ->type_name("ID");
  command->callback([options, &common, &exit_code] { exit_code = run_validate(*options, common); });
}

}  // namespace archsynth::cli

#include "cli/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <unordered_map>

#include "archsynth/support/text.h"
#include "cli/date.h"
#include "cli/judge.h"
#include "cli/named_files.h"
#include "cli/output.h"
#include "cli/own_types.h"
#include "cli/parallel.h"

namespace archsynth::cli {
namespace {

std::optional<std::string> environment_variable(std::string_view name) {
  const char* value = std::getenv(std::string(name).c_str());
  return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
}

using ParameterValues = std::vector<analysis::ParameterValue>;

/// Whether the words are a value on the command line rather than a file.
bool is_assignment(const std::string& words) {
  std::error_code failed;
  return words.find('=') != words.npos && !std::filesystem::exists(words, failed);
}

/// Whether the words are no file but a value in another form. It may be a secret, and is not shown.
bool refuse_value(const std::string& words, Diagnostics& usage) {
  std::error_code failed;
  const std::size_t sign = words.find_first_of("{[\"' :");
  const bool is_url = sign != words.npos && words.compare(sign, 3, "://") == 0;
  if (sign == words.npos || is_url || is_assignment(words) ||
      std::filesystem::exists(words, failed)) {
    return false;
  }
  const std::string name = sign > 0 && words[sign] == ':' ? words.substr(0, sign) : "Name";
  usage.error("ARC0903", {}, "--parameters takes Name=Value or a file").fix =
      fmt::format("write --parameters {}=…", name);
  return true;
}

/// The values of files and of `Name=Value`: the last one of a name wins.
std::optional<ParameterValues> parameters_of(const std::vector<std::string>& stated,
                                             Sources& sources, Diagnostics& usage) {
  std::optional<ParameterValues> all;
  std::unordered_map<std::string, std::size_t> places;
  for (const std::string& each : stated) {
    if (refuse_value(each, usage)) return std::nullopt;
    const Source* source =
        is_assignment(each) ? &sources.add("--parameters", each) : read_input(each, sources, usage);
    if (source == nullptr) return std::nullopt;
    std::optional<ParameterValues> values = input::read_parameters(*source, usage);
    if (!values) {
      sources.hide({source, 0, static_cast<std::uint32_t>(source->text().size())});
      return std::nullopt;
    }
    hide_values(*values, sources);
    if (!all) all.emplace();
    for (analysis::ParameterValue& value : *values) {
      const auto [earlier, is_new] = places.emplace(value.name, all->size());
      if (is_new) {
        all->push_back(std::move(value));
      } else {
        (*all)[earlier->second] = std::move(value);
      }
    }
  }
  return all;
}

/// Settings that AWS states of the stack, where no option does; gives its pseudo parameters.
std::vector<analysis::ParameterValue> describe_stack(const InputOptions& options, Run& run,
                                                     input::Settings& old, input::Settings& now) {
  const Source* source = read_input(options.old_stack, run.old_sources, run.usage);
  if (source == nullptr) return {};
  const auto stack = input::read_stack_description(*source, run.usage);
  if (!stack) {
    run.old_sources.hide({source, 0, static_cast<std::uint32_t>(source->text().size())});
    return {};
  }
  hide_values(stack->parameters, run.old_sources);
  if (old.region.empty()) old.region = stack->region;
  // A change set has the values that it deploys; those of the stack are most likely the same.
  if (stack->is_change_set && !now.parameters) now.parameters = stack->parameters;
  if (!old.parameters) old.parameters = stack->parameters;
  return stack->identity;
}

/// The environment of the file that the command is about.
std::string environment_of(const InputOptions& options, Diagnostics& usage) {
  const std::size_t most = options.against.empty() ? 1 : 2;
  if (options.environment.size() > most) {
    usage
        .error("ARC0903", {},
               fmt::format("--environment is given {} times", options.environment.size()))
        .fix = most == 1 ? "pass --environment once"
                         : "pass --environment once, or once for each of the two files";
  }
  return options.environment.empty() ? "" : options.environment.back();
}

/// Whether the options for architecture files have one to apply to.
bool check_architecture_options(const InputOptions& options, const Inputs& inputs,
                                Diagnostics& usage) {
  if (inputs.file.is_architecture() || (inputs.before && inputs.before->is_architecture())) {
    return true;
  }
  for (const auto& [is_given, name] : {std::pair(!options.environment.empty(), "--environment"),
                                       std::pair(!options.name_suffix.empty(), "--name-suffix"),
                                       std::pair(options.env, "--env")}) {
    if (!is_given) continue;
    usage.error("ARC0903", {},
                fmt::format("{} needs an architecture file; {} is a template", name,
                            quoted(inputs.file.source->name())));
  }
  return !usage.has_errors();
}

/// Nothing but `judge_template` looks at the document of a template once it is read.
void forget_document(input::Input& file) {
  if (!file.is_architecture()) file.document = {};
}

}  // namespace

bool write_result(Run& run, const std::optional<std::string>& path, std::string_view text) {
  for (const Sources* read : {&run.sources, &run.old_sources}) {
    if (!spares_inputs(read->names(), {path}, run.usage)) return false;
  }
  return write_output(path, text, run.found);
}

bool names_wrong_option(const Diagnostics& found) {
  return std::any_of(found.items().begin(), found.items().end(),
                     [](const Diagnostic& each) { return each.code == "ARC1525"; });
}

Options with_input_options(InputOptions& input, Options options) {
  const Options all = {
      {"--region", "The region to deploy to; overrides that of the architecture file", "REGION",
       &input.region},
      {.name = "--parameters",
       .help = "Stack parameters: Name=Value, or a file of such lines or of the AWS CLI's JSON; "
               "can be repeated",
       .type = "FILE",
       .target = &input.parameters,
       .list = Option::List::kOneEach},
      {.name = "--environment",
       .help = "An environment of the architecture file, or a profile: production, staging or "
               "development; what compares takes it twice, for the old and for the new",
       .type = "ENVIRONMENT",
       .target = &input.environment,
       .list = Option::List::kOneEach},
      {"--name-suffix",
       "Add -TEXT to the stack's name, such as pr-42 for one stack per pull request", "TEXT",
       &input.name_suffix},
      {"--env",
       "Replace ${NAME} in architecture files with environment variables; $${ is a literal ${", "",
       &input.env},
      {.name = "--spec",
       .help = "Schemas of your own resource types, as in the CloudFormation registry: a folder of "
               "JSON files, or one file",
       .type = "DIR",
       .target = &input.spec,
       .list = Option::List::kOneEach},
  };
  options.insert(options.end(), all.begin(), all.end());
  return options;
}

Options with_input(InputOptions& input, const Options& options, const char* what) {
  Options all = {
      {.name = "file", .help = what, .type = "FILE", .target = &input.file, .is_required = true}};
  all.insert(all.end(), options.begin(), options.end());
  return with_input_options(input, std::move(all));
}

Options with_old_stack_options(InputOptions& input, Options options) {
  options.push_back(
      {"--old-parameters", "Parameters of the deployed stack", "FILE", &input.old_parameters});
  options.push_back(
      {"--old-stack",
       "Parameters, account, region and name of the deployed stack, as `aws cloudformation "
       "describe-stacks` or `describe-change-set` prints them",
       "FILE", &input.old_stack});
  return options;
}

Option output_option(std::optional<std::string>& output) {
  return {"-o,--output", "Write to FILE instead of standard output", "FILE", &output};
}

void hide_values(const std::vector<analysis::ParameterValue>& values, Sources& sources) {
  for (const analysis::ParameterValue& each : values) {
    if (const Span* span = each.value.origin().span()) sources.hide(*span);
  }
}

int Run::finish(bool is_done) const {
  Diagnostics all = usage;
  for (const Diagnostic& each : found.items()) all.add(each);
  print(all, common);
  if (usage.has_errors() || names_wrong_option(found)) return kUsage;
  return is_done && !found.has_errors() ? kOk : kFindings;
}

input::Settings settings_of(const InputOptions& options, Run& run) {
  input::Settings settings;
  settings.region = options.region;
  if (!options.region.empty()) input::check_region(options.region, {}, run.usage);
  settings.environment = environment_of(options, run.usage);
  settings.name_suffix = options.name_suffix;
  if (options.env) settings.variable = environment_variable;
  settings.file = read_named_file;
  settings.parameters = parameters_of(options.parameters, run.sources, run.usage);
  settings.is_deployed = options.is_deployed;
  settings.keep_going = options.keep_going;
  settings.suppress = [](const input::Input& file) {
    return with_suppressed_warnings(file, today());
  };
  if (auto catalogue = read_own_types(options.spec, run.sources, run.usage)) {
    settings.catalogue = *std::move(catalogue);
  }
  return settings;
}

std::optional<input::Input> open_input(const std::string& path, const input::Settings& settings,
                                       Sources& sources, Diagnostics& usage, Diagnostics& found) {
  const Source* source = read_input(path, sources, usage);
  return source == nullptr ? std::nullopt : input::open(*source, settings, sources, found);
}

namespace {

void open_both(const InputOptions& options, const input::Settings& settings,
               const input::Settings& of_old, Run& run, std::optional<input::Input>& file,
               std::optional<input::Input>& before) {
  Diagnostics usage;
  Diagnostics found;
  run_both(
      [&] { before = open_input(options.against, of_old, run.old_sources, run.usage, run.found); },
      [&] { file = open_input(options.file, settings, run.sources, usage, found); });
  for (const Diagnostic& each : usage.items()) run.usage.add(each);
  for (const Diagnostic& each : found.items()) run.found.add(each);
  const bool is_change = file && before && !options.compares_environments();
  if (is_change) input::refuse_retired_versions(before->stack, *file, run.found);
}

}  // namespace

std::optional<Inputs> open_inputs(const InputOptions& options, Run& run) {
  std::vector<std::string> paths = options.parameters;
  paths.insert(paths.end(),
               {options.file, options.against, options.old_parameters, options.old_stack});
  if (!share_standard_input(paths, run.usage)) return std::nullopt;
  input::Settings settings = settings_of(options, run);
  std::optional<input::Input> file;
  std::optional<input::Input> before;
  std::vector<analysis::ParameterValue> identity;
  if (options.against.empty()) {
    file = open_input(options.file, settings, run.sources, run.usage, run.found);
  } else {
    settings.is_compared = true;
    input::Settings of_old = settings;
    of_old.is_deployed = true;
    of_old.is_of_stack = true;
    of_old.keep_going = false;
    if (!options.environment.empty()) of_old.environment = options.environment.front();
    // Two environments of one file are compared by what they state, not by what they are called.
    if (options.environment.size() == 2) of_old.named_as = settings.environment;
    of_old.parameters =
        parameters_of(options.old_parameters.empty() ? std::vector<std::string>()
                                                     : std::vector{options.old_parameters},
                      run.old_sources, run.usage);
    if (!options.old_stack.empty()) identity = describe_stack(options, run, of_old, settings);
    open_both(options, settings, of_old, run, file, before);
  }
  const bool is_open = file && (options.against.empty() || before) && !run.found.has_errors();
  if (!is_open || run.usage.has_errors()) return std::nullopt;
  if (before) forget_document(*before);
  if (!options.is_judged) forget_document(*file);
  Inputs inputs{*std::move(file), std::move(before), settings.catalogue, std::move(identity)};
  if (!check_architecture_options(options, inputs, run.usage)) return std::nullopt;
  return inputs;
}

bool InputOptions::compares_environments() const {
  if (environment.size() != 2 || environment.front() == environment.back()) return false;
  std::error_code failed;
  return against == file || std::filesystem::equivalent(against, file, failed);
}

bool share_standard_input(const std::vector<std::string>& paths, Diagnostics& usage) {
  if (std::count(paths.begin(), paths.end(), "-") < 2) return true;
  usage.error("ARC0903", {}, "only one file can be standard input").fix =
      "write one of the two to a file first";
  return false;
}

std::optional<std::chrono::year_month_day> day_of(const std::string& option, Diagnostics& usage) {
  if (option.empty()) return today();
  const auto day = date_of(option);
  if (!day) {
    usage.error("ARC0903", {}, fmt::format("{} is not a date", quoted(option))).fix =
        "use the form YYYY-MM-DD, such as 2027-01-31";
  }
  return day;
}

}  // namespace archsynth::cli

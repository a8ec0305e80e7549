#include <fmt/format.h>

#include <CLI/App.hpp>
#include <cstdlib>
#include <memory>

#include "archsynth/analysis/validate.h"
#include "archsynth/architecture/load.h"
#include "archsynth/cfn/source_map.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/spec/quotas.h"
#include "archsynth/synth/synthesize.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/date.h"
#include "cli/gate.h"
#include "cli/own_types.h"
#include "cli/parallel.h"
#include "cli/stack_input.h"

namespace archsynth::cli {

namespace {

struct SynthOptions {
  std::string file;
  std::string format = "json";
  bool compact = false;
  bool env = false;
  bool werror = false;
  std::string environment;
  std::vector<std::string> spec;
  std::optional<std::string> output;
  std::optional<std::string> parameters_out;
  std::string against;
  std::optional<std::string> stack_policy_out;
  std::optional<std::string> change_plan_out;
  std::optional<std::string> source_map;
};

constexpr const char* kSynthFooter = R"(
Examples:
  archsynth synth prod.yaml > stack.json
  archsynth synth prod.yaml --format yaml -o stack.yaml
  archsynth synth app.yaml --environment staging --parameters-out staging.json -o stack.json
  aws cloudformation deploy --stack-name my-app --template-file stack.json \
      --parameter-overrides file://staging.json --capabilities CAPABILITY_IAM

  archsynth synth prod.yaml --against deployed.json -o stack.json

The source map is JSON: `values` leads from the JSON pointer of each value of the template to where
it comes from. `from` is `file` (with `file`, `line` and `column`), `default` (with the `profile`,
unless all have it, and the `key` that was left out) or `derived` (with the same of what it was
made for).

Mistakes are printed to standard error with the line that causes them; then nothing is written. With
--against neither is a template that would lose data, fail to deploy, or break something on the way:
see `archsynth diff`.)";

/// The file for `--parameter-overrides`: every parameter with its default. One whose default is
/// empty is left out: stated, it would take the place of what the stack has, such as the running
/// image's tag.
std::string parameters_file(const cfn::Template& stack) {
  cfn::List list;
  for (const cfn::Parameter& parameter : stack.parameters) {
    const cfn::Value* value = parameter.attributes.find("Default");
    if (value != nullptr && value->string() != nullptr && value->string()->empty()) continue;
    list.emplace_back(cfn::Map{{"ParameterKey", parameter.id.str()},
                               {"ParameterValue", value != nullptr ? *value : cfn::Value("")}});
  }
  return cfn::to_json(cfn::Value(std::move(list)));
}

std::string write(const cfn::Template& stack, const SynthOptions& options) {
  return options.format == "yaml" ? cfn::to_yaml(stack) : cfn::to_json(stack, options.compact);
}

void check_size(const cfn::Template& stack, const std::string& text, const SynthOptions& options,
                Diagnostics& diagnostics) {
  const auto size = static_cast<std::int64_t>(text.size());
  const std::int64_t most = spec::quota(spec::Quota::kTemplateBytes);
  const std::int64_t inline_most = spec::quota(spec::Quota::kTemplateInlineBytes);
  if (size > most) {
    diagnostics
        .error("ARC2900", {},
               fmt::format("the template has {} bytes, more than the {} that "
                           "CloudFormation takes",
                           size, most))
        .help = "split the application into several stacks";
  } else if (size > inline_most) {
    const bool can_shrink = !options.compact || options.format == "yaml";
    const std::size_t compact = can_shrink ? cfn::to_json(stack, true).size() : text.size();
    std::string help = "deploy it through a bucket: `aws cloudformation deploy --s3-bucket BUCKET`";
    if (static_cast<std::int64_t>(compact) <= inline_most) {
      help = fmt::format("`--compact` makes it {} bytes, or {}", compact, help);
    }
    diagnostics
        .warning("ARC2901", {},
                 fmt::format("the template has {} bytes; past {} "
                             "CloudFormation takes it from a bucket only",
                             size, inline_most))
        .help = help;
  }
}

struct MadeTemplate {
  cfn::Template stack;
  std::string region;
  std::vector<Acknowledgement> acknowledgements;
  std::vector<Move> moves;
};

/// The stack's template, or nothing where findings forbid it.
std::optional<MadeTemplate> make_template(const SynthOptions& options, Sources& sources,
                                          Diagnostics& diagnostics) {
  const Source* source = read_input(options.file, sources, diagnostics);
  const auto catalogue = read_own_types(options.spec, sources, diagnostics);
  if (source == nullptr || !catalogue) return std::nullopt;
  LoadOptions load_options;
  if (!options.environment.empty()) load_options.environment = profile_of(options.environment);
  if (options.env) {
    load_options.variable = [](std::string_view name) -> std::optional<std::string> {
      const char* value = std::getenv(std::string(name).c_str());
      return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
    };
  }
  Diagnostics reading;
  const std::unique_ptr<Stack> stack = load(*source, reading, load_options);
  const Diagnostics& found = stack != nullptr ? stack->diagnostics() : reading;
  for (const Diagnostic& each : found.items()) diagnostics.add(each);
  if (stack == nullptr) return std::nullopt;
  MadeTemplate result{
      synthesize(*stack, diagnostics, *catalogue), stack->props().region, {}, stack->moves()};
  if (!options.against.empty()) result.acknowledgements = read_acknowledgements(*source);
  analysis::validate(
      result.stack,
      {.region = stack->props().region, .catalogue = &*catalogue, .run_both = run_both},
      diagnostics);
  if (diagnostics.has_errors()) return std::nullopt;
  return result;
}

/// Whether the change passes the gate of `archsynth diff`; what it finds is added to the
/// diagnostics. `plan` becomes the change as JSON.
bool passes(const SynthOptions& options, const MadeTemplate& made, Sources& sources,
            Diagnostics& diagnostics, std::string& plan) {
  if (options.against.empty()) return true;
  const auto before = read_stack(options.against, sources, diagnostics);
  if (!before) return false;
  analysis::DiffOptions how;
  how.region = made.region;
  how.has_moves = true;
  how.kept_ids = kept_ids(made.moves);
  DiffReport report{
      options.against, options.file, analysis::diff(before->stack, made.stack, how), {}};
  report.findings = judged(report.changes, before->stack, made.stack);
  acknowledge(report, made.acknowledgements, today());
  check_moves(report, before->stack, made.moves);
  for (const Diagnostic& each : report.findings.items()) diagnostics.add(each);
  plan = diff_as("json", report);
  return !fails(report, default_gate());
}

/// The files beside the template.
bool write_others(const SynthOptions& options, const cfn::Template& stack, const std::string& plan,
                  Diagnostics& diagnostics) {
  const auto write_one = [&](const std::optional<std::string>& path, const std::string& text) {
    return !path || write_output(path, text, diagnostics);
  };
  return write_one(options.parameters_out, parameters_file(stack)) &&
         write_one(options.stack_policy_out, stack_policy(stack)) &&
         write_one(options.change_plan_out, plan) &&
         (!options.source_map ||
          write_output(options.source_map, cfn::source_map_json(stack), diagnostics));
}

/// Whether two of the files to write are the same, which is reported.
bool share_a_file(const SynthOptions& options, Diagnostics& diagnostics) {
  struct Written {
    const char* what;
    const char* option;
    const std::optional<std::string>& file;
  };
  const std::optional<std::string> output = options.output.value_or("-");
  const Written all[] = {
      {"the template", "-o", output},
      {"the parameters", "--parameters-out", options.parameters_out},
      {"the stack policy", "--stack-policy-out", options.stack_policy_out},
      {"the plan of changes", "--change-plan-out", options.change_plan_out},
      {"the source map", "--source-map", options.source_map},
  };
  for (const Written& b : all) {
    for (const Written& a : all) {
      if (&a == &b) break;
      if (!a.file || !b.file || *a.file != *b.file) continue;
      diagnostics
          .error("ARC0902", {}, fmt::format("{} and {} would go to the same place", a.what, b.what))
          .help = fmt::format("give `{}` and `{}` different files", a.option, b.option);
      return true;
    }
  }
  return false;
}

int run_synth(const SynthOptions& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  bool written = false;
  if (share_a_file(options, diagnostics)) {
    print(diagnostics, common);
    return kUsage;
  }
  if (options.change_plan_out && options.against.empty()) {
    diagnostics.error("ARC0903", {}, "a plan of changes needs what is changed").help =
        "name what is deployed with --against";
    print(diagnostics, common);
    return kUsage;
  }
  if (const std::optional<MadeTemplate> made = make_template(options, sources, diagnostics)) {
    const std::string text = write(made->stack, options);
    check_size(made->stack, text, options, diagnostics);
    std::string plan;
    const bool refused = !passes(options, *made, sources, diagnostics, plan) ||
                         diagnostics.has_errors() ||
                         (options.werror && diagnostics.warning_count() > 0);
    written = !refused && write_others(options, made->stack, plan, diagnostics) &&
              write_output(options.output, text, diagnostics);
  }
  print(diagnostics, common);
  return written ? kOk : kFindings;
}

}  // namespace

void add_synth(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<SynthOptions>();
  CLI::App* command =
      app.add_subcommand("synth", "Make the CloudFormation template of an architecture file");
  command->footer(kSynthFooter);
  command
      ->add_option("file", options->file,
                   "The architecture file, YAML or JSON; - for standard input")
      ->required()
      ->type_name("FILE");
  command->add_option("--format", options->format, "json or yaml")
      ->check(CLI::IsMember({"json", "yaml"}))
      ->capture_default_str();
  command->add_flag("--compact", options->compact,
                    "JSON without white space, to stay below 51,200 bytes");
  command->add_option("-o,--output", options->output, "Write to FILE instead of standard output")
      ->type_name("FILE");
  command
      ->add_option("--environment", options->environment,
                   "Take the place of the file's `environment`")
      ->check(CLI::IsMember({"production", "staging", "development"}))
      ->type_name("PROFILE");
  command
      ->add_option("--spec", options->spec,
                   "Schemas of resource types of your own, as the registry has them: a folder of "
                   "JSON files, or one file")
      ->allow_extra_args(false)
      ->type_name("DIR");
  command
      ->add_option("--parameters-out", options->parameters_out,
                   "Write the stack's parameters that have a default to FILE, for "
                   "`--parameter-overrides file://FILE`")
      ->type_name("FILE");
  command
      ->add_option("--against", options->against,
                   "Write only what passes the gate of `archsynth diff OLD`; - for standard input")
      ->type_name("OLD");
  command
      ->add_option("--stack-policy-out", options->stack_policy_out,
                   "Write a stack policy to FILE that keeps what holds data from being replaced "
                   "or deleted")
      ->type_name("FILE");
  command
      ->add_option("--change-plan-out", options->change_plan_out,
                   "Write what changes since OLD to FILE as JSON")
      ->type_name("FILE");
  command
      ->add_option("--source-map", options->source_map,
                   "Write where each value of the template comes from to FILE, as JSON")
      ->type_name("FILE");
  command->add_flag("--env", options->env,
                    "Replace ${NAME} by environment variables; $${ stands for ${");
  command->add_flag("--werror", options->werror, "Warnings are errors: nothing is written");
  command->callback([options, &common, &exit_code] { exit_code = run_synth(*options, common); });
}

}  // namespace archsynth::cli

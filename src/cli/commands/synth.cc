#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/source_map.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/render/findings.h"
#include "archsynth/support/text.h"
#include "archsynth/synth/synthesize.h"
#include "cli/compare.h"
#include "cli/date.h"
#include "cli/judge.h"
#include "cli/objectives.h"
#include "cli/output.h"
#include "cli/parallel.h"
#include "spec/quotas.h"

namespace archsynth::cli {

namespace {

struct SynthOptions {
  InputOptions input{.keep_going = true};
  std::string format = "json";
  bool compact = false;
  bool pretty = false;
  bool werror = false;
  std::string format_findings = "text";
  std::optional<std::string> output;
  std::optional<std::string> parameters_out;
  std::optional<std::string> stack_policy_out;
  std::optional<std::string> change_plan_out;
  std::optional<std::string> source_map;
};

constexpr const char* kSynthFooter = R"(Examples:
  archsynth synth prod.yaml > stack.json
  archsynth synth prod.yaml --format yaml -o stack.yaml
  archsynth synth app.yaml --environment staging --parameters-out staging.json -o stack.json
  aws cloudformation deploy --stack-name my-app --template-file stack.json \
      --parameter-overrides file://staging.json --capabilities CAPABILITY_IAM

  archsynth synth prod.yaml --against deployed.json -o stack.json

The source map is JSON: `values` maps the JSON pointer of each template value to its origin. `from` is
`file` (with `file`, `line` and `column`), `default` (with the `profile`, unless it is the same in
all, and the `key` that was not set) or `derived` (with the origin that it was derived from).

Errors are printed to standard error with the line that causes them, and nothing is written. With
--against, nothing is written either if the template would lose data, fail to deploy, or cause
downtime: see `archsynth diff`.)";

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

/// JSON loses its white space where it has to be uploaded to S3 otherwise, unless it is asked for.
std::string write(const cfn::Template& stack, const SynthOptions& options,
                  Diagnostics& diagnostics) {
  const auto most_inline = static_cast<std::size_t>(spec::quota(spec::Quota::kTemplateInlineBytes));
  cfn::SizedJson written;
  if (options.format == "yaml") {
    written.text = cfn::to_yaml(stack);
    if (written.text.size() <= most_inline) return written.text;
    written.compact_size = cfn::to_json(stack, true).size();
  } else {
    constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();
    written = cfn::to_json_within(stack, options.compact ? 0 : options.pretty ? kAny : most_inline);
  }
  if (written.text.size() > most_inline) {
    check_template_size(written.text.size(), written.compact_size, diagnostics);
  }
  return std::move(written.text);
}

/// The finding at the deepest key of the file that states its resource, or at the file's name,
/// where it is about a default.
Diagnostic placed(Diagnostic finding, const input::Input& file) {
  const auto maker = file.makers.find(finding.subject.resource);
  if (finding.origin.is_stated() || maker == file.makers.end()) return finding;
  const document::Node* node = &file.document;
  const document::Entry* place = nullptr;
  for (const std::string_view key : split(maker->second, '.')) {
    const auto entry =
        std::find_if(node->entries.begin(), node->entries.end(),
                     [&](const document::Entry& each) { return each.key.text == key; });
    if (entry == node->entries.end()) break;
    place = &*entry;
    node = &entry->value;
  }
  for (const document::Entry& each : file.document.entries) {
    if (place == nullptr && each.key.text == "name") place = &each;
  }
  if (place != nullptr) finding.origin = place->key.span;
  return finding;
}

/// Opens and checks the file. Nothing after an error.
std::optional<Inputs> make_template(const SynthOptions& options, Run& run) {
  auto inputs = open_inputs(options.input, run);
  if (!inputs) return std::nullopt;
  const input::Input& file = inputs->file;
  if (!file.is_architecture()) {
    run.usage
        .error("ARC0903", {},
               fmt::format("synth takes an architecture file; {} is a template",
                           quoted(file.source->name())))
        .fix = "`archsynth validate` checks templates";
    return std::nullopt;
  }
  Diagnostics found = file.found;
  analysis::validate(file.stack,
                     {.region = file.region,
                      .parameters = file.parameters,
                      .catalogue = &inputs->catalogue,
                      .run_both = run_both},
                     found);
  check_objectives(file, inputs->catalogue, file.region, found);
  analysis::check_flows(file.stack, {file.region, file.values(), file.makers}, file.flows, found);
  const Diagnostics left = with_suppressions(file, today(), found);
  for (const Diagnostic& each : left.items()) run.found.add(placed(each, file));
  if (run.found.has_errors()) return std::nullopt;
  return inputs;
}

/// Whether the change passes the gate of `archsynth diff`; what it finds is added to the
/// diagnostics. `plan` becomes the change as JSON.
bool passes(const SynthOptions& options, const Inputs& inputs, Diagnostics& diagnostics,
            std::string& plan) {
  if (!inputs.before) return true;
  picture::DiffReport report = compare(inputs, options.input, today());
  for (const Diagnostic& each : report.findings.items()) diagnostics.add(each);
  plan = picture::diff_as("json", report);
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
      {"the change plan", "--change-plan-out", options.change_plan_out},
      {"the source map", "--source-map", options.source_map},
  };
  for (const Written& b : all) {
    for (const Written& a : all) {
      if (&a == &b) break;
      if (!a.file || !b.file || !is_same_file(*a.file, *b.file)) continue;
      diagnostics
          .error("ARC0902", {}, fmt::format("{} and {} have the same output file", a.what, b.what))
          .fix = fmt::format("use different files for `{}` and `{}`", a.option, b.option);
      return true;
    }
  }
  return false;
}

/// Ends the run as `Run::finish` does, with the findings in the format that was asked for: on
/// standard output unless the template goes there.
int finish(const SynthOptions& options, Run& run, bool is_done) {
  if (options.format_findings == "text" || run.usage.has_errors()) return run.finish(is_done);
  const bool is_refused = !is_done || run.found.has_errors();
  const picture::FileFindings file{options.input.file, run.found.sorted()};
  const std::string text = picture::findings_as(options.format_findings, {&file, 1});
  Diagnostics failures;
  if (!options.output) {
    std::fwrite(text.data(), 1, text.size(), stderr);
  } else if (!write_output(std::nullopt, text, failures)) {
    print(failures, run.common);
    return kFindings;
  }
  return is_refused ? kFindings : kOk;
}

int run_synth(const SynthOptions& options, const Common& common) {
  Run run(common);
  if (share_a_file(options, run.usage)) return finish(options, run, false);
  if (options.compact && options.pretty) {
    run.usage.error("ARC0903", {}, "--compact and --pretty cannot be combined");
    return finish(options, run, false);
  }
  if (options.change_plan_out && options.input.against.empty()) {
    run.usage.error("ARC0903", {}, "--change-plan-out needs --against");
    return finish(options, run, false);
  }
  const std::optional<Inputs> made = make_template(options, run);
  if (!made) return finish(options, run, false);
  // What is deployed may be brought up to date.
  if (!spares_inputs(run.sources.names(),
                     {options.output, options.parameters_out, options.stack_policy_out,
                      options.change_plan_out, options.source_map},
                     run.usage)) {
    return finish(options, run, false);
  }
  const cfn::Template& stack = made->file.stack;
  const std::string text = write(stack, options, run.found);
  std::string plan;
  const bool is_refused = !passes(options, *made, run.found, plan) || run.found.has_errors() ||
                          (options.werror && run.found.warning_count() > 0);
  return finish(options, run,
                !is_refused && write_others(options, stack, plan, run.found) &&
                    write_output(options.output, text, run.found));
}

}  // namespace

Command synth_command() {
  const auto options = std::make_shared<SynthOptions>();
  return {
      "synth", "Create the CloudFormation template of an architecture file", kSynthFooter,
      with_input(
          options->input,
          {{"--format", "json or yaml", "FORMAT", &options->format, {"json", "yaml"}},
           {"--compact",
            "Write JSON without white space; the default above 51,200 bytes, the limit without S3",
            "", &options->compact},
           {"--pretty", "Write JSON with white space, whatever its size", "", &options->pretty},
           output_option(options->output),
           {"--parameters-out",
            "Write the stack parameters to FILE, except those whose default is empty, for "
            "`--parameter-overrides file://FILE`",
            "FILE", &options->parameters_out},
           {"--against",
            "Write the template only if `archsynth diff OLD` passes; - for standard input", "OLD",
            &options->input.against},
           {"--stack-policy-out",
            "Write a stack policy to FILE that protects resources with data from "
            "replacement and deletion",
            "FILE", &options->stack_policy_out},
           {"--change-plan-out", "Write the changes since OLD to FILE as JSON", "FILE",
            &options->change_plan_out},
           {"--source-map", "Write the origin of each template value to FILE as JSON", "FILE",
            &options->source_map},
           {"--format-findings",
            "Write findings as text, json, sarif, github or junit: to standard output with -o, "
            "to standard error without",
            "FORMAT",
            &options->format_findings,
            {"text", "json", "sarif", "github", "junit"}},
           {"--werror", "Treat warnings as errors and write nothing", "", &options->werror}},
          "The architecture file, YAML or JSON; - for standard input"),
      [options](const Common& common) { return run_synth(*options, common); }};
}

}  // namespace archsynth::cli

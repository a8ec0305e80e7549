#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <deque>

#include "archsynth/render/findings.h"
#include "archsynth/render/rules.h"
#include "archsynth/support/text.h"
#include "cli/allowances.h"
#include "cli/rule_ids.h"
#include "cli/validation.h"

namespace archsynth::cli {

namespace {

constexpr const char* kValidateFooter = R"(Examples:
  archsynth validate stack.yaml
  archsynth validate 'templates/**/*.yaml' --region eu-central-1 us-east-1
  archsynth validate stack.yaml --parameters prod.json --parameters Stage=prod
  archsynth validate stack.json --format sarif > findings.sarif
  archsynth validate templates/ --format junit -o report.xml
  archsynth validate templates/ --format json -o known.json --non-zero-exit-code none
  archsynth validate templates/ --baseline known.json      only what is new
  archsynth validate stack.yaml --ignore ARC2017 --ignore E3012
  archsynth validate stack.yaml --spec schemas/
  archsynth validate --explain ARC4104

Rules are identified by their own id, or by cfn-lint's. A template can suppress findings in its
Metadata, or in a resource's Metadata for that resource:
  archsynth: {allow: [{id: ARC4104, reason: why the finding is acceptable, until: 2027-01-31}]}
Rules turned off for cfn-lint are ignored too (`cfn-lint: {config: {ignore_checks: […]}}`).

`.archsynth.yaml` in the current folder or one above can set the options; its paths are relative to
it, and the command line takes precedence:
  validate: {files: ['templates/**/*.yaml'], region: [eu-central-1], ignore: [ARC2017],
             only: [], format: text, werror: true, parameters: prod.json, spec: schemas,
             ignore_templates: ['**/parameters/*'], per_path: {'legacy/**': [E3012, W3005]},
             baseline: known.json})";

Diagnostic& wrong_usage(Diagnostics& diagnostics, std::string message) {
  return diagnostics.error("ARC0903", {}, std::move(message));
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
    wrong_usage(run.usage, fmt::format("unknown rule {}", quoted(options.explained))).fix =
        nearest_rule(options.explained);
  }
  return run.finish(text && write_output(options.output, *text, run.found));
}

/// Takes out what is known, or is not to be reported of a file.
void leave_out(picture::FileFindings& file, Validation& what) {
  std::erase_if(file.findings, [&](const Diagnostic& each) {
    const bool is_ignored =
        std::any_of(what.per_path.begin(), what.per_path.end(), [&](const auto& rules) {
          return is_path_of(rules.pattern, file.file) && names(rules.ignored, each);
        });
    return is_ignored || each.severity < what.level ||
           (what.baseline && what.baseline->take(file.file, each));
  });
}

/// Whether the findings make the exit code 1.
bool is_refused(const Diagnostics& found, const std::string& exit_level) {
  if (exit_level == "none") return false;
  if (exit_level == "informational") {
    return std::any_of(found.items().begin(), found.items().end(),
                       [](const Diagnostic& each) { return !each.suppression; });
  }
  return found.has_errors() || (exit_level == "warning" && found.warning_count() > 0);
}

void report_gone(const Validation& what, Diagnostics& found) {
  const std::size_t gone = what.baseline ? what.baseline->left(what.files) : 0;
  if (gone == 0 || what.level > Severity::kNote) return;
  Diagnostic note;
  note.severity = Severity::kNote;
  note.code = "ARC0927";
  note.message = fmt::format("findings of the baseline that no longer occur: {}", gone);
  note.fix = "write the baseline again, with `--format json -o` and its path";
  found.add(std::move(note));
}

/// Writes the findings; the exit code follows from the whole.
int write_findings(const ValidateOptions& options, const Validation& what,
                   const std::vector<picture::FileFindings>& found, const Run& run) {
  const bool is_text = what.format == "text";
  const bool color = !options.output && use_color(run.common, STDOUT_FILENO);
  const std::string text =
      is_text ? findings_text(run.found, color) : picture::findings_as(what.format, found);
  Diagnostics failures = run.usage;
  const bool is_written =
      (text.empty() && !options.output) || write_output(options.output, text, failures);
  print(failures, run.common);
  if (run.usage.has_errors() || names_wrong_option(run.found)) return kUsage;
  return is_written && !is_refused(run.found, what.exit_level) ? kOk : kFindings;
}

int run_validate(const ValidateOptions& options, const Common& common) {
  Run run(common);
  if (options.rules || !options.explained.empty()) return tell_of_rules(options, run);
  Validation what;
  if (!prepare(options, what, run)) return run.finish(false);
  std::deque<Sources> sources;
  std::vector<picture::FileFindings> found = judge_all(what.files, what.judging, sources);
  for (picture::FileFindings& file : found) {
    leave_out(file, what);
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
  if (is_nothing_checked && !run.found.has_errors() && !run.usage.has_errors()) {
    wrong_usage(run.usage, "nothing to check: no template or architecture file given");
  }
  std::vector<std::string> read = run.sources.names();
  for (const Sources& each : sources)
    for (std::string& name : each.names()) read.push_back(std::move(name));
  if (!spares_inputs(read, {options.output}, run.usage)) return run.finish(false);
  report_gone(what, run.found);
  return write_findings(options, what, found, run);
}

}  // namespace

Command validate_command() {
  const auto options = std::make_shared<ValidateOptions>();
  Options all = {
      {"files",
       "Architecture files and templates, YAML or JSON; folders (recursively); patterns (*, ?, "
       "[a-z], **); - for standard input",
       "FILE", &options->files},
      {.name = "--format",
       .help = "text, json, sarif, github, junit, parseable or quiet; with --rules: text, json or "
               "markdown",
       .type = "FORMAT",
       .target = &options->format,
       .values = {"text", "json", "sarif", "github", "junit", "parseable", "quiet", "markdown"},
       .shown_default = "text"},
      output_option(options->output),
      {"--ignore", "Ignore a rule, or all rules that start with ID", "ID", &options->ignored},
      {"--only", "Report only these rules, or rules that start with ID", "ID", &options->only},
      {"--werror", "Exit with 1 on warnings too", "", &options->werror},
      {"--no-werror", "Exit with 0 on warnings, regardless of .archsynth.yaml", "",
       &options->no_werror},
      {"--non-zero-exit-code",
       "Lowest level that makes the exit code 1: informational, warning, error or none",
       "LEVEL",
       &options->exit_level,
       {"informational", "warning", "error", "none"},
       false,
       Option::List::kMany,
       "error"},
      {"--level",
       "Lowest level to report: error, warning or note",
       "LEVEL",
       &options->level,
       {"error", "warning", "note"}},
      {.name = "--ignore-templates",
       .help = "Skip files that match a pattern; can be repeated",
       .type = "PATTERN",
       .target = &options->ignored_files,
       .list = Option::List::kOneEach},
      {"--baseline", "Hide the findings that are in FILE, as --format json wrote it", "FILE",
       &options->baseline},
      {"--config", "Configuration file to use instead of .archsynth.yaml", "FILE",
       &options->config},
      {"--no-config", "Ignore .archsynth.yaml", "", &options->no_config},
      {"--today", "Date for checking expired suppressions", "YYYY-MM-DD", &options->today},
      {"--rules", "List all rules, and exit", "", &options->rules},
      {"--explain", "Explain a rule of archsynth, cfn-lint or a scanner, and exit", "ID",
       &options->explained}};
  all = with_input_options(options->input, std::move(all));
  for (Option& each : all) {
    if (each.name != "--region") continue;
    each.target = &options->regions;
    each.help =
        "The regions to deploy to (default: the architecture file's region, otherwise unknown); a "
        "finding in only "
        "some of them names these";
  }
  return {"validate", "Check CloudFormation templates before deployment", kValidateFooter,
          std::move(all),
          [options](const Common& common) { return run_validate(*options, common); }};
}

}  // namespace archsynth::cli

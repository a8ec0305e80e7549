#include "archsynth/render/audit.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "archsynth/render/findings.h"
#include "cli/allowances.h"
#include "cli/inputs.h"
#include "cli/output.h"

namespace archsynth::cli {

namespace {

struct AuditCommandOptions {
  InputOptions input;
  std::string pack;
  std::string format = "text";
  std::string fail_on = "error";
  std::string today;
  bool suppressions = false;
  std::optional<std::string> output;
};

constexpr const char* kAuditFooter = R"(Examples:
  archsynth audit prod.yaml
  archsynth audit stack.json --parameters prod.json --pack fsbp
  archsynth audit prod.yaml --format sarif -o audit.sarif      for code scanning
  archsynth audit prod.yaml --format markdown                  the six layers, for reviewers
  archsynth audit prod.yaml --fail-on warning
  archsynth audit stack.yaml --suppressions                    unknown, misspelt, stale, without a reason

Each control looks for one weakness and answers pass, fail, unknown or not applicable, with evidence: a
property and its line, or the path (or what blocks it) from the internet. A control answers unknown where only
the deployment decides, such as a parameter without a value. JSON names the equivalent checks of checkov,
cdk-nag, cfn-guard's registry, cfn_nag and AWS Security Hub. A pack selects the controls that are also
in CIS, PCI DSS, HIPAA, NIST 800-53, AWS Foundational Security Best Practices or Well-Architected.
`waivers` in an architecture file, and suppressions in metadata in the form of a scanner, accept failures.
The exit code is 1 if a control at the level of --fail-on, or a higher one, fails.)";

constexpr const char* kNoFaults = "the suppressions have no faults, or there are none\n";

/// Whether a failure makes the exit code 1.
bool is_failure(const Diagnostics& found, const std::string& level) {
  if (level == "none") return false;
  const Severity least = level == "error"     ? Severity::kError
                         : level == "warning" ? Severity::kWarning
                                              : Severity::kNote;
  return std::any_of(found.items().begin(), found.items().end(), [&](const Diagnostic& each) {
    return !each.suppression && each.severity >= least;
  });
}

std::string day_text(std::chrono::year_month_day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

int run_audit(const AuditCommandOptions& options, const Common& common) {
  Run run(common);
  if (options.suppressions && options.format != "text" && options.format != "json" &&
      options.format != "sarif")
    run.usage.error(
        "ARC0903", {},
        fmt::format("--suppressions writes text, json and sarif, not {}", options.format));
  const auto today = day_of(options.today, run.usage);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs || !today || run.usage.has_errors()) return run.finish(false);
  const input::Input& file = inputs->file;
  const analysis::AuditOptions asked{file.region, file.values(), options.pack, day_text(*today),
                                     waivers_in(file)};
  if (options.suppressions) {
    const Diagnostics found = analysis::check_suppressions(file.stack, asked);
    if (options.format != "text") {
      const picture::FileFindings all{options.input.file, found.sorted()};
      const bool is_written =
          write_result(run, options.output, picture::findings_as(options.format, {&all, 1}));
      const int code = run.finish(is_written);
      return code == kOk && found.has_errors() ? kFindings : code;
    }
    for (const Diagnostic& each : found.items()) run.found.add(each);
    const bool is_silent = found.items().empty() && run.found.items().empty();
    return run.finish(!is_silent || write_result(run, options.output, kNoFaults));
  }
  const analysis::AuditResult result = analysis::audit(file.stack, asked);
  for (const Diagnostic& each : result.waivers.items()) run.found.add(each);
  const int code =
      run.finish(write_result(run, options.output, picture::audit_as(options.format, result)));
  if (code != kOk) return code;
  return is_failure(analysis::findings_of(result), options.fail_on) ? kFindings : kOk;
}

std::vector<std::string> pack_names() {
  const auto all = spec::control_packs();
  return {all.begin(), all.end()};
}

}  // namespace

Command audit_command() {
  const auto options = std::make_shared<AuditCommandOptions>();
  return {
      "audit", "Answer security controls with evidence", kAuditFooter,
      with_input(options->input,
                 {{.name = "--pack",
                   .help = "Only the controls of cis, pci, hipaa, nist, fsbp or waf",
                   .type = "PACK",
                   .target = &options->pack,
                   .values = pack_names(),
                   .shown_default = "all"},
                  {"--format", "text, json, sarif, markdown or html", "FORMAT", &options->format,
                   picture::audit_formats()},
                  {"--fail-on",
                   "Lowest level that makes the exit code 1: error, warning, note or none",
                   "LEVEL",
                   &options->fail_on,
                   {"error", "warning", "note", "none"}},
                  {"--today", "Date for checking expired waivers", "YYYY-MM-DD", &options->today},
                  {"--suppressions", "Check the suppressions in the template's metadata instead",
                   "", &options->suppressions},
                  output_option(options->output)}),
      [options](const Common& common) { return run_audit(*options, common); }};
}

}  // namespace archsynth::cli

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <filesystem>
#include <memory>

#include "archsynth/analysis/relations.h"
#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/spec/regions.h"
#include "archsynth/support/text.h"
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/findings.h"

namespace archsynth::cli {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  std::string region = "us-east-1";
  std::vector<std::string> ignored;
  std::vector<std::string> only;
  bool werror = false;
  bool rules = false;
  std::string explained;
};

constexpr const char* kFooter = R"(
Examples:
  archsynth validate stack.yaml
  archsynth validate templates/ --region eu-central-1
  archsynth validate stack.json --format sarif > findings.sarif
  archsynth validate stack.yaml --ignore ARC2017 --ignore E3012
  archsynth validate --explain ARC4104

A rule is named by its own id, or by cfn-lint's where there is one. Rules that a template's own
Metadata turns off for cfn-lint (`cfn-lint: {config: {ignore_checks: […]}}`) are off here too.)";

bool is_template_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json" ||
         extension == ".template";
}

/// The files of the arguments: those of a folder and all below it, sorted.
std::vector<std::string> files_of(const std::vector<std::string>& arguments) {
  std::vector<std::string> files;
  for (const std::string& argument : arguments) {
    std::error_code failed;
    if (!fs::is_directory(argument, failed)) {
      files.push_back(argument);
      continue;
    }
    std::vector<std::string> found;
    fs::recursive_directory_iterator end;
    for (fs::recursive_directory_iterator each(argument, failed); !failed && each != end;
         each.increment(failed)) {
      if (each->is_regular_file(failed) && is_template_name(each->path())) {
        found.push_back(each->path().string());
      }
    }
    std::sort(found.begin(), found.end());
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

/// The rules that the template itself turns off for cfn-lint.
std::vector<std::string> turned_off(const cfn::Template& checked) {
  std::vector<std::string> ids;
  const cfn::Value* value = &checked.metadata;
  for (const char* key : {"cfn-lint", "config", "ignore_checks"}) {
    if (value == nullptr || value->map() == nullptr) return ids;
    value = value->map()->find(key);
  }
  if (value == nullptr || value->list() == nullptr) return ids;
  for (const cfn::Value& id : *value->list()) {
    if (id.string() != nullptr) ids.push_back(*id.string());
  }
  return ids;
}

/// Whether one of the ids, or the beginning of ids (`E30`), names the finding.
bool names(const std::vector<std::string>& ids, const Diagnostic& finding) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) {
    return !id.empty() && (finding.code.starts_with(id) || see_of(finding).starts_with(id));
  });
}

/// Adds what is found in one file.
void check_file(const std::string& file, const Options& options, Sources& sources,
                Diagnostics& all) {
  Diagnostics found;
  std::vector<std::string> ignored = options.ignored;
  if (const Source* source = read_input(file, sources, found)) {
    const auto node = document::read(*source, found);
    const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
    if (checked) {
      analysis::validate(*checked, {.region = options.region}, found);
      for (std::string& id : turned_off(*checked)) ignored.push_back(std::move(id));
    }
  }
  for (const Diagnostic& each : found.sorted()) {
    if (names(ignored, each) || (!options.only.empty() && !names(options.only, each))) continue;
    all.add(each);
  }
}

std::string rule_list() {
  std::string text;
  for (const analysis::RelationRule& rule : analysis::relation_rules()) {
    text += fmt::format("{}  {:<7}  {}{}\n", rule.id,
                        rule.severity == Severity::kError ? "error" : "warning", rule.title,
                        rule.see.empty() ? std::string() : fmt::format(" (see {})", rule.see));
  }
  return text;
}

int explain(const std::string& id, Diagnostics& diagnostics) {
  std::vector<std::string> ids;
  for (const analysis::RelationRule& rule : analysis::relation_rules()) {
    ids.emplace_back(rule.id);
    if (rule.id != id) continue;
    const std::string text = fmt::format(
        "{}: {}\n\nOtherwise: {}.\nTo mend it: {}.\nSource: {}\n{}", rule.id, rule.title, rule.why,
        rule.mend, rule.source,
        rule.see.empty() ? std::string() : fmt::format("See also: cfn-lint {}\n", rule.see));
    return write_output(std::nullopt, text, diagnostics) ? kOk : kFindings;
  }
  diagnostics.error("ARC0903", {}, fmt::format("there is no rule {}", quoted(id))).help =
      suggest(id, ids);
  return kUsage;
}

int run(const Options& options, const Common& common) {
  Sources sources;
  Diagnostics diagnostics;
  if (options.rules) {
    return write_output(std::nullopt, rule_list(), diagnostics) ? kOk : kFindings;
  }
  if (!options.explained.empty()) {
    const int code = explain(options.explained, diagnostics);
    print(diagnostics, common);
    return code;
  }
  if (options.files.empty() || !spec::region(options.region)) {
    diagnostics.error("ARC0903", {},
                      options.files.empty()
                          ? "no template is named"
                          : fmt::format("there is no region {}", quoted(options.region)));
    print(diagnostics, common);
    return kUsage;
  }
  for (const std::string& file : files_of(options.files)) {
    check_file(file, options, sources, diagnostics);
  }
  if (options.format == "text") {
    print(diagnostics, common);
  } else if (!write_output(std::nullopt, findings_as(options.format, diagnostics), diagnostics)) {
    return kFindings;
  }
  const bool refused =
      diagnostics.has_errors() || (options.werror && diagnostics.warning_count() > 0);
  return refused ? kFindings : kOk;
}

}  // namespace

void add_validate(CLI::App& app, const Common& common, int& exit_code) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("validate", "Check CloudFormation templates before they are deployed");
  command->footer(kFooter);
  command
      ->add_option("files", options->files,
                   "Templates, YAML or JSON; folders with all below; - for standard input")
      ->type_name("FILE");
  command->add_option("--format", options->format, "text, json, sarif or github")
      ->check(CLI::IsMember({"text", "json", "sarif", "github"}))
      ->capture_default_str();
  command->add_option("--region", options->region, "The region to deploy to")
      ->capture_default_str();
  command->add_option("--ignore", options->ignored, "Leave out a rule, or all that begin with ID")
      ->type_name("ID");
  command->add_option("--only", options->only, "Leave out all other rules")->type_name("ID");
  command->add_flag("--werror", options->werror, "Warnings make the exit code 1 as well");
  command->add_flag("--rules", options->rules,
                    "List the rules across resources, and do nothing else");
  command->add_option("--explain", options->explained, "Explain a rule, and do nothing else")
      ->type_name("ID");
  command->callback([options, &common, &exit_code] { exit_code = run(*options, common); });
}

}  // namespace archsynth::cli

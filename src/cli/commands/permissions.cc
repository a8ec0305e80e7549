#include "archsynth/render/permissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "archsynth/architecture/architecture.h"
#include "archsynth/aws/forms.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cli/inputs.h"
#include "cli/output.h"
#include "spec/quotas.h"

namespace archsynth::cli {

namespace {

struct PermissionsCommandOptions {
  InputOptions input;
  std::string stack_name;
  std::string account;
  std::string repository;
  std::string branch;
  std::string github_environment;
  std::string provider = "github";
  std::string artifact_bucket;
  std::string role;
  std::string format;
  bool explain = false;
  std::optional<std::string> output;
};

constexpr const char* kPermissionsFooter = R"(Examples:
  archsynth permissions prod.yaml --account 123456789012 --repository acme/shop
  archsynth permissions prod.yaml --format cloudformation -o roles.json   deployed once, by an administrator
  archsynth permissions prod.yaml --explain                    why each action is there, with its line
  archsynth permissions prod.yaml --against main.yaml          what a change needs in addition
  archsynth permissions stack.json --stack-name shop --role service

Writes the role that CloudFormation assumes (to create, read, update, replace, roll back and delete these
resources with these properties), the role of the pipeline (this stack, the role above, image pushes), and
a boundary for roles that the stack creates. ARNs contain the names that CloudFormation will choose: stack
name, logical id, random characters. A policy contains * where an action does not support resources. A
type without facts is listed as unknown. Policies are split at 6,144 characters.)";

bool has_only(std::string_view text, std::string_view others) {
  return std::all_of(text.begin(), text.end(), [&](char each) {
    return is_letter_or_digit(each) || others.find(each) != others.npos;
  });
}

/// `owner/name`; GitLab has groups within groups.
bool is_repository(std::string_view text, bool is_gitlab) {
  const std::vector<std::string_view> parts = split(text, '/');
  return parts.size() >= 2 && (is_gitlab || parts.size() == 2) && !text.ends_with(".git") &&
         std::all_of(parts.begin(), parts.end(),
                     [](std::string_view each) { return !each.empty() && has_only(each, "-_."); });
}

/// Source: https://git-scm.com/docs/git-check-ref-format
bool is_branch(std::string_view text) {
  return !text.empty() && text.find_first_of(" \t~^:?*[\\") == text.npos &&
         text.find("..") == text.npos && text.find("//") == text.npos &&
         text.find("@{") == text.npos && !text.starts_with("refs/") && !text.starts_with('/') &&
         !text.starts_with('-') && !text.ends_with('/') && !text.ends_with('.') &&
         !text.ends_with(".lock");
}

void check_pipeline(const PermissionsCommandOptions& options, Diagnostics& usage) {
  const bool is_gitlab = options.provider == "gitlab";
  const std::string& environment = options.github_environment;
  if (!options.repository.empty() && !is_repository(options.repository, is_gitlab)) {
    usage.error("ARC0903", {},
                fmt::format("--repository takes {}, as in acme/shop, without a host",
                            is_gitlab ? "group/project" : "owner/name"));
  }
  if (!options.branch.empty() && !is_branch(options.branch))
    usage.error("ARC0903", {}, "--branch takes the name of one branch, without refs/heads/");
  if (!environment.empty() && environment.find_first_of(":*?") != environment.npos)
    usage.error("ARC0903", {}, "--github-environment takes the name of one environment");
  if (!environment.empty() && is_gitlab)
    usage.error("ARC0903", {}, "--github-environment cannot be used with --provider gitlab");
  if (!environment.empty() && !options.branch.empty()) {
    usage.error("ARC0903", {}, "--branch cannot be used with --github-environment").fix =
        "limit the branches of the environment in GitHub";
  }
  if (!options.artifact_bucket.empty() && !forms::kBucketName.matches(options.artifact_bucket))
    usage.error("ARC0903", {}, "--artifact-bucket takes the name of a bucket");
}

void check_options(const PermissionsCommandOptions& options, Diagnostics& usage) {
  if (!options.account.empty() && !spec::is_account_id(options.account))
    usage.error("ARC0903", {}, "--account takes the 12 digits of an AWS account id");
  if (!options.stack_name.empty() && !spec::is_stack_name(options.stack_name)) {
    usage.error(
        "ARC0903", {},
        "--stack-name takes at most 128 letters, digits and hyphens, starting with a letter");
  }
  check_pipeline(options, usage);
  if (options.explain && !options.format.empty() && options.format != "markdown")
    usage.error("ARC0903", {}, fmt::format("--explain writes markdown, not {}", options.format));
  if (!options.role.empty() && options.format == "cloudformation")
    usage.error("ARC0903", {}, "--role writes a policy, not a template").fix =
        "leave out --role; the template has every role";
  if (!options.input.against.empty() && options.format == "cloudformation") {
    usage.error("ARC0903", {},
                "--against lists additions only: deployed as a template, they would replace the "
                "roles");
  }
}

/// The policies lack what such types need, whatever the form that they are written in.
void warn_of_unknown(const std::vector<analysis::UnknownPermissions>& unknown, Diagnostics& to) {
  std::map<std::string, std::vector<std::string>> by_type;
  for (const auto& each : unknown) by_type[each.type].push_back(each.resource);
  for (const auto& [type, resources] : by_type) {
    to.warning("ARC0978", {},
               fmt::format("permissions for {} are unknown: the service role lacks them", type))
        .fix = fmt::format("add the actions that {} {}", join(resources, ", "),
                           resources.size() == 1 ? "needs" : "need");
  }
}

/// Documents and templates have no place for them.
void tell_escalations(const analysis::Permissions& result, Diagnostics& to) {
  for (const auto* all : {&result.escalations, &result.lacks}) {
    for (const std::string& each : *all) to.warning("ARC0979", {}, each).severity = Severity::kNote;
  }
}

int run_permissions(const PermissionsCommandOptions& options, const Common& common) {
  Run run(common);
  spares_inputs(options.input.files(), {options.output}, run.usage);
  check_options(options, run.usage);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs || run.usage.has_errors()) return run.finish(false);
  const input::Input& file = inputs->file;
  analysis::PermissionsOptions wanted{
      file.region,      file.values(),           options.stack_name,
      options.account,  options.repository,      options.branch.empty() ? "main" : options.branch,
      options.provider, options.artifact_bucket, options.github_environment};
  if (wanted.stack_name.empty() && file.is_architecture())
    wanted.stack_name = *file.architecture->name;
  const analysis::Permissions result =
      inputs->before ? analysis::added_permissions(inputs->before->stack, file.stack, wanted)
                     : analysis::permissions(file.stack, wanted);
  if (!result.bound.empty())
    run.found.warning("ARC0977", {}, result.bound).fix =
        "split the stack; at most 500 resources are allowed";
  warn_of_unknown(result.unknown, run.found);
  if (options.role == "service" || options.format == "cloudformation")
    tell_escalations(result, run.found);
  const std::string text = !options.role.empty()
                               ? picture::permissions_of_role(options.role, result)
                               : picture::permissions_as(options.explain          ? "markdown"
                                                         : options.format.empty() ? "json"
                                                                                  : options.format,
                                                         result);
  return run.finish(write_result(run, options.output, text));
}

}  // namespace

Command permissions_command() {
  const auto options = std::make_shared<PermissionsCommandOptions>();
  return {
      "permissions", "Write the minimal permissions of a deployment", kPermissionsFooter,
      with_input(
          options->input,
          {{"--against", "Deployed version, to list what the change needs in addition", "OLD",
            &options->input.against},
           {"--old-parameters", "Parameters of the deployed stack", "FILE",
            &options->input.old_parameters},
           {.name = "--stack-name",
            .help = "The stack's name",
            .type = "NAME",
            .target = &options->stack_name,
            .shown_default = "that of the architecture file"},
           {"--account", "The account's id (default: any)", "ID", &options->account},
           {"--repository", "The repository that deploys, as owner/name", "NAME",
            &options->repository},
           {"--branch", "The branch that deploys (default: main)", "NAME", &options->branch},
           {"--github-environment",
            "The GitHub environment that deploys, instead of a branch (`environment:` of the job)",
            "NAME", &options->github_environment},
           {"--provider", "github or gitlab", "PROVIDER", &options->provider, {"github", "gitlab"}},
           {"--artifact-bucket", "The bucket through which large templates are deployed", "BUCKET",
            &options->artifact_bucket},
           {"--role",
            "Only the policies of one: service, ci or boundary",
            "ROLE",
            &options->role,
            {"service", "ci", "boundary"}},
           {"--explain", "Write Markdown with the reason of each action", "", &options->explain},
           {.name = "--format",
            .help = "json, cloudformation (a template) or markdown",
            .type = "FORMAT",
            .target = &options->format,
            .values = picture::permissions_formats(),
            .shown_default = "json"},
           output_option(options->output)}),
      [options](const Common& common) { return run_permissions(*options, common); }};
}

}  // namespace archsynth::cli

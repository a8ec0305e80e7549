#include "archsynth/render/permissions.h"

#include <fmt/format.h>

#include <map>

#include "archsynth/architecture/architecture.h"
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
  std::string branch = "main";
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

void check_options(const PermissionsCommandOptions& options, Diagnostics& usage) {
  if (!options.account.empty() && !spec::is_account_id(options.account))
    usage.error("ARC0903", {}, "--account takes the 12 digits of an AWS account id");
  if (!options.stack_name.empty() && !spec::is_stack_name(options.stack_name)) {
    usage.error(
        "ARC0903", {},
        "--stack-name takes at most 128 letters, digits and hyphens, starting with a letter");
  }
  const std::string& repository = options.repository;
  if (!repository.empty() && (repository.find('/') == repository.npos ||
                              repository.find_first_of("* ?\t") != repository.npos))
    usage.error("ARC0903", {}, "--repository takes owner/name");
  if (options.branch.empty() || options.branch.find_first_of("*?") != options.branch.npos)
    usage.error("ARC0903", {}, "--branch takes the name of one branch");
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

int run_permissions(const PermissionsCommandOptions& options, const Common& common) {
  Run run(common);
  spares_inputs(options.input.files(), {options.output}, run.usage);
  check_options(options, run.usage);
  const auto inputs = open_inputs(options.input, run);
  if (!inputs || run.usage.has_errors()) return run.finish(false);
  const input::Input& file = inputs->file;
  analysis::PermissionsOptions wanted{file.region,      file.values(),          options.stack_name,
                                      options.account,  options.repository,     options.branch,
                                      options.provider, options.artifact_bucket};
  if (wanted.stack_name.empty() && file.is_architecture())
    wanted.stack_name = *file.architecture->name;
  const analysis::Permissions result =
      inputs->before ? analysis::added_permissions(inputs->before->stack, file.stack, wanted)
                     : analysis::permissions(file.stack, wanted);
  if (!result.bound.empty())
    run.found.warning("ARC0977", {}, result.bound).fix =
        "split the stack; at most 500 resources are allowed";
  warn_of_unknown(result.unknown, run.found);
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
           {"--branch", "The branch that deploys", "NAME", &options->branch},
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

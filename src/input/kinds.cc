#include "input/kinds.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

namespace archsynth::input {
namespace {

/// A kind, by keys that it has at the top.
struct Kind {
  std::vector<std::string_view> keys;
  std::string_view what;
  std::string_view fix;
};

constexpr std::string_view kParameters = "a file of stack parameters";
constexpr std::string_view kPassParameters = "pass it with `--parameters`";
constexpr std::string_view kRunSynth = "write an architecture file; `archsynth init` prints one";

constexpr std::string_view kFromCopilot =
    "write an architecture file; `archsynth init` prints one, and docs/format.md lists what each "
    "key of a manifest becomes";
constexpr std::string_view kFromCompose =
    "write an architecture file; `archsynth init` prints one, and docs/format.md lists what keys "
    "of Compose become";

/// The first whose keys are all there is meant.
const std::vector<Kind>& kinds() {
  static const std::vector<Kind> kKinds = {
      {{"validate"}, "a configuration of archsynth", "pass it with `--config`"},
      {{"typeName", "properties"}, "the schema of a resource type", "pass it with `--spec`"},
      {{"ChangeSetName", "Changes"},
       "a change set",
       "compare the deployed template: `archsynth diff deployed.json NEW`"},
      {{"Stacks"},
       "what `describe-stacks` prints",
       "use `aws cloudformation get-template --stack-name NAME`"},
      {{"StackResources"},
       "what `describe-stack-resources` prints",
       "use `aws cloudformation get-template --stack-name NAME`"},
      {{"$schema", "runs"}, "a SARIF report", ""},
      {{"Version", "Statement"}, "an IAM policy", "put it into the template that uses it"},
      {{"apiVersion", "kind"}, "a Kubernetes manifest", kRunSynth},
      {{"name", "type", "image"}, "a Copilot manifest", kFromCopilot},
      {{"name", "on", "jobs"}, "a GitHub workflow", ""},
      {{"version", "phases"}, "a CodeBuild specification", ""},
      {{"app", "context"}, "a configuration of CDK", "use a template that `cdk synth` writes"},
      {{"artifacts", "version"},
       "a manifest of CDK",
       "use a template next to it: `cdk.out/*.template.json`"},
  };
  return kKinds;
}

/// An architecture file with keys of Compose has a `name`, and not both services and sections of
/// it.
bool is_compose(const document::Node& document) {
  const document::Node* const services = document.find("services");
  if (services == nullptr || !services->is_mapping()) return false;
  const auto has_one_of = [](const document::Node& node, std::span<const std::string_view> keys) {
    return std::any_of(keys.begin(), keys.end(),
                       [&](std::string_view key) { return node.find(key) != nullptr; });
  };
  constexpr std::string_view kSections[] = {"version", "volumes", "networks"};
  constexpr std::string_view kOfServices[] = {"build",       "container_name", "depends_on",
                                              "environment", "env_file",       "networks",
                                              "ports",       "restart"};
  const bool has_section = has_one_of(document, kSections);
  const auto& all = services->entries;
  const bool has_service = std::any_of(all.begin(), all.end(), [&](const auto& each) {
    return has_one_of(each.value, kOfServices);
  });
  return document.find("name") == nullptr ? has_section || has_service : has_section && has_service;
}

bool is_parameter_list(const document::Node& document) {
  if (!document.is_sequence() || document.items.empty()) return false;
  return std::all_of(document.items.begin(), document.items.end(), [](const document::Node& each) {
    return each.find("ParameterKey") != nullptr;
  });
}

/// `{"Parameters": {"Stage": "prod"}}`, as CodePipeline takes it.
bool is_parameter_mapping(const document::Node& document) {
  const document::Node* parameters = document.find("Parameters");
  if (parameters == nullptr || document.find("Resources") != nullptr) return false;
  return parameters->is_mapping() && !parameters->entries.empty() &&
         std::all_of(parameters->entries.begin(), parameters->entries.end(),
                     [](const auto& entry) { return entry.value.is_scalar(); });
}

}  // namespace

std::optional<OtherKind> other_kind(const document::Node& document) {
  if (is_parameter_list(document) || is_parameter_mapping(document)) {
    return OtherKind{std::string(kParameters), std::string(kPassParameters)};
  }
  if (!document.is_mapping() || document.find("Resources") != nullptr) return std::nullopt;
  if (is_compose(document)) return OtherKind{"a Compose file", std::string(kFromCompose)};
  for (const Kind& each : kinds()) {
    const bool is_it = std::all_of(each.keys.begin(), each.keys.end(), [&](std::string_view key) {
      return document.find(key) != nullptr;
    });
    if (is_it) return OtherKind{std::string(each.what), std::string(each.fix)};
  }
  return std::nullopt;
}

}  // namespace archsynth::input

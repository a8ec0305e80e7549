// Attributes of resources beside their properties, and names.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/structure/stages.h"
#include "spec/type_facts.h"
#include "spec/updates.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDeletionPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-deletionpolicy.html";
constexpr std::string_view kUpdatePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-updatepolicy.html";
constexpr std::string_view kDependsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-dependson.html";
constexpr std::string_view kResourcesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "resources-section-structure.html";

constexpr Rule kPolicy = {"ARC2050",
                          Severity::kError,
                          "unknown DeletionPolicy or UpdateReplacePolicy",
                          "CloudFormation refuses the template",
                          "",
                          kDeletionPage,
                          "E3035"};
constexpr Rule kBothPolicies = {
    "ARC2051",
    Severity::kWarning,
    "only one of DeletionPolicy and UpdateReplacePolicy keeps the resource",
    "replacing or deleting the resource loses data that the other policy would keep",
    "set both \"DeletionPolicy\" and \"UpdateReplacePolicy\"",
    kDeletionPage,
    "W3011"};
constexpr Rule kUpdatePolicy = {"ARC2052",
                                Severity::kError,
                                "UpdatePolicy is not supported by the resource's type",
                                "CloudFormation refuses the template",
                                "remove \"UpdatePolicy\"",
                                kUpdatePage,
                                "E3016"};
constexpr Rule kName = {"ARC2053",
                        Severity::kError,
                        "invalid name",
                        "CloudFormation refuses the template",
                        "use only letters and digits",
                        kResourcesPage,
                        "E3006"};
constexpr Rule kSharedName = {"ARC2054",
                              Severity::kError,
                              "resource and parameter have the same name",
                              "CloudFormation refuses the template",
                              "rename one of them",
                              kResourcesPage,
                              "E3007"};
constexpr Rule kNeedlessDependency = {"ARC2055",
                                      Severity::kNote,
                                      "redundant DependsOn",
                                      "the entry has no effect and hides the ones that do",
                                      "remove the entry from \"DependsOn\"",
                                      kDependsPage,
                                      "W3005"};

constexpr Rule kRules[] = {kPolicy, kBothPolicies, kUpdatePolicy,
                           kName,   kSharedName,   kNeedlessDependency};

void check_policy(const cfn::Template& checked, const cfn::Resource& resource,
                  const cfn::Value& policy, std::string_view attribute, Diagnostics& to) {
  if (policy.absent()) return;
  const std::string_view see = attribute == "DeletionPolicy" ? "E3035" : "E3036";
  const Origin& origin = first_known(policy.origin(), resource.origin);
  const std::string* value = policy.string();
  if (value == nullptr) {
    const auto* call = policy.get_if<cfn::Call>();
    const bool gives_list = call != nullptr && (call->function == cfn::Function::kCidr ||
                                                call->function == cfn::Function::kGetAZs ||
                                                call->function == cfn::Function::kSplit);
    const bool is_extended = has_transform(checked, "AWS::LanguageExtensions");
    if ((is_extended && !gives_list) || has_own_macro(checked)) return;
    const std::string_view needs =
        is_extended || gives_list ? "" : ", which requires the transform AWS::LanguageExtensions";
    Diagnostic& found = report(to, kPolicy, origin,
                               fmt::format("{} of {} is {}{}", attribute, quoted(resource.id.str()),
                                           what_is(policy), needs),
                               fmt::format("set {} to a string{}", attribute,
                                           needs.empty() ? "" : ", or add the transform"),
                               see);
    // Old templates of others have functions here.
    if (!needs.empty()) found.severity = Severity::kWarning;
    return;
  }
  std::vector<std::string> allowed = {"Delete", "Retain"};
  if (attribute == "DeletionPolicy") allowed.emplace_back("RetainExceptOnCreate");
  const bool is_snapshot = *value == "Snapshot";
  const bool has_snapshots = spec::data_facts(resource.type).takes_snapshot;
  if (has_snapshots || resource.type.ends_with("::MODULE")) allowed.emplace_back("Snapshot");
  if (std::find(allowed.begin(), allowed.end(), *value) != allowed.end()) return;
  report(to, kPolicy, origin,
         is_snapshot
             ? fmt::format("{} does not support the policy \"Snapshot\"", quoted(resource.type))
             : fmt::format("unknown {} {}", attribute, quoted(*value)),
         suggest(*value, allowed), see);
}

bool keeps(const cfn::Value& policy) {
  return !policy.absent() && (policy.string() == nullptr || *policy.string() != "Delete");
}

void check_both(const cfn::Resource& resource, Diagnostics& to) {
  // Their replacement is a version beside the old one.
  if (resource.type == "AWS::Lambda::Version" || resource.type == "AWS::Lambda::LayerVersion") {
    return;
  }
  const cfn::Value& deletion = resource.deletion_policy;
  const cfn::Value& replacement = resource.update_replace_policy;
  const bool one_only =
      (keeps(deletion) && replacement.absent()) || (keeps(replacement) && deletion.absent());
  if (!one_only) return;
  report(to, kBothPolicies, resource.origin,
         fmt::format("{} has a {} but no {}", quoted(resource.id.str()),
                     deletion.absent() ? "UpdateReplacePolicy" : "DeletionPolicy",
                     deletion.absent() ? "DeletionPolicy" : "UpdateReplacePolicy"));
}

void check_update_policy(const cfn::Resource& resource, Diagnostics& to) {
  const cfn::Map* policy = resource.update_policy.map();
  const bool is_module = resource.type.ends_with("::MODULE");
  if (policy == nullptr || !(is_module || resource.type.starts_with("AWS::"))) return;
  const std::vector<std::string> known = spec::update_policies(resource.type);
  if (known.empty()) {
    report(to, kUpdatePolicy,
           first_known(resource.update_policy_origin, resource.update_policy.origin()),
           is_module ? "a module does not support UpdatePolicy"
                     : fmt::format("{} does not support UpdatePolicy", resource.type));
    return;
  }
  for (const cfn::MapEntry& entry : *policy) {
    const bool is_known = std::find(known.begin(), known.end(), entry.key) != known.end();
    if (is_known || entry.key.starts_with("Fn::")) continue;
    report(
        to, kUpdatePolicy, first_known(entry.key_origin, resource.origin),
        fmt::format("the UpdatePolicy of {} does not support {}", resource.type, quoted(entry.key)),
        suggest(entry.key, known));
  }
}

bool is_name(std::string_view name, std::string_view also) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return is_letter_or_digit(c) || also.find(c) != also.npos;
  });
}

void check_name(std::string_view name, const Origin& origin, std::string_view what,
                std::string_view see, Diagnostics& to, std::string_view also = {}) {
  if (is_name(name, also) || name.starts_with("Fn::")) return;
  report(to, kName, origin, fmt::format("{} is not a valid name for {}", quoted(name), what), {},
         see);
}

void check_names(const cfn::Template& checked, Diagnostics& to) {
  std::unordered_set<std::string_view> parameters;
  for (const cfn::Parameter& each : checked.parameters) {
    check_name(each.id.str(), each.origin, "a parameter", "E2001", to);
    parameters.insert(each.id.str());
  }
  for (const cfn::Resource& each : checked.resources) {
    const auto about = to.about(each.id.str());
    check_name(each.id.str(), each.origin, "a resource", "E3006", to);
    if (!parameters.contains(each.id.str())) continue;
    report(to, kSharedName, each.origin,
           fmt::format("{} is also the name of a parameter", quoted(each.id.str())));
  }
  for (const cfn::Output& each : checked.outputs) {
    check_name(each.id.str(), each.origin, "an output", "E6004", to);
  }
  const auto check_keys = [&](const cfn::Map& map, std::string_view what, std::string_view see,
                              std::string_view also) {
    for (const cfn::MapEntry& each : map) {
      check_name(each.key, first_known(each.key_origin, each.value.origin()), what, see, to, also);
    }
  };
  check_keys(checked.mappings, "a mapping", "E7001", {});
}

}  // namespace

void check_attributes(const cfn::Template& checked, Diagnostics& to) {
  for (const cfn::Resource& each : checked.resources) {
    const auto about = to.about(each.id.str());
    check_policy(checked, each, each.deletion_policy, "DeletionPolicy", to);
    check_policy(checked, each, each.update_replace_policy, "UpdateReplacePolicy", to);
    check_both(each, to);
    check_update_policy(each, to);
    check_update_attributes(each, to);
  }
  if (has_own_macro(checked)) return;
  check_names(checked, to);
  check_mappings(checked, to);
}

void check_dependencies(const cfn::Template& checked, const References& references,
                        Diagnostics& to) {
  const TemplateIndex index(checked);
  for (std::size_t i = 0; i < checked.resources.size(); ++i) {
    const cfn::Resource& resource = checked.resources[i];
    const auto about = to.about(resource.id.str());
    for (std::size_t k = 0; k < resource.depends_on.size(); ++k) {
      const cfn::LogicalId& target = resource.depends_on[k];
      const auto use =
          std::find_if(references[i].begin(), references[i].end(),
                       [&](const cfn::Reference& each) { return each.target == target; });
      if (use == references[i].end() || index.resource(target.str()) == nullptr) continue;
      Diagnostic& finding = report(
          to, kNeedlessDependency,
          k < resource.depends_on_origins.size() ? resource.depends_on_origins[k] : resource.origin,
          fmt::format("{} already waits for {} because it refers to it", quoted(resource.id.str()),
                      quoted(target.str())));
      if (use->origin.known()) finding.related.push_back({use->origin, "here"});
    }
  }
}

std::span<const Rule> attribute_rules() { return kRules; }

}  // namespace archsynth::analysis

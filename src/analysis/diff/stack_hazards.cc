// The stack as a whole.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/conditions.h"
#include "cfn/evaluate/secrets.h"
#include "fate.h"
#include "hazards.h"
#include "rules/functions/checks.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kExportPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html";
constexpr std::string_view kParameterPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-direct.html";
constexpr std::string_view kCleanUpPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-update-behaviors.html";
constexpr std::string_view kQuotaPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "cloudformation-limits.html";

/// Where the exports of a template are, by name.
std::map<std::string, Origin> export_places(const cfn::Template& stack) {
  std::map<std::string, Origin> places;
  for (const cfn::Output& each : stack.outputs) {
    if (!each.export_name.absent()) places[brief(each.export_name)] = each.origin;
  }
  return places;
}

void check_exports(const Change& change, const Report& report) {
  const auto places = export_places(change.after);
  for (const std::string& name : change.all.exports) {
    const auto place = places.find(name);
    report(name, place == places.end() ? Origin() : place->second,
           fmt::format(
               "the export {} is removed or changed, which fails while another stack imports it",
               quoted(name)));
  }
}

/// Who imports the old export can move to the new one only after this update, which waits for them.
void check_circle(const Change& change, const Report& report) {
  const auto before = export_places(change.before);
  const auto after = export_places(change.after);
  const auto& exports = change.all.exports;
  const auto gone = std::find_if(exports.begin(), exports.end(),
                                 [&](const std::string& each) { return !after.contains(each); });
  if (gone == exports.end()) return;
  for (const cfn::Output& output : change.after.outputs) {
    if (output.export_name.absent() || before.contains(brief(output.export_name))) continue;
    report(*gone, output.origin,
           fmt::format("the export {} replaces {} in one step, which deadlocks "
                       "with stacks that import the old one",
                       quoted(brief(output.export_name)), quoted(*gone)));
    return;
  }
}

void check_defaults(const Change& change, const Report& report) {
  const auto parameters = cfn::by_name(change.after.parameters);
  for (const std::string& name : change.all.defaults) {
    const cfn::Parameter* parameter = find(parameters, name);
    const cfn::Value* value = parameter->attributes.find("Default");
    report(name, value->origin().known() ? value->origin() : parameter->origin,
           fmt::format("the new default of the parameter {} does not change the existing stack",
                       quoted(name)));
  }
}

/// A value that was one of its own is read as the name of an SSM parameter, or the other way round.
void check_kept_types(const Change& change, const Report& report) {
  constexpr std::string_view kBySsm = "AWS::SSM::Parameter::Value";
  for (const cfn::Parameter& parameter : change.after.parameters) {
    const std::string& name = parameter.id.str();
    const cfn::Parameter* old = find(change.old_parameters, name);
    const cfn::Value* kept = change.sides.parameter(name);
    // Another value than the old default may be given for this deployment.
    const cfn::Value* usual = old == nullptr ? nullptr : old->attributes.find("Default");
    if (kept == nullptr || usual == nullptr || *kept != *usual) continue;
    const bool was_by_ssm = old->type.starts_with(kBySsm);
    const bool is_by_ssm = parameter.type.starts_with(kBySsm);
    if (was_by_ssm == is_by_ssm || (was_by_ssm && !parameter.type.starts_with("AWS::"))) continue;
    report(name, parameter.type_origin,
           fmt::format("the value that the stack keeps for {} {}", quoted(name),
                       is_by_ssm ? "is not the name of an SSM parameter"
                                 : "is the name of an SSM parameter"));
  }
}

/// The values that the stack keeps have to meet rules that are new or changed.
void check_rules(const Change& change, const Report& report) {
  if (change.after.rules.empty()) return;
  cfn::Template kept;
  kept.rules = change.after.rules;
  kept.parameters = change.after.parameters;
  for (cfn::Parameter& each : kept.parameters) {
    const cfn::Value* value = change.sides.parameter(each.id.str());
    const bool is_old = change.old_parameters.contains(each.id.str());
    if (value != nullptr || is_old) {
      each.attributes.set("Default", value == nullptr ? cfn::Value() : *value);
    }
  }
  const cfn::ConditionStates states(kept);
  for (const std::string_view name : states.refusing_rules()) {
    const cfn::Value* old = change.before.rules.find(name);
    const cfn::MapEntry& rule = *change.after.rules.find_entry(name);
    // Who passed it before has other values than assumed.
    if (old != nullptr && *old == rule.value) continue;
    report(std::string(name), rule.key_origin,
           fmt::format("the rule {} refuses the values that the stack keeps", quoted(name)));
  }
}

/// A value that the stack keeps has to meet the new declaration.
/// Nothing that is given is checked here: the command checks it when it is read.
void check_allowed(const Change& change, const Report& report) {
  check_kept_types(change, report);
  check_rules(change, report);
  for (const cfn::Parameter& parameter : change.after.parameters) {
    const cfn::Parameter* old = find(change.old_parameters, parameter.id.str());
    const cfn::Value* kept = change.sides.parameter(parameter.id.str());
    if (old == nullptr || kept == nullptr || *old == parameter || cfn::is_no_echo(parameter) ||
        cfn::is_no_echo(*old)) {
      continue;
    }
    const auto refusal = refusal_of(parameter, brief(*kept));
    if (!refusal) continue;
    const cfn::Value* refusing = parameter.attributes.find(refusal->attribute);
    const bool is_placed = refusing != nullptr && refusing->origin().known();
    report(parameter.id.str(), is_placed ? refusing->origin() : parameter.origin,
           fmt::format("the value that the stack keeps for {} {}", quoted(parameter.id.str()),
                       refusal->why));
  }
}

/// New parameters without a default, which a deployment has to state.
void check_required(const Change& change, const Report& report) {
  for (const cfn::Parameter& parameter : change.after.parameters) {
    const std::string& name = parameter.id.str();
    const bool is_new = !change.old_parameters.contains(name);
    if (!is_new || parameter.attributes.contains("Default")) continue;
    report(name, parameter.origin,
           fmt::format("the new parameter {} has no default", quoted(name)));
  }
}

/// Resources of the old stack that hold data.
bool holds_data(const Change& change) {
  return std::any_of(change.sides.before().begin(), change.sides.before().end(),
                     [](const auto& each) { return !data_of(*each.second).empty(); });
}

/// The transforms of a template that may change anything. Those of AWS change what is written for
/// them alone: loops, `AWS::Serverless` types, rotation by a hosted function.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-reference.html
std::vector<cfn::Value> macros_of(const cfn::Template& stack) {
  std::vector<cfn::Value> macros;
  for (const cfn::Value& each : transforms_of(stack)) {
    const std::string* name = each.string();
    const bool is_bounded = name != nullptr && (*name == "AWS::LanguageExtensions" ||
                                                name->starts_with("AWS::SecretsManager-") ||
                                                name->starts_with("AWS::Serverless-"));
    if (!is_bounded) macros.push_back(each);
  }
  return macros;
}

/// What only CloudFormation can work out: transforms, and the templates of nested stacks.
void check_computed(const Change& change, const Report& report) {
  const bool is_transformed =
      macros_of(change.before) != macros_of(change.after) && holds_data(change);
  const cfn::Value* old = change.before.resource_macros.find("Fn::Transform");
  const cfn::Value* now = change.after.resource_macros.find("Fn::Transform");
  const bool is_included = old == nullptr || now == nullptr ? old != now : *old != *now;
  if (is_transformed || is_included) {
    const Origin& place =
        is_included && now != nullptr ? now->origin() : change.after.transform.origin();
    report("", place, "a transform changes, and may change any resource");
  }
  for (const ResourceChange& each : change.all.resources) {
    if (each.action != ResourceChange::Action::kModify || !holds_a_stack(each.type)) continue;
    // The template of a stack, of an application, of a product.
    for (const char* key : {"TemplateURL", "TemplateBody", "Location", "ProductId", "ProductName",
                            "ProvisioningArtifactId", "ProvisioningArtifactName"}) {
      const PropertyChange* content = changed_property(each, key);
      if (content == nullptr) continue;
      report(each.id, content->origin,
             fmt::format("changing {} of {} may replace or delete what it holds", key,
                         quoted(each.id)));
    }
  }
}

/// No more bytes than the template has as compact JSON: those of its properties.
std::size_t least_size(const cfn::Template& stack) {
  std::size_t size = 0;
  for (const cfn::Resource& resource : stack.resources) {
    for (const cfn::MapEntry& entry : resource.properties) {
      size += entry.key.size();
      cfn::walk(entry.value, [&](const cfn::Value& value) {
        size += 1;
        if (const std::string* text = value.string()) size += text->size();
        if (const cfn::Map* map = value.map()) {
          for (const cfn::MapEntry& each : *map) size += each.key.size() + 3;
        }
      });
    }
  }
  return size;
}

void check_size(const Change& change, const Report& report) {
  constexpr std::size_t kInline = 51'200;
  if (least_size(change.before) > kInline) return;
  const std::size_t now = cfn::to_json(change.after, true).size();
  if (now <= kInline || cfn::to_json(change.before, true).size() > kInline) return;
  report("", {},
         fmt::format("the template is {}; above {} bytes it must be uploaded to S3 to deploy",
                     counted(now, "byte"), grouped(kInline)));
}

void check_taken(const Change& change, const Report& report) {
  for (const TakenShare& each : change.all.taken) {
    report(each.resource, each.origin,
           fmt::format("{} loses the {} when {} is deleted", quoted(each.resource), each.what,
                       quoted(each.deleted)));
  }
}

void check_operations(const Change& change, const Report& report) {
  constexpr std::size_t kMany = 200;
  std::size_t count = 0;
  for (const ResourceChange& each : change.all.resources) {
    count += each.consequence >= Consequence::kMayReplace ? 2 : 1;
  }
  if (count <= kMany) return;
  report("", {},
         fmt::format("the update has {} operations; if one fails, all are rolled back", count));
}

constexpr Rule kStackHazardsRules[] = {
    {"ARC5121", Severity::kError, "export is removed or changed",
     "CloudFormation refuses the update while another stack imports it",
     "add the new export next to the old one, move the importing stacks, then remove the old one",
     kExportPage, "", check_exports},
    {"ARC5125", Severity::kError, "export is replaced in one step",
     "no deployment order works while another stack imports the old export",
     "keep the old export in this step, move the importing stacks, then remove it", kExportPage, "",
     check_circle},
    {"ARC5122", Severity::kNote, "parameter default changes",
     "the new default has no effect on an existing stack", "set the parameter when you deploy",
     kParameterPage, "", check_defaults},
    {"ARC5123", Severity::kError, "template exceeds the limit for direct deployment",
     "aws cloudformation deploy requires an S3 bucket",
     "deploy with --s3-bucket, or synthesize with --compact", kQuotaPage, "", check_size},
    {"ARC5010", Severity::kWarning, "change cannot be determined from the templates",
     "a transform or a nested template may replace or delete resources with data",
     "compare the processed and nested templates, or create a change set with "
     "--include-nested-stacks",
     kCleanUpPage, "", check_computed, "unknown"},
    {"ARC5127", Severity::kError, "kept parameter value is no longer allowed",
     "the update fails before it begins", "allow the value, or set another one when deploying",
     kParameterPage, "", check_allowed},
    {"ARC5128", Severity::kNote, "new parameter has no default",
     "the update fails unless the parameter is set",
     "set the parameter when deploying, or add a Default", kParameterPage, "", check_required},
    {"ARC5126", Severity::kError, "cleanup removes something that a remaining resource shares",
     "the update ends as UPDATE_COMPLETE, but the rule, policy or subscription is gone",
     "deploy the removal first, then add it to the other resource", kCleanUpPage, "", check_taken},
    {"ARC5124", Severity::kError, "very large deployment",
     "the deployment and its rollback take hours", "deploy in steps", kQuotaPage, "",
     check_operations},
};

}  // namespace

std::span<const Rule> stack_hazards() { return kStackHazardsRules; }

}  // namespace archsynth::analysis

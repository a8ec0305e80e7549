// The stack as a whole.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "hazards.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kExportPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-stack-exports.html";
constexpr std::string_view kParameterPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "using-cfn-updating-stacks-direct.html";
constexpr std::string_view kQuotaPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "cloudformation-limits.html";

void check_exports(const Change& change, const ChangeReport& report) {
  for (const std::string& name : change.all.exports) {
    Origin origin;
    for (const cfn::Output& output : change.after.outputs) {
      if (!output.export_name.absent() && brief(output.export_name) == name) origin = output.origin;
    }
    report(origin, fmt::format("the export {} is gone or has another value, which fails while "
                               "another stack imports it",
                               quoted(name)));
  }
}

/// Who imports the old export can move to the new one only after this update, which waits for them.
void check_circle(const Change& change, const ChangeReport& report) {
  const auto has = [](const cfn::Template& stack, const std::string& name) {
    return std::any_of(stack.outputs.begin(), stack.outputs.end(), [&](const cfn::Output& each) {
      return !each.export_name.absent() && brief(each.export_name) == name;
    });
  };
  for (const cfn::Output& output : change.after.outputs) {
    if (output.export_name.absent() || has(change.before, brief(output.export_name))) continue;
    for (const std::string& gone : change.all.exports) {
      if (has(change.after, gone)) continue;
      report(output.origin,
             fmt::format("the export {} comes in the step in which {} goes: stacks that import the "
                         "old one wait for the new one, and this update waits for them",
                         quoted(brief(output.export_name)), quoted(gone)));
      return;
    }
  }
}

void check_defaults(const Change& change, const ChangeReport& report) {
  for (const std::string& name : change.all.defaults) {
    const cfn::Parameter* parameter = change.after.find_parameter(cfn::LogicalId(name));
    const cfn::Value* value = parameter->attributes.find("Default");
    report(value->origin().known() ? value->origin() : parameter->origin,
           fmt::format("the parameter {} has another default, but the stack keeps the value that "
                       "it has",
                       quoted(name)));
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

void check_size(const Change& change, const ChangeReport& report) {
  constexpr std::size_t kInline = 51'200;
  if (least_size(change.before) > kInline) return;
  const std::size_t now = cfn::to_json(change.after, true).size();
  if (now <= kInline || cfn::to_json(change.before, true).size() > kInline) return;
  report({}, fmt::format("the template has {} bytes now, and CloudFormation takes {} without a "
                         "bucket",
                         now, kInline));
}

void check_operations(const Change& change, const ChangeReport& report) {
  constexpr std::size_t kMany = 200;
  std::size_t count = 0;
  for (const ResourceChange& each : change.all.resources) {
    count += each.consequence >= Consequence::kMayReplace ? 2 : 1;
  }
  if (count <= kMany) return;
  report({},
         fmt::format("this is {} operations at once: when one fails, all are rolled back", count));
}

constexpr ChangeRule kStackHazardsRules[] = {
    {{"ARC5121", Severity::kError, "exports that others import stay",
      "CloudFormation refuses the update while another stack imports it",
      "add the new export beside the old one, move the importing stacks, then drop the old one",
      kExportPage, ""},
     check_exports},
    {{"ARC5125", Severity::kError, "an export goes in a later step than the one that replaces it",
      "no order of deployments works while another stack imports the old one",
      "keep the old export in this step, move the importing stacks, then drop it", kExportPage, ""},
     check_circle},
    {{"ARC5122", Severity::kNote, "a parameter's default counts for new stacks only",
      "the new default has no effect", "state the parameter when you deploy", kParameterPage, ""},
     check_defaults},
    {{"ARC5123", Severity::kError, "the template is short enough to be given directly",
      "aws cloudformation deploy asks for a bucket",
      "deploy it with --s3-bucket, or synthesize it "
      "with --compact",
      kQuotaPage, ""},
     check_size},
    {{"ARC5124", Severity::kError, "a deployment changes what can be overseen",
      "the deployment and its rollback take hours", "deploy it in steps", kQuotaPage, ""},
     check_operations},
};

}  // namespace

std::span<const ChangeRule> stack_hazards() { return kStackHazardsRules; }

}  // namespace archsynth::analysis

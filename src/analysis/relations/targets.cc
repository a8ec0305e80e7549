// What references have to be to: a resource of some type, with some values.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "archsynth/spec/edges.h"
#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"
#include "paths.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kReferencePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";

/// Whether a value is one that the row takes; nothing where it is not known.
std::optional<bool> fits(const View& view, const cfn::Resource& target,
                         const spec::TargetValue& row) {
  std::optional<std::string> value = view.text(property(target, {row.property}));
  if (lacks(target, row.property)) {
    if (row.absent_means.empty()) return std::nullopt;
    value = row.absent_means;
  }
  if (!value) return std::nullopt;
  const auto is_same = [](char a, char b) { return a == b; };
  return std::any_of(row.values.begin(), row.values.end(), [&](std::string_view each) {
    return matches_wildcards(each, *value, is_same);
  });
}

void check_target_values(const View& view, const Report& report) {
  for (const spec::TargetValue& row : spec::target_values()) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.place, [&](const cfn::Value& place) {
        const cfn::Resource* target = view.target(&place, row.target);
        if (target == nullptr || fits(view, *target, row) != false) return;
        const std::string wanted = fmt::format("{}", fmt::join(row.values.to_vector(), " or "));
        const bool is_absent = lacks(*target, row.property);
        const std::string stated = is_absent
                                       ? fmt::format("{} is not set", quoted(row.property))
                                       : fmt::format("{} is {}", quoted(row.property),
                                                     *view.text(property(*target, {row.property})));
        Diagnostic& found = report(
            *resource, &place,
            fmt::format("{} cannot be used here because its {}", quoted(target->id.str()), stated));
        found.fix = fmt::format("use a resource whose {} is {}", quoted(row.property), wanted);
      });
    }
  }
}

/// Whether a reference to a resource of the type can be anything: what it puts out is unknown.
bool is_open_type(std::string_view type) {
  return !type.starts_with("AWS::") || type.starts_with("AWS::CloudFormation::") ||
         type.starts_with("AWS::Serverless::") || type.ends_with("::MODULE");
}

void check_reference_kinds(const View& view, const Report& report) {
  for (const spec::ReferenceKinds& row : spec::reference_kinds()) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.property, [&](const cfn::Value& place) {
        const cfn::Resource* target = view.identity(&place);
        if (target == nullptr || row.kinds.contains(target->type) || is_open_type(target->type)) {
          return;
        }
        const std::string_view name = row.property.substr(row.property.rfind('.') + 1);
        report(*resource, &place,
               fmt::format("{} is an {}, but {} needs an {}", quoted(target->id.str()),
                           target->type, quoted(name == "*" ? row.property : name), row.kinds[0]))
            .fix = fmt::format("refer to a resource of type {}", row.kinds[0]);
      });
    }
  }
}

constexpr Rule kTargetsRules[] = {
    {"ARC4830", Severity::kError, "resource of the wrong kind is named",
     "the service refuses the resource", "name a resource with the other value", kReferencePage, "",
     check_target_values},
    {"ARC4831", Severity::kError, "reference to a resource of another type",
     "the service refuses the resource", "refer to a resource of the right type", kReferencePage,
     "", check_reference_kinds},
};

}  // namespace

std::span<const Rule> target_rules() { return kTargetsRules; }

}  // namespace archsynth::analysis

// What references have to be to: a resource of some type, with some values.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"
#include "rules/rule.h"
#include "rules/template/codes.h"
#include "rules/template/pair_place.h"
#include "rules/template/paths.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kReferencePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-template-resource-type-ref.html";

/// Whether nothing can put a property there, by its path; of an item of a list, that list.
bool lacks_at(const cfn::Resource& resource, std::string_view path) {
  path = path.substr(0, path.find(".*"));
  const std::string_view first = path.substr(0, path.find('.'));
  if (lacks(resource, first)) return true;
  const cfn::Value* parent = property(resource, {first});
  return path != first && parent != nullptr && parent->map() != nullptr &&
         property_at(resource, path) == nullptr;
}

/// The property of a row, of the first item where its path steps into a list.
const cfn::Value* wanted_property(const View& view, const cfn::Resource& target,
                                  const spec::TargetValue& row) {
  const cfn::Value* first = nullptr;
  each_place(view, target, row.property, [&](const cfn::Value& each) {
    if (first == nullptr && !is_no_value(each)) first = &each;
  });
  return first;
}

/// Whether what Fn::Sub makes begins otherwise than each of the patterns.
bool begins_otherwise(const cfn::Value* value, const spec::TextList& patterns) {
  const std::string head = head_of(value);
  return !head.empty() && std::all_of(patterns.begin(), patterns.end(), [&](std::string_view each) {
    const std::string_view start = each.substr(0, each.find('*'));
    return !head.starts_with(start) && !start.starts_with(head);
  });
}

/// Whether a value is one that the row takes; nothing where it is not known.
std::optional<bool> fits(const View& view, const cfn::Resource& target,
                         const spec::TargetValue& row) {
  const cfn::Value* stated = wanted_property(view, target, row);
  if (begins_otherwise(stated, row.values)) return false;
  std::optional<std::string> value = view.text(stated);
  if (lacks_at(target, row.property)) {
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
        const cfn::Resource* target = itself(view, &place);
        if (target == nullptr || target->type != row.target) return;
        if (fits(view, *target, row) != false) return;
        const std::string wanted = fmt::format("{}", fmt::join(row.values.to_vector(), " or "));
        const bool is_absent = lacks_at(*target, row.property);
        const std::string_view name = row.property.substr(row.property.rfind('.') + 1);
        const cfn::Value* own = wanted_property(view, *target, row);
        const std::string stated =
            is_absent ? fmt::format("{} is not set", quoted(name))
                      : fmt::format("{} is {}", quoted(name),
                                    view.text(own).value_or(quoted(head_of(own) + "…")));
        // What has to be stated, and is not, is mended at the target.
        const bool is_of_target = row.absent_means == "-";
        const cfn::Value* value = is_of_target ? own : &place;
        Diagnostic& found =
            report(is_of_target ? *target : *resource, value,
                   fmt::format("{} cannot be used {} because its {}", quoted(target->id.str()),
                               is_of_target ? "by " + quoted(resource->id.str()) : "here", stated));
        if (row.is_mild) found.severity = Severity::kWarning;
        found.fix = is_of_target
                        ? fmt::format("set {} to {}", quoted(name), wanted)
                        : fmt::format("use a resource whose {} is {}", quoted(name), wanted);
      });
    }
  }
}

/// What Ref returns where the template sets it: the name of a bucket, the cluster that capacity
/// providers are of. Null where AWS chooses it.
const cfn::Value* set_identifier(const View& view, const cfn::Resource& resource) {
  const auto schema = view.catalogue().schema(resource.type);
  const std::string_view name = schema ? schema->name_property() : std::string_view();
  return name.empty() ? nullptr : property_at(resource, name);
}

/// Whether a resource is named as one of the kinds is: by what that is of (`Bucket` of its policy),
/// or by a name that both have.
bool shares_name(const View& view, const spec::ReferenceKinds& row, const cfn::Resource& resource) {
  const cfn::Value* own = set_identifier(view, resource);
  const cfn::Resource* behind = view.identity(own);
  if (behind != nullptr && row.kinds.contains(behind->type)) return true;
  const auto name = view.text(own);
  return std::any_of(row.kinds.begin(), row.kinds.end(), [&](std::string_view kind) {
    const View::Resources& all = view.of(kind);
    return std::any_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
      const cfn::Value* other = set_identifier(view, *each);
      return view.identity(other) == &resource || (name && name == view.text(other));
    });
  });
}

/// Resources of the serverless transform are known where one of them is wanted.
bool may_be_any(const spec::ReferenceKinds& row, std::string_view type) {
  constexpr std::string_view kServerless = "AWS::Serverless::";
  return is_open_type(type) &&
         !(row.kinds[0].starts_with(kServerless) && type.starts_with(kServerless));
}

void check_reference_kinds(const View& view, const Report& report) {
  for (const spec::ReferenceKinds& row : spec::reference_kinds()) {
    for (const cfn::Resource* resource : view.of(row.type)) {
      each_place(view, *resource, row.property, [&](const cfn::Value& place) {
        const cfn::Resource* target = view.identity(&place);
        if (target == nullptr || row.kinds.contains(target->type) ||
            may_be_any(row, target->type) || shares_name(view, row, *target)) {
          return;
        }
        const bool is_item = row.property.ends_with(".*");
        const std::string_view list = row.property.substr(0, row.property.size() - 2 * is_item);
        report(*resource, &place,
               fmt::format("{} is an {}, but {}{} needs an {}", quoted(target->id.str()),
                           target->type, is_item ? "an item of " : "",
                           quoted(list.substr(list.rfind('.') + 1)), row.kinds[0]))
            .fix = fmt::format("refer to a resource of type {}", row.kinds[0]);
      });
    }
  }
}

constexpr Rule kTargetsRules[] = {
    {"ARC4830", Severity::kError, "reference to a resource of the wrong kind",
     "the service refuses the resource",
     "refer to a resource with the value that the finding names", kReferencePage, "",
     check_target_values},
    {kReferenceKindRule, Severity::kError, "reference to a resource of another type",
     "the service refuses the resource", "refer to a resource of the right type", kReferencePage,
     "", check_reference_kinds},
};

}  // namespace

std::span<const Rule> target_rules() { return kTargetsRules; }

}  // namespace archsynth::analysis

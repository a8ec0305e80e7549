#include "exports.h"

#include <map>
#include <string_view>

#include "canonical.h"
#include "cfn/evaluate/by_name.h"
#include "sides.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

/// Whether a value names something that gets another physical id.
bool names_replaced(const cfn::Value& value, const Diff& changes) {
  for (const cfn::Reference& each : cfn::references(value)) {
    const ResourceChange* change = changes.find(each.target.str());
    if (change != nullptr && change->consequence == Consequence::kReplaces) return true;
  }
  return false;
}

/// Whether two conditions say the same: both none, or one that is defined alike.
bool is_same_condition(const cfn::LogicalId& old, const cfn::LogicalId& now,
                       const cfn::Template& before, const cfn::Template& after) {
  if (old.empty() || now.empty()) return now.empty();
  const cfn::Value* one = before.conditions.find(old.str());
  const cfn::Value* other = after.conditions.find(now.str());
  return one != nullptr && other != nullptr && means_the_same(*one, *other);
}

}  // namespace

std::vector<std::string> changed_exports(const cfn::Template& before, const cfn::Template& after,
                                         const Diff& changes) {
  std::vector<std::string> exports;
  const auto value = [](const cfn::Resource& of, std::string_view key) {
    return *of.properties.find(key);
  };
  const auto name = [&](const cfn::Resource& of) {
    return fingerprint(canonical(value(of, "Name")));
  };
  std::map<std::string, const cfn::Resource*> now;
  const auto is_exported = [](const cfn::Resource& of) { return of.properties.contains("Name"); };
  for (const cfn::Resource& each : changes.sides->new_outputs()) {
    if (is_exported(each)) now.emplace(name(each), &each);
  }
  std::map<std::string_view, const cfn::Output*> stated;
  for (const cfn::Output& each : before.outputs) stated.emplace(each.id.str(), &each);
  for (const cfn::Resource& each : changes.sides->old_outputs()) {
    if (!is_exported(each)) continue;
    const auto kept = now.find(name(each));
    const bool is_same =
        kept != now.end() && means_the_same(value(each, "Value"), value(*kept->second, "Value")) &&
        is_same_condition(each.condition, kept->second->condition, before, after) &&
        !names_replaced(value(*kept->second, "Value"), changes);
    if (!is_same) exports.push_back(brief(stated.at(each.id.str())->export_name));
  }
  return exports;
}

std::vector<std::string> changed_defaults(const cfn::Template& before, const cfn::Template& after) {
  std::vector<std::string> names;
  const auto old_parameters = cfn::by_name(before.parameters);
  for (const cfn::Parameter& parameter : after.parameters) {
    const cfn::Parameter* old = find(old_parameters, parameter.id.str());
    if (old == nullptr) continue;
    const cfn::Value* one = old->attributes.find("Default");
    const cfn::Value* other = parameter.attributes.find("Default");
    if (one == nullptr || other == nullptr || means_the_same(*one, *other)) continue;
    names.push_back(parameter.id.str());
  }
  return names;
}

std::vector<PropertyChange> changed_outputs(const Sides& sides) {
  std::map<std::string_view, const cfn::Resource*> left;
  for (const cfn::Resource& each : sides.new_outputs()) left.emplace(each.id.str(), &each);
  std::vector<PropertyChange> changes;
  const auto add = [&](const cfn::Resource* before, const cfn::Resource* after) {
    PropertyChange& change = changes.emplace_back();
    const cfn::Resource& shown = after == nullptr ? *before : *after;
    change.path = shown.id.str();
    if (before != nullptr) change.before = *before->properties.find("Value");
    if (after != nullptr) change.after = *after->properties.find("Value");
    change.origin = shown.origin;
  };
  for (const cfn::Resource& each : sides.old_outputs()) {
    const auto now = left.find(each.id.str());
    if (now == left.end()) {
      add(&each, nullptr);
      continue;
    }
    const cfn::Map& properties = now->second->properties;
    if (!means_the_same(*each.properties.find("Value"), *properties.find("Value"))) {
      add(&each, now->second);
    }
    left.erase(now);
  }
  for (const cfn::Resource& each : sides.new_outputs()) {
    if (left.contains(each.id.str())) add(nullptr, &each);
  }
  return changes;
}

std::vector<cfn::Resource> outputs_of(const cfn::Template& stack, std::string_view region,
                                      const std::vector<cfn::ParameterValue>& values) {
  cfn::Template outputs;
  for (const cfn::Output& each : stack.outputs) {
    cfn::Resource& output = outputs.resources.emplace_back();
    output.id = each.id;
    output.condition = each.condition;
    output.origin = each.value.origin();
    if (!each.export_name.absent()) output.properties.append("Name", each.export_name);
    output.properties.append("Value", each.value);
  }
  if (outputs.resources.empty()) return {};
  outputs.parameters = stack.parameters;
  outputs.mappings = stack.mappings;
  outputs.conditions = stack.conditions;
  std::vector<cfn::Resource> known = view::known_resources(outputs, region, values);
  std::erase_if(known,
                [](const cfn::Resource& each) { return !each.properties.contains("Value"); });
  return known;
}

}  // namespace archsynth::analysis

// The two sides of a difference as they are deployed.

#include "sides.h"

#include <algorithm>
#include <set>

#include "cfn/evaluate/by_name.h"
#include "equal_values.h"
#include "exports.h"
#include "known_text.h"
#include "meanings.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

bool is_empty(const cfn::Value& value) {
  return value.string() != nullptr && value.string()->empty();
}

/// Whether it has a default that says what the stack has: an empty one often stands for a value
/// that is given.
bool says_a_default(const cfn::Parameter& parameter) {
  const cfn::Value* usual = parameter.attributes.find("Default");
  return usual != nullptr && !is_empty(*usual);
}

/// The changed stack where what the stack has already keeps its value, which nobody has given, and
/// what is new has its default, be it empty.
cfn::Template with_kept_parameters(const cfn::Template& before, cfn::Template after,
                                   const DiffOptions& options,
                                   std::vector<ParameterValue>& values) {
  const auto old_parameters = cfn::by_name(before.parameters);
  const auto earlier = cfn::by_name(options.before);
  std::vector<ParameterValue> added;
  const auto known = cfn::by_name(values);
  for (cfn::Parameter& parameter : after.parameters) {
    const std::string& name = parameter.id.str();
    const cfn::Value* usual = parameter.attributes.find("Default");
    if (usual == nullptr || known.contains(name)) continue;
    const cfn::Parameter* old = find(old_parameters, name);
    if (old == nullptr) {
      added.push_back({name, *usual, {}});
    } else if (!says_a_default(*old) && !earlier.contains(name)) {
      parameter.attributes.erase("Default");
    }
  }
  values.insert(values.end(), added.begin(), added.end());
  return after;
}

/// Whether a parameter needs `with_kept_parameters`.
bool has_kept_parameters(const cfn::Template& before, const cfn::Template& after) {
  std::set<std::string_view> with_default;
  for (const cfn::Parameter& each : before.parameters) {
    if (says_a_default(each)) with_default.insert(each.id.str());
  }
  return std::any_of(after.parameters.begin(), after.parameters.end(), [&](const auto& each) {
    return each.attributes.contains("Default") && !with_default.contains(each.id.str());
  });
}

ResourcesById by_id(const std::vector<cfn::Resource>& resources) {
  ResourcesById result;
  for (const cfn::Resource& each : resources) result.emplace(each.id.str(), &each);
  return result;
}

}  // namespace

std::vector<ParameterValue> kept_values(const cfn::Template& before, const cfn::Template& after,
                                        const DiffOptions& options) {
  std::vector<ParameterValue> values = options.after;
  const auto given = cfn::by_name(options.after);
  const auto earlier = cfn::by_name(options.before);
  const auto old_parameters = cfn::by_name(before.parameters);
  for (const cfn::Parameter& parameter : after.parameters) {
    const std::string& name = parameter.id.str();
    if (given.contains(name)) continue;
    const cfn::Value* kept = find(earlier, name);
    const cfn::Parameter* old = find(old_parameters, name);
    if (kept == nullptr && old != nullptr && says_a_default(*old)) {
      kept = old->attributes.find("Default");
    }
    if (kept != nullptr) values.push_back({name, *kept, {}});
  }
  return values;
}

Sides::Sides(const cfn::Template& before, const cfn::Template& after, const DiffOptions& options) {
  std::vector<ParameterValue> values = kept_values(before, after, options);
  for (const ParameterValue& each : values) parameters_.emplace(each.name, each.value);
  // An empty default that is kept has to be allowed like any other.
  for (const cfn::Parameter& each : before.parameters) {
    const cfn::Value* usual = each.attributes.find("Default");
    if (usual != nullptr && is_empty(*usual)) parameters_.emplace(each.id.str(), *usual);
  }
  const auto read_old = [&] {
    old_resources_ = view::known_resources(before, options.region, options.before);
    old_outputs_ = outputs_of(before, options.region, options.before);
  };
  const auto read_new = [&] {
    const bool has_kept = has_kept_parameters(before, after);
    const cfn::Template kept =
        has_kept ? with_kept_parameters(before, after, options, values) : cfn::Template{};
    const cfn::Template& now = has_kept ? kept : after;
    new_resources_ = view::known_resources(now, options.region, values);
    new_outputs_ = outputs_of(now, options.region, values);
  };
  run_both(options.run_both, read_old, read_new);
  spell_alike(old_outputs_, old_resources_, new_resources_, options.region);
  spell_alike(new_outputs_, new_resources_, old_resources_, options.region);
  spell_alike(old_resources_, old_resources_, new_resources_, options.region);
  spell_alike(new_resources_, new_resources_, old_resources_, options.region);
  align(before, after, old_resources_, new_resources_);
  const std::string partition = partition_of(old_resources_, options.region);
  const KnownText old_text(old_resources_, options.region, partition);
  const KnownText new_text(new_resources_, options.region, partition);
  share_spelling(old_resources_, new_resources_, old_text, new_text);
  share_spelling(old_outputs_, new_outputs_, old_text, new_text);
  before_ = by_id(old_resources_);
  after_ = by_id(new_resources_);
}

const cfn::Value* Sides::parameter(std::string_view name) const {
  const auto found = parameters_.find(name);
  return found == parameters_.end() || found->second.absent() ? nullptr : &found->second;
}

}  // namespace archsynth::analysis

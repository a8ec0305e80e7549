#include "archsynth/analysis/diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>

#include "archsynth/cfn/loops.h"
#include "archsynth/cfn/rename.h"
#include "beside.h"
#include "canonical.h"
#include "cfn/evaluate/by_name.h"
#include "cfn/evaluate/secrets.h"
#include "collisions.h"
#include "compare.h"
#include "exports.h"
#include "fate.h"
#include "flows.h"
#include "hazards.h"
#include "open_values.h"
#include "possible.h"
#include "renames.h"
#include "security.h"
#include "serverless.h"
#include "sides.h"
#include "states.h"
#include "subnet_groups.h"
#include "terms.h"
#include "view/serverless.h"

namespace archsynth::analysis {
namespace {

/// The options with words in the place of secrets, equal where these are.
DiffOptions with_secret_words(const cfn::Template& before, const cfn::Template& after,
                              DiffOptions options) {
  std::vector<ParameterValue> kept;
  const auto given = cfn::by_name(options.before);
  for (const cfn::Parameter& each : before.parameters) {
    const cfn::Value* standing = each.attributes.find("Default");
    const std::string& name = each.id.str();
    if (!cfn::is_no_echo(each) || standing == nullptr || given.contains(name)) continue;
    if (standing->string() != nullptr && standing->string()->empty()) continue;
    kept.push_back({name, *standing, {}});
  }
  options.before.insert(options.before.end(), kept.begin(), kept.end());
  const auto old_parameters = cfn::by_name(before.parameters);
  const auto new_parameters = cfn::by_name(after.parameters);
  cfn::SecretWords words;
  for (auto* values : {&options.before, &options.after}) {
    for (ParameterValue& each : *values) {
      for (const auto* side : {&old_parameters, &new_parameters}) {
        each.value = words.word(find(*side, each.name), each.value);
      }
    }
  }
  return options;
}

ResourceChange change_of(const cfn::Resource& resource, ResourceChange::Action action) {
  ResourceChange change;
  change.id = resource.id.str();
  change.type = resource.type;
  change.action = action;
  change.origin = resource.origin;
  return change;
}

void mark_refused(ResourceChange& change) {
  for (const PropertyChange& each : change.properties) {
    if (!each.is_refused || change.is_refused) continue;
    change.is_refused = true;
    change.data = DataFate::kFails;
    change.data_reason = each.refusal;
  }
}

/// What is defined otherwise may still have the same value where that is not known.
void leave_open(PropertyChange& change, ResourceChange& of, const Sides& sides) {
  const bool is_certain = change.is_refused || change.consequence == Consequence::kReplaces;
  if (!is_certain || !may_be_the_same(change.before, change.after, sides)) return;
  if (change.is_refused) {
    of.data = DataFate::kUnknown;
    of.data_reason = change.refusal + ", but may stay the same";
  }
  change.consequence = change.is_refused ? Consequence::kUnknown : Consequence::kMayReplace;
  change.is_refused = false;
}

std::map<std::string, ResourceChange> modified(const Sides& sides) {
  std::map<std::string, ResourceChange> changes;
  for (const auto& [id, after] : sides.after()) {
    const auto before = sides.before().find(id);
    if (before == sides.before().end()) continue;
    ResourceChange change = change_of(*after, ResourceChange::Action::kModify);
    if (before->second->type == after->type) {
      change.properties = changed_properties(*before->second, *after);
      for (PropertyChange& each : change.properties) leave_open(each, change, sides);
    } else if (const auto made = of_one_type(*before->second, *after)) {
      change.properties = changed_properties(made->first, made->second);
    } else {
      change.data = DataFate::kFails;
      change.is_refused = true;
      change.data_reason = "CloudFormation cannot change a resource's type";
      PropertyChange type;
      type.path = "Type";
      type.before = before->second->type;
      type.after = after->type;
      type.origin = after->type_origin;
      change.properties.push_back(std::move(type));
    }
    if (change.properties.empty()) continue;
    for (const PropertyChange& each : change.properties) {
      change.consequence = std::max(change.consequence, each.consequence);
    }
    changes.emplace(id, std::move(change));
  }
  propagate(sides.before(), sides.after(), changes);
  for (auto& [id, change] : changes) mark_refused(change);
  return changes;
}

/// The worst comes first.
constexpr int kLastRank = 7;
int rank(const ResourceChange& change) {
  if (change.data == DataFate::kLost) return 0;
  if (change.data == DataFate::kFails) return 1;
  if (change.data != DataFate::kNone) return 2;
  if (change.action == ResourceChange::Action::kRemove) return 4;
  if (change.action == ResourceChange::Action::kAdd) return 7;
  if (change.consequence == Consequence::kReplaces) return 3;
  return change.consequence == Consequence::kInPlace ? 6 : 5;
}

/// What changes are in order of.
std::pair<int, std::string_view> order_of(const ResourceChange& change) {
  return {rank(change), change.id};
}

/// The template itself where it has no loop and no `Globals`; else what is made of it in `place`.
const cfn::Template& written_out(const cfn::Template& stack,
                                 const std::vector<ParameterValue>& values, cfn::Template& place) {
  const bool has_loops = cfn::has_loops(stack);
  if (!has_loops && stack.globals.absent()) return stack;
  Diagnostics told_elsewhere;
  place = has_loops ? cfn::unrolled(with_parameter_values(stack, values), told_elsewhere) : stack;
  // The stack may have others than those that its loops go through.
  place.parameters = stack.parameters;
  view::apply_globals(place);
  return place;
}

}  // namespace

const ResourceChange* Diff::find(std::string_view id) const {
  for (int rank = 0; rank <= kLastRank; ++rank) {
    const auto found = std::lower_bound(
        resources.begin(), resources.end(), std::pair(rank, id),
        [](const ResourceChange& each, const auto& place) { return order_of(each) < place; });
    if (found != resources.end() && found->id == id) return &*found;
  }
  return nullptr;
}

namespace {

void add_removed(const Sides& sides, Diff& result, std::vector<const cfn::Resource*>& removed) {
  for (const auto& [id, resource] : sides.before()) {
    if (sides.after().contains(id)) continue;
    removed.push_back(resource);
    ResourceChange change = change_of(*resource, ResourceChange::Action::kRemove);
    judge_removal(*resource, change);
    result.resources.push_back(std::move(change));
  }
}

void add_added(const Sides& sides, const std::vector<std::string>& kept, Diff& result,
               std::vector<const cfn::Resource*>& added) {
  for (const auto& [id, resource] : sides.after()) {
    if (sides.before().contains(id)) continue;
    if (std::find(kept.begin(), kept.end(), id) == kept.end()) added.push_back(resource);
    result.resources.push_back(change_of(*resource, ResourceChange::Action::kAdd));
  }
}

/// What becomes of each resource, and which of them are one under another id.
void judge_resources(const cfn::Template& now, const Sides& sides, const DiffOptions& options,
                     Diff& result) {
  for (auto& [id, change] : modified(sides)) {
    if (change.consequence >= Consequence::kMayReplace && change.data == DataFate::kNone) {
      judge_replacement(*sides.before().at(id), *sides.after().at(id), change);
    }
    result.resources.push_back(std::move(change));
  }
  std::vector<const cfn::Resource*> removed;
  std::vector<const cfn::Resource*> added;
  add_removed(sides, result, removed);
  add_added(sides, options.kept_ids, result, added);
  judge_collisions(sides, result);
  judge_beside(now, sides, result);
  judge_subnet_groups(sides, result);
  std::stable_sort(result.resources.begin(), result.resources.end(),
                   [](const auto& a, const auto& b) { return order_of(a) < order_of(b); });
  result.renames = find_renames(removed, added);
  if (options.has_moves) {
    const std::vector<Rename> shifts = find_shifts(sides, result);
    result.renames.insert(result.renames.end(), shifts.begin(), shifts.end());
  }
  mark_emptied(sides, result);
  for (ResourceChange& each : result.resources) {
    // An update that fails moves nobody.
    if (each.data == DataFate::kFails) each.is_emptied = false;
  }
}

/// The difference where all has the values that the options say.
Diff in_one_state(const cfn::Template& old, const cfn::Template& now, const DiffOptions& options) {
  Diff result;
  result.has_moves = options.has_moves;
  result.sides = std::make_shared<Sides>(old, now, options);
  const Sides& sides = *result.sides;
  std::vector<SecurityChange> security;
  run_both(
      options.run_both, [&] { judge_resources(now, sides, options, result); },
      [&] { security = security_changes(sides.before(), sides.after()); });
  result.security = std::move(security);
  result.losses = losses_in_place(sides, result);
  return result;
}

/// Whether it is replaced because of what it states itself.
bool is_replaced_by_itself(const ResourceChange& change) {
  return std::any_of(change.properties.begin(), change.properties.end(), [](const auto& each) {
    return each.consequence == Consequence::kReplaces && each.chain.empty();
  });
}

/// The ids whose resources are replaced, fail or make others fail if they are kept.
std::set<std::string> vain_ids(const Diff& result, const Diff& moved) {
  std::set<std::string> vain;
  for (const ResourceChange& each : moved.resources) {
    const ResourceChange* otherwise = result.find(each.id);
    if (is_replaced_by_itself(each)) vain.insert(each.id);
    if (each.data != DataFate::kFails) continue;
    vain.insert(each.id);
    if (otherwise != nullptr && otherwise->data == DataFate::kFails) continue;
    const auto now = moved.sides->after().find(each.id);
    if (now == moved.sides->after().end()) continue;
    for (const auto& reference : cfn::references(now->second->properties)) {
      vain.insert(reference.target.str());
    }
  }
  return vain;
}

/// Leaves out what would be replaced or fail under its old id, too: a gateway in another subnet
/// that keeps its address, or that address while the old gateway has it.
void drop_vain_renames(const cfn::Template& old, const cfn::Template& now,
                       const DiffOptions& options, Diff& result) {
  std::size_t left = 0;
  while (left != result.renames.size()) {
    left = result.renames.size();
    std::map<std::string, std::string> names;
    for (const Rename& each : result.renames) names.emplace(each.to, each.from);
    cfn::Template kept = now;
    cfn::rename_resources(kept, names);
    const auto vain = vain_ids(result, in_one_state(old, kept, options));
    const bool has_vain_shift =
        std::any_of(result.renames.begin(), result.renames.end(),
                    [&](const Rename& each) { return each.is_shift && vain.contains(each.from); });
    // What a zone's route table is called does not matter where its subnets are others.
    std::set<std::pair<std::string, std::string>> zones;
    for (const Rename& each : result.renames) {
      const bool is_subnet = each.type == "AWS::EC2::Subnet";
      if (is_subnet && vain.contains(each.from)) zones.insert(differing(each.from, each.to));
    }
    std::erase_if(result.renames, [&](const Rename& each) {
      const bool is_of_zone =
          each.type.starts_with("AWS::EC2::") && zones.contains(differing(each.from, each.to));
      return vain.contains(each.from) || is_of_zone || (each.is_shift && has_vain_shift);
    });
  }
}

/// The options with the values of a state; the region is no parameter.
DiffOptions in_state(DiffOptions options, const DiffState& state) {
  for (const ParameterValue& each : state.values) {
    if (each.name == "AWS::Region") options.region = brief(each.value);
    options.before.push_back(each);
    options.after.push_back(each);
  }
  return options;
}

/// The difference where conditions compare parameters with texts.
Diff diff_named(const cfn::Template& before, const cfn::Template& after, const DiffOptions& given) {
  const DiffOptions options = with_secret_words(before, after, given);
  cfn::Template old_written;
  cfn::Template new_written;
  const cfn::Template& old = written_out(before, options.before, old_written);
  const cfn::Template& now = written_out(after, kept_values(before, after, options), new_written);
  Diff result = in_one_state(old, now, options);
  drop_vain_renames(old, now, options, result);
  add_flows(old, now, options, "", result, result);
  for (const DiffState& state : other_states(old, now, options)) {
    const DiffOptions in_this = in_state(options, state);
    const Diff other = in_one_state(old, now, in_this);
    add_possible(state, other, result);
    add_hazards(state.when, other, old, now, result);
    add_flows(old, now, in_this, state.when, other, result);
  }
  mark_flows(result);
  result.outputs = changed_outputs(*result.sides);
  result.exports = changed_exports(old, now, result);
  result.defaults = changed_defaults(before, after);
  return result;
}

}  // namespace

Diff diff(const cfn::Template& before, const cfn::Template& after, const DiffOptions& given) {
  if (has_terms(before) || has_terms(after)) {
    cfn::Template old = before;
    cfn::Template now = after;
    name_terms(old, now, given);
    return diff_named(old, now, given);
  }
  return diff_named(before, after, given);
}

}  // namespace archsynth::analysis

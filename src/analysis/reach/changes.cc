// Flows that a change opens or closes.

#include "changes.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "dependencies.h"
#include "listing.h"
#include "view/deployed.h"

namespace archsynth::analysis {
namespace {

struct ByEnds {
  bool operator()(const ReachAnswer* a, const ReachAnswer* b) const {
    return std::tie(a->from, a->to, a->family, a->traffic) <
           std::tie(b->from, b->to, b->family, b->traffic);
  }
};
using FlowSet = std::set<const ReachAnswer*, ByEnds>;

FlowSet by_ends(const std::vector<ReachAnswer>& flows) {
  FlowSet all;
  for (const ReachAnswer& each : flows) all.insert(&each);
  return all;
}

/// What the way depends on that nobody knows, or the setting that is last on it.
Origin last_setting(const ReachAnswer& flow) {
  const auto found = std::find_if(flow.path.rbegin(), flow.path.rend(), [&](const ReachHop& each) {
    return each.origin.is_stated() && !each.detail.empty();
  });
  return found == flow.path.rend() ? Origin() : found->origin;
}

void add_missing(const std::vector<ReachAnswer>& flows, const FlowSet& others, bool is_opened,
                 std::vector<FlowChange>& to) {
  for (const ReachAnswer& each : flows) {
    if (others.contains(&each)) continue;
    FlowChange& change = to.emplace_back();
    change.is_opened = is_opened;
    change.from = each.from;
    change.to = each.to;
    change.family = each.family;
    change.traffic = each.traffic;
    change.is_assumed = !each.assumptions.empty();
    if (is_opened) change.origin = last_setting(each);
    change.path = each.path;
  }
}

/// The same ends of both: half as many as are looked at from each, where there are more. `cut`
/// becomes the number of the others.
EndFilter common_ends(const Answers& before, const Answers& after, std::size_t& cut) {
  const std::size_t most = std::min(most_ends(before), most_ends(after));
  if (std::max(count_ends(before), count_ends(after)) <= most) return {};
  std::set<std::string> names;
  std::set<std::string> others;
  for (const Answers* answers : {&before, &after}) {
    std::size_t count = 0;
    for (const model::Node* each : answers->ends()) {
      (++count > most / 2 ? others : names).insert(answers->shown(*each));
    }
  }
  cut = static_cast<std::size_t>(std::count_if(
      others.begin(), others.end(), [&](const auto& each) { return !names.contains(each); }));
  return [names = std::move(names)](const std::string& name) { return names.contains(name); };
}

std::vector<FlowChange> changes_of(const Answers& before, const Answers& after, std::size_t& cut) {
  const Dependencies old(before);
  const Dependencies now(after);
  const bool are_all_touched = old.common() != now.common();
  const FlowFilter is_touched = [&](const End& from, const End& to) {
    const bool is_by_caller =
        (to.kind == End::Kind::kService || (to.node != nullptr && is_function(*to.node))) &&
        old.of_caller(from.name) != now.of_caller(from.name);
    return are_all_touched || is_by_caller || old.of(from.name) != now.of(from.name) ||
           old.of(to.name) != now.of(to.name);
  };
  std::set<std::string> services = services_of(before);
  services.merge(services_of(after));
  const EndFilter is_end = common_ends(before, after, cut);
  const auto closed = flows_of(before, services, is_touched, is_end);
  const auto opened = flows_of(after, services, is_touched, is_end);
  std::vector<FlowChange> changes;
  add_missing(opened, by_ends(closed), true, changes);
  add_missing(closed, by_ends(opened), false, changes);
  return changes;
}

}  // namespace

std::vector<FlowChange> flow_changes(const cfn::Template& before, const ReachOptions& old,
                                     const cfn::Template& after, const ReachOptions& now) {
  std::size_t cut = 0;
  return changes_of({before, old}, {after, now}, cut);
}

std::vector<FlowChange> deployed_flow_changes(cfn::Template before, cfn::Template after,
                                              const std::string& region, std::size_t& cut) {
  const ReachOptions options{region, {}, {}};
  return changes_of({Answers::Deployed{std::move(before)}, options},
                    {Answers::Deployed{std::move(after)}, options}, cut);
}

}  // namespace archsynth::analysis

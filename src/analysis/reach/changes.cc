// Flows that a change opens or closes.

#include <algorithm>
#include <map>
#include <tuple>

#include "archsynth/analysis/flows.h"

namespace archsynth::analysis {
namespace {

using Key = std::tuple<std::string, std::string, std::string, std::string>;

std::map<Key, const ReachAnswer*> by_ends(const std::vector<ReachAnswer>& flows) {
  std::map<Key, const ReachAnswer*> all;
  for (const ReachAnswer& each : flows)
    all.emplace(Key{each.from, each.to, each.family, each.traffic}, &each);
  return all;
}

/// What the way depends on that nobody knows, or the setting that is last on it.
Origin last_setting(const ReachAnswer& flow) {
  const auto found = std::find_if(flow.path.rbegin(), flow.path.rend(), [&](const ReachHop& each) {
    return each.origin.is_stated() && !each.detail.empty();
  });
  return found == flow.path.rend() ? Origin() : found->origin;
}

void add_missing(const std::vector<ReachAnswer>& flows,
                 const std::map<Key, const ReachAnswer*>& others, bool is_opened,
                 std::vector<FlowChange>& to) {
  for (const ReachAnswer& each : flows) {
    if (others.contains(Key{each.from, each.to, each.family, each.traffic})) continue;
    to.push_back({is_opened, each.from, each.to, each.family, each.traffic,
                  !each.assumptions.empty(), is_opened ? last_setting(each) : Origin()});
  }
}

}  // namespace

std::vector<FlowChange> flow_changes(const cfn::Template& before, const ReachOptions& old,
                                     const cfn::Template& after, const ReachOptions& now) {
  const auto closed = reachable_flows(before, old);
  const auto opened = reachable_flows(after, now);
  std::vector<FlowChange> changes;
  add_missing(opened, by_ends(closed), true, changes);
  add_missing(closed, by_ends(opened), false, changes);
  return changes;
}

}  // namespace archsynth::analysis

// Flows that a change opens or closes.

#include "changes.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

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

/// What a change is from, or to.
struct ChangedStack {
  template <typename Stack>
  ChangedStack(Stack&& stack, const ReachOptions& options)
      : answers(std::forward<Stack>(stack), options), dependencies(answers) {}

  Answers answers;
  Dependencies dependencies;
  std::vector<ReachAnswer> flows{};
};

/// Whether a flow may be another.
FlowFilter touched_flows(const Dependencies& old, const Dependencies& now) {
  if (old.common() != now.common()) return [](const End&, const End&) { return true; };
  return [ends = changed_names(old.of_ends(), now.of_ends()),
          callers = changed_names(old.of_callers(), now.of_callers())](const End& from,
                                                                       const End& to) {
    const bool is_called =
        to.kind == End::Kind::kService || (to.node != nullptr && is_function(*to.node));
    return ends.contains(from.name) || ends.contains(to.name) ||
           (is_called && callers.contains(from.name));
  };
}

std::vector<FlowChange> changes_of(ChangedStack& before, ChangedStack& after, const RunBoth& both,
                                   std::size_t& cut) {
  const FlowFilter is_touched = touched_flows(before.dependencies, after.dependencies);
  std::set<std::string> services = services_of(before.answers);
  services.merge(services_of(after.answers));
  const EndFilter is_end = common_ends(before.answers, after.answers, cut);
  const auto find = [&](ChangedStack& in) {
    in.flows = flows_of(in.answers, services, is_touched, is_end);
  };
  run_both(
      both, [&] { find(before); }, [&] { find(after); });
  std::vector<FlowChange> changes;
  add_missing(after.flows, by_ends(before.flows), true, changes);
  add_missing(before.flows, by_ends(after.flows), false, changes);
  return changes;
}

}  // namespace

std::vector<FlowChange> flow_changes(const cfn::Template& before, const ReachOptions& old,
                                     const cfn::Template& after, const ReachOptions& now) {
  ChangedStack from(before, old);
  ChangedStack to(after, now);
  std::size_t cut = 0;
  return changes_of(from, to, {}, cut);
}

std::vector<FlowChange> deployed_flow_changes(cfn::Template before, cfn::Template after,
                                              const std::string& region, const RunBoth& both,
                                              std::size_t& cut) {
  const ReachOptions options{region, {}, {}};
  std::optional<ChangedStack> from;
  std::optional<ChangedStack> to;
  run_both(
      both, [&] { from.emplace(Answers::Deployed{std::move(before)}, options); },
      [&] { to.emplace(Answers::Deployed{std::move(after)}, options); });
  return changes_of(*from, *to, both, cut);
}

}  // namespace archsynth::analysis

// Flows that a change opens or closes, and the rules of groups by which it does.

#include "flows.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>

#include "analysis/reach/changes.h"
#include "sides.h"

namespace archsynth::analysis {
namespace {

/// The template with these resources, as far as others have to see of it.
cfn::Template deployed(const cfn::Template& stack, const std::vector<cfn::Resource>& resources) {
  cfn::Template made;
  made.parameters = stack.parameters;
  made.mappings = stack.mappings;
  made.conditions = stack.conditions;
  made.resources = resources;
  return made;
}

}  // namespace

void add_flows(const cfn::Template& old, const cfn::Template& now, const DiffOptions& options,
               const std::string& when, const Diff& in_state, Diff& result) {
  if (in_state.resources.empty()) return;
  const Sides& sides = *in_state.sides;
  std::set<std::tuple<bool, std::string, std::string, std::string, std::string>> known;
  const auto is_new = [&](const FlowChange& each) {
    return known.emplace(each.is_opened, each.from, each.to, each.family, each.traffic).second;
  };
  for (const FlowChange& each : result.flows) is_new(each);
  for (FlowChange& each : deployed_flow_changes(
           deployed(old, sides.old_resources()), deployed(now, sides.new_resources()),
           options.region, options.run_both, result.flow_ends_left_out)) {
    if (!is_new(each)) continue;
    each.when = when;
    result.flows.push_back(std::move(each));
  }
}

void mark_flows(Diff& result) {
  std::set<std::pair<bool, std::string>> passed;
  for (const FlowChange& flow : result.flows) {
    if (!flow.when.empty() || flow.is_assumed) continue;
    for (const ReachHop& hop : flow.path) {
      constexpr std::string_view kAllows = "allows ";
      if (!hop.detail.starts_with(kAllows)) continue;
      const std::string_view what = std::string_view(hop.detail).substr(kAllows.size());
      passed.emplace(flow.is_opened, fmt::format("{}: ingress {}", hop.hop, what));
      passed.emplace(flow.is_opened, fmt::format("{}: egress {}", hop.hop, what));
    }
  }
  for (SecurityChange& rule : result.security) {
    rule.is_flow = passed.contains({rule.is_wider, rule.what});
  }
}

}  // namespace archsynth::analysis

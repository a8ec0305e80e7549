// Flows that a change opens or closes, and the rules of groups by which it does.

#include "flows.h"

#include <fmt/format.h>

#include <algorithm>

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

void add_flows(const cfn::Template& old, const cfn::Template& now, const std::string& region,
               const std::string& when, const Diff& in_state, Diff& result) {
  if (in_state.resources.empty()) return;
  const Sides& sides = *in_state.sides;
  for (FlowChange& each : deployed_flow_changes(deployed(old, sides.old_resources()),
                                                deployed(now, sides.new_resources()), region)) {
    const bool is_told =
        std::any_of(result.flows.begin(), result.flows.end(), [&](const FlowChange& known) {
          return known.is_opened == each.is_opened && known.from == each.from &&
                 known.to == each.to && known.family == each.family &&
                 known.traffic == each.traffic;
        });
    if (is_told) continue;
    each.when = when;
    result.flows.push_back(std::move(each));
  }
}

void mark_flows(Diff& result) {
  const auto passes = [](const FlowChange& flow, const SecurityChange& rule) {
    return std::any_of(flow.path.begin(), flow.path.end(), [&](const ReachHop& hop) {
      constexpr std::string_view kAllows = "allows ";
      if (!hop.detail.starts_with(kAllows)) return false;
      const std::string_view what = std::string_view(hop.detail).substr(kAllows.size());
      return rule.what == fmt::format("{}: ingress {}", hop.hop, what) ||
             rule.what == fmt::format("{}: egress {}", hop.hop, what);
    });
  };
  for (SecurityChange& rule : result.security) {
    rule.is_flow =
        std::any_of(result.flows.begin(), result.flows.end(), [&](const FlowChange& flow) {
          return flow.when.empty() && !flow.is_assumed && flow.is_opened == rule.is_wider &&
                 passes(flow, rule);
        });
  }
}

}  // namespace archsynth::analysis

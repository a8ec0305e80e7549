#pragma once

#include <optional>
#include <string>
#include <vector>

#include "archsynth/analysis/reach.h"
#include "archsynth/support/diagnostic.h"

namespace archsynth::analysis {

/// A connection that has to be possible, or must not be: `internet -> api:443`. The ends are those
/// of `ReachQuestion`; after the destination a port, a protocol (`/udp`), or both.
struct ExpectedFlow {
  std::string text;
  bool is_allowed = false;
  Origin origin{};
};
using ExpectedFlows = std::vector<ExpectedFlow>;

struct FlowOutcome {
  ExpectedFlow flow;
  ReachAnswer answer;
  /// Nothing: what the template does not say decides, which is among the answer's assumptions.
  std::optional<bool> holds;
};

/// Reports flows that are blocked though they are required (ARC0971) or open though they are denied
/// (ARC0972), those for which what the template does not say decides (ARC0973), and those of which
/// an end, the port or the protocol is unknown (ARC0974), which have no outcome.
std::vector<FlowOutcome> check_flows(const cfn::Template& stack, const ReachOptions& options,
                                     const ExpectedFlows& flows, Diagnostics& diagnostics);

/// A flow that is possible with one of two templates only.
struct FlowChange {
  bool is_opened = true;
  std::string from;
  std::string to;
  std::string family;
  std::string traffic;
  bool is_assumed = false;  ///< it depends on what the template does not say
  Origin origin{};          ///< of the last setting on its way, where it is opened
  std::vector<ReachHop> path{};
  std::string when{};  ///< `Stage is "prod"`, where it takes other values than assumed
};
/// The flows of `reachable_flows` that a change opens, then those that it closes.
std::vector<FlowChange> flow_changes(const cfn::Template& before, const ReachOptions& old,
                                     const cfn::Template& after, const ReachOptions& now);

}  // namespace archsynth::analysis

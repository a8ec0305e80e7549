// What becomes more open.

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "archsynth/support/text.h"
#include "hazards.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kGroupPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
constexpr std::string_view kReachPage = "docs/reach.md";
constexpr std::string_view kPolicyPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html";

/// New resources bring their own rules, which are no widening of anything.
bool is_new(const Change& change, const SecurityChange& opening) {
  return change.sides.after().contains(opening.owner) &&
         !change.sides.before().contains(opening.owner);
}

std::string text_of_opening(const SecurityChange& opening) {
  const bool says_so = opening.brief.find(" anyone ") != std::string::npos;
  return opening.is_public && !says_so ? "anyone: " + opening.brief : opening.brief;
}

/// What is opened under other values than assumed.
void tell_possible(const Change& change, bool is_public, const Report& report) {
  for (const PossibleOpening& each : change.all.possible_openings) {
    if (each.change.is_public != is_public || (!is_public && is_new(change, each.change))) continue;
    report(each.change.resource, each.change.origin,
           fmt::format("when {}, {}", each.when, text_of_opening(each.change)));
  }
}

void check_public(const Change& change, const Report& report) {
  for (const SecurityChange& each : change.all.security) {
    if (each.is_wider && each.is_public) report(each.resource, each.origin, text_of_opening(each));
  }
  tell_possible(change, true, report);
}

void check_wider(const Change& change, const Report& report) {
  for (const SecurityChange& each : change.all.security) {
    if (!each.is_wider || each.is_public || is_new(change, each)) continue;
    report(each.resource, each.origin, text_of_opening(each));
  }
  tell_possible(change, false, report);
}

/// Whether an opening that is reported is what a flow is opened by.
bool is_reported(const Change& change, const FlowChange& flow) {
  return std::any_of(change.all.security.begin(), change.all.security.end(),
                     [&](const SecurityChange& each) {
                       const auto is_of = [&](const ReachHop& hop) {
                         const std::string& id = hop.resource.empty() ? hop.hop : hop.resource;
                         return id == each.resource || id == each.owner;
                       };
                       return each.is_wider && each.is_public &&
                              std::any_of(flow.path.begin(), flow.path.end(), is_of);
                     });
}

/// Flows from the internet to what has been there, whatever opens them: a route, a listener.
void check_flows(const Change& change, const Report& report) {
  for (const FlowChange& each : change.all.flows) {
    const auto now = change.sides.after().find(each.to);
    if (!each.is_opened || each.is_assumed || each.from != "internet" ||
        now == change.sides.after().end() || !change.sides.before().contains(each.to) ||
        is_reported(change, each)) {
      continue;
    }
    report(each.to, first_known(each.origin, now->second->origin),
           fmt::format("{}the internet now reaches {} on {}",
                       each.when.empty() ? "" : fmt::format("when {}, ", each.when),
                       quoted(each.to), each.traffic));
  }
}

void check_left_out(const Change& change, const Report& report) {
  const std::size_t count = change.all.flow_ends_left_out;
  if (count == 0) return;
  report("", Origin(),
         fmt::format("flows to and from {} {} are not compared", grouped(count),
                     count == 1 ? "resource" : "resources"));
}

/// Ports by which a machine is taken over, open to the internet.
void check_administration(const Change& change, const Report& report) {
  const auto tell = [&](const SecurityChange& each, const std::string& when) {
    if (!each.is_wider || !each.is_administration) return;
    report(
        each.resource, each.origin,
        fmt::format("{}{} opens an administration port to the internet", when, quoted(each.owner)));
  };
  for (const SecurityChange& each : change.all.security) tell(each, "");
  for (const PossibleOpening& each : change.all.possible_openings) {
    tell(each.change, fmt::format("when {}, ", each.when));
  }
}

constexpr Rule kSecurityRulesRules[] = {
    {"ARC0976", Severity::kWarning, "not all flows are compared",
     "a flow that the change opens or closes may not be shown",
     "split the stack, or run `archsynth reach --from … --to …` on both versions", kReachPage, "",
     check_left_out},
    {"ARC5201", Severity::kWarning, "resource is opened to anyone",
     "anyone who finds the address or the name can use it",
     "restrict the source, or acknowledge the change if it is intended", kGroupPage, "",
     check_public, "widening"},
    {"ARC5202", Severity::kWarning, "existing resource is opened further",
     "more can be reached or done than before", "acknowledge the change if it is intended",
     kPolicyPage, "", check_wider, "widening"},
    {"ARC5203", Severity::kError, "administration port is opened to the internet",
     "anyone can try passwords and exploits against SSH, Remote Desktop, WinRM or Docker",
     "restrict the source, or use AWS Systems Manager Session Manager", kGroupPage, "",
     check_administration},
    {"ARC5204", Severity::kWarning, "existing resource becomes reachable from the internet",
     "routes, addresses and security groups together let anyone connect to it",
     "close one of the settings on the path that `archsynth reach` shows", kGroupPage, "",
     check_flows, "widening"},
};

}  // namespace

std::span<const Rule> security_rules() { return kSecurityRulesRules; }

}  // namespace archsynth::analysis

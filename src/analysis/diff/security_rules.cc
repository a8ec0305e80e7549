// What becomes more open.

#include <string>

#include "hazards.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kGroupPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html";
constexpr std::string_view kPolicyPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html";

/// New resources bring their own rules, which are no widening of anything. A rule of its own
/// belongs to the group that its description begins with.
bool is_new(const Change& change, const SecurityChange& opening) {
  const auto& after = change.sides.after();
  const auto found = after.find(opening.resource);
  std::string owner = opening.resource;
  if (found != after.end() && (found->second->type == "AWS::EC2::SecurityGroupIngress" ||
                               found->second->type == "AWS::EC2::SecurityGroupEgress")) {
    owner = opening.what.substr(0, opening.what.find(':'));
  }
  return after.contains(owner) && !change.sides.before().contains(owner);
}

void check_public(const Change& change, const ChangeReport& report) {
  for (const SecurityChange& each : change.all.security) {
    if (each.is_wider && each.is_public) report(each.origin, "anyone: " + each.what);
  }
}

void check_wider(const Change& change, const ChangeReport& report) {
  for (const SecurityChange& each : change.all.security) {
    if (!each.is_wider || each.is_public || is_new(change, each)) continue;
    report(each.origin, each.what);
  }
}

constexpr ChangeRule kSecurityRulesRules[] = {
    {{"ARC5201", Severity::kWarning, "nothing is opened to anyone",
      "whoever finds the address or the name can use it",
      "name who may come in, or go on if this is meant", kGroupPage, ""},
     check_public},
    {{"ARC5202", Severity::kWarning, "nothing that exists is opened further",
      "more can be reached or done than before", "go on if this is meant", kPolicyPage, ""},
     check_wider},
};

}  // namespace

std::span<const ChangeRule> security_rules() { return kSecurityRulesRules; }

}  // namespace archsynth::analysis

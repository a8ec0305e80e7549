// Layer 3: how identities may come to act as others.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "elements.h"

namespace archsynth::analysis {
namespace {

/// The statements of a resource that limit nobody.
struct OwnStatements {
  const cfn::Resource* resource = nullptr;
  std::string_view property;
  Origin origin;
  std::vector<Scope> scopes;

  /// Whether they give an action on all that it can be about.
  Found gives(const AuditedStack& stack, std::string_view action) const {
    Found best;
    for (const Scope& each : scopes) {
      const Found one = both(each.names(action), each.reaches_all(stack, action));
      if (one.is > best.is || best.by == nullptr) best = {std::max(one.is, best.is), one.by};
    }
    return best;
  }
};

/// The escalation paths that are open, and those that may be.
void answer_escalations(const AuditedStack& stack, const OwnStatements& each, AuditAnswers& to) {
  std::vector<std::string> ways;
  Found open;
  Found decides;
  for (const spec::Escalation& way : spec::escalations()) {
    std::vector<std::string> actions;
    if (way.how == spec::Escalation::How::kPass) actions.emplace_back("iam:PassRole");
    for (const std::string_view action : way.actions) actions.emplace_back(action);
    Found all{Certainty::kYes, nullptr};
    Found first;
    for (const std::string& one : actions) {
      const Found given = each.gives(stack, one);
      if (first.by == nullptr) first = given;
      all = both(all, given);
      if (all.is == Certainty::kNo) break;
    }
    if (all.is == Certainty::kYes && ways.empty()) decides = first;
    if (all.is == Certainty::kYes) ways.push_back(join(actions, " with "));
    if (all.is == Certainty::kMaybe && open.by == nullptr) open = all;
  }
  if (ways.empty() && open.by != nullptr)
    return to.unknown(*each.resource, each.property, why_open(*open.by),
                      first_known(open.by->at, each.origin));
  to.answer(ways.empty(), *each.resource, each.property,
            ways.empty() ? "none of the known escalation paths is open" : some_of(ways),
            decides.by == nullptr ? each.origin : first_known(decides.by->at, each.origin));
}

void check_escalations(const AuditedStack& stack, AuditAnswers& to) {
  std::vector<OwnStatements> all;
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    if (all.empty() || all.back().resource != &each.resource)
      all.push_back({&each.resource, property_of(each), each.origin, {}});
    if (limits_of(stack.view, each).empty()) all.back().scopes.push_back(scope_of(stack, each.map));
  });
  for (const OwnStatements& each : all) answer_escalations(stack, each, to);
}

void check_pass_role(const AuditedStack& stack, AuditAnswers& to) {
  constexpr std::string_view kPass = "iam:PassRole";
  each_allow(stack, PolicyKind::kIdentity, [&](const AllowStatement& each) {
    const Scope scope = scope_of(stack, each.map);
    const Found passes = scope.names(kPass);
    if (passes.is == Certainty::kNo) return;
    const Found all = scope.reaches_all(stack, kPass);
    const Found found = both(all, passes);
    if (found.is == Certainty::kMaybe)
      return to.unknown(each.resource, property_of(each), why_open(*found.by),
                        place_of(each, found));
    to.answer(found.is == Certainty::kNo, each.resource, property_of(each),
              found.is == Certainty::kYes ? fmt::format("{} on {}", kPass, resource_text(all))
                                          : "the policy names the roles that it passes",
              place_of(each, all));
  });
}

/// `ApiFunction -> ApiRole (the role's trust policy, stack.yaml:4:3) -> administrator (…)`.
std::string path_text(const EscalationPath& path) {
  std::string text = path.from();
  for (const IdentityStep& each : path.steps) {
    const std::string place = each.origin.is_stated() ? ", " + each.origin.to_string() : "";
    text += fmt::format(" -> {} ({}{})", each.to, each.how, place);
  }
  return text;
}

/// Whether it only says that an identity is an administrator, or that a service acts as one: that
/// its policies give so much is the concern of ARC6301.
bool is_of_another_control(const AuditedStack& stack, const EscalationPath& path) {
  bool is_service = false;
  bool is_code = false;
  for (const model::RoleUse& each : stack.identities.uses()) {
    if (each.user->id.str() != path.from() || each.role->id.str() != path.steps.front().to)
      continue;
    (each.kind == model::RoleUse::Kind::kCode ? is_code : is_service) = true;
  }
  is_service = is_service && !is_code;
  if (path.steps.size() != (is_service ? 2U : 1U)) return false;
  const model::Identity* who = stack.identities.find(stack.view.find(path.steps.back().from));
  std::string open;
  return who != nullptr && is_administrator(*who, open) != model::Certainty::kNo;
}

void check_paths(const AuditedStack& stack, AuditAnswers& to) {
  std::set<std::string_view> on_path;
  for (const EscalationPath& each : stack.identity.escalations) {
    if (is_of_another_control(stack, each)) continue;
    const cfn::Resource* from = stack.view.find(each.from());
    // What is outside has no properties to mend: the first identity of the stack has.
    if (from == nullptr) from = stack.view.find(each.steps.front().to);
    if (from == nullptr) continue;
    on_path.insert(from->id.str());
    const Origin& origin = each.steps.front().origin;
    if (each.open().empty()) {
      to.fail(*from, {}, path_text(each), origin);
    } else {
      to.unknown(*from, {}, fmt::format("{}: depends on {}", path_text(each), each.open()), origin);
    }
  }
  for (const model::Identity& each : stack.identities.all()) {
    if (on_path.contains(each.id())) continue;
    if (stack.identity.is_bounded) {
      to.unknown(*each.resource, {}, "the search for paths reached its limit");
    } else if (!each.unknown_policies.empty()) {
      to.unknown(*each.resource, {}, "depends on " + join(each.unknown_policies, ", "));
    } else {
      to.pass(*each.resource, {}, "no path to administrator");
    }
  }
}

constexpr AuditCheck kEscalationChecks[] = {
    {"ARC6316", check_escalations}, {"ARC6317", check_pass_role}, {"ARC6326", check_paths}};

}  // namespace

std::span<const AuditCheck> escalation_checks() { return kEscalationChecks; }

}  // namespace archsynth::analysis

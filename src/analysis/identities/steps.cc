// Who may become whom.

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "analysis/identities/identities.h"
#include "archsynth/support/text.h"
#include "spec/permissions.h"
#include "spec/regions.h"

namespace archsynth::analysis {
namespace {

using model::Allowance;
using model::Certainty;
using model::Identity;
using model::RoleUse;
using model::Statement;
using spec::Escalation;

std::string_view trust_action(std::string_view kind) {
  return kind == "Federated" ? "sts:AssumeRoleWithWebIdentity" : "sts:AssumeRole";
}

bool lets_assume(const Statement& statement, std::string_view kind) {
  if (!statement.allows) return false;
  if (statement.names(trust_action(kind)) == Certainty::kYes) return true;
  return kind == "Federated" && statement.names("sts:AssumeRoleWithSAML") == Certainty::kYes;
}

/// Something of the account that the template does not have.
std::vector<std::string> something_else() {
  return {std::string(1, model::kSomePart) + model::unknown_token("other")};
}

/// Steps that are listed, and searches for what identities can act as: beyond these, stacks of
/// hundreds of identities that may do everything take seconds.
constexpr std::size_t kMostSteps = 2000;
constexpr std::size_t kMostSearches = 2000;
constexpr std::size_t kMostAsked = 500'000;

constexpr std::string_view kOutside = "identities outside this template";

class Steps {
 public:
  Steps(const IdentityStack& stack, bool& is_bounded) : stack_(stack), is_bounded_(is_bounded) {}

  std::vector<IdentityStep> take() {
    for (const RoleUse& each : stack_.identities.uses()) add_use(each);
    for (const Identity& each : stack_.identities.all()) {
      add_trust(each);
      if (!each.is_role()) continue;
      for (const Statement& one : each.trust) {
        if (lets_assume(one, "AWS")) assumable_.emplace_back(&each, &one);
      }
    }
    for (const Identity& each : stack_.identities.all()) {
      if (each.statements.empty() && each.unknown_policies.empty()) continue;
      std::string open;
      if (is_administrator(each, open) == Certainty::kYes || has_asked_enough()) continue;
      add_assumed(each);
      for (const Escalation& way : spec::escalations()) add_way(each, way);
    }
    for (const Identity& each : stack_.identities.all()) {
      if (each.statements.empty() && each.unknown_policies.empty()) continue;
      std::string open;
      if (is_administrator(each, open) == Certainty::kYes || has_asked_enough()) continue;
      for (const Escalation& way : spec::escalations()) {
        if (way.how == Escalation::How::kGrow) add_grown(each, way);
      }
    }
    return std::move(steps_);
  }

 private:
  /// Of very many identities, the steps of the first ones are found.
  bool has_asked_enough() {
    is_bounded_ |= asked_ > kMostAsked;
    return asked_ > kMostAsked;
  }

  /// One step for all ways by which one acts as another; certain ways hide the others.
  void add(const std::string& from, const std::string& to, const std::string& how,
           const std::string& open, const Origin& origin) {
    const auto [place, is_new] = places_.try_emplace({from, to}, steps_.size());
    if (is_new) {
      steps_.push_back({from, to, how, open, origin});
      return;
    }
    IdentityStep& same = steps_[place->second];
    if (open.empty() && !same.open.empty()) {
      same = {from, to, how, open, origin};
    } else if (open.empty() == same.open.empty() && same.how.find(how) == same.how.npos) {
      same.how += " or " + how;
    }
  }

  void add_use(const RoleUse& use) {
    const std::string how = use.kind == RoleUse::Kind::kCode ? "its code has the role's credentials"
                            : use.kind == RoleUse::Kind::kAgent ? "the ECS agent starts it"
                                                                : "the service acts with it";
    add(use.user->id.str(), use.role->id.str(), fmt::format("{} ({})", how, use.property), {},
        use.origin);
  }

  void add_trust(const Identity& role) {
    for (const Statement& each : role.trust) {
      if (each.has_other_principals && each.allows) {
        add("anyone except those it names", role.id(), "the role's trust policy",
            conditions_text(each), each.origin);
        continue;
      }
      for (const model::Principal& who : each.principals) {
        if (!lets_assume(each, who.kind)) continue;
        std::string open = conditions_text(each);
        if (open.empty() && (who.text == stack_.identities.arns().account() || is_root(who)))
          open = "who in the account may call sts:AssumeRole on the role";
        std::string how = "the role's trust policy";
        settle_limits(who, each, how, open);
        add(name_of(stack_, who), role.id(), how, open, each.origin);
      }
    }
  }

  bool is_root(const model::Principal& who) const {
    return who.text == stack_.identities.arns().iam("root");
  }

  /// Roles that trust the account, for an identity that is allowed to assume them.
  /// Source: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
  void add_assumed(const Identity& who) {
    for (const auto& [role, each] : assumable_) {
      bool is_by_account = false;
      if (role == &who) continue;
      if (stack_.identities.lets_in(*each, who, is_by_account) != Certainty::kMaybe) continue;
      const Allowance found = allows(who, "sts:AssumeRole", of(*role->resource, "sts:AssumeRole"));
      if (found.answer == Certainty::kNo || !is_by_account) continue;
      const std::string open = found.open.empty() ? conditions_text(*each) : found.open;
      add(who.id(), role->id(), "sts:AssumeRole", open, found.by->origin);
    }
  }

  Allowance allows(const Identity& who, std::string_view action,
                   const std::vector<std::string>& arns,
                   const model::RequestContext& request = {}) const {
    model::RequestContext known = request;
    // Every caller can use TLS, and the one region in which IAM is.
    known.emplace("aws:securetransport", "true");
    const auto region = spec::region(stack_.view.region());
    if (action.starts_with("iam:") && (!region || region->partition == "aws"))
      known.emplace("aws:requestedregion", "us-east-1");
    const Allowance found = stack_.identities.allows(who, action, arns, known);
    // Policies that are not known are listed as such.
    return found.by == nullptr ? Allowance() : found;
  }

  const std::vector<std::string>& of(const cfn::Resource& resource, std::string_view action) {
    ++asked_;
    const auto [known, is_new] = arns_.try_emplace({&resource, action});
    if (is_new) known->second = stack_.identities.arns().of(resource, action);
    return known->second;
  }

  /// Whether all actions but the first are allowed on something.
  Allowance others(const Identity& who, const Escalation& way) const {
    Allowance least{Certainty::kYes, nullptr, {}};
    bool is_first = way.how != Escalation::How::kPass;
    for (const std::string_view action : way.actions) {
      if (std::exchange(is_first, false)) continue;
      const Allowance one = allows(who, action, something_else());
      if (one.answer >= least.answer) continue;
      least = one;
      if (one.answer == Certainty::kNo) break;
    }
    return least;
  }

  static std::string how_text(const Escalation& way) {
    std::vector<std::string> actions;
    for (const std::string_view each : way.actions) actions.emplace_back(each);
    const std::string all = join(actions, ", ");
    return way.how == Escalation::How::kPass ? "iam:PassRole with " + all : all;
  }

  void add_way(const Identity& who, const Escalation& way) {
    if (steps_.size() >= kMostSteps) {
      is_bounded_ = true;
      return;
    }
    if (who.resource->type == "AWS::IAM::Group") return;
    const Allowance rest = others(who, way);
    if (rest.answer == Certainty::kNo) return;
    switch (way.how) {
      case Escalation::How::kPass:
        return add_passed(who, way, rest);
      case Escalation::How::kTake:
        return add_taken(who, way, rest);
      case Escalation::How::kBecome:
        return add_become(who, way, rest);
      case Escalation::How::kGrow:
        return;  // asks who it can act as, so comes last
    }
  }

  void add_passed(const Identity& who, const Escalation& way, const Allowance& rest) {
    const model::RequestContext request{{"iam:passedtoservice", std::string(way.service)}};
    for (const Identity& role : stack_.identities.all()) {
      if (!role.is_role() || &role == &who || !trusts(role, way.service)) continue;
      const Allowance found =
          allows(who, "iam:PassRole", of(*role.resource, "iam:PassRole"), request);
      if (found.answer == Certainty::kNo) continue;
      add(who.id(), role.id(), how_text(way), found.open.empty() ? rest.open : found.open,
          found.by->origin);
    }
    add_outside(who, way, "iam:PassRole", request);
  }

  static bool trusts(const Identity& role, std::string_view service) {
    return std::any_of(role.trust.begin(), role.trust.end(), [&](const Statement& each) {
      return lets_assume(each, "Service") &&
             std::any_of(each.principals.begin(), each.principals.end(),
                         [&](const model::Principal& one) {
                           return one.kind == "Service" && one.text == service;
                         });
    });
  }

  /// Identities of the account that the template does not have.
  void add_outside(const Identity& who, const Escalation& way, std::string_view action,
                   const model::RequestContext& request = {}) {
    const Allowance found = allows(who, action, something_else(), request);
    if (found.answer != Certainty::kYes) return;
    const auto same = std::find_if(steps_.begin(), steps_.end(), [&](const IdentityStep& each) {
      return each.from == who.id() && each.to == kOutside;
    });
    constexpr std::string_view kMore = " and other ways";
    if (same == steps_.end()) {
      add(who.id(), std::string(kOutside), how_text(way), std::string(kElsewhere),
          found.by->origin);
    } else if (!same->how.ends_with(kMore)) {
      same->how += kMore;
    }
  }

  void add_taken(const Identity& who, const Escalation& way, const Allowance& rest) {
    const std::string_view action = *way.actions.begin();
    for (const cfn::Resource* each : stack_.view.of(way.on)) {
      const cfn::Resource* role = role_within(*each);
      if (role == nullptr || role == who.resource) continue;
      const Allowance found = allows(who, action, reached_at(*each, action));
      if (found.answer == Certainty::kNo) continue;
      add(who.id(), role->id.str(), fmt::format("{} on {}", how_text(way), each->id.str()),
          found.open.empty() ? rest.open : found.open, found.by->origin);
    }
    add_outside(who, way, action);
  }

  /// The role whose credentials code in a resource has.
  const cfn::Resource* role_within(const cfn::Resource& resource) const {
    const cfn::Resource* holder = &resource;
    if (resource.type == "AWS::ECS::Service") {
      const auto opens = stack_.view.truth(property(resource, {"EnableExecuteCommand"}));
      if (!opens.value_or(false)) return nullptr;
      holder = stack_.view.target(property(resource, {"TaskDefinition"}));
    }
    for (const RoleUse& each : stack_.identities.uses()) {
      if (each.user == holder && each.kind == RoleUse::Kind::kCode) return each.role;
    }
    return nullptr;
  }

  /// Shells in tasks are asked of their cluster and of themselves.
  /// Source:
  /// https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html
  std::vector<std::string> reached_at(const cfn::Resource& resource, std::string_view action) {
    if (resource.type != "AWS::ECS::Service") return of(resource, action);
    const cfn::Resource* cluster = stack_.view.target(property(resource, {"Cluster"}));
    if (cluster == nullptr) return something_else();
    std::string arn = stack_.identities.arns().of(*cluster);
    const std::size_t at = arn.find(":cluster/");
    std::vector<std::string> all{arn};
    if (at != arn.npos)
      all.push_back(arn.replace(at, 9, ":task/") + "/" + std::string(1, model::kSomePart));
    return all;
  }

  void add_become(const Identity& who, const Escalation& way, const Allowance& rest) {
    const std::string_view action = *way.actions.begin();
    const bool adds_user = way.on == "AWS::IAM::Group";
    const std::string needs_user =
        adds_user && who.is_role() ? "whether it has the credentials of a user" : "";
    for (const Identity& other : stack_.identities.all()) {
      if (other.resource->type != way.on || &other == &who) continue;
      const Allowance found = allows(who, action, of(*other.resource, action));
      if (found.answer == Certainty::kNo) continue;
      std::string open = found.open.empty() ? rest.open : found.open;
      add(who.id(), other.id(), fmt::format("{} on {}", how_text(way), other.id()),
          open.empty() ? needs_user : open, found.by->origin);
    }
    if (needs_user.empty()) add_outside(who, way, action);
  }

  void add_grown(const Identity& who, const Escalation& way) {
    if (who.resource->type == "AWS::IAM::Group") return;
    const std::string_view action = *way.actions.begin();
    for (const cfn::Resource* target : stack_.view.of(way.on)) {
      if (is_grown_.contains(who.resource)) return;
      const Allowance found = allows(who, action, of(*target, action));
      if (found.answer == Certainty::kNo) continue;
      const Identity* other = is_own(who, target) ? &who : holder_of(target, who);
      if (other == nullptr) continue;
      std::string open = found.open;
      if (open.empty() && other->has_boundary) open = "the permissions boundary of " + other->id();
      const std::string then = other == &who ? "" : fmt::format(", and acts as {}", other->id());
      add(who.id(), std::string(kAdministrator),
          fmt::format("{} on {}{}", action, target->id.str(), then), open, found.by->origin);
      if (open.empty()) is_grown_.insert(who.resource);
    }
  }

  static bool is_own(const Identity& who, const cfn::Resource* target) {
    return target == who.resource || has(who.managed, target) || has(who.groups, target);
  }

  /// An identity that has what the target says of it, and that the other can act as.
  const Identity* holder_of(const cfn::Resource* target, const Identity& who) {
    if (searches_ >= kMostSearches) {
      is_bounded_ = true;
      return nullptr;
    }
    ++searches_;
    for (const Identity& each : stack_.identities.all()) {
      if (&each != &who && is_own(each, target) && leads(who.id(), each.id())) return &each;
    }
    return nullptr;
  }

  /// Whether certain steps lead from one to the other.
  bool leads(const std::string& from, const std::string& to) const {
    std::vector<std::string_view> open{from};
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i] == to) return true;
      for (const IdentityStep& each : steps_) {
        if (each.from != open[i] || !each.open.empty()) continue;
        if (std::find(open.begin(), open.end(), each.to) == open.end()) open.push_back(each.to);
      }
    }
    return false;
  }

  static bool has(const std::vector<const cfn::Resource*>& all, const cfn::Resource* one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  }

  const IdentityStack& stack_;
  bool& is_bounded_;
  std::vector<IdentityStep> steps_;
  /// Roles with their statements that let identities assume them.
  std::vector<std::pair<const Identity*, const Statement*>> assumable_;
  std::map<std::pair<std::string, std::string>, std::size_t> places_;  ///< of steps, by their ends
  std::size_t searches_ = 0;
  std::size_t asked_ = 0;
  std::set<const cfn::Resource*> is_grown_;  ///< to administrator, for certain
  std::map<std::pair<const cfn::Resource*, std::string_view>, std::vector<std::string>> arns_;
};

}  // namespace

std::vector<IdentityStep> identity_steps(const IdentityStack& stack, bool& is_bounded) {
  return Steps(stack, is_bounded).take();
}

}  // namespace archsynth::analysis

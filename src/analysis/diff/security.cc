#include "security.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "archsynth/support/text.h"
#include "identities.h"
#include "merged_actions.h"
#include "openings.h"
#include "spec/type_facts.h"
#include "spec/updates.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

std::string condition_text(const Opening& opening) {
  if (!opening.limits.empty()) return opening.limits;
  return opening.conditions.empty() ? "" : ", under a condition";
}

SecurityChange change_of(bool is_wider, const Opening& opening, std::string what) {
  SecurityChange change;
  change.is_wider = is_wider;
  change.is_public = opening.is_public;
  change.is_administration = opening.is_administration;
  change.resource = opening.resource;
  change.owner = opening.owner;
  change.what = std::move(what);
  change.grant = opening.grant;
  change.origin = opening.origin;
  return change;
}

/// Whom identity policies of one state are for, by policy: roles, users and groups.
class Holders {
 public:
  explicit Holders(const ResourcesById& all) {
    for (const auto& [id, resource] : all) {
      if (!resource->type.starts_with("AWS::IAM::")) continue;
      for (const char* key : {"Groups", "GroupName", "RoleName", "Roles", "UserName", "Users"}) {
        for (const cfn::Reference& each : references_at(*resource, key)) {
          if (all.contains(each.target.str())) holders_[id].insert(each.target.str());
        }
      }
      for (const cfn::Reference& each : references_at(*resource, "ManagedPolicyArns")) {
        holders_[each.target.str()].insert(id);
      }
      const bool is_policy = resource->type.ends_with("Policy");
      if (!is_policy) holders_[id].insert(id);
    }
  }

  std::set<std::string> of(const Opening& opening) const {
    const bool is_of_identity =
        opening.grant.principal.empty() && !opening.grant.action.empty() && !opening.traffic;
    const auto found = holders_.find(opening.resource);
    return is_of_identity && found != holders_.end() ? found->second : std::set<std::string>();
  }

  /// What each of them may do, whichever policy says so.
  Openings held(const Openings& all) const {
    Openings held;
    for (const auto& [what, openings] : all) {
      for (const Opening& each : openings) {
        for (const std::string& holder : of(each)) {
          const Opening its = held_by(holder, each);
          held[text(its)].push_back(its);
        }
      }
    }
    return held;
  }

  static Opening held_by(const std::string& holder, Opening opening) {
    opening.resource = opening.owner = holder;
    return opening;
  }
  static std::string text(const Opening& opening) {
    return fmt::format("{} allows {}{}", opening.owner, action_text(opening.grant),
                       on_text(opening.grant));
  }

 private:
  std::map<std::string, std::set<std::string>, std::less<>> holders_;
};

/// Whether all whom an opening is for have it otherwise: a statement that another policy takes
/// over.
class HeldOtherwise {
 public:
  HeldOtherwise(const Holders& here, const Openings& own, const Holders& there, const Openings& all)
      : here_(here), own_(own), there_(there), all_(all) {}

  bool has(const Opening& opening) {
    return opening.attached.empty() ? is_held(opening, here_.of(opening)) : has_policy(opening);
  }

 private:
  /// Whether whoever gets a policy of the template has all that it permits.
  bool has_policy(const Opening& opening) {
    bool is_known = false;
    for (const auto& [what, openings] : own_) {
      for (const Opening& each : openings) {
        if (each.resource != opening.attached) continue;
        if (!is_held(each, {opening.owner})) return false;
        is_known = true;
      }
    }
    return is_known;
  }

  bool is_held(const Opening& opening, const std::set<std::string>& holders) {
    if (holders.empty()) return false;
    if (!held_) {
      held_ = there_.held(all_);
      through_.emplace(*held_);
    }
    return std::all_of(holders.begin(), holders.end(), [&](const std::string& each) {
      const Opening its = Holders::held_by(each, opening);
      return through_->has(Holders::text(its), its);
    });
  }

  const Holders& here_;
  const Openings& own_;
  const Holders& there_;
  const Openings& all_;
  std::optional<Openings> held_;  ///< once it is asked for
  std::optional<LetThrough> through_;
};

/// Whether the owner's rules together let anyone in, and this one a part of them.
bool is_part_of_everyone(const Opening& opening, const LetThrough& all) {
  const bool is_part = opening.traffic && opening.traffic->is_ingress && !opening.is_public &&
                       AddressRange(opening.traffic->other).is_ipv4;
  if (!is_part) return false;
  Traffic everyone = *opening.traffic;
  everyone.other = "0.0.0.0/0";
  return all.has_traffic({opening.owner}, everyone);
}

/// Rules of security groups that let anyone in together.
void mark_joined(const OpenState& now, const LetThrough& let_through, const ResourcesById& after,
                 std::vector<SecurityChange>& changes) {
  for (SecurityChange& change : changes) {
    const auto resource = after.find(change.resource);
    const bool is_rule =
        resource != after.end() && resource->second->type.starts_with("AWS::EC2::SecurityGroup");
    const auto found = is_rule ? now.allowed.find(change.what) : now.allowed.end();
    if (found == now.allowed.end()) continue;
    for (const Opening& each : found->second) {
      if (!is_part_of_everyone(each, let_through)) continue;
      change.is_public = true;
      change.is_administration |= is_for_administrators(*each.traffic);
    }
  }
}

void add_missing(const Openings& from, const LetThrough& in, bool is_wider,
                 std::vector<SecurityChange>& changes, HeldOtherwise* otherwise = nullptr) {
  for (const auto& [what, openings] : from) {
    std::string last;
    for (const Opening& each : openings) {
      if (in.has(what, each) || (otherwise != nullptr && otherwise->has(each))) continue;
      std::string text = what + condition_text(each);
      if (text == last) continue;
      last = text;
      changes.push_back(change_of(is_wider, each, std::move(text)));
    }
  }
}

/// What was denied, or behind a firewall, and is no longer, while what it guards stays.
void add_undenied(const ResourcesById& before, const ResourcesById& after, const Openings& old,
                  const Openings& left, std::vector<SecurityChange>& changes) {
  const LetThrough now(left);
  for (const auto& [what, openings] : old) {
    for (const Opening& each : openings) {
      const bool goes = before.contains(each.owner) && !after.contains(each.owner);
      // A denial under other conditions is another one: stricter conditions deny less.
      const bool is_told = !each.within.empty() && !left.contains(each.within);
      if (goes || is_told || now.has(what, each)) continue;
      Opening placed = each;
      const auto resource = after.find(each.resource);
      if (resource != after.end()) placed.origin = resource->second->origin;
      changes.push_back(change_of(true, placed, fmt::format("no longer: {}", what)));
      break;
    }
  }
}

/// Adds the resources of a type that a value names.
void add_named(const cfn::Value& value, std::string_view type, const ResourcesById& all,
               std::set<std::string>& to) {
  for (const cfn::Reference& each : cfn::references(value)) {
    const auto found = all.find(each.target.str());
    if (found != all.end() && found->second->type == type) to.insert(each.target.str());
  }
}

/// The security groups of the template that a resource is in.
std::set<std::string> groups_of(const cfn::Resource& resource, const ResourcesById& all) {
  std::set<std::string> groups;
  const auto facts = spec::type_facts(resource.type);
  if (!facts) return groups;
  for (const std::string_view path : facts->security_groups) {
    const cfn::Value* value = property(resource, {path.substr(0, path.find('.'))});
    if (value != nullptr) add_named(*value, "AWS::EC2::SecurityGroup", all, groups);
  }
  return groups;
}

void add_roles(const cfn::Map& map, const ResourcesById& all, std::set<std::string>& to);

void add_roles(const cfn::Value& value, const ResourcesById& all, std::set<std::string>& to) {
  if (value.map() != nullptr) add_roles(*value.map(), all, to);
  if (value.list() == nullptr) return;
  for (const cfn::Value& each : *value.list()) add_roles(each, all, to);
}

void add_roles(const cfn::Map& map, const ResourcesById& all, std::set<std::string>& to) {
  for (const cfn::MapEntry& each : map) {
    if (each.key.find("Role") == each.key.npos) {
      add_roles(each.value, all, to);
    } else {
      add_named(each.value, "AWS::IAM::Role", all, to);
    }
  }
}

/// The roles of the template that a resource uses: what properties called so name. Those of a
/// policy are whom it is for.
std::set<std::string> roles_of(const cfn::Resource& resource, const ResourcesById& all) {
  std::set<std::string> roles;
  const bool is_of_policy =
      resource.type.starts_with("AWS::IAM::") && resource.type != "AWS::IAM::InstanceProfile";
  if (!is_of_policy) add_roles(resource.properties, all, roles);
  return roles;
}

/// What roles let be done, told of whoever uses them.
Openings as_of(const std::string& user, const std::set<std::string>& roles, const Openings& all) {
  Openings own;
  for (const auto& [what, openings] : all) {
    for (const Opening& each : openings) {
      // Who may assume a role is another question.
      if (!roles.contains(each.owner) || !each.grant.principal.empty() || each.traffic) continue;
      std::string does = fmt::format("allows {}{}", action_text(each.grant), on_text(each.grant));
      if (each.grant.action.empty()) {
        const std::size_t colon = what.find(": ");
        if (colon == what.npos) continue;
        does = what.substr(colon + 2);
      }
      Opening& mine = own[fmt::format("{}: its role {}", user, does)].emplace_back(each);
      mine.resource = mine.owner = user;
    }
  }
  return own;
}

/// Roles, users and groups that get what a policy or group gives others already.
void add_joined(const ResourcesById& before, const ResourcesById& after,
                std::vector<SecurityChange>& changes) {
  for (const auto& [id, resource] : after) {
    const auto earlier = before.find(id);
    if (earlier == before.end()) continue;
    for (const spec::OpenProperty& row : spec::open_properties(resource->type)) {
      if (row.open != "joins") continue;
      std::set<std::string> known;
      for (const cfn::Value* each : items_at(*earlier->second, row.property)) {
        known.insert(shown(each));
      }
      for (const cfn::Value* each : items_at(*resource, row.property)) {
        Opening opening;
        opening.resource = id;
        opening.owner = shown(each);
        opening.origin = each->origin().known() ? each->origin() : resource->origin;
        const bool is_new = after.contains(opening.owner) && !before.contains(opening.owner);
        if (is_new || known.contains(opening.owner)) continue;
        changes.push_back(
            change_of(true, opening, fmt::format("{}: {} {}", opening.owner, row.what, id)));
      }
    }
  }
}

/// Resources that use another role than before, which lets more be done.
void add_changed_roles(const ResourcesById& before, const ResourcesById& after, const Openings& old,
                       const Openings& now, std::vector<SecurityChange>& changes) {
  for (const auto& [id, resource] : after) {
    const auto earlier = before.find(id);
    if (earlier == before.end() || resource->properties == earlier->second->properties) continue;
    const std::set<std::string> roles = roles_of(*resource, after);
    const std::set<std::string> known = roles_of(*earlier->second, before);
    if (roles == known || roles.empty()) continue;
    const Openings had = as_of(id, known, old);
    Openings has = as_of(id, roles, now);
    for (auto& [what, openings] : has) {
      for (Opening& each : openings) each.origin = resource->origin;
    }
    add_missing(has, LetThrough(had), true, changes);
  }
}

/// Resources that are put into a group that is open to anyone already.
void add_entered_groups(const ResourcesById& before, const ResourcesById& after,
                        const LetThrough& old, const LetThrough& now,
                        std::vector<SecurityChange>& changes) {
  for (const auto& [id, resource] : after) {
    const auto earlier = before.find(id);
    if (earlier == before.end()) continue;
    const std::set<std::string> groups = groups_of(*earlier->second, before);
    for (const std::string& group : groups_of(*resource, after)) {
      if (groups.contains(group) || !before.contains(group)) continue;
      for (const Opening* each : now.public_traffic(group)) {
        if (old.has_traffic(groups, *each->traffic)) continue;
        Opening opening = *each;
        opening.resource = opening.owner = id;
        opening.origin = resource->origin;
        changes.push_back(change_of(
            true, opening,
            fmt::format("{}: is in {}, which is open to {}", id, group, each->traffic->other)));
      }
    }
  }
}

}  // namespace

std::vector<SecurityChange> security_changes(const ResourcesById& before,
                                             const ResourcesById& after) {
  const OpenState old = open_state(before);
  const OpenState now = open_state(after);
  std::vector<SecurityChange> changes;
  const LetThrough let_through(old.allowed);
  const LetThrough let_through_now(now.allowed);
  const Holders held(before);
  const Holders holds(after);
  HeldOtherwise held_before(holds, now.allowed, held, old.allowed);
  HeldOtherwise held_now(held, old.allowed, holds, now.allowed);
  add_missing(now.allowed, let_through, true, changes, &held_before);
  mark_joined(now, let_through_now, after, changes);
  add_entered_groups(before, after, let_through, let_through_now, changes);
  add_joined(before, after, changes);
  add_changed_roles(before, after, old.allowed, now.allowed, changes);
  add_undenied(before, after, old.denied, now.denied, changes);
  add_missing(old.allowed, let_through_now, false, changes, &held_now);
  std::stable_sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) {
    return std::pair(!a.is_wider, !a.is_public) < std::pair(!b.is_wider, !b.is_public);
  });
  merge_actions(changes);
  return changes;
}

}  // namespace archsynth::analysis

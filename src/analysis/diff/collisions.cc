#include "collisions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "cfn/evaluate/choice.h"
#include "identities.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

using Action = ResourceChange::Action;

constexpr std::string_view kDeployment = "AWS::ApiGateway::Deployment";
using ClaimsByKey = std::unordered_map<std::string, std::vector<Claim>>;

bool is_chosen(const cfn::Value& value) {
  bool found = false;
  cfn::walk(value, [&](const cfn::Value& each) { found |= cfn::is_choice(each); });
  return found;
}

class Collisions {
 public:
  Collisions(const Sides& sides, Diff& changes) : sides_(sides), changes_(changes) {
    for (ResourceChange& each : changes.resources) by_id_[each.id] = &each;
    collect(sides.before(), "old ", old_);
    collect(sides.after(), "new ", new_);
  }

  void judge() {
    judge_stages();
    for (const auto& [key, claims] : new_) {
      const auto held = old_.find(key);
      if (held == old_.end()) continue;
      if (claims.front().most > 0) {
        judge_crowd(claims, held->second);
        continue;
      }
      for (const Claim& claim : claims) {
        if (claim.is_taken) {
          for (const Claim& other : held->second) share(claim, other);
        } else if (ResourceChange* change = change_of(*claim.resource)) {
          judge(claim, *change, held->second, key);
        }
      }
    }
  }

 private:
  /// What is created anew or leaves has another id on each side.
  std::string token(const cfn::Value& value, std::string_view side) const {
    const cfn::Value plain = canonical(value);
    if (is_chosen(plain)) return {};
    std::string text = fingerprint(plain);
    for (const cfn::Reference& each : cfn::references(plain)) {
      const auto change = by_id_.find(each.target.str());
      if (change == by_id_.end()) continue;
      const ResourceChange& found = *change->second;
      if (found.action == Action::kModify && found.consequence == Consequence::kMayReplace) {
        return {};
      }
      const bool is_same =
          found.action == Action::kModify && found.consequence != Consequence::kReplaces;
      if (!is_same) text += fmt::format("{}{}", side, each.target.str());
    }
    return text;
  }

  void collect(const ResourcesById& resources, std::string_view side, ClaimsByKey& claims) const {
    const ClaimContext context{resources,
                               [&](const cfn::Value& value) { return token(value, side); }};
    for (const auto& [id, resource] : resources) {
      // A resource of its own that stays says "@" on both sides alike.
      for (Claim& each : claims_of(*resource, context)) {
        claims[each.key].push_back(std::move(each));
      }
    }
  }

  /// A stage is described only by the deployment that creates it.
  /// Source: https://github.com/awsdocs/aws-cloudformation-user-guide/pull/387
  void judge_stages() {
    for (ResourceChange& each : changes_.resources) {
      if (each.type != kDeployment || !is_created(&each)) continue;
      const cfn::Resource& deployment = *sides_.after().at(each.id);
      const std::string stage = stage_of(deployment, "new ");
      if (stage.empty() || property(deployment, {"StageDescription"}) == nullptr) continue;
      for (const auto& [id, old] : sides_.before()) {
        if (stage_of(*old, "old ") != stage) continue;
        each.data = DataFate::kFails;
        each.data_reason = fmt::format(
            "the stage {} exists already, and only a new stage can have a StageDescription",
            quoted(brief(*property(deployment, {"StageName"}))));
        break;
      }
    }
  }

  /// The API and the stage that a resource makes; empty where it makes none.
  std::string stage_of(const cfn::Resource& resource, std::string_view side) const {
    if (resource.type != kDeployment && resource.type != "AWS::ApiGateway::Stage") return {};
    const cfn::Value* api = property(resource, {"RestApiId"});
    const cfn::Value* name = property(resource, {"StageName"});
    if (api == nullptr || name == nullptr) return {};
    const std::string one = token(*api, side);
    const std::string other = token(*name, side);
    return one.empty() || other.empty() ? std::string() : one + "\n" + other;
  }

  static bool collide(const Claim& a, const Claim& b) {
    if (!a.differing.empty() && a.differing == b.differing) return false;
    if (!a.exclusive.empty() && a.differing != a.exclusive && b.differing != a.exclusive) {
      return false;
    }
    return a.range.text.empty() || overlap(a.range, b.range);
  }

  /// Whether the claims are of one resource, be it one that a transform makes.
  static bool is_same(const Claim& a, const Claim& b) {
    return a.resource->id == b.resource->id && a.part == b.part;
  }

  static bool has(const ClaimsByKey& claims, const std::string& key, const Claim& like) {
    const auto found = claims.find(key);
    return found != claims.end() &&
           std::any_of(found->second.begin(), found->second.end(), [&](const Claim& each) {
             return is_same(each, like) && each.range.text == like.range.text &&
                    each.differing == like.differing;
           });
  }

  ResourceChange* change_of(const cfn::Resource& resource) const {
    const auto found = by_id_.find(resource.id.str());
    return found == by_id_.end() ? nullptr : found->second;
  }

  /// Whether one is only touched when the other is done.
  bool comes_after(const cfn::Resource& resource, const std::string& other,
                   std::set<std::string>& seen) const {
    if (!seen.insert(resource.id.str()).second) return false;
    std::vector<std::string> targets;
    for (const cfn::LogicalId& each : resource.depends_on) targets.push_back(each.str());
    for (const cfn::Reference& each : cfn::references(resource.properties)) {
      targets.push_back(each.target.str());
    }
    return std::any_of(targets.begin(), targets.end(), [&](const std::string& each) {
      if (each == other) return true;
      const auto next = sides_.after().find(each);
      return next != sides_.after().end() && comes_after(*next->second, other, seen);
    });
  }

  static bool goes(const ResourceChange* old) {
    return old != nullptr &&
           (old->action == Action::kRemove || old->consequence == Consequence::kReplaces);
  }

  static bool is_created(const ResourceChange* change) {
    return change != nullptr &&
           (change->action == Action::kAdd || change->consequence == Consequence::kReplaces);
  }

  static std::size_t count_certain(const std::vector<Claim>& claims) {
    return static_cast<std::size_t>(
        std::count_if(claims.begin(), claims.end(),
                      [](const Claim& each) { return each.resource->condition.empty(); }));
  }

  /// What is created is there beside what is deleted at the end.
  void judge_crowd(const std::vector<Claim>& claims, const std::vector<Claim>& held) const {
    const auto most = static_cast<std::size_t>(claims.front().most);
    const auto leaving = std::find_if(held.begin(), held.end(), [&](const Claim& each) {
      return goes(change_of(*each.resource)) && each.resource->condition.empty();
    });
    std::vector<Claim> created = claims;
    std::erase_if(created, [&](const Claim& each) {
      return !is_created(change_of(*each.resource)) || !each.resource->condition.empty();
    });
    const bool is_full = count_certain(held) + created.size() > most;
    if (leaving == held.end() || !is_full || count_certain(claims) > most) return;
    for (const Claim& each : created) {
      ResourceChange& change = *change_of(*each.resource);
      change.data = DataFate::kFails;
      change.data_reason = fmt::format(
          "a {} can have {} {}s, and {} is one of them until it is deleted at the end of the "
          "update",
          each.scope, most, each.name, quoted(leaving->resource->id.str()));
    }
  }

  /// A claim that can be had twice.
  void share(const Claim& claim, const Claim& other) {
    const std::string& id = claim.resource->id.str();
    const std::string& holder = other.resource->id.str();
    const ResourceChange* old = change_of(*other.resource);
    if (id == holder || !goes(old) || old->is_retained) return;
    if (!collide(claim, other) || !are_together(*claim.resource, *other.resource)) return;
    changes_.taken.push_back({id, holder, claim.shown, claim.resource->origin});
  }

  void judge(const Claim& claim, ResourceChange& change, const std::vector<Claim>& held,
             const std::string& key) const {
    const std::string& id = claim.resource->id.str();
    const bool is_new = is_created(&change);
    if (!is_new && has(old_, key, claim)) return;
    for (const Claim& other : held) {
      const std::string& holder = other.resource->id.str();
      if (is_same(claim, other) && (claim.moves || !is_new)) continue;
      if (!collide(claim, other) || !are_together(*claim.resource, *other.resource)) continue;
      const ResourceChange* old = change_of(*other.resource);
      const bool is_left = !other.part.empty() && !has(new_, key, other);
      if (id != holder && !goes(old) && !is_left && !has(new_, key, other)) {
        std::set<std::string> seen;
        if (comes_after(*claim.resource, holder, seen)) continue;
      }
      mark(change, claim, other, old, goes(old) || is_left);
    }
  }

  /// Conditions that are open may exclude each other.
  static bool are_together(const cfn::Resource& a, const cfn::Resource& b) {
    return a.condition == b.condition;
  }

  static void mark(ResourceChange& change, const Claim& claim, const Claim& other,
                   const ResourceChange* old, bool goes) {
    const bool is_part = !other.part.empty();
    const std::string holder = is_part ? fmt::format("event {} of {}", quoted(other.part),
                                                     quoted(other.resource->id.str()))
                                       : quoted(other.resource->id.str());
    const std::string what = (other.shown.starts_with("the ") ? "" : "the ") + other.shown;
    if (claim.may_be_shared && change.data != DataFate::kNone) return;
    change.data = claim.may_be_shared ? DataFate::kUnknown : DataFate::kFails;
    if (is_same(claim, other)) {
      change.data_reason =
          fmt::format("the new one is created while the old one still has {}", what);
      change.is_name_kept = claim.name == "name" || claim.name.ends_with("Name");
    } else if (goes && old != nullptr && old->is_retained) {
      change.data_reason = fmt::format("{} is retained and keeps {}", holder, what);
    } else if (goes) {
      change.data_reason =
          fmt::format("{} has {} until it is deleted at the end of the update", holder, what);
    } else {
      change.data_reason = fmt::format("{} still has {}", holder, what);
    }
  }

  const Sides& sides_;
  Diff& changes_;
  std::unordered_map<std::string, ResourceChange*> by_id_;
  ClaimsByKey old_;
  ClaimsByKey new_;
};

}  // namespace

void judge_collisions(const Sides& sides, Diff& changes) { Collisions(sides, changes).judge(); }

}  // namespace archsynth::analysis

#include "subnet_groups.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

using Action = ResourceChange::Action;
using GroupChanges = std::map<std::string_view, const ResourceChange*>;

constexpr std::string_view kSubnetGroups[] = {
    "AWS::DocDB::DBSubnetGroup", "AWS::ElastiCache::SubnetGroup", "AWS::Neptune::DBSubnetGroup",
    "AWS::RDS::DBSubnetGroup"};

bool stays(const GroupChanges& changes, std::string_view id) {
  const auto found = changes.find(id);
  return found == changes.end() || (found->second->action == Action::kModify &&
                                    found->second->consequence < Consequence::kMayReplace);
}

/// The subnets of a group by what tells them apart; nothing where one is not known.
std::optional<std::set<std::string>> subnets_of(const cfn::Resource& group,
                                                const ResourcesById& all,
                                                const GroupChanges& changes,
                                                std::string_view side) {
  const cfn::Value* stated = property(group, {"SubnetIds"});
  if (stated == nullptr || stated->list() == nullptr) return std::nullopt;
  std::set<std::string> subnets;
  for (const cfn::Value& each : *stated->list()) {
    const std::vector<cfn::Reference> named = cfn::references(each);
    const bool is_stated = named.empty() && each.string() != nullptr;
    const bool is_own = named.size() == 1 && all.contains(named.front().target.str());
    if (!is_stated && !is_own) return std::nullopt;
    const bool is_other = is_own && !stays(changes, named.front().target.str());
    // One that is replaced is another one afterwards.
    subnets.insert((is_other ? std::string(side) : std::string()) + fingerprint(canonical(each)));
  }
  return subnets;
}

/// What is in the group before and after; empty where nothing is.
std::string member_of(const std::string& group, const Sides& sides, const GroupChanges& changes) {
  const auto names_it = [&](const cfn::Resource& resource) {
    const auto named = cfn::references(resource.properties);
    return std::any_of(named.begin(), named.end(),
                       [&](const cfn::Reference& each) { return each.target.str() == group; });
  };
  for (const auto& [id, before] : sides.before()) {
    const auto after = sides.after().find(id);
    if (after == sides.after().end() || !names_it(*before) || !names_it(*after->second)) continue;
    if (stays(changes, id)) return id;
  }
  return {};
}

}  // namespace

/// Source: https://github.com/aws/aws-cdk/issues/26135
void judge_subnet_groups(const Sides& sides, Diff& changes) {
  GroupChanges by_id;
  for (const ResourceChange& each : changes.resources) by_id.emplace(each.id, &each);
  for (ResourceChange& each : changes.resources) {
    const bool is_group = std::find(std::begin(kSubnetGroups), std::end(kSubnetGroups),
                                    each.type) != std::end(kSubnetGroups);
    if (!is_group || each.data != DataFate::kNone || !stays(by_id, each.id)) continue;
    const auto old = subnets_of(*sides.before().at(each.id), sides.before(), by_id, "old ");
    const auto now = subnets_of(*sides.after().at(each.id), sides.after(), by_id, "new ");
    const bool is_other = old && now && !old->empty() &&
                          std::none_of(old->begin(), old->end(),
                                       [&](const std::string& one) { return now->contains(one); });
    const std::string user = is_other ? member_of(each.id, sides, by_id) : "";
    if (user.empty()) continue;
    each.data = DataFate::kFails;
    each.data_reason =
        fmt::format("it loses all its subnets while {} is in one of them", quoted(user));
  }
}

}  // namespace archsynth::analysis

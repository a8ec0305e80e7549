#include "renames.h"

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "canonical.h"

namespace archsynth::analysis {
namespace {

using Ids = std::set<std::string>;

/// The value with one name for all resources that may have been renamed.
cfn::Value masked(const cfn::Value& value, const Ids& moving) {
  constexpr const char* kMoving = "Moving";
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    return moving.contains(ref->target.str()) ? cfn::ref(cfn::LogicalId(kMoving)) : value;
  }
  if (const auto* get = value.get_if<cfn::GetAtt>()) {
    if (!moving.contains(get->target.str())) return value;
    return cfn::get_att(cfn::LogicalId(kMoving), get->attribute);
  }
  if (const cfn::List* list = value.list()) {
    cfn::List items;
    for (const cfn::Value& each : *list) items.push_back(masked(each, moving));
    return items;
  }
  if (const cfn::Map* map = value.map()) {
    cfn::Map entries;
    for (const cfn::MapEntry& entry : *map) entries.append(entry.key, masked(entry.value, moving));
    return entries;
  }
  if (const auto* call = value.get_if<cfn::Call>()) {
    return cfn::call(call->function, masked(call->argument.front(), moving));
  }
  return value;
}

/// How much of two resources is the same, from 0 to 1: of their properties without tags, which
/// carry names.
double likeness(const cfn::Resource& a, const cfn::Resource& b, const Ids& moving) {
  std::size_t same = 0;
  std::size_t all = 0;
  const auto counts = [](const cfn::MapEntry& entry) { return entry.key != "Tags"; };
  for (const cfn::MapEntry& entry : a.properties) {
    if (!counts(entry)) continue;
    ++all;
    const cfn::Value* other = b.properties.find(entry.key);
    if (other == nullptr) continue;
    const std::string one = fingerprint(masked(canonical(entry.value), moving));
    same += one == fingerprint(masked(canonical(*other), moving)) ? 1 : 0;
  }
  for (const cfn::MapEntry& entry : b.properties) {
    all += counts(entry) && !a.properties.contains(entry.key) ? 1 : 0;
  }
  return all == 0 ? 1 : static_cast<double>(same) / static_cast<double>(all);
}

}  // namespace

std::vector<Rename> find_renames(const std::vector<const cfn::Resource*>& removed,
                                 const std::vector<const cfn::Resource*>& added) {
  constexpr double kLike = 0.6;
  Ids moving;
  for (const cfn::Resource* each : removed) moving.insert(each->id.str());
  for (const cfn::Resource* each : added) moving.insert(each->id.str());
  std::vector<Rename> renames;
  Ids taken;
  for (const cfn::Resource* from : removed) {
    const cfn::Resource* best = nullptr;
    // The nearer name decides between those that are equally like.
    std::pair<double, double> best_score;
    for (const cfn::Resource* to : added) {
      if (to->type != from->type || taken.contains(to->id.str())) continue;
      const double like = likeness(*from, *to, moving);
      const std::pair<double, double> score = {
          like, -static_cast<double>(edit_distance(from->id.str(), to->id.str()))};
      if (like < kLike || (best != nullptr && score <= best_score)) continue;
      best = to;
      best_score = score;
    }
    if (best == nullptr) continue;
    taken.insert(best->id.str());
    renames.push_back({from->id.str(), best->id.str(), from->type});
  }
  return renames;
}

}  // namespace archsynth::analysis

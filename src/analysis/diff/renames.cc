#include "renames.h"

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "compare.h"

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

/// Types of which each new state needs a resource of a new id.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html
bool is_numbered(std::string_view type) {
  return type == "AWS::Lambda::Version" || type == "AWS::Lambda::LayerVersion" ||
         type == "AWS::ApiGateway::Deployment";
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

/// Whether one id would not help: what holds data is replaced under it as well.
bool is_lost_anyway(const cfn::Resource& from, const cfn::Resource& to, const Ids& moving) {
  if (data_of(from.type).empty()) return false;
  const auto text = [&](const cfn::Resource& resource, std::string_view key) {
    const cfn::Value* value = resource.properties.find(key);
    return value == nullptr ? std::string() : fingerprint(masked(canonical(*value), moving));
  };
  const auto is_replaced = [&](const cfn::MapEntry& entry) {
    return text(from, entry.key) != text(to, entry.key) &&
           consequence_of(from.type, entry.key) == Consequence::kReplaces;
  };
  return std::any_of(from.properties.begin(), from.properties.end(), is_replaced) ||
         std::any_of(to.properties.begin(), to.properties.end(), is_replaced);
}

/// Pairs what is left where the ids differ as those of a pair do that is alike: one name within the
/// ids was changed.
void add_by_name(const std::vector<const cfn::Resource*>& removed,
                 const std::vector<const cfn::Resource*>& added, const Ids& moving,
                 std::vector<Rename>& renames) {
  std::set<std::pair<std::string, std::string>> names;
  Ids paired;
  for (const Rename& each : renames) {
    names.insert(differing(each.from, each.to));
    paired.insert({each.from, each.to});
  }
  for (const cfn::Resource* from : removed) {
    if (paired.contains(from->id.str()) || is_numbered(from->type)) continue;
    const auto to = std::find_if(added.begin(), added.end(), [&](const cfn::Resource* each) {
      return each->type == from->type && !paired.contains(each->id.str()) &&
             names.contains(differing(from->id.str(), each->id.str())) &&
             !is_lost_anyway(*from, *each, moving);
    });
    if (to == added.end()) continue;
    paired.insert((*to)->id.str());
    renames.push_back({.from = from->id.str(), .to = (*to)->id.str(), .type = from->type});
  }
}

}  // namespace

std::pair<std::string, std::string> differing(const std::string& a, const std::string& b) {
  const std::size_t most = std::min(a.size(), b.size());
  std::size_t first = 0;
  while (first < most && a[first] == b[first]) ++first;
  std::size_t last = 0;
  while (last < most - first && a[a.size() - 1 - last] == b[b.size() - 1 - last]) ++last;
  return {a.substr(first, a.size() - first - last), b.substr(first, b.size() - first - last)};
}

std::vector<Rename> find_renames(const std::vector<const cfn::Resource*>& removed,
                                 const std::vector<const cfn::Resource*>& added) {
  constexpr double kLike = 0.6;
  Ids moving;
  for (const cfn::Resource* each : removed) moving.insert(each->id.str());
  for (const cfn::Resource* each : added) moving.insert(each->id.str());
  std::vector<Rename> renames;
  Ids taken;
  for (const cfn::Resource* from : removed) {
    if (is_numbered(from->type)) continue;
    const cfn::Resource* best = nullptr;
    // The nearer name decides between those that are equally like.
    std::pair<double, double> best_score;
    for (const cfn::Resource* to : added) {
      if (to->type != from->type || taken.contains(to->id.str())) continue;
      const double like = likeness(*from, *to, moving);
      const std::pair<double, double> score = {
          like, -static_cast<double>(edit_distance(from->id.str(), to->id.str()))};
      if (like < kLike || is_lost_anyway(*from, *to, moving)) continue;
      if (best != nullptr && score <= best_score) continue;
      best = to;
      best_score = score;
    }
    if (best == nullptr) continue;
    taken.insert(best->id.str());
    renames.push_back({.from = from->id.str(), .to = best->id.str(), .type = from->type});
  }
  add_by_name(removed, added, moving, renames);
  std::sort(renames.begin(), renames.end(),
            [](const Rename& a, const Rename& b) { return a.from < b.from; });
  return renames;
}

}  // namespace archsynth::analysis

#include "renames.h"

#include <algorithm>
#include <map>
#include <set>
#include <string_view>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "compare.h"
#include "fate.h"
#include "spec/type_facts.h"
#include "view/view.h"

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

/// A resource with its properties as texts that are equal for what is the same.
struct Candidate {
  const cfn::Resource* resource = nullptr;
  std::map<std::string_view, std::string> properties{};

  const std::string& id() const { return resource->id.str(); }
};

/// A stack has no more resources; what is past them is in none that can be deployed.
constexpr std::size_t kMostCandidates = 500;

std::vector<Candidate> candidates(const std::vector<const cfn::Resource*>& resources,
                                  const Ids& moving) {
  std::vector<Candidate> made;
  for (const cfn::Resource* each : resources) {
    if (made.size() == kMostCandidates) break;
    if (is_numbered(each->type)) continue;
    Candidate& candidate = made.emplace_back(Candidate{each});
    for (const cfn::MapEntry& entry : each->properties) {
      candidate.properties.emplace(entry.key, fingerprint(masked(canonical(entry.value), moving)));
    }
  }
  return made;
}

/// How much of two resources is the same, from 0 to 1: of their properties without tags, which
/// carry names.
double likeness(const Candidate& a, const Candidate& b) {
  const auto text_of = [](const Candidate& of, const char* key) {
    const auto found = of.properties.find(key);
    return found == of.properties.end() ? std::string() : found->second;
  };
  // An alarm of another metric is another alarm.
  if (text_of(a, "MetricName") != text_of(b, "MetricName")) return 0;
  std::size_t same = 0;
  std::size_t all = 0;
  for (const auto& [key, text] : a.properties) {
    if (key == "Tags") continue;
    ++all;
    const auto other = b.properties.find(key);
    same += other != b.properties.end() && other->second == text ? 1 : 0;
  }
  for (const auto& [key, text] : b.properties) {
    all += key != "Tags" && !a.properties.contains(key) ? 1 : 0;
  }
  return all == 0 ? 1 : static_cast<double>(same) / static_cast<double>(all);
}

/// Whether one id would not help: what holds data is replaced under it as well.
bool is_lost_anyway(const Candidate& from, const Candidate& to) {
  if (data_of(from.resource->type).empty()) return false;
  const auto replaces = [&](const Candidate& one, const Candidate& other) {
    return std::any_of(one.properties.begin(), one.properties.end(), [&](const auto& each) {
      const auto found = other.properties.find(each.first);
      const bool is_same = found != other.properties.end() && found->second == each.second;
      return !is_same &&
             consequence_of(from.resource->type, std::string(each.first)) == Consequence::kReplaces;
    });
  };
  return replaces(from, to) || replaces(to, from);
}

/// Pairs what is left where the ids differ as those of a pair do that is alike: one name within the
/// ids was changed.
void add_by_name(const std::vector<Candidate>& removed, const std::vector<Candidate>& added,
                 std::vector<Rename>& renames) {
  std::set<std::pair<std::string, std::string>> names;
  Ids paired;
  for (const Rename& each : renames) {
    names.insert(differing(each.from, each.to));
    paired.insert({each.from, each.to});
  }
  for (const Candidate& from : removed) {
    if (paired.contains(from.id())) continue;
    const auto to = std::find_if(added.begin(), added.end(), [&](const Candidate& each) {
      return each.resource->type == from.resource->type && !paired.contains(each.id()) &&
             names.contains(differing(from.id(), each.id())) && !is_lost_anyway(from, each);
    });
    if (to == added.end()) continue;
    paired.insert(to->id());
    renames.push_back({.from = from.id(), .to = to->id(), .type = from.resource->type});
  }
}

bool is_among(const std::vector<cfn::Reference>& named, const std::string& id) {
  return std::any_of(named.begin(), named.end(),
                     [&](const cfn::Reference& each) { return each.target.str() == id; });
}

/// Whether it belongs to the store and reads nothing: a policy, a mount target, an alarm.
bool is_part(const cfn::Resource& resource, const std::string& store) {
  if (resource.type == "AWS::CloudWatch::Alarm") return true;
  const auto facts = spec::type_facts(resource.type);
  const std::vector<std::string_view> owners =
      facts ? facts->part_of.to_vector() : std::vector<std::string_view>();
  return std::any_of(owners.begin(), owners.end(), [&](std::string_view each) {
    const cfn::Value* owner = property(resource, {each});
    return owner != nullptr && is_among(cfn::references(*owner), store);
  });
}

/// Whether it is made with what another store held.
bool is_filled(const cfn::Resource& store) {
  constexpr std::string_view kSources[] = {"DBSnapshotIdentifier", "SnapshotIdentifier",
                                           "SourceDBInstanceIdentifier", "SnapshotId",
                                           "ImportSourceSpecification"};
  return std::any_of(std::begin(kSources), std::end(kSources),
                     [&](std::string_view key) { return property(store, {key}) != nullptr; });
}

/// Whether what named the old store names the new one.
bool has_moved_reader(const Sides& sides, const Rename& store,
                      const std::map<std::string, std::string>& earlier) {
  return std::any_of(sides.after().begin(), sides.after().end(), [&](const auto& each) {
    const auto renamed = earlier.find(each.first);
    const auto old = sides.before().find(renamed == earlier.end() ? each.first : renamed->second);
    return old != sides.before().end() && !is_part(*each.second, store.to) &&
           names(*each.second, store.to) && names(*old->second, store.from);
  });
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

bool names(const cfn::Resource& resource, const std::string& id) {
  return is_among(cfn::references(resource.properties), id);
}

void mark_emptied(const Sides& sides, Diff& changes) {
  std::map<std::string, std::string> earlier;
  for (const Rename& each : changes.renames) earlier.emplace(each.to, each.from);
  for (const Rename& each : changes.renames) {
    const auto old = std::find_if(changes.resources.begin(), changes.resources.end(),
                                  [&](const auto& change) { return change.id == each.from; });
    if (old == changes.resources.end() || old->data != DataFate::kRetained) continue;
    const cfn::Resource& store = *sides.after().at(each.to);
    old->is_emptied = is_read_by_name(store) && !data_of(store).empty() && !is_filled(store) &&
                      has_moved_reader(sides, each, earlier);
  }
}

std::vector<Rename> find_renames(const std::vector<const cfn::Resource*>& removed,
                                 const std::vector<const cfn::Resource*>& added) {
  constexpr double kLike = 0.6;
  if (removed.empty() || added.empty()) return {};
  Ids moving;
  for (const cfn::Resource* each : removed) moving.insert(each->id.str());
  for (const cfn::Resource* each : added) moving.insert(each->id.str());
  const std::vector<Candidate> old = candidates(removed, moving);
  const std::vector<Candidate> now = candidates(added, moving);
  std::vector<Rename> renames;
  Ids taken;
  for (const Candidate& from : old) {
    const Candidate* best = nullptr;
    // The nearer name decides between those that are equally like.
    std::pair<double, double> best_score;
    for (const Candidate& to : now) {
      if (to.resource->type != from.resource->type || taken.contains(to.id())) continue;
      const double like = likeness(from, to);
      if (like < kLike || (best != nullptr && like < best_score.first)) continue;
      if (is_lost_anyway(from, to)) continue;
      const std::pair<double, double> score = {
          like, -static_cast<double>(edit_distance(from.id(), to.id()))};
      if (best != nullptr && score <= best_score) continue;
      best = &to;
      best_score = score;
    }
    if (best == nullptr) continue;
    taken.insert(best->id());
    renames.push_back({.from = from.id(), .to = best->id(), .type = from.resource->type});
  }
  add_by_name(old, now, renames);
  std::sort(renames.begin(), renames.end(),
            [](const Rename& a, const Rename& b) { return a.from < b.from; });
  return renames;
}

namespace {

bool is_replaced(const ResourceChange& change) {
  return change.action == ResourceChange::Action::kModify &&
         change.consequence == Consequence::kReplaces;
}

/// What is new where an id has moved away gets one that is left, in any order.
void close_circle(const Sides& sides, std::vector<Rename>& shifts) {
  Ids from;
  Ids to;
  for (const Rename& each : shifts) {
    from.insert(each.from);
    to.insert(each.to);
  }
  std::vector<Rename> closing;
  auto free = to.begin();
  for (const Rename& each : shifts) {
    if (to.contains(each.from) || !sides.after().contains(each.from)) continue;
    while (from.contains(*free)) ++free;
    closing.push_back({.from = *free++, .to = each.from, .type = each.type});
  }
  shifts.insert(shifts.end(), closing.begin(), closing.end());
  for (Rename& each : shifts) each.is_shift = true;
}

}  // namespace

std::vector<Rename> find_shifts(const Sides& sides, const Diff& changes) {
  std::vector<const cfn::Resource*> old;
  std::vector<const cfn::Resource*> now;
  Ids replaced;
  Ids taken;
  for (const Rename& each : changes.renames) taken.insert({each.from, each.to});
  for (const ResourceChange& each : changes.resources) {
    const bool is_gone = each.action == ResourceChange::Action::kRemove && !taken.contains(each.id);
    if (is_replaced(each) || is_gone) old.push_back(sides.before().at(each.id));
    if (is_replaced(each)) replaced.insert(each.id);
    const bool is_new = is_replaced(each) || each.action == ResourceChange::Action::kAdd;
    if (is_new && !taken.contains(each.id)) now.push_back(sides.after().at(each.id));
  }
  if (replaced.empty()) return {};
  std::vector<Rename> shifts;
  const std::vector<Candidate> successors = candidates(now, {});
  for (const Candidate& from : candidates(old, {})) {
    const auto to = std::find_if(successors.begin(), successors.end(), [&](const Candidate& each) {
      return each.id() != from.id() && each.resource->type == from.resource->type &&
             (replaced.contains(from.id()) || replaced.contains(each.id())) &&
             each.properties == from.properties && !taken.contains(each.id());
    });
    if (to == successors.end()) continue;
    taken.insert(to->id());
    shifts.push_back({.from = from.id(), .to = to->id(), .type = from.resource->type});
  }
  close_circle(sides, shifts);
  return shifts;
}

}  // namespace archsynth::analysis

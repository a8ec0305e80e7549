#include "propagate.h"

#include <algorithm>
#include <deque>
#include <functional>

#include "compare.h"
#include "updates.h"

namespace archsynth::analysis {
namespace {

/// A place within the properties of a resource where another one is named.
struct Use {
  const cfn::Resource* user = nullptr;
  std::string path;
  std::string attribute;  ///< empty for `Ref`
  Origin origin;
};

std::string below(const std::string& path, const std::string& key) {
  return path.empty() ? key : path + "." + key;
}

/// Who names whom, in the order of users' ids.
class Uses {
 public:
  explicit Uses(const ResourcesById& resources) {
    for (const auto& [id, resource] : resources) {
      for (const cfn::MapEntry& entry : resource->properties) {
        collect(*resource, entry.value, entry.key);
      }
    }
  }

  const std::vector<Use>& of(const std::string& id) const {
    static const std::vector<Use> kNone;
    const auto found = uses_.find(id);
    return found == uses_.end() ? kNone : found->second;
  }

 private:
  void collect(const cfn::Resource& user, const cfn::Value& value, const std::string& path) {
    if (const cfn::Map* map = value.map()) {
      for (const cfn::MapEntry& entry : *map) collect(user, entry.value, below(path, entry.key));
    } else if (const cfn::List* list = value.list()) {
      for (std::size_t i = 0; i < list->size(); ++i) {
        collect(user, (*list)[i], below(path, std::to_string(i)));
      }
    } else {
      for (const cfn::Reference& each : cfn::references(value)) {
        uses_[each.target.str()].push_back({&user, path, each.attribute, each.origin});
      }
    }
  }

  std::map<std::string, std::vector<Use>> uses_;
};

/// The way from a replaced resource back to the change that began it.
std::vector<std::string> chain_of(const std::map<std::string, ResourceChange>& changes,
                                  const std::string& id) {
  std::vector<std::string> chain = {id};
  const ResourceChange& change = changes.at(id);
  const PropertyChange* cause = nullptr;
  for (const PropertyChange& each : change.properties) {
    if (cause == nullptr || each.consequence > cause->consequence) cause = &each;
  }
  if (cause != nullptr) chain.insert(chain.end(), cause->chain.begin(), cause->chain.end());
  return chain;
}

/// Whether an attribute has another value where the resource is changed in place.
bool follows(const PropertyChange& change, std::string_view type, std::string_view attribute) {
  if (type == "AWS::EC2::LaunchTemplate") {
    return change.path.starts_with("LaunchTemplateData") && attribute == "LatestVersionNumber";
  }
  return change.path == attribute;
}

/// What a use of the resource has to expect: another value for certain, possibly, or none.
Consequence reach_of(const ResourceChange& change, std::string_view attribute,
                     const cfn::Resource& before, const cfn::Resource& after) {
  // An attribute that is a stated property has its value, whatever else is replaced.
  if (!attribute.empty() && value_at(before, attribute) != nullptr &&
      value_at(after, attribute) != nullptr) {
    const bool is_changed = std::any_of(
        change.properties.begin(), change.properties.end(), [&](const PropertyChange& each) {
          return is_part_of(each.path, attribute) || is_part_of(attribute, each.path);
        });
    return is_changed ? Consequence::kReplaces : Consequence::kInPlace;
  }
  if (change.consequence >= Consequence::kMayReplace) return change.consequence;
  if (attribute.empty()) return Consequence::kInPlace;
  const bool is_computed = change.type == "AWS::CloudFormation::Stack" ||
                           change.type.starts_with("Custom::") ||
                           change.type == "AWS::CloudFormation::CustomResource";
  Consequence reach = Consequence::kInPlace;
  for (const PropertyChange& each : change.properties) {
    if (is_computed && each.path != "Metadata") reach = Consequence::kMayReplace;
    if (follows(each, change.type, attribute)) return Consequence::kReplaces;
  }
  return reach;
}

/// Adds to a change that what it uses changes, by `chain`; false where that is known already.
bool carry_on(const Use& use, const cfn::Resource& before, Consequence reach,
              const std::vector<std::string>& chain, ResourceChange& change) {
  Consequence consequence = consequence_of(before, *use.user, use.path);
  if (consequence == Consequence::kReplaces) consequence = std::min(consequence, reach);
  const auto known =
      std::find_if(change.properties.begin(), change.properties.end(),
                   [&](const PropertyChange& each) { return each.path == use.path; });
  if (known == change.properties.end()) {
    PropertyChange carried_on;
    carried_on.path = use.path;
    carried_on.consequence = consequence;
    const auto rule = update_rule(before, *use.user, use.path);
    carried_on.is_refused = reach == Consequence::kReplaces && rule && rule->effect == "refused";
    if (carried_on.is_refused) carried_on.refusal = refusal_of(*rule);
    carried_on.chain = chain;
    carried_on.origin = use.origin.known() ? use.origin : use.user->origin;
    change.properties.push_back(std::move(carried_on));
  } else if (known->consequence < consequence) {
    known->consequence = consequence;
  } else {
    return false;
  }
  change.consequence = std::max(change.consequence, consequence);
  return true;
}

}  // namespace

void propagate(const ResourcesById& before, const ResourcesById& after,
               std::map<std::string, ResourceChange>& changes) {
  const Uses uses(after);
  std::deque<std::string> open;
  for (const auto& [id, change] : changes) {
    if (!change.properties.empty()) open.push_back(id);
  }
  while (!open.empty()) {
    const std::string id = open.front();
    open.pop_front();
    const ResourceChange source = changes.at(id);
    const std::vector<std::string> chain = chain_of(changes, id);
    for (const Use& use : uses.of(id)) {
      const std::string& user = use.user->id.str();
      if (user == id || !before.contains(user)) continue;
      if (std::find(chain.begin(), chain.end(), user) != chain.end()) continue;
      const Consequence reach = reach_of(source, use.attribute, *before.at(id), *after.at(id));
      if (reach == Consequence::kInPlace) continue;
      auto [place, is_new] = changes.try_emplace(user);
      ResourceChange& change = place->second;
      if (is_new) {
        change.id = user;
        change.type = use.user->type;
        change.origin = use.user->origin;
      }
      if (carry_on(use, *before.at(user), reach, chain, change)) open.push_back(user);
    }
  }
}

}  // namespace archsynth::analysis

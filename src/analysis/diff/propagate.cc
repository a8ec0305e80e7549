#include "propagate.h"

#include <algorithm>
#include <deque>
#include <functional>

#include "compare.h"

namespace archsynth::analysis {
namespace {

/// A place within the properties of a resource where another one is named.
struct Use {
  const cfn::Resource* user = nullptr;
  std::string path;
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
        uses_[each.target.str()].push_back({&user, path, each.origin});
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

}  // namespace

void propagate(const ResourcesById& before, const ResourcesById& after,
               std::map<std::string, ResourceChange>& changes) {
  const Uses uses(after);
  std::deque<std::string> open;
  for (const auto& [id, change] : changes) {
    if (change.consequence >= Consequence::kMayReplace) open.push_back(id);
  }
  while (!open.empty()) {
    const std::string id = open.front();
    open.pop_front();
    const Consequence carried = changes.at(id).consequence;
    const std::vector<std::string> chain = chain_of(changes, id);
    for (const Use& use : uses.of(id)) {
      const std::string& user = use.user->id.str();
      if (user == id || !before.contains(user)) continue;
      if (std::find(chain.begin(), chain.end(), user) != chain.end()) continue;
      auto [place, is_new] = changes.try_emplace(user);
      ResourceChange& change = place->second;
      if (is_new) {
        change.id = user;
        change.type = use.user->type;
        change.origin = use.user->origin;
      }
      Consequence consequence = consequence_of(use.user->type, use.path);
      if (consequence == Consequence::kReplaces) consequence = std::min(consequence, carried);
      const auto known =
          std::find_if(change.properties.begin(), change.properties.end(),
                       [&](const PropertyChange& each) { return each.path == use.path; });
      if (known == change.properties.end()) {
        PropertyChange carried_on;
        carried_on.path = use.path;
        carried_on.consequence = consequence;
        carried_on.chain = chain;
        carried_on.origin = use.origin.known() ? use.origin : use.user->origin;
        change.properties.push_back(std::move(carried_on));
      } else if (known->consequence < consequence) {
        known->consequence = consequence;
      } else {
        continue;
      }
      if (consequence <= change.consequence) continue;
      change.consequence = consequence;
      if (consequence >= Consequence::kMayReplace) open.push_back(user);
    }
  }
}

}  // namespace archsynth::analysis

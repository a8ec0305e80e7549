#include "trials.h"

#include <algorithm>
#include <map>
#include <set>

#include "archsynth/rules/relations.h"

namespace archsynth::analysis {
namespace {

/// How often each rule finds something.
std::map<std::string, int> findings_of(const cfn::Template& stack, std::string_view region,
                                       const spec::Catalogue& catalogue) {
  Diagnostics found;
  check_relations(stack, found, region, catalogue);
  std::map<std::string, int> counts;
  for (const Diagnostic& each : found.items()) ++counts[each.code];
  return counts;
}

cfn::Value* property_at(cfn::Resource& resource, const std::vector<std::string>& path) {
  cfn::Value* at = nullptr;
  for (const std::string& name : path) {
    cfn::Map* map = at == nullptr ? &resource.properties : at->map();
    at = map == nullptr ? nullptr : map->find(name);
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace

std::vector<std::string> rules_moved_by(const cfn::Template& stack, const std::string& resource,
                                        const std::vector<std::string>& path,
                                        std::string_view region, const spec::Catalogue& catalogue) {
  const std::map<std::string, int> before = findings_of(stack, region, catalogue);
  std::set<std::string> moved;
  // Nothing, the ends of what numbers and texts can be, both booleans, and lists.
  const cfn::Value trials[] = {{},          0,   1,    1000000000, "",
                               "0.0.0.0/0", "x", true, false,      cfn::List{}};
  for (const cfn::Value& trial : trials) {
    cfn::Template changed = stack;
    cfn::Resource* at = changed.find_resource(cfn::LogicalId(resource));
    cfn::Value* value = at == nullptr ? nullptr : property_at(*at, path);
    if (value == nullptr) break;
    if (trial.absent() && path.size() == 1) {
      at->properties.erase(path.front());
    } else {
      *value = trial;
    }
    std::map<std::string, int> after = findings_of(changed, region, catalogue);
    for (const auto& [id, count] : before) {
      if (after[id] != count) moved.insert(id);
    }
    for (const auto& [id, count] : after) {
      if (count != 0 && before.count(id) == 0) moved.insert(id);
    }
  }
  return {moved.begin(), moved.end()};
}

}  // namespace archsynth::analysis

#include <algorithm>

#include "analysis/finding.h"
#include "analysis/relations/graph.h"
#include "archsynth/analysis/diff.h"
#include "canonical.h"
#include "hazards.h"

namespace archsynth::analysis {
namespace {

constexpr std::span<const ChangeRule> (*kTables[])() = {
    data_rules,    loss_rules,     database_hazards, service_hazards,
    stack_hazards, access_hazards, security_rules,
};

std::string text_in(const ResourcesById& resources, const std::string& id,
                    std::initializer_list<std::string_view> path) {
  const auto found = resources.find(id);
  const cfn::Value* value = found == resources.end() ? nullptr : property(*found->second, path);
  if (value == nullptr) return {};
  const cfn::Value plain = canonical(*value);
  return plain.string() == nullptr ? std::string() : *plain.string();
}

}  // namespace

std::string Change::old_text(const std::string& id,
                             std::initializer_list<std::string_view> path) const {
  return text_in(sides.before(), id, path);
}

std::string Change::new_text(const std::string& id,
                             std::initializer_list<std::string_view> path) const {
  return text_in(sides.after(), id, path);
}

std::vector<const ResourceChange*> changed(const Change& change, std::string_view type) {
  std::vector<const ResourceChange*> found;
  for (const ResourceChange& each : change.all.resources) {
    if (each.type == type && each.action == ResourceChange::Action::kModify) found.push_back(&each);
  }
  return found;
}

const PropertyChange* changed_property(const ResourceChange& resource, std::string_view path) {
  for (const PropertyChange& each : resource.properties) {
    const bool is_within = each.path.starts_with(path) && each.path.size() > path.size() &&
                           each.path[path.size()] == '.';
    if (each.path == path || is_within) return &each;
  }
  return nullptr;
}

void judge_changes(const Diff& changes, const cfn::Template& before, const cfn::Template& after,
                   Diagnostics& diagnostics) {
  const Change change{changes, *changes.sides, before, after};
  for (const auto table : kTables) {
    for (const ChangeRule& rule : table()) {
      rule.check(
          change,
          [&](std::string_view resource, const Origin& origin, std::string message) -> Diagnostic& {
            return report(diagnostics, rule, resource, origin, std::move(message));
          });
    }
  }
}

std::vector<RuleDescription> change_rules() {
  std::vector<RuleDescription> all;
  for (const auto table : kTables) {
    for (const ChangeRule& rule : table()) all.push_back(rule);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.id < b.id; });
  return all;
}

}  // namespace archsynth::analysis

#include "archsynth/analysis/diff.h"
#include "canonical.h"
#include "hazards.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

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
  for (const Rule& rule : rules()) {
    const auto* check = std::get_if<ChangeCheck>(&rule.check);
    if (check != nullptr) (*check)(change, Report(rule, diagnostics));
  }
}

}  // namespace archsynth::analysis

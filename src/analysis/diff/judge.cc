#include <fmt/format.h>

#include <algorithm>

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

/// Whether the same rule has found something about the same resource.
bool has_alike(const Diagnostics& findings, const Diagnostic& finding) {
  return std::any_of(findings.items().begin(), findings.items().end(), [&](const auto& each) {
    return each.code == finding.code && each.subject.resource == finding.subject.resource;
  });
}

/// Whether the state changes the resource in another way than the one that is assumed.
bool is_changed_otherwise(const Diff& usual, const Diff& other, const std::string& id) {
  const ResourceChange* here = usual.find(id);
  const ResourceChange* there = other.find(id);
  if (here == nullptr || there == nullptr) return there != nullptr;
  return !std::equal(here->properties.begin(), here->properties.end(), there->properties.begin(),
                     there->properties.end(), [](const auto& a, const auto& b) {
                       return a.path == b.path && a.before == b.before && a.after == b.after;
                     });
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

void add_hazards(const std::string& when, const Diff& other, const cfn::Template& before,
                 const cfn::Template& after, Diff& result) {
  const Change change{other, *other.sides, before, after};
  Diagnostics found;
  for (const Rule& rule : rules()) {
    const auto* check = std::get_if<ChangeCheck>(&rule.check);
    // What has a harm of its own is told with its states.
    const bool is_hazard = rule.severity == Severity::kError && rule.harm.empty();
    if (check != nullptr && is_hazard) (*check)(change, Report(rule, found));
  }
  for (Diagnostic each : found.items()) {
    const bool is_of_state = is_changed_otherwise(result, other, each.subject.resource);
    if (each.severity != Severity::kError || !is_of_state) continue;
    if (has_alike(result.possible_hazards, each)) continue;
    each.message = fmt::format("when {}, {}", when, each.message);
    result.possible_hazards.add(std::move(each));
  }
}

void judge_changes(const Diff& changes, const cfn::Template& before, const cfn::Template& after,
                   Diagnostics& diagnostics) {
  const Change change{changes, *changes.sides, before, after};
  for (const Rule& rule : rules()) {
    const auto* check = std::get_if<ChangeCheck>(&rule.check);
    if (check != nullptr) (*check)(change, Report(rule, diagnostics));
  }
  for (const Diagnostic& each : changes.possible_hazards.items()) {
    if (!has_alike(diagnostics, each)) diagnostics.add(each);
  }
}

}  // namespace archsynth::analysis

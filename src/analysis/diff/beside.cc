#include "beside.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/cfn/rename.h"
#include "archsynth/rules/rules.h"
#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/stores/storage.h"
#include "spec/updates.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

using Action = ResourceChange::Action;

/// Behind the id of an old resource that has a successor of the same id.
constexpr std::string_view kOld = "Old";

bool is_of_any(const std::string& type) {
  const auto rules = spec::beside_rules();
  return std::any_of(rules.begin(), rules.end(), [&](const spec::BesideRule& rule) {
    return std::find(rule.types.begin(), rule.types.end(), type) != rule.types.end();
  });
}

bool is_created(const ResourceChange& change) {
  return change.action == Action::kAdd ||
         (change.action == Action::kModify && change.consequence == Consequence::kReplaces);
}

bool goes(const ResourceChange& change) {
  return change.action == Action::kRemove ||
         (change.action == Action::kModify && change.consequence == Consequence::kReplaces);
}

/// What is there at once, the old resources first; those with a successor under another id.
cfn::Template at_once(const cfn::Template& after, const Sides& sides,
                      const std::set<std::string>& old_ids, std::set<std::string>& renamed) {
  cfn::Template old;
  std::map<std::string, std::string> names;
  for (const cfn::Resource& each : sides.old_resources()) {
    const std::string& id = each.id.str();
    if (!old_ids.contains(id)) continue;
    old.resources.push_back(each);
    if (sides.after().contains(id)) names.emplace(id, id + std::string(kOld));
  }
  cfn::rename_resources(old, names);
  for (const auto& each : names) renamed.insert(each.second);
  cfn::Template all;
  all.parameters = after.parameters;
  all.conditions = after.conditions;
  all.resources = std::move(old.resources);
  all.resources.insert(all.resources.end(), sides.new_resources().begin(),
                       sides.new_resources().end());
  return all;
}

Diagnostics findings_of(const spec::BesideRule& row, const View& view) {
  Diagnostics found;
  const Rule& rule = *find_rule(row.rule);
  std::get<RelationCheck>(rule.check)(view, Report(rule, found));
  return found;
}

/// What a finding says, with the old resource called so.
std::string said(std::string message, const std::set<std::string>& renamed) {
  for (const std::string& id : renamed) {
    const std::string name = quoted(id);
    for (std::size_t at = message.find(name); at != message.npos; at = message.find(name)) {
      message.replace(at, name.size(), "the old " + quoted(id.substr(0, id.size() - kOld.size())));
    }
  }
  return message;
}

/// The changes by id.
using ChangesById = std::map<std::string_view, ResourceChange*>;

/// Whether what the new resource is about changes as well.
bool is_changed_too(const spec::BesideRule& rule, const std::string& id, const Sides& sides,
                    const ChangesById& changes) {
  if (rule.unless_changed.empty()) return false;
  const auto named = references_at(*sides.after().at(id), rule.unless_changed);
  return named.empty() || std::any_of(named.begin(), named.end(), [&](const auto& each) {
           const auto found = changes.find(each.target.str());
           if (found == changes.end()) return false;
           const auto& properties = found->second->properties;
           return properties.empty() ||
                  std::any_of(properties.begin(), properties.end(), [&](const auto& property) {
                    return !rule.though.contains(property.path.substr(0, property.path.find('.')));
                  });
         });
}

/// What is new on its own is said by `validate`.
void judge_pair(const spec::BesideRule& rule, const View& together, const View& alone,
                const Sides& sides, const std::set<std::string>& renamed,
                const ChangesById& changes) {
  std::set<std::string> known;
  const Diagnostics before = findings_of(rule, alone);
  for (const Diagnostic& each : before.items()) known.insert(each.message);
  const Diagnostics all = findings_of(rule, together);
  for (const Diagnostic& each : all.items()) {
    const auto found = changes.find(each.subject.resource);
    if (found == changes.end() || known.contains(each.message)) continue;
    ResourceChange& change = *found->second;
    if (!is_created(change) || change.data == DataFate::kFails) continue;
    if (is_changed_too(rule, change.id, sides, changes)) continue;
    change.data = DataFate::kFails;
    change.data_reason = said(each.message, renamed) + " until the end of the update";
  }
}

/// A policy of a key that nobody could change any more is refused.
void judge_key_policies(const cfn::Template& after, const Sides& sides, Diff& changes) {
  const auto is_it = [](const ResourceChange& each) {
    return each.type == "AWS::KMS::Key" && each.action == Action::kModify &&
           std::any_of(each.properties.begin(), each.properties.end(),
                       [](const auto& property) { return property.path.starts_with("KeyPolicy"); });
  };
  if (std::none_of(changes.resources.begin(), changes.resources.end(), is_it)) return;
  const auto locked = [&](const std::vector<cfn::Resource>& resources) {
    cfn::Template stack;
    stack.parameters = after.parameters;
    stack.conditions = after.conditions;
    stack.resources = resources;
    std::set<std::string> ids;
    const Diagnostics found = findings_of({kKeyLockout, {}, {}, {}}, View(stack, {}, {}));
    for (const Diagnostic& each : found.items()) ids.insert(each.subject.resource);
    return ids;
  };
  const std::set<std::string> old = locked(sides.old_resources());
  const std::set<std::string> now = locked(sides.new_resources());
  for (ResourceChange& each : changes.resources) {
    if (!is_it(each) || each.data == DataFate::kFails || old.contains(each.id)) continue;
    if (!now.contains(each.id)) continue;
    each.data = DataFate::kFails;
    each.data_reason = "its new policy locks everyone out";
  }
}

}  // namespace

void judge_beside(const cfn::Template& after, const Sides& sides, Diff& changes) {
  judge_key_policies(after, sides, changes);
  std::set<std::string> old_ids;
  bool has_new = false;
  for (const ResourceChange& each : changes.resources) {
    if (!is_of_any(each.type)) continue;
    has_new = has_new || is_created(each);
    if (goes(each)) old_ids.insert(each.id);
  }
  if (!has_new || old_ids.empty()) return;
  ChangesById by_id;
  for (ResourceChange& each : changes.resources) by_id.emplace(each.id, &each);
  std::set<std::string> renamed;
  const cfn::Template all = at_once(after, sides, old_ids, renamed);
  cfn::Template now;
  now.parameters = after.parameters;
  now.conditions = after.conditions;
  now.resources = sides.new_resources();
  const View together(all, {}, {});
  const View alone(now, {}, {});
  for (const spec::BesideRule& rule : spec::beside_rules())
    judge_pair(rule, together, alone, sides, renamed, by_id);
}

}  // namespace archsynth::analysis

#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "analysis/diff/sides.h"
#include "cfn/evaluate/by_name.h"
#include "rules/finding.h"

namespace archsynth::analysis {

/// What a hazard is looked for in.
struct Change {
  const Diff& all;
  const Sides& sides;
  const cfn::Template& before;
  const cfn::Template& after;
  cfn::ByName<cfn::Parameter> old_parameters = cfn::by_name(before.parameters);

  /// A property's value on one side as text; empty where it is not stated or not known.
  std::string old_text(const std::string& id, std::initializer_list<std::string_view> path) const;
  std::string new_text(const std::string& id, std::initializer_list<std::string_view> path) const;
};

/// Where a change of a resource is pointed at.
Origin place_of(const ResourceChange& change);
/// `changing DBName replaces "Db"`, `"Db" is deleted`.
std::string cause_text(const ResourceChange& change);
/// The same with what becomes of the data.
std::string outcome_of(const ResourceChange& change);

/// Reports tasks and functions that mount another directory of a file system than before.
void report_moved_mounts(const Change& change, const Report& report);

/// What changes in place delete.
std::vector<InPlaceLoss> losses_in_place(const Sides& sides, const Diff& changes);

/// Whether an item that stays had a value and no longer has it: `KEY:PATH=VALUE`.
bool is_off_within(const cfn::Value* old, const cfn::Value* now, std::string_view what);

/// Adds the hazards of another state, each kind once a resource.
void add_hazards(const std::string& when, const Diff& other, const cfn::Template& before,
                 const cfn::Template& after, Diff& result);

/// The resources of a type that are on both sides and changed.
std::vector<const ResourceChange*> changed(const Change& change, std::string_view type);
/// The change of a property, by its path; null when it has none.
const PropertyChange* changed_property(const ResourceChange& resource, std::string_view path);

}  // namespace archsynth::analysis

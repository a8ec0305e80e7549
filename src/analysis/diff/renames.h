#pragma once

#include <string>
#include <utility>
#include <vector>

#include "archsynth/analysis/diff.h"
#include "sides.h"

namespace archsynth::analysis {

/// What of two ids differs: `Main` and `Orders` of `AlarmsMainCpu` and `AlarmsOrdersCpu`.
std::pair<std::string, std::string> differing(const std::string& a, const std::string& b);

/// Pairs removed with added resources of one type whose properties are mostly the same, or whose
/// ids differ as those of such a pair do; by the old id.
std::vector<Rename> find_renames(const std::vector<const cfn::Resource*>& removed,
                                 const std::vector<const cfn::Resource*>& added);

/// Resources that are replaced because each has the id of another one, such as those that are named
/// by their place in a list when one is put in front; all that keep their ids, as a circle.
std::vector<Rename> find_shifts(const Sides& sides, const Diff& changes);

/// Whether a property of the resource names another one.
bool names(const cfn::Resource& resource, const std::string& id);

/// Marks stores that stay outside the stack while what reads them moves to an empty one, which has
/// their place under another id.
void mark_emptied(const Sides& sides, Diff& changes);

}  // namespace archsynth::analysis

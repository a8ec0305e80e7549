#pragma once

#include <map>
#include <string>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

using ResourcesById = std::map<std::string, const cfn::Resource*, std::less<>>;

/// Carries replacements on: what names a replaced resource gets another value, and is replaced
/// itself where that property demands it. `changes` are those of resources on both sides, by id;
/// resources that are only changed in this way are added.
void propagate(const ResourcesById& before, const ResourcesById& after,
               std::map<std::string, ResourceChange>& changes);

}  // namespace archsynth::analysis

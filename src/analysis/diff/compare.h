#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/diff.h"
#include "archsynth/spec/resource_types.h"

namespace archsynth::analysis {

/// `Volumes.0.Size` as the facts name it: `Volumes.*.Size`.
std::string pattern_of(std::string_view path);

/// What a change of a property does to a resource of the type.
Consequence consequence_of(std::string_view type, std::string_view path);
/// The same with what pages and handlers say of the two states.
Consequence consequence_of(const cfn::Resource& before, const cfn::Resource& after,
                           std::string_view path);

/// The properties and attributes that differ between two states of a resource.
std::vector<PropertyChange> changed_properties(const cfn::Resource& before,
                                               const cfn::Resource& after);

}  // namespace archsynth::analysis

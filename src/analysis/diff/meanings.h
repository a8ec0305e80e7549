#pragma once

#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::analysis {

/// Gives values of one spelling that are equal in every state of the two templates: other names of
/// the same conditions and mappings, conditions that are turned round, choices that stand inside or
/// outside of other functions. A row that only the changed mapping has is not asked for: a stack
/// keeps its parameters.
void align(const cfn::Template& before, const cfn::Template& after,
           std::vector<cfn::Resource>& old_resources,
           const std::vector<cfn::Resource>& new_resources);

}  // namespace archsynth::analysis

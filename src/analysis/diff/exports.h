#pragma once

#include <string>
#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// The names of exports that are gone or have another value.
std::vector<std::string> changed_exports(const cfn::Template& before, const cfn::Template& after,
                                         const Diff& changes);
/// The parameters whose default differs.
std::vector<std::string> changed_defaults(const cfn::Template& before, const cfn::Template& after);

/// The outputs that are new, gone or defined otherwise, by their ids.
std::vector<PropertyChange> changed_outputs(const Sides& sides);

/// The outputs of a template as far as they are known, as resources with a value and, where they
/// are exported, a name.
std::vector<cfn::Resource> outputs_of(const cfn::Template& stack, std::string_view region,
                                      const std::vector<cfn::ParameterValue>& values);

}  // namespace archsynth::analysis

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/spec/catalogue.h"

namespace archsynth::analysis {

/// The ids of the rules across resources whose findings come or go when a property is left out or
/// has another value, sorted. `path` leads from the properties: `MaxAllocatedStorage`.
std::vector<std::string> rules_moved_by(const cfn::Template& stack, const std::string& resource,
                                        const std::vector<std::string>& path,
                                        std::string_view region, const spec::Catalogue& catalogue);

}  // namespace archsynth::analysis

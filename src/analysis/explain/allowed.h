#pragma once

#include <string>
#include <vector>

#include "archsynth/spec/schema.h"

namespace archsynth::analysis {

/// What a schema allows, one fact for each keyword that says so.
std::vector<std::string> allowed_by(const spec::Schema& schema);

}  // namespace archsynth::analysis

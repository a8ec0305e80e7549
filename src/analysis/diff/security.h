#pragma once

#include <vector>

#include "analysis/diff/propagate.h"

namespace archsynth::analysis {

/// What becomes reachable or permitted by a change, or no longer is: rules of security groups,
/// statements of policies, switches that make public or leave unencrypted. Wider ones first.
std::vector<SecurityChange> security_changes(const ResourcesById& before,
                                             const ResourcesById& after);

}  // namespace archsynth::analysis

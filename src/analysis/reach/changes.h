#pragma once

#include <string>
#include <vector>

#include "archsynth/analysis/flows.h"
#include "archsynth/support/tasks.h"

namespace archsynth::analysis {

/// The same of what is deployed, as `view::deployed_template` makes it; `cut` becomes how many ends
/// are not compared where there are more than are.
std::vector<FlowChange> deployed_flow_changes(cfn::Template before, cfn::Template after,
                                              const std::string& region, const RunBoth& both,
                                              std::size_t& cut);

}  // namespace archsynth::analysis

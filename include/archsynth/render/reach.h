#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/flows.h"
#include "archsynth/analysis/reach.h"

namespace archsynth::picture {

/// One answer, or all flows, in one of the formats.
std::string reach_as(std::string_view format, const analysis::ReachAnswer& answer);
std::string flows_as(std::string_view format, const std::vector<analysis::ReachAnswer>& flows);
/// `text`, `json`, `mermaid`.
std::string outcomes_as(std::string_view format,
                        const std::vector<analysis::FlowOutcome>& outcomes);
std::vector<std::string> reach_formats();

}  // namespace archsynth::picture

#pragma once

#include <vector>

#include "archsynth/analysis/preflight.h"
#include "model/workloads/workloads.h"

namespace archsynth::analysis {

/// The quotas that a stack takes a part of, by name.
std::vector<QuotaUse> quotas_used(const view::View& view, const model::Workloads& workloads);

}  // namespace archsynth::analysis

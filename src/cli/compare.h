#pragma once

#include <chrono>

#include "cli/gate.h"
#include "cli/inputs.h"

namespace archsynth::cli {

/// What changes between the file of `--against` and the file.
analysis::Diff changes_of(const Inputs& inputs);

/// The same with its findings, without those that are acknowledged on that day.
picture::DiffReport compare(const Inputs& inputs, const InputOptions& options,
                            std::chrono::year_month_day today);

}  // namespace archsynth::cli

#pragma once

#include <string>
#include <vector>

#include "archsynth/analysis/diff.h"

namespace archsynth::analysis {

/// Values of what nobody has given and what decides a difference: parameters, the region, the
/// account.
struct DiffState {
  std::vector<ParameterValue> values;
  std::string when;           ///< `Stage is "prod"`
  bool is_of_region = false;  ///< the region decides, and nothing else
};

/// The states in which two templates may differ in another way than as they stand: conditions and
/// mappings that changed, or that what changed depends on. No more than `kMostStates`,
/// and as many again of parameters that decide one resource together.
constexpr std::size_t kMostStates = 24;
std::vector<DiffState> other_states(const cfn::Template& before, const cfn::Template& after,
                                    const DiffOptions& options);

}  // namespace archsynth::analysis

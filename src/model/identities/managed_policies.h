#pragma once

#include <string_view>
#include <vector>

namespace archsynth::model {

/// A managed policy of AWS whose actions are known.
struct ManagedPolicy {
  std::string_view name;     ///< how its ARN ends
  std::string_view actions;  ///< blanks between
  std::string_view except;   ///< what `*` leaves out
};
/// Null for one that is not known.
const ManagedPolicy* managed_policy(std::string_view arn);
/// Patterns of actions.
std::vector<std::string_view> actions_of(const ManagedPolicy& policy);

}  // namespace archsynth::model

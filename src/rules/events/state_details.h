#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "archsynth/cfn/value.h"

namespace archsynth::analysis {

/// A state of a state machine, whose fields are known to be those of its type.
struct StateOfMachine {
  const std::string& who;  ///< `the state "A"`
  std::string_view type;
  const cfn::Map& fields;
  const cfn::Value& place;
  bool is_jsonata = false;
};

/// Reports values that Step Functions refuses: numbers out of bounds, paths that are none, choices
/// without one comparison, calls without what they need.
using StateFaultAt = std::function<void(const cfn::Value& place, std::string text)>;
void check_state_details(const StateOfMachine& state, const StateFaultAt& fault);

}  // namespace archsynth::analysis

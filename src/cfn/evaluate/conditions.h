#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "cfn/evaluate/formulas.h"

namespace archsynth::cfn {

/// A condition of the template that is taken to hold or not to.
struct Assumption {
  std::string_view condition;
  bool holds = true;

  friend bool operator==(const Assumption&, const Assumption&) = default;
};

/// One state of all conditions.
class ConditionState {
 private:
  friend class ConditionStates;
  std::vector<std::size_t> choices_;  ///< of the variables
  mutable std::map<std::size_t, bool> holds_;
};

/// The states that a template's conditions can be in. Parameters that are compared with texts take
/// each of these, their allowed values, or another value where they are free; what else is compared
/// is either equal or not. States that assertions of `Rules` refuse do not count. A question
/// computes parts of conditions at most 400,000 times, all questions at most 10,000,000 times;
/// beyond that everything counts as possible.
class ConditionStates {
 public:
  /// `region`: where the stack is deployed by default; empty: not known.
  explicit ConditionStates(const Template& source, std::string_view region = {});

  /// Whether all of it can be so at once. True where that is not certain.
  bool possible(std::span<const Assumption> assumptions) const;
  /// Whether the parameter can have that value besides.
  bool possible_value(std::span<const Assumption> assumptions, const LogicalId& parameter,
                      const std::string& value) const;
  /// A state with all of it, in which parameters have their defaults as far as they can; null where
  /// there is none, or none is found within the bound.
  const ConditionState* state(std::span<const Assumption> assumptions) const;
  /// Whether the condition holds in the state; nothing for one that is not there.
  std::optional<bool> holds(std::string_view condition, const ConditionState& state) const;
  /// Conditions that each say that the parameter has one of its allowed values, in their order;
  /// empty where it has fewer than 2 or more than 12, or is a list.
  const std::vector<std::string>& values(const LogicalId& parameter) const;
  /// Whether any parameter has such values.
  bool has_values() const { return !formulas_.values.empty(); }
  /// The parameter whose value such a condition is about; empty for conditions of the template.
  static std::string_view parameter_of(std::string_view condition);
  /// Whether conditions depend on the parameter.
  bool depends_on(const LogicalId& parameter) const;
  /// What it takes for all of it to be so, beside parameters that have their defaults:
  /// `"Stage" is "test" and "Size" is not "small"`; empty where nothing is to be said.
  std::string reason(std::span<const Assumption> assumptions) const;

  /// The `Rules` with an assertion that is false where all parameters that it asks have their
  /// defaults.
  std::set<std::string_view> refusing_rules() const;

  /// Whether a question met the bound, so that its answer was not worked out.
  bool met_bound() const { return met_bound_; }

 private:
  struct Fixed;
  class Search;
  std::optional<std::string> reason_of(std::size_t variable, std::size_t choice) const;

  Formulas formulas_;
  /// What each assertion depends on.
  std::vector<std::vector<std::size_t>> asserted_variables_;
  mutable std::map<std::string, bool> known_;
  mutable std::map<std::string, std::optional<ConditionState>> states_;
  mutable std::size_t left_;
  mutable bool met_bound_ = false;
};

}  // namespace archsynth::cfn

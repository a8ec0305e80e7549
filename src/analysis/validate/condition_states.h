#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "analysis/validate/schema_check.h"

namespace archsynth::analysis {

/// The states that a template's conditions can be in. Parameters that are compared with texts take
/// each of these, their allowed values, or another value where they are free; what else is compared
/// is either equal or not. States are tried one by one up to a bound, beyond which everything
/// counts as possible.
class ConditionStates : public Scenarios {
 public:
  explicit ConditionStates(const cfn::Template& checked);
  ~ConditionStates() override;

  bool possible(std::span<const Assumption> assumptions) const override;
  bool possible_value(std::span<const Assumption> assumptions, const cfn::LogicalId& parameter,
                      const std::string& value) const override;

 private:
  struct Formula;
  using FormulaPtr = std::unique_ptr<Formula>;

  FormulaPtr read(const cfn::Value& value, int depth);
  FormulaPtr read_equals(const cfn::List& sides);
  std::size_t variable_of(const cfn::Value& value);
  void collect(const Formula& formula, std::vector<std::size_t>& variables, int depth) const;
  bool holds(const Formula& formula, const std::vector<std::size_t>& state, int depth) const;

  /// A choice of a variable that must be taken.
  struct Fixed {
    std::size_t variable;
    std::size_t choice;
  };
  bool search(std::span<const Assumption> assumptions, const Fixed* fixed) const;

  /// Something whose value decides conditions: a parameter, or an opaque comparison of which
  /// choice 1 means that it holds.
  struct Variable {
    cfn::Value source;
    std::vector<std::string> values;
    bool free = true;  ///< may be another value than these: the choice behind the last
  };

  const TemplateIndex index_;
  std::vector<Variable> variables_;
  std::map<std::string, FormulaPtr, std::less<>> formulas_;
  mutable std::map<std::string, bool> known_;
};

}  // namespace archsynth::analysis

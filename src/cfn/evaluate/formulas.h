#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"

namespace archsynth::cfn {

/// A condition, an assertion of `Rules`, or a part of one. Parts are named by their index.
struct Formula {
  enum class Kind { kTrue, kFalse, kVariable, kCondition, kNot, kAnd, kOr };
  Kind kind = Kind::kTrue;
  std::size_t variable = 0;
  std::size_t choice = 0;  ///< of the variable, for which this holds
  std::string condition{};
  std::vector<std::size_t> parts{};  ///< of a condition: its formula
};

/// Something whose value decides conditions: a parameter, or a comparison that cannot be computed,
/// of which choice 0 means that it holds.
struct FormulaVariable {
  Value source;
  std::vector<std::string> values;
  bool free = true;       ///< may be another value than these: the choice behind the last
  std::size_t usual = 0;  ///< the choice that is the default, if there is one
  bool has_usual = false;

  std::size_t choices() const { return values.size() + (free ? 1 : 0); }
};

/// What a rule of the template asserts: that it holds.
struct AssertedFormula {
  std::size_t formula = 0;
  std::string rule;
};

/// What decides the conditions of a template, and how.
struct Formulas {
  std::vector<Formula> all;
  std::map<std::string, std::size_t, std::less<>> conditions;
  /// Of each parameter with 2 to 12 allowed values: the names under which `conditions` has that it
  /// has one of these (`Stage=test`), in their order.
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  std::vector<AssertedFormula> asserted;
  std::vector<FormulaVariable> variables;
};

/// `region`: where the stack is deployed by default; empty: not known.
Formulas read_formulas(const Template& source, std::string_view region);

}  // namespace archsynth::cfn

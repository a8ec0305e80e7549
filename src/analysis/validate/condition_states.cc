#include "analysis/validate/condition_states.h"

#include <algorithm>

#include "analysis/validate/schema_walk.h"

namespace archsynth::analysis {
namespace {

constexpr std::size_t kMostStates = 20'000;
constexpr int kMostDepth = 40;

}  // namespace

struct ConditionStates::Formula {
  enum class Kind { kTrue, kFalse, kVariable, kCondition, kNot, kAnd, kOr };
  Kind kind = Kind::kTrue;
  std::size_t variable = 0;
  std::size_t choice = 0;  ///< of the variable, for which this holds
  std::string condition;
  std::vector<FormulaPtr> parts;
};

ConditionStates::ConditionStates(const cfn::Template& checked) : index_(checked) {
  for (const cfn::MapEntry& entry : checked.conditions) {
    formulas_[entry.key] = read(entry.value, 0);
  }
}

ConditionStates::~ConditionStates() = default;

std::size_t ConditionStates::variable_of(const cfn::Value& value) {
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    if (variables_[i].source == value) return i;
  }
  Variable variable;
  variable.source = value;
  const auto* ref = value.get_if<cfn::Ref>();
  const cfn::Parameter* parameter = ref == nullptr ? nullptr : index_.parameter(ref->target.str());
  const cfn::Value* allowed =
      parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
  if (allowed != nullptr && allowed->list() != nullptr && !allowed->list()->empty()) {
    variable.free = false;
    for (const cfn::Value& item : *allowed->list()) {
      variable.values.push_back(scalar_text(item).value_or(""));
    }
  }
  variables_.push_back(std::move(variable));
  return variables_.size() - 1;
}

ConditionStates::FormulaPtr ConditionStates::read_equals(const cfn::List& sides) {
  auto formula = std::make_unique<Formula>();
  auto left = scalar_text(sides[0]);
  auto right = scalar_text(sides[1]);
  if (left && right) {
    formula->kind = *left == *right ? Formula::Kind::kTrue : Formula::Kind::kFalse;
    return formula;
  }
  const cfn::Value& asked = left ? sides[1] : sides[0];
  const auto& text = left ? left : right;
  formula->kind = Formula::Kind::kVariable;
  if (!text || asked.get_if<cfn::Ref>() == nullptr) {
    // Equal or not, whatever it is.
    formula->variable = variable_of(cfn::Value(sides));
    variables_[formula->variable].values = {"equal"};
    return formula;
  }
  formula->variable = variable_of(asked);
  Variable& variable = variables_[formula->variable];
  auto found = std::find(variable.values.begin(), variable.values.end(), *text);
  formula->choice = static_cast<std::size_t>(found - variable.values.begin());
  if (found != variable.values.end()) return formula;
  if (variable.free) {
    variable.values.push_back(*text);
  } else {
    formula->kind = Formula::Kind::kFalse;
  }
  return formula;
}

ConditionStates::FormulaPtr ConditionStates::read(const cfn::Value& value, int depth) {
  auto formula = std::make_unique<Formula>();
  const auto* call = value.get_if<cfn::Call>();
  const cfn::Value* argument =
      call == nullptr || call->argument.empty() ? nullptr : &call->argument.front();
  const cfn::List* list = argument == nullptr ? nullptr : argument->list();
  if (argument != nullptr && depth < kMostDepth) {
    switch (call->function) {
      case cfn::Function::kCondition:
        if (argument->string() == nullptr) break;
        formula->kind = Formula::Kind::kCondition;
        formula->condition = *argument->string();
        return formula;
      case cfn::Function::kEquals:
        if (list != nullptr && list->size() == 2) return read_equals(*list);
        break;
      case cfn::Function::kNot:
      case cfn::Function::kAnd:
      case cfn::Function::kOr:
        if (list == nullptr || list->empty()) break;
        formula->kind = call->function == cfn::Function::kNot   ? Formula::Kind::kNot
                        : call->function == cfn::Function::kAnd ? Formula::Kind::kAnd
                                                                : Formula::Kind::kOr;
        for (const cfn::Value& part : *list) formula->parts.push_back(read(part, depth + 1));
        return formula;
      default:
        break;
    }
  }
  formula->kind = Formula::Kind::kVariable;
  formula->variable = variable_of(value);
  if (variables_[formula->variable].values.empty()) {
    variables_[formula->variable].values = {"true"};
  }
  return formula;
}

void ConditionStates::collect(const Formula& formula, std::vector<std::size_t>& variables,
                              int depth) const {
  if (depth > kMostDepth) return;
  if (formula.kind == Formula::Kind::kVariable) {
    if (std::find(variables.begin(), variables.end(), formula.variable) == variables.end()) {
      variables.push_back(formula.variable);
    }
  }
  if (formula.kind == Formula::Kind::kCondition) {
    auto found = formulas_.find(formula.condition);
    if (found != formulas_.end()) collect(*found->second, variables, depth + 1);
  }
  for (const FormulaPtr& part : formula.parts) collect(*part, variables, depth + 1);
}

bool ConditionStates::holds(const Formula& formula, const std::vector<std::size_t>& state,
                            int depth) const {
  auto part_holds = [&](const FormulaPtr& part) { return holds(*part, state, depth + 1); };
  switch (formula.kind) {
    case Formula::Kind::kTrue:
      return true;
    case Formula::Kind::kFalse:
      return false;
    case Formula::Kind::kVariable:
      return state[formula.variable] == formula.choice;
    case Formula::Kind::kCondition: {
      auto found = formulas_.find(formula.condition);
      return found != formulas_.end() && depth < kMostDepth &&
             holds(*found->second, state, depth + 1);
    }
    case Formula::Kind::kNot:
      return !part_holds(formula.parts.front());
    case Formula::Kind::kAnd:
      return std::all_of(formula.parts.begin(), formula.parts.end(), part_holds);
    case Formula::Kind::kOr:
      break;
  }
  return std::any_of(formula.parts.begin(), formula.parts.end(), part_holds);
}

bool ConditionStates::possible(std::span<const Assumption> assumptions) const {
  std::string key;
  for (const Assumption& assumption : assumptions) {
    key += assumption.holds ? '+' : '-';
    key += assumption.condition;
  }
  auto [found, added] = known_.try_emplace(std::move(key), true);
  if (added) found->second = search(assumptions, nullptr);
  return found->second;
}

bool ConditionStates::possible_value(std::span<const Assumption> assumptions,
                                     const cfn::LogicalId& parameter,
                                     const std::string& value) const {
  const cfn::Value asked = cfn::ref(parameter);
  for (std::size_t i = 0; i < variables_.size(); ++i) {
    const Variable& variable = variables_[i];
    if (!(variable.source == asked)) continue;
    auto choice = std::find(variable.values.begin(), variable.values.end(), value);
    if (choice == variable.values.end() && !variable.free) return false;
    Fixed fixed{i, static_cast<std::size_t>(choice - variable.values.begin())};
    return search(assumptions, &fixed);
  }
  return true;
}

bool ConditionStates::search(std::span<const Assumption> assumptions, const Fixed* fixed) const {
  std::map<std::string_view, bool> wanted;
  for (const Assumption& assumption : assumptions) {
    auto [found, added] = wanted.emplace(assumption.condition, assumption.holds);
    if (!added && found->second != assumption.holds) return false;
  }
  std::vector<std::pair<const Formula*, bool>> formulas;
  std::vector<std::size_t> variables;
  for (const auto& [condition, holds] : wanted) {
    auto found = formulas_.find(condition);
    // A condition that is not there is another finding.
    if (found == formulas_.end()) continue;
    formulas.emplace_back(found->second.get(), holds);
    collect(*found->second, variables, 0);
  }
  std::vector<std::size_t> state(variables_.size(), 0);
  if (fixed != nullptr) {
    std::erase(variables, fixed->variable);
    state[fixed->variable] = fixed->choice;
  }
  std::size_t states = 1;
  auto choices = [&](std::size_t variable) {
    return variables_[variable].values.size() + (variables_[variable].free ? 1 : 0);
  };
  for (std::size_t variable : variables) {
    states *= choices(variable);
    if (states > kMostStates) return true;
  }
  for (std::size_t number = 0; number < states; ++number) {
    std::size_t rest = number;
    for (std::size_t variable : variables) {
      state[variable] = rest % choices(variable);
      rest /= choices(variable);
    }
    if (std::all_of(formulas.begin(), formulas.end(), [&](const auto& formula) {
          return holds(*formula.first, state, 0) == formula.second;
        })) {
      return true;
    }
  }
  return false;
}

}  // namespace archsynth::analysis

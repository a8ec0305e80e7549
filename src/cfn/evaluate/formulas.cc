#include "cfn/evaluate/formulas.h"

#include <algorithm>
#include <unordered_map>

#include "archsynth/cfn/writer.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::cfn {
namespace {

constexpr int kDeepestNesting = 40;

class FormulaReader {
 public:
  FormulaReader(const Template& source, std::string_view region) : region_(region) {
    for (const Parameter& each : source.parameters) parameters_.emplace(each.id.str(), &each);
    for (const MapEntry& entry : source.conditions) {
      result_.conditions[entry.key] = read(entry.value, 0);
    }
    for (const MapEntry& entry : source.rules) {
      if (entry.value.map() != nullptr) read_rule(entry.key, *entry.value.map());
    }
    for (const Parameter& each : source.parameters) read_values(each);
  }

  Formulas finish() {
    for (Formula& each : result_.all) {
      if (each.kind != Formula::Kind::kCondition) continue;
      const auto found = result_.conditions.find(each.condition);
      if (found == result_.conditions.end()) {
        each.kind = Formula::Kind::kFalse;
      } else {
        each.parts = {found->second};
      }
    }
    for (FormulaVariable& each : result_.variables) find_usual(each);
    return std::move(result_);
  }

 private:
  std::size_t add(Formula formula) {
    result_.all.push_back(std::move(formula));
    return result_.all.size() - 1;
  }

  std::size_t read(const Value& value, int depth) {
    const auto* call = value.get_if<Call>();
    if (call == nullptr || call->argument.empty() || depth >= kDeepestNesting) return opaque(value);
    const Value& argument = call->argument.front();
    const List* list = argument.list();
    const bool has_two = list != nullptr && list->size() == 2;
    switch (call->function) {
      case Function::kCondition:
        if (argument.string() == nullptr) break;
        return add({.kind = Formula::Kind::kCondition, .condition = *argument.string()});
      case Function::kEquals:
        if (has_two) return equals(list->front(), list->back());
        break;
      case Function::kContains:
        if (has_two && list->front().list() != nullptr) {
          return contains(*list->front().list(), list->back());
        }
        break;
      case Function::kNot:
        return combined(Formula::Kind::kNot, value, list, depth);
      case Function::kAnd:
        return combined(Formula::Kind::kAnd, value, list, depth);
      case Function::kOr:
        return combined(Formula::Kind::kOr, value, list, depth);
      default:
        break;
    }
    return opaque(value);
  }

  void read_values(const Parameter& parameter) {
    constexpr std::size_t kMostValues = 12;
    const Value* allowed = parameter.attributes.find("AllowedValues");
    const List* list = allowed == nullptr ? nullptr : allowed->list();
    if (list == nullptr || list->size() < 2 || list->size() > kMostValues) return;
    if (parameter.type != "String" && parameter.type != "Number") return;
    const Value asked = ref(parameter.id);
    std::vector<std::string>& names = result_.values[parameter.id.str()];
    for (const Value& each : *list) {
      names.push_back(parameter.id.str() + "=" + scalar_text(each).value_or(""));
      result_.conditions[names.back()] = equals(asked, each);
    }
  }

  /// Each assertion of a rule holds where its condition does.
  void read_rule(const std::string& name, const Map& rule) {
    const Value* assertions = rule.find("Assertions");
    if (assertions == nullptr || assertions->list() == nullptr) return;
    for (const Value& each : *assertions->list()) {
      const Value* stated = each.map() == nullptr ? nullptr : each.map()->find("Assert");
      if (stated == nullptr) continue;
      std::size_t asserted = read(*stated, 0);
      if (const Value* when = rule.find("RuleCondition")) {
        const std::size_t otherwise = add({.kind = Formula::Kind::kNot, .parts = {read(*when, 0)}});
        asserted = add({.kind = Formula::Kind::kOr, .parts = {otherwise, asserted}});
      }
      result_.asserted.push_back({asserted, name});
    }
  }

  std::size_t combined(Formula::Kind kind, const Value& value, const List* list, int depth) {
    if (list == nullptr || list->empty()) return opaque(value);
    Formula formula{.kind = kind};
    for (const Value& part : *list) formula.parts.push_back(read(part, depth + 1));
    return add(std::move(formula));
  }

  /// What holds or does not, whatever it is.
  std::size_t opaque(const Value& value) {
    const std::size_t variable = variable_of(value);
    auto& values = result_.variables[variable].values;
    if (values.empty()) {
      values.emplace_back("true");
      choices_[variable].emplace("true", 0);
    }
    return add({.kind = Formula::Kind::kVariable, .variable = variable});
  }

  std::size_t equals(const Value& one, const Value& other) {
    const auto left = scalar_text(one);
    const auto right = scalar_text(other);
    if (left && right) {
      return add({.kind = *left == *right ? Formula::Kind::kTrue : Formula::Kind::kFalse});
    }
    const Value& asked = left ? other : one;
    const auto& text = left ? left : right;
    if (!text || asked.get_if<Ref>() == nullptr || is_no_value(asked)) {
      return opaque(List{one, other});
    }
    Formula formula{.kind = Formula::Kind::kVariable, .variable = variable_of(asked)};
    FormulaVariable& variable = result_.variables[formula.variable];
    auto& choices = choices_[formula.variable];
    if (const auto found = choices.find(*text); found != choices.end()) {
      formula.choice = found->second;
    } else if (variable.free) {
      formula.choice = variable.values.size();
      choices.emplace(*text, formula.choice);
      variable.values.push_back(*text);
    } else {
      formula.kind = Formula::Kind::kFalse;
    }
    return add(std::move(formula));
  }

  std::size_t contains(const List& texts, const Value& asked) {
    Formula formula{.kind = Formula::Kind::kOr};
    for (const Value& each : texts) formula.parts.push_back(equals(each, asked));
    return add(std::move(formula));
  }

  const Parameter* parameter_of(const Value& value) const {
    const auto* ref = value.get_if<Ref>();
    const auto found = ref == nullptr ? parameters_.end() : parameters_.find(ref->target.str());
    return found == parameters_.end() ? nullptr : found->second;
  }

  std::size_t variable_of(const Value& value) {
    const auto [known, is_new] =
        variables_.try_emplace(to_json(value, true), result_.variables.size());
    if (!is_new) return known->second;
    FormulaVariable& variable = result_.variables.emplace_back();
    variable.source = value;
    const Parameter* parameter = parameter_of(value);
    const Value* allowed =
        parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
    if (allowed != nullptr && allowed->list() != nullptr && !allowed->list()->empty()) {
      variable.free = false;
      for (const Value& item : *allowed->list()) {
        variable.values.push_back(scalar_text(item).value_or(""));
        choices_[known->second].emplace(variable.values.back(), variable.values.size() - 1);
      }
    }
    return known->second;
  }

  void find_usual(FormulaVariable& variable) const {
    const Parameter* parameter = parameter_of(variable.source);
    const Value* stated = parameter == nullptr ? nullptr : parameter->attributes.find("Default");
    auto text = stated == nullptr ? std::nullopt : scalar_text(*stated);
    if (variable.source == pseudo("AWS::Region")) text = region_;
    // An empty default is often there to be filled in.
    if (!text || text->empty()) return;
    const auto found = std::find(variable.values.begin(), variable.values.end(), *text);
    const auto choice = static_cast<std::size_t>(found - variable.values.begin());
    if (choice >= variable.choices()) return;
    variable.usual = choice;
    variable.has_usual = true;
  }

  Formulas result_;
  const std::string_view region_;
  std::unordered_map<std::string_view, const Parameter*> parameters_;
  std::unordered_map<std::string, std::size_t> variables_;
  /// For each variable the first place of each of its values.
  std::unordered_map<std::size_t, std::unordered_map<std::string, std::size_t>> choices_;
};

}  // namespace

Formulas read_formulas(const Template& source, std::string_view region) {
  return FormulaReader(source, region).finish();
}

}  // namespace archsynth::cfn

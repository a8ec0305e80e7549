#include "cfn/evaluate/conditions.h"

#include <algorithm>

#include "archsynth/support/text.h"

namespace archsynth::cfn {
namespace {

constexpr std::size_t kMostForAll = 10'000'000;
constexpr std::size_t kMostForOne = 400'000;
constexpr int kLongestChain = 400;

constexpr std::size_t kUndecided = static_cast<std::size_t>(-1);

std::string key_of(std::span<const Assumption> assumptions) {
  std::string key;
  for (const Assumption& each : assumptions) {
    key += each.holds ? '+' : '-';
    key += each.condition;
  }
  return key;
}

/// The variables of a formula, each once, in the order in which they appear.
std::vector<std::size_t> variables_of(const Formulas& of, std::size_t first) {
  std::vector<std::size_t> variables;
  std::vector<bool> is_found(of.variables.size());
  std::vector<bool> is_seen(of.all.size());
  std::vector<std::size_t> open = {first};
  while (!open.empty()) {
    const std::size_t at = open.back();
    open.pop_back();
    if (is_seen[at]) continue;
    is_seen[at] = true;
    const Formula& formula = of.all[at];
    if (formula.kind == Formula::Kind::kVariable && !is_found[formula.variable]) {
      is_found[formula.variable] = true;
      variables.push_back(formula.variable);
    }
    open.insert(open.end(), formula.parts.rbegin(), formula.parts.rend());
  }
  return variables;
}

}  // namespace

/// A choice of a variable that must be taken.
struct ConditionStates::Fixed {
  std::size_t variable;
  std::size_t choice;
};

/// One question: which states meet all that is wanted. Variables are decided one after another, as
/// long as nothing that is wanted has failed for certain.
class ConditionStates::Search {
 public:
  Search(const ConditionStates& of, std::span<const Assumption> assumptions,
         std::optional<Fixed> fixed = std::nullopt)
      : of_(of),
        is_asked_(of.formulas_.variables.size()),
        state_(of.formulas_.variables.size(), kUndecided),
        known_(of.formulas_.all.size()),
        left_(std::min(kMostForOne, of.left_)),
        granted_(left_) {
    std::map<std::string_view, bool> wanted;
    for (const Assumption& each : assumptions) {
      const auto [found, is_new] = wanted.emplace(each.condition, each.holds);
      contradicts_ |= !is_new && found->second != each.holds;
    }
    for (const auto& [condition, holds] : wanted) {
      // A condition that is not there is another finding.
      const auto found = of.formulas_.conditions.find(condition);
      if (found != of.formulas_.conditions.end()) want(found->second, holds);
    }
    if (fixed) is_asked_[fixed->variable] = true;
    add_assertions();
    if (!fixed) return;
    std::erase(variables_, fixed->variable);
    state_[fixed->variable] = fixed->choice;
  }
  ~Search() {
    of_.left_ -= granted_ - left_;
    of_.met_bound_ |= !is_certain_;
  }
  Search(const Search&) = delete;
  Search& operator=(const Search&) = delete;

  /// True also where the bound ended the search.
  bool run() { return find() || !is_certain_; }

  /// Leaves the state in one that meets everything, all of it decided; false where there is none.
  bool find() {
    if (contradicts_ || !extend(0)) return false;
    for (std::size_t i = 0; i < state_.size(); ++i) {
      if (state_[i] == kUndecided) state_[i] = of_.formulas_.variables[i].usual;
    }
    return true;
  }

  std::vector<std::size_t>& state() { return state_; }
  const std::vector<std::size_t>& variables() const { return variables_; }

  /// Whether the state does not meet everything with another choice of a variable: with the
  /// default, or with any where there is none.
  bool needs(std::size_t index) {
    const FormulaVariable& variable = of_.formulas_.variables[index];
    const std::size_t choice = state_[index];
    const std::size_t first = variable.has_usual ? variable.usual : 0;
    const std::size_t last = variable.has_usual ? variable.usual + 1 : variable.choices();
    bool is_needed = false;
    for (std::size_t other = first; other < last && !is_needed; ++other) {
      state_[index] = other;
      is_needed = met() != Truth::kTrue;
    }
    // What is not needed is left at its default.
    if (is_needed || !variable.has_usual) state_[index] = choice;
    return is_needed;
  }

  bool holds(std::size_t formula) { return is(formula, Truth::kTrue); }
  bool fails(std::size_t formula) { return is(formula, Truth::kFalse); }

 private:
  enum class Truth : std::uint8_t { kOpen, kTrue, kFalse };
  struct Known {
    std::uint32_t round = 0;
    Truth truth = Truth::kOpen;
  };

  bool is(std::size_t formula, Truth truth) {
    ++round_;
    return truth_of(formula, 0) == truth;
  }

  void want(std::size_t formula, bool holds) {
    wanted_.emplace_back(formula, holds ? Truth::kTrue : Truth::kFalse);
    for (const std::size_t each : variables_of(of_.formulas_, formula)) {
      if (!is_asked_[each]) variables_.push_back(each);
      is_asked_[each] = true;
    }
  }

  /// Assertions count where they are about something that is asked for.
  void add_assertions() {
    std::vector<bool> is_wanted(of_.formulas_.asserted.size());
    for (bool goes_on = !is_wanted.empty(); goes_on;) {
      goes_on = false;
      for (std::size_t i = 0; i < is_wanted.size(); ++i) {
        const auto& about = of_.asserted_variables_[i];
        const bool is_about = std::any_of(about.begin(), about.end(),
                                          [&](std::size_t each) { return is_asked_[each]; });
        if (is_wanted[i] || !is_about) continue;
        is_wanted[i] = goes_on = true;
        want(of_.formulas_.asserted[i].formula, true);
      }
    }
  }

  bool extend(std::size_t decided) {
    const Truth truth = met();
    if (truth != Truth::kOpen || !is_certain_ || decided == variables_.size()) {
      return truth == Truth::kTrue;
    }
    const std::size_t next = variables_[decided];
    const FormulaVariable& variable = of_.formulas_.variables[next];
    for (std::size_t i = 0; i < variable.choices() && is_certain_; ++i) {
      state_[next] = (variable.usual + i) % variable.choices();
      if (extend(decided + 1)) return true;
    }
    state_[next] = kUndecided;
    return false;
  }

  /// Whether what is decided meets all that is wanted.
  Truth met() {
    ++round_;
    Truth all = Truth::kTrue;
    for (const auto& [formula, wanted] : wanted_) {
      const Truth truth = truth_of(formula, 0);
      if (!is_certain_ || truth == Truth::kOpen) {
        all = Truth::kOpen;
      } else if (truth != wanted) {
        return Truth::kFalse;
      }
    }
    return all;
  }

  Truth truth_of(std::size_t index, int depth) {
    Known& known = known_[index];
    if (known.round == round_) return known.truth;
    // A condition that refers to itself does not hold.
    known = {round_, Truth::kFalse};
    if (left_ == 0 || depth > kLongestChain) {
      is_certain_ = false;
      return Truth::kOpen;
    }
    --left_;
    return known_[index].truth = computed(of_.formulas_.all[index], depth + 1);
  }

  Truth computed(const Formula& formula, int depth) {
    switch (formula.kind) {
      case Formula::Kind::kTrue:
        return Truth::kTrue;
      case Formula::Kind::kFalse:
        return Truth::kFalse;
      case Formula::Kind::kVariable:
        if (state_[formula.variable] == kUndecided) return Truth::kOpen;
        return state_[formula.variable] == formula.choice ? Truth::kTrue : Truth::kFalse;
      case Formula::Kind::kNot:
        switch (truth_of(formula.parts.front(), depth)) {
          case Truth::kTrue:
            return Truth::kFalse;
          case Truth::kFalse:
            return Truth::kTrue;
          default:
            return Truth::kOpen;
        }
      case Formula::Kind::kAnd:
        return combined(formula, Truth::kFalse, Truth::kTrue, depth);
      case Formula::Kind::kCondition:
      case Formula::Kind::kOr:
        break;
    }
    return combined(formula, Truth::kTrue, Truth::kFalse, depth);
  }

  Truth combined(const Formula& formula, Truth decisive, Truth otherwise, int depth) {
    Truth result = otherwise;
    for (const std::size_t part : formula.parts) {
      const Truth truth = truth_of(part, depth);
      if (truth == decisive) return decisive;
      if (truth == Truth::kOpen) result = Truth::kOpen;
    }
    return result;
  }

  const ConditionStates& of_;
  std::vector<std::pair<std::size_t, Truth>> wanted_;
  std::vector<std::size_t> variables_;
  std::vector<bool> is_asked_;
  std::vector<std::size_t> state_;
  std::vector<Known> known_;
  std::uint32_t round_ = 0;
  std::size_t left_;
  const std::size_t granted_;
  bool contradicts_ = false;
  bool is_certain_ = true;
};

ConditionStates::ConditionStates(const Template& source, std::string_view region)
    : formulas_(read_formulas(source, region)), left_(kMostForAll) {
  for (const AssertedFormula& each : formulas_.asserted) {
    asserted_variables_.push_back(variables_of(formulas_, each.formula));
  }
}

bool ConditionStates::possible(std::span<const Assumption> assumptions) const {
  const auto [found, is_new] = known_.try_emplace(key_of(assumptions), true);
  if (is_new) found->second = Search(*this, assumptions).run();
  return found->second;
}

bool ConditionStates::possible_value(std::span<const Assumption> assumptions,
                                     const LogicalId& parameter, const std::string& value) const {
  const Value asked = ref(parameter);
  for (std::size_t i = 0; i < formulas_.variables.size(); ++i) {
    const FormulaVariable& variable = formulas_.variables[i];
    if (!(variable.source == asked)) continue;
    const auto choice = std::find(variable.values.begin(), variable.values.end(), value);
    if (choice == variable.values.end() && !variable.free) return false;
    const Fixed fixed{i, static_cast<std::size_t>(choice - variable.values.begin())};
    return Search(*this, assumptions, fixed).run();
  }
  return true;
}

const ConditionState* ConditionStates::state(std::span<const Assumption> assumptions) const {
  const auto [found, is_new] = states_.try_emplace(key_of(assumptions));
  if (is_new) {
    Search search(*this, assumptions);
    if (search.find()) found->second.emplace().choices_ = std::move(search.state());
  }
  return found->second ? &*found->second : nullptr;
}

std::optional<bool> ConditionStates::holds(std::string_view condition,
                                           const ConditionState& state) const {
  const auto found = formulas_.conditions.find(condition);
  if (found == formulas_.conditions.end()) return std::nullopt;
  const auto [known, is_new] = state.holds_.try_emplace(found->second);
  if (is_new) {
    Search search(*this, {});
    search.state() = state.choices_;
    known->second = search.holds(found->second);
  }
  return known->second;
}

std::set<std::string_view> ConditionStates::refusing_rules() const {
  std::set<std::string_view> rules;
  const auto& variables = formulas_.variables;
  Search search(*this, {});
  for (std::size_t i = 0; i < formulas_.asserted.size(); ++i) {
    const std::vector<std::size_t>& about = asserted_variables_[i];
    const bool has_defaults =
        !about.empty() && std::all_of(about.begin(), about.end(),
                                      [&](std::size_t each) { return variables[each].has_usual; });
    if (!has_defaults) continue;
    for (const std::size_t each : about) search.state()[each] = variables[each].usual;
    if (search.fails(formulas_.asserted[i].formula)) rules.insert(formulas_.asserted[i].rule);
  }
  return rules;
}

const std::vector<std::string>& ConditionStates::values(const LogicalId& parameter) const {
  static const std::vector<std::string> kNone;
  const auto found = formulas_.values.find(parameter.str());
  return found == formulas_.values.end() ? kNone : found->second;
}

std::string_view ConditionStates::parameter_of(std::string_view condition) {
  const std::size_t equals = condition.find('=');
  return equals == condition.npos ? std::string_view() : condition.substr(0, equals);
}

bool ConditionStates::depends_on(const LogicalId& parameter) const {
  return std::any_of(formulas_.variables.begin(), formulas_.variables.end(), [&](const auto& each) {
    const auto* ref = each.source.template get_if<Ref>();
    return ref != nullptr && ref->target == parameter;
  });
}

/// Nothing where a parameter does not decide it, or its value has no name.
std::optional<std::string> ConditionStates::reason_of(std::size_t variable,
                                                      std::size_t choice) const {
  const FormulaVariable& decided = formulas_.variables[variable];
  const auto* ref = decided.source.get_if<Ref>();
  if (ref == nullptr) return std::nullopt;
  const std::string name = quoted(ref->target.str());
  if (choice < decided.values.size()) return name + " is " + quoted(decided.values[choice]);
  if (decided.values.size() != 1) return std::nullopt;
  return name + " is not " + quoted(decided.values.front());
}

std::string ConditionStates::reason(std::span<const Assumption> assumptions) const {
  std::vector<std::string> conditions;
  for (const Assumption& each : assumptions) {
    conditions.push_back(quoted(each.condition) + (each.holds ? " is true" : " is false"));
  }
  Search search(*this, assumptions);
  if (!search.find()) return archsynth::join(conditions, " and ");
  std::vector<std::string> parts;
  std::vector<std::size_t> variables = search.variables();
  std::sort(variables.begin(), variables.end());
  for (const std::size_t each : variables) {
    if (!search.needs(each)) continue;
    auto part = reason_of(each, search.state()[each]);
    if (!part) return archsynth::join(conditions, " and ");
    parts.push_back(std::move(*part));
  }
  return archsynth::join(parts, " and ");
}

}  // namespace archsynth::cfn

// What conditions make of functions and references.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "rules/finding.h"
#include "rules/functions/checks.h"
#include "rules/schemas/schema_walk.h"

namespace archsynth::analysis {
namespace {

using cfn::Function;

constexpr std::string_view kStatesPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "conditions-section-structure.html";
constexpr std::string_view kDependsPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-dependson.html";

constexpr Rule kNeverTaken = {"ARC3106",
                              Severity::kWarning,
                              "unreachable branch of Fn::If",
                              "the branch is dead code, or the condition is wrong",
                              "remove the branch, or fix the condition",
                              kStatesPage,
                              "W1028"};
constexpr Rule kMayNotExist = {"ARC3107",
                               Severity::kWarning,
                               "reference to a resource that may not exist",
                               "CloudFormation refuses the stack under such conditions",
                               "wrap the reference in Fn::If with the resource's condition",
                               kStatesPage,
                               "W1001"};
constexpr Rule kMayNotBeThere = {
    "ARC3108",
    Severity::kError,
    "DependsOn names a resource that may not exist",
    "the dependency has no effect under such conditions",
    "use the same condition for both, or remove the name from DependsOn",
    kDependsPage,
    "E3005"};
constexpr Rule kAlwaysSame = {"ARC3109",
                              Severity::kWarning,
                              "Fn::Equals always has the same result",
                              "the condition never changes",
                              "compare with a parameter",
                              kStatesPage,
                              "W8003"};

constexpr Rule kTooComplex = {
    "ARC3124",
    Severity::kNote,
    "conditions are too complex to be checked in every state",
    "findings that depend on these conditions may be missing, or apply to states that cannot occur",
    "use fewer parameters in one condition",
    kStatesPage,
    ""};

constexpr Rule kDefaultsRefused = {
    "ARC4990",
    Severity::kWarning,
    "assertion is false for the defaults of the parameters",
    "CloudFormation refuses a stack that is deployed without other values",
    "change a default, or the assertion",
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/rules-section-structure.html",
    ""};

constexpr Rule kStatesRules[] = {kNeverTaken, kMayNotExist, kMayNotBeThere,
                                 kAlwaysSame, kTooComplex,  kDefaultsRefused};

/// `"A" is true and "B" is false`, each once.
std::string shown(const std::vector<Assumption>& assumptions) {
  std::string text;
  std::set<std::pair<std::string_view, bool>> known;
  for (const Assumption& each : assumptions) {
    if (!known.emplace(each.condition, each.holds).second) continue;
    if (!text.empty()) text += " and ";
    text += quoted(each.condition) + (each.holds ? " is true" : " is false");
  }
  return text;
}

std::vector<Assumption> with(const ValuePlace& place, std::string_view condition, bool holds) {
  std::vector<Assumption> all = place.assumptions;
  all.push_back({condition, holds});
  return all;
}

void check_branches(const FunctionRun& run, const cfn::Choice& choice, const Origin& origin,
                    const ValuePlace& place) {
  const std::string& condition = choice.condition;
  // In what cannot be anyway nothing more is said.
  if (!run.checked.conditions.contains(condition) || !run.scenarios.possible(place.assumptions)) {
    return;
  }
  for (const bool holds : {true, false}) {
    if (run.scenarios.possible(with(place, condition, holds))) continue;
    const Origin& dead = choice.taken(holds).origin();
    report(run.to, kNeverTaken, dead.known() ? dead : origin,
           place.assumptions.empty()
               ? fmt::format("unreachable branch: {} is {}", quoted(condition),
                             holds ? "never true" : "always true")
               : fmt::format("unreachable branch: {} is {} when {}", quoted(condition),
                             holds ? "never true" : "always true", shown(place.assumptions)));
  }
}

void check_target(const FunctionRun& run, const std::string& id, const Origin& origin,
                  const ValuePlace& place) {
  const cfn::Resource* target = run.index.resource(id);
  if (target == nullptr || target->condition.empty() || target == place.resource) return;
  const std::string& condition = target->condition.str();
  if (!run.checked.conditions.contains(condition)) return;
  // Fn::If of the same condition is the usual guard, so it is seen without the solver.
  for (const Assumption& each : place.assumptions) {
    if (each.condition == condition && each.holds) return;
  }
  const std::vector<Assumption> missing = with(place, condition, false);
  if (!run.scenarios.possible(missing)) return;
  Diagnostic& found =
      report(run.to, kMayNotExist, origin,
             fmt::format("{} does not exist when {} is false", quoted(id), quoted(condition)));
  if (run.scenarios.reason(missing).empty()) found.severity = Severity::kError;
}

/// The parameter that a value refers to, where its declaration does not allow the other value.
const cfn::Parameter* never_equal(const FunctionRun& run, const cfn::Value& value,
                                  const cfn::Value& other) {
  const auto* ref = value.get_if<cfn::Ref>();
  const auto wanted = scalar_text(other);
  const cfn::Parameter* parameter = ref ? run.index.parameter(ref->target.str()) : nullptr;
  const cfn::Value* allowed =
      parameter == nullptr ? nullptr : parameter->attributes.find("AllowedValues");
  if (!wanted || allowed == nullptr || allowed->list() == nullptr || allowed->list()->empty() ||
      parameter->type != "String") {
    return nullptr;
  }
  for (const cfn::Value& each : *allowed->list()) {
    const auto text = scalar_text(each);
    if (!text || *text == *wanted) return nullptr;
  }
  return parameter;
}

void check_equals(const FunctionRun& run, const cfn::Call& call, const Origin& origin) {
  const cfn::List* list = call.argument.front().list();
  if (list == nullptr || list->size() != 2) return;
  for (const auto& [value, other] :
       {std::pair{&list->front(), &list->back()}, {&list->back(), &list->front()}}) {
    const cfn::Parameter* parameter = never_equal(run, *value, *other);
    if (parameter == nullptr) continue;
    report(run.to, kAlwaysSame, origin,
           fmt::format("Fn::Equals is never true: {} cannot be {}", quoted(parameter->id.str()),
                       quoted(*scalar_text(*other))),
           "compare with one of \"AllowedValues\"");
    return;
  }
  const auto left = scalar_text(list->front());
  const auto right = scalar_text(list->back());
  const bool same = left && right ? *left == *right : list->front() == list->back();
  if (!same && !(left && right)) return;
  report(run.to, kAlwaysSame, origin,
         same ? "Fn::Equals is always true" : "Fn::Equals is never true");
}

}  // namespace

void check_states(const FunctionRun& run, const cfn::Value& value, const ValuePlace& place) {
  if (const auto* call = value.get_if<cfn::Call>(); call != nullptr && !call->argument.empty()) {
    if (call->function == Function::kEquals) return check_equals(run, *call, place.of(value));
    if (const auto choice = cfn::choice_of(value)) {
      check_branches(run, *choice, call->argument.front().origin(), place);
    }
    return;
  }
  if (place.resource == nullptr && place.output == nullptr) return;
  if (place.section == "Metadata") return;
  if (const auto* ref = value.get_if<cfn::Ref>()) {
    check_target(run, ref->target.str(), place.of(value), place);
  } else if (const auto* att = value.get_if<cfn::GetAtt>()) {
    check_target(run, att->target.str(), place.of(value), place);
  } else if (const auto* sub = value.get_if<cfn::Sub>()) {
    for (const cfn::SubPiece& piece : cfn::pieces(*sub)) {
      if (piece.kind != cfn::SubPiece::Kind::kVariable || sub->variables.contains(piece.text)) {
        continue;
      }
      check_target(run, piece.text.substr(0, piece.text.find('.')), place.of(value), place);
    }
  }
}

void check_conditional_dependencies(const FunctionRun& run) {
  for (const cfn::Resource& each : run.checked.resources) {
    const auto about = run.to.about(each.id.str());
    std::vector<Assumption> exists;
    if (!each.condition.empty()) exists.push_back({each.condition.str(), true});
    for (std::size_t i = 0; i < each.depends_on.size(); ++i) {
      const cfn::Resource* target = run.index.resource(each.depends_on[i].str());
      if (target == nullptr || target->condition.empty() || target->condition == each.condition) {
        continue;
      }
      std::vector<Assumption> missing = exists;
      missing.push_back({target->condition.str(), false});
      if (!run.checked.conditions.contains(target->condition.str()) ||
          !run.scenarios.possible(missing)) {
        continue;
      }
      report(run.to, kMayNotBeThere,
             i < each.depends_on_origins.size() ? each.depends_on_origins[i] : each.origin,
             fmt::format("{} does not exist when {} is false", quoted(target->id.str()),
                         quoted(target->condition.str())));
    }
  }
}

void check_assertions(const FunctionRun& run) {
  const std::set<std::string_view> refusing = run.scenarios.refusing_rules();
  for (const cfn::MapEntry& rule : run.checked.rules) {
    if (!refusing.contains(rule.key)) continue;
    report(run.to, kDefaultsRefused, first_known(rule.key_origin, rule.value.origin()),
           fmt::format("the rule {} refuses the defaults of the parameters", quoted(rule.key)));
  }
}

void report_bound(const cfn::Template& checked, const ConditionStates& states, Diagnostics& to) {
  if (!states.met_bound() || checked.conditions.empty()) return;
  report(to, kTooComplex, checked.conditions.begin()->key_origin,
         "conditions are too complex to be checked in every state");
}

std::span<const Rule> state_rules() { return kStatesRules; }

}  // namespace archsynth::analysis

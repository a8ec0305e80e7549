#include "model/identities/statements.h"

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "cfn/evaluate/choice.h"

namespace archsynth::model {
namespace {

template <typename Texts, typename Ask>
Certainty most_certain(const Texts& texts, const Ask& ask) {
  Certainty best = Certainty::kNo;
  for (const auto& each : texts) {
    best = std::max(best, ask(each));
    if (best == Certainty::kYes) break;
  }
  return best;
}

Certainty opposite(Certainty of) {
  return of == Certainty::kYes  ? Certainty::kNo
         : of == Certainty::kNo ? Certainty::kYes
                                : Certainty::kMaybe;
}

void add_principals(const view::View& view, const Arns& arns, const cfn::Value& value,
                    std::string_view kind, std::vector<Principal>& to) {
  std::vector<const cfn::Value*> all{&value};
  if (value.list() != nullptr) {
    all.clear();
    for (const cfn::Value& each : *value.list()) all.push_back(&each);
  }
  for (const cfn::Value* each : all) {
    if (cfn::is_no_value(*each)) continue;
    const cfn::Resource* named = view.target(each);
    const bool is_identity = named != nullptr && named->type.starts_with("AWS::IAM::");
    to.push_back({std::string(kind), arns.text(*each), is_identity ? named : nullptr});
  }
}

void read_principals(const view::View& view, const Arns& arns, const cfn::Value& value,
                     std::vector<Principal>& to) {
  if (value.map() == nullptr) return add_principals(view, arns, value, "AWS", to);
  for (const cfn::MapEntry& each : *value.map())
    add_principals(view, arns, each.value, each.key, to);
}

void read_conditions(const Arns& arns, const cfn::Value* value, std::vector<ConditionTest>& to) {
  if (value == nullptr || cfn::is_no_value(*value)) return;
  if (value->map() == nullptr) {
    to.push_back({"", "a condition", {}});
    return;
  }
  for (const cfn::MapEntry& test : *value->map()) {
    if (test.value.map() == nullptr) {
      to.push_back({test.key, "a condition", {}});
      continue;
    }
    for (const cfn::MapEntry& each : *test.value.map())
      to.push_back({test.key, each.key, arns.texts(&each.value)});
  }
}

/// Operators that compare texts, by what their names have in front of `IfExists`.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
enum class Comparison { kEqual, kNotEqual, kOther };

Comparison comparison_of(std::string_view operation) {
  std::string name = lower_case(operation);
  if (name.ends_with("ifexists")) name.resize(name.size() - 8);
  constexpr std::string_view kEqual[] = {"arnequals", "arnlike", "bool", "stringequals",
                                         "stringlike"};
  constexpr std::string_view kNotEqual[] = {"arnnotequals", "arnnotlike", "stringnotequals",
                                            "stringnotlike"};
  if (std::find(std::begin(kEqual), std::end(kEqual), name) != std::end(kEqual))
    return Comparison::kEqual;
  const bool is_not =
      std::find(std::begin(kNotEqual), std::end(kNotEqual), name) != std::end(kNotEqual);
  return is_not ? Comparison::kNotEqual : Comparison::kOther;
}

Certainty is_met(const ConditionTest& test, const RequestContext& request) {
  const auto known = request.find(lower_case(test.key));
  const Comparison comparison = comparison_of(test.operation);
  if (known == request.end() || comparison == Comparison::kOther) return Certainty::kMaybe;
  if (known->second == kAbsentKey) {
    const bool is_met =
        comparison == Comparison::kNotEqual || lower_case(test.operation).ends_with("ifexists");
    return is_met ? Certainty::kYes : Certainty::kNo;
  }
  const Certainty fits = most_certain(test.values, [&](const std::string& value) {
    return value == known->second ? Certainty::kYes : covers_some(value, known->second);
  });
  return comparison == Comparison::kNotEqual ? opposite(fits) : fits;
}

/// Whether functions or macros decide what the mapping is.
bool is_computed(const cfn::Map& map) {
  return std::any_of(map.begin(), map.end(),
                     [](const cfn::MapEntry& each) { return each.key.starts_with("Fn::"); });
}

}  // namespace

Certainty Statement::names(std::string_view action) const {
  const Certainty found =
      most_certain(actions, [&](const std::string& each) { return covers_action(each, action); });
  return has_other_actions ? opposite(found) : found;
}

Certainty Statement::is_about_some(const std::vector<std::string>& arns) const {
  return most_certain(arns, [&](const std::string& arn) {
    if (has_other_resources) {
      return opposite(
          most_certain(resources, [&](const std::string& each) { return covers_all(each, arn); }));
    }
    return most_certain(resources, [&](const std::string& each) { return covers_some(each, arn); });
  });
}

Certainty Statement::is_about_all(const std::vector<std::string>& arns) const {
  Certainty least = Certainty::kYes;
  for (const std::string& arn : arns) {
    const Certainty one =
        has_other_resources
            ? opposite(most_certain(
                  resources, [&](const std::string& each) { return covers_some(each, arn); }))
            : most_certain(resources,
                           [&](const std::string& each) { return covers_all(each, arn); });
    least = std::min(least, one);
  }
  return least;
}

Certainty Statement::is_met(const RequestContext& request) const {
  Certainty least = Certainty::kYes;
  for (const ConditionTest& each : conditions)
    least = std::min(least, archsynth::model::is_met(each, request));
  return least;
}

std::vector<std::string> Statement::condition_keys() const {
  std::vector<std::string> keys;
  for (const ConditionTest& each : conditions) {
    if (std::find(keys.begin(), keys.end(), each.key) == keys.end()) keys.push_back(each.key);
  }
  return keys;
}

std::vector<Statement> statements_of(const view::View& view, const Arns& arns,
                                     const cfn::Resource& resource, const cfn::Value* document) {
  std::vector<Statement> found;
  const cfn::Map* map = document == nullptr ? nullptr : document->map();
  const cfn::Value* all = map == nullptr ? nullptr : map->find("Statement");
  if (all == nullptr) return found;
  std::vector<const cfn::Value*> statements{all};
  if (all->list() != nullptr) statements = view.items(all).values;
  for (const cfn::Value* each : statements) {
    const cfn::Map* one = each->map();
    if (one == nullptr) continue;
    Statement& made = found.emplace_back();
    made.resource = &resource;
    made.origin = each->origin().is_stated() ? each->origin() : resource.origin;
    made.allows = view.text(one->find("Effect")) != "Deny";
    made.has_other_actions = one->contains("NotAction");
    made.actions = arns.texts(one->find(made.has_other_actions ? "NotAction" : "Action"));
    made.has_other_resources = one->contains("NotResource");
    made.resources = arns.texts(one->find(made.has_other_resources ? "NotResource" : "Resource"));
    made.has_other_principals = one->contains("NotPrincipal");
    const cfn::Value* who = one->find(made.has_other_principals ? "NotPrincipal" : "Principal");
    if (who != nullptr) read_principals(view, arns, *who, made.principals);
    read_conditions(arns, one->find("Condition"), made.conditions);
  }
  return found;
}

const cfn::Value* unknown_part(const cfn::Value& document) {
  if (cfn::is_choice(document) || cfn::is_no_value(document)) return nullptr;
  if (document.map() == nullptr || is_computed(*document.map())) return &document;
  const cfn::Value* all = document.map()->find("Statement");
  if (all == nullptr) return nullptr;
  const auto is_known = [](const cfn::Value& each) {
    return cfn::is_choice(each) || cfn::is_no_value(each) ||
           (each.map() != nullptr && !is_computed(*each.map()));
  };
  if (all->list() == nullptr) return is_known(*all) ? nullptr : all;
  const auto found = std::find_if_not(all->list()->begin(), all->list()->end(), is_known);
  return found == all->list()->end() ? nullptr : &*found;
}

Allowance allowance_of(const std::vector<Statement>& statements, std::string_view action,
                       const std::vector<std::string>& arns, const RequestContext& request) {
  Allowance best;
  for (const Statement& each : statements) {
    if (!each.allows) continue;
    const Certainty named = std::min(each.names(action), each.is_about_some(arns));
    const Certainty met = each.is_met(request);
    const Certainty one = std::min(named, met);
    if (named == Certainty::kYes && met == Certainty::kNo) best.unmet = &each;
    if (one <= best.answer) continue;
    best.answer = one;
    best.by = &each;
    best.open = one == Certainty::kYes     ? std::string()
                : met == Certainty::kMaybe ? "a condition on " + join(each.condition_keys(), ", ")
                                           : "names that the deployment decides";
  }
  if (best.answer == Certainty::kNo) return best;
  for (const Statement& each : statements) {
    if (each.allows) continue;
    const Certainty named = each.names(action);
    const Certainty met = each.is_met(request);
    if (std::min({named, met, each.is_about_all(arns)}) == Certainty::kYes)
      return {Certainty::kNo, nullptr, {}, &each};
    const Certainty some = std::min({named, met, each.is_about_some(arns)});
    if (some == Certainty::kNo || best.answer == Certainty::kMaybe) continue;
    // A denial of some objects leaves the others.
    if (named == Certainty::kYes && each.conditions.empty() &&
        each.is_about_all(arns) == Certainty::kNo) {
      continue;
    }
    best.answer = Certainty::kMaybe;
    best.open = each.conditions.empty()
                    ? "a Deny on names that the deployment decides"
                    : "a Deny with a condition on " + join(each.condition_keys(), ", ");
  }
  return best;
}

}  // namespace archsynth::model

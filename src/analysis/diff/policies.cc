#include "policies.h"

#include <algorithm>

#include "archsynth/support/characters.h"
#include "canonical.h"
#include "openings.h"

namespace archsynth::analysis {
namespace {

/// One or several of something, in the order of their texts.
cfn::Value as_set(const cfn::Value& value) {
  cfn::List items;
  if (const cfn::List* list = value.list()) {
    items = *list;
  } else {
    items.push_back(value);
  }
  std::sort(items.begin(), items.end(), [](const cfn::Value& a, const cfn::Value& b) {
    return fingerprint(a) < fingerprint(b);
  });
  return items;
}

/// A map whose values at the given depth are one or several of something; names of condition keys
/// have no letter case.
cfn::Value with_sets(const cfn::Value& value, int depth, bool is_condition = false) {
  const cfn::Map* map = value.map();
  if (depth == 0 || map == nullptr) return as_set(value);
  cfn::Map result;
  for (const cfn::MapEntry& entry : *map) {
    const std::string key = is_condition && depth == 1 ? lower_case(entry.key) : entry.key;
    result.append(key, with_sets(entry.value, depth - 1, is_condition));
  }
  return result;
}

/// The principals of a statement, accounts by their numbers.
cfn::Value with_accounts(const cfn::Value& principals) {
  cfn::Value result = principals;
  cfn::Value* named = result.map() == nullptr ? nullptr : result.map()->find("AWS");
  if (named == nullptr) return result;
  for (cfn::Value& each : *named->list()) {
    const std::string text = brief(each);
    std::string account = principal_of(text);
    if (account != text || text == "AWS::AccountId") each = cfn::Value(std::move(account));
  }
  *named = as_set(*named);
  return result;
}

/// What a key of a statement says; the value is canonical.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html and,
/// for letter case, reference_policies_elements_action.html
cfn::Value meaning_of(std::string_view key, const cfn::Value& value) {
  const std::string* text = value.string();
  if (key == "Principal" || key == "NotPrincipal") {
    if (text != nullptr && *text == "*") return cfn::Map{{"AWS", as_set(value)}};
    return with_accounts(with_sets(value, 1));
  }
  if (key == "Condition") return canonical(with_sets(value, 2, true));
  if (key != "Action" && key != "NotAction") return as_set(value);
  cfn::Value actions = as_set(value);
  for (cfn::Value& each : *actions.list()) {
    if (each.string() != nullptr) each = cfn::Value(lower_case(*each.string()));
  }
  return as_set(actions);
}

cfn::Value meaning_of(const cfn::Value& statement) {
  const cfn::Value plain = canonical(statement);
  const cfn::Map* map = plain.map();
  if (map == nullptr) return plain;
  cfn::Map result;
  for (const cfn::MapEntry& entry : *map) {
    result.append(entry.key, meaning_of(entry.key, entry.value));
  }
  return result;
}

}  // namespace

bool is_policy(const cfn::Map& map) {
  const cfn::Value* statement = map.find("Statement");
  if (statement == nullptr) return false;
  // A firewall's rule has a statement as well, but no effect.
  const cfn::Map* single = statement->map();
  return statement->list() != nullptr || (single != nullptr && single->contains("Effect"));
}

std::vector<const cfn::Value*> statements_of(const cfn::Map& policy) {
  const cfn::Value& statement = *policy.find("Statement");
  std::vector<const cfn::Value*> all;
  if (const cfn::List* list = statement.list()) {
    for (const cfn::Value& each : *list) all.push_back(&each);
  } else {
    all.push_back(&statement);
  }
  return all;
}

std::string fingerprint_of_statement(const cfn::Value& statement) {
  return fingerprint(meaning_of(statement));
}

cfn::Value spelled_as(const cfn::Value& statement, const cfn::Value& other) {
  cfn::Value result = statement;
  if (result.map() == nullptr || other.map() == nullptr) return result;
  for (cfn::MapEntry& each : *result.map()) {
    const cfn::Value* now = other.map()->find(each.key);
    if (now == nullptr) continue;
    const cfn::Value one = meaning_of(each.key, canonical(each.value));
    if (fingerprint(one) == fingerprint(meaning_of(each.key, canonical(*now)))) each.value = *now;
  }
  return result;
}

}  // namespace archsynth::analysis

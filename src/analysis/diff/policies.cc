#include "policies.h"

#include <algorithm>

#include "canonical.h"

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

/// A map whose values at the given depth are one or several of something.
cfn::Value with_sets(const cfn::Value& value, int depth) {
  const cfn::Map* map = value.map();
  if (depth == 0 || map == nullptr) return as_set(value);
  cfn::Map result;
  for (const cfn::MapEntry& entry : *map) {
    result.append(entry.key, with_sets(entry.value, depth - 1));
  }
  return result;
}

cfn::Value meaning_of(const cfn::Value& statement) {
  const cfn::Value plain = canonical(statement);
  const cfn::Map* map = plain.map();
  if (map == nullptr) return plain;
  cfn::Map result;
  for (const cfn::MapEntry& entry : *map) {
    // `Principal: {AWS: […]}`, `Condition: {StringEquals: {key: […]}}`.
    const bool is_principal = entry.key == "Principal" || entry.key == "NotPrincipal";
    const int depth = is_principal ? 1 : entry.key == "Condition" ? 2 : 0;
    result.append(entry.key, with_sets(entry.value, depth));
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

}  // namespace archsynth::analysis

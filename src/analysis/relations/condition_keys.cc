// Policies: condition keys that no request has.

#include "archsynth/spec/condition_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/policies/policies.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "grants.h"
#include "rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kConditionKeysPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";

/// The key that was surely meant; empty where the key is right, or may be one of a service.
std::string meant_key(std::string_view key) {
  const std::string lower = lower_case(key.substr(0, key.find('/')));
  if (!lower.starts_with("aws:")) return {};
  std::string best;
  std::size_t least = 3;
  for (const spec::ConditionKey& each : spec::condition_keys()) {
    const std::string name = lower_case(each.name);
    if (name == lower) return {};
    const std::size_t distance = edit_distance(name, lower);
    if (distance >= least || each.name.size() < 10) continue;
    least = distance;
    best = each.name;
  }
  return best;
}

void check_keys(const cfn::Resource& resource, const cfn::Value& condition, const Report& report) {
  if (condition.map() == nullptr) return;
  for (const cfn::MapEntry& test : *condition.map()) {
    if (test.value.map() == nullptr || test.key.starts_with("Fn::")) continue;
    for (const cfn::MapEntry& entry : *test.value.map()) {
      const std::string right = meant_key(entry.key);
      if (right.empty()) continue;
      report(resource, entry.key_origin.known() ? entry.key_origin : resource.origin,
             fmt::format("unknown condition key {}", quoted(entry.key)))
          .fix = fmt::format("did you mean {}?", right);
    }
  }
}

void check_condition_keys(const View& view, const Report& report) {
  for (const cfn::Resource* resource : view.resources()) {
    each_policy(*resource, [&](const PolicyDocument& policy) {
      const cfn::Value* statements = member(&policy.document, {"Statement"});
      for (const cfn::Value* statement : one_or_many(view, statements).values) {
        const cfn::Value* condition = member(statement, {"Condition"});
        if (condition != nullptr) check_keys(*resource, *condition, report);
      }
    });
  }
}

constexpr Rule kConditionKeyRules[] = {
    {"ARC4964", Severity::kWarning, "unknown condition key",
     "no request has the key, so that the statement never applies, or always", "correct the key",
     kConditionKeysPage, "", check_condition_keys},
};

}  // namespace

std::span<const Rule> condition_key_rules() { return kConditionKeyRules; }

}  // namespace archsynth::analysis

// Policies: condition keys that no request has.

#include "spec/condition_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/policies/policies.h"
#include "rules/rule.h"
#include "rules/template/closest.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kConditionKeysPage =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html";

/// The key that was surely meant; empty where the key is right, or may be one of a service.
std::string_view meant_key(std::string_view key) {
  const std::string lower = lower_case(key.substr(0, key.find('/')));
  if (!lower.starts_with("aws:")) return {};
  const std::vector<std::string_view>& known = spec::condition_keys();
  const bool is_known = std::any_of(known.begin(), known.end(), [&](std::string_view each) {
    return each.size() == lower.size() && starts_with_ignoring_case(each, lower);
  });
  if (is_known) return {};
  const auto best = closest(lower, known, 3, [](std::string_view each) {
    return each.size() < 10 ? std::string() : lower_case(each);
  });
  return best == known.end() ? std::string_view() : *best;
}

void check_keys(const cfn::Resource& resource, const cfn::Value& condition, const Report& report) {
  if (condition.map() == nullptr) return;
  for (const cfn::MapEntry& test : *condition.map()) {
    if (test.value.map() == nullptr || test.key.starts_with("Fn::")) continue;
    for (const cfn::MapEntry& entry : *test.value.map()) {
      const std::string_view right = meant_key(entry.key);
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
     "no request has the key, so the statement applies either never or always", "correct the key",
     kConditionKeysPage, "", check_condition_keys},
};

}  // namespace

std::span<const Rule> condition_key_rules() { return kConditionKeyRules; }

}  // namespace archsynth::analysis

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cfn/evaluate/choice.h"
#include "rules/policies/policies.h"

namespace archsynth::analysis {

/// Calls `visit` for the value, or for each of its branches.
template <typename Visit>
void each_policy_case(const cfn::Value& value, const Visit& visit) {
  if (!cfn::is_choice(value)) {
    if (!cfn::is_no_value(value)) visit(value);
  } else if (const auto choice = cfn::choice_of(value)) {
    each_policy_case(choice->then, visit);
    each_policy_case(choice->otherwise, visit);
  }
}

/// The items of a list, or the value alone.
template <typename Visit>
void each_policy_item(const cfn::Value& value, const Visit& visit) {
  each_policy_case(value, [&](const cfn::Value& one) {
    const cfn::List* list = one.list();
    if (list == nullptr) return visit(one);
    for (const cfn::Value& item : *list) each_policy_case(item, visit);
  });
}

/// All condition operators of policies, in lower case.
std::vector<std::string_view> condition_operators();

/// Whether a condition of a policy can have the operator, with what may stand around it:
/// `ForAnyValue:StringLikeIfExists`.
bool is_condition_operator(std::string_view name);

/// What a value of the operator has to be, `an ARN`, where the text is surely something else;
/// empty: it may be one.
std::string_view wanted_of_operator(std::string_view name, std::string_view text);

/// What IAM refuses in an action of a policy of the kind; empty: nothing.
std::string_view fault_of_action(std::string_view action, PolicyKind kind);

/// What IAM refuses in the ARN of a resource; empty: nothing.
std::string_view fault_of_resource(std::string_view arn);

}  // namespace archsynth::analysis

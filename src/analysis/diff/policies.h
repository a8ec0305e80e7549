#pragma once

#include <string>
#include <vector>

#include "archsynth/cfn/value.h"

namespace archsynth::analysis {

/// Whether a value is a policy document: it has statements.
bool is_policy(const cfn::Map& map);

/// The statements of a policy, of which a single one need be no list.
std::vector<const cfn::Value*> statements_of(const cfn::Map& policy);

/// A text that is the same for statements which let the same through: one or several actions,
/// resources and principals, in any order.
/// Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
std::string fingerprint_of_statement(const cfn::Value& statement);

/// The statement with the values of another for what they say in other words.
cfn::Value spelled_as(const cfn::Value& statement, const cfn::Value& other);

}  // namespace archsynth::analysis

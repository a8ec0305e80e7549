#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "model/identities/arns.h"
#include "model/identities/patterns.h"

namespace archsynth::model {

struct ConditionTest {
  std::string operation;  ///< `StringEquals`
  std::string key;        ///< `iam:PassedToService`
  std::vector<std::string> values;
};

/// A principal of a trust or resource policy.
struct Principal {
  std::string kind;  ///< `AWS`, `Service`, `Federated`, `CanonicalUser`; `*` alone is `AWS`
  std::string text;  ///< of `patterns.h`
  /// The role or user of the template that it names.
  const cfn::Resource* resource = nullptr;
};

/// The value of a key that a request surely does not have.
inline constexpr std::string_view kAbsentKey("\x04", 1);
/// What is known of a request, by keys in lower case.
using RequestContext = std::map<std::string, std::string, std::less<>>;

/// A statement of a policy.
struct Statement {
  const cfn::Resource* resource = nullptr;  ///< that the policy is written in
  Origin origin{};
  std::string source{};  ///< the ARN of a managed policy of AWS; empty: the template's own
  bool allows = true;
  std::vector<std::string> actions{};
  bool has_other_actions = false;  ///< `NotAction`: all but these
  std::vector<std::string> resources{};
  bool has_other_resources = false;  ///< `NotResource`
  std::vector<Principal> principals{};
  bool has_other_principals = false;  ///< `NotPrincipal`
  std::vector<ConditionTest> conditions{};

  Certainty names(std::string_view action) const;
  /// Whether it is about some, or all, of what one of the ARNs stands for.
  Certainty is_about_some(const std::vector<std::string>& arns) const;
  Certainty is_about_all(const std::vector<std::string>& arns) const;
  /// Whether its conditions are met, as far as the request is known.
  Certainty is_met(const RequestContext& request) const;
  /// The keys of its conditions, each once.
  std::vector<std::string> condition_keys() const;
};

/// The statements of a policy document, in order.
std::vector<Statement> statements_of(const view::View& view, const Arns& arns,
                                     const cfn::Resource& resource, const cfn::Value* document);

/// The part of a policy document that only the deployment knows, a statement or more of it: a text
/// that cannot be read, or what a macro puts in; null: none. Branches of a condition count as
/// known.
const cfn::Value* unknown_part(const cfn::Value& document);

/// Whether an action is allowed, by what, and what decides where that is not known.
struct Allowance {
  Certainty answer = Certainty::kNo;
  const Statement* by = nullptr;  ///< that allows it, or may
  std::string open{};             ///< `a condition on aws:SourceIp`
  /// That denies it, or that would allow it but for a condition; where the answer is no.
  const Statement* denied_by = nullptr;
  const Statement* unmet = nullptr;
  bool is_bounded = false;  ///< the policies allow it, but the boundary of the identity does not
};
/// Whether the statements of a policy allow it. ARNs: any of them will do.
Allowance allowance_of(const std::vector<Statement>& statements, std::string_view action,
                       const std::vector<std::string>& arns, const RequestContext& request = {});

}  // namespace archsynth::model

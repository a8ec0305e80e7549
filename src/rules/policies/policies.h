#pragma once

#include <functional>

#include "archsynth/rules/rules.h"
#include "rules/schemas/schema_check.h"

/// The IAM policies within resources. Codes: ARC35…
namespace archsynth::analysis {

/// Reports documents that IAM or the service refuses, and actions that nobody knows. Statements
/// are judged by what the policy is for: an identity, a resource, a role's trust, a repository.
void check_policies(const cfn::Template& checked, Diagnostics& to);

/// Reports policies that are longer than IAM allows.
void check_policy_size(const cfn::Resource& resource, Diagnostics& to);

/// What a policy is for: an identity, a resource, a role's trust, a repository.
enum class PolicyKind { kIdentity, kResource, kTrust, kRepository };

/// A policy within a resource, its key, and the property that it is in.
struct PolicyDocument {
  const cfn::Value& document;
  const Origin& key;
  std::string_view property;
  PolicyKind kind;
};
/// Calls `visit` for each of them.
void each_policy(const cfn::Resource& resource,
                 const std::function<void(const PolicyDocument&)>& visit);

}  // namespace archsynth::analysis

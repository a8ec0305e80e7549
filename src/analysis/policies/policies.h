#pragma once

#include <span>

#include "analysis/validate/schema_check.h"
#include "archsynth/analysis/rules.h"

/// The IAM policies within resources. Codes: ARC35…
namespace archsynth::analysis {

/// Reports documents that IAM or the service refuses, and actions that nobody knows. Statements
/// are judged by what the policy is for: an identity, a resource, a role's trust, a repository.
void check_policies(const cfn::Template& checked, Diagnostics& to);

std::span<const Rule> policy_rules();

}  // namespace archsynth::analysis

#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "archsynth/cfn/template.h"
#include "archsynth/rules/parameters.h"

namespace archsynth::analysis {

struct PermissionsOptions {
  std::string region{};
  std::vector<ParameterValue> parameters{};
  /// Names of resources begin with it; empty: any stack.
  std::string stack_name{};
  std::string account{};  ///< empty: where the policies are used
  /// Who deploys: `owner/name` of a repository; empty: not known.
  std::string repository{};
  std::string branch = "main";
  std::string provider = "github";  ///< or `gitlab`
  std::string artifact_bucket{};    ///< of large templates; empty: none
  /// The environment of GitHub that deploys, whatever the branch; empty: a branch.
  std::string github_environment{};
};

/// What makes an action necessary.
struct PermissionReason {
  std::string resource;  ///< its logical id; empty: the stack itself
  std::string type;
  std::string operations;  ///< `create, update`
  std::string property;    ///< empty: any resource of the type needs it
  Origin origin;           ///< of the property, or of the resource
};

/// What a statement of a policy is limited by: `StringEquals`, `iam:PassedToService`, values.
struct StatementCondition {
  std::string test;
  std::string key;
  std::vector<std::string> values;

  friend auto operator<=>(const StatementCondition&, const StatementCondition&) = default;
};

/// An action on resources. ARNs may have `${Partition}`, `${Region}` and `${Account}`, as
/// far as these are not known, and `*`.
struct Permission {
  std::string action;
  std::vector<std::string> resources;
  std::vector<StatementCondition> conditions;
  std::vector<PermissionReason> reasons;
};

/// An IAM policy: at most 6,144 characters, white space left out, as a managed policy may have.
struct PermissionPolicy {
  std::string name;
  cfn::Map document;
};

/// A resource whose type nothing is known of, so that the policies lack what it needs.
struct UnknownPermissions {
  std::string resource;
  std::string type;
  Origin origin;
};

struct PermissionRole {
  std::string name;
  cfn::Map trust;
  std::vector<PermissionPolicy> policies;
};

/// What the deployment of a stack may do, and nothing else.
struct Permissions {
  std::string stack_name;
  /// What placeholders stand for; empty where it is not known.
  std::string partition;
  std::string region;
  std::string account;
  std::vector<Permission> needs;  ///< of the service role, by action
  PermissionRole service;         ///< which CloudFormation assumes
  PermissionRole ci;              ///< of the pipeline: this stack, and the service role
  /// What roles of the stack may do at most; empty where it makes none.
  std::vector<PermissionPolicy> boundary;
  std::vector<UnknownPermissions> unknown;
  /// How the service role could give itself or others more than it has.
  std::vector<std::string> escalations;
  std::vector<std::string> notes;
  /// Those of the notes that say what the service role lacks.
  std::vector<std::string> lacks;
  /// What is not followed in a stack of too many resources, among the notes; empty: everything is.
  std::string bound;
};

/// The permissions that create, update, replace, roll back and delete every resource of the stack.
Permissions permissions(const cfn::Template& stack, const PermissionsOptions& options);

/// Those that `after` needs and `before` does not have.
Permissions added_permissions(const cfn::Template& before, const cfn::Template& after,
                              const PermissionsOptions& options);

}  // namespace archsynth::analysis

#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "archsynth/support/origin.h"

/// Who may become whom in a stack, and who may read what. Law: what conditions, policies of other
/// stacks or the account decide is open, with what decides it.
namespace archsynth::analysis {

/// One identity, workload, account or service that may act as an identity of the stack.
struct IdentityStep {
  std::string from;
  std::string to;    ///< a logical id, `administrator`, or a description of what is outside
  std::string how;   ///< `iam:PassRole with ec2:RunInstances`
  std::string open;  ///< what decides whether it is so; empty: it is
  Origin origin;
};

/// How someone becomes an administrator of the account.
struct EscalationPath {
  std::vector<IdentityStep> steps;  ///< the last one leads to `administrator`

  const std::string& from() const { return steps.front().from; }
  /// What decides whether all steps are possible; empty: they are.
  const std::string& open() const;
};

/// An Allow statement with wildcards.
struct WildcardGrant {
  std::vector<std::string> identities;
  std::vector<std::string> actions;    ///< as the policy has them
  std::size_t action_count = 0;        ///< that these are
  std::vector<std::string> resources;  ///< as the policy has them
  std::vector<std::string> reached;    ///< resources of the stack
  std::string open;
  Origin origin;
};

/// A grant that is provably without use.
struct UnusedGrant {
  std::vector<std::string> identities;
  std::string policy;  ///< the resource that has the statement
  std::vector<std::string> actions;
  std::string reason;
  Origin origin;
};

/// What a policy lets someone of another account do.
struct ForeignAccess {
  std::string resource;
  std::string who;
  std::vector<std::string> actions;
  std::string open;
  Origin origin;
};

/// Somebody who may decrypt with a key, or read a secret.
struct Reader {
  std::string who;
  std::string how;
  std::string open;
  Origin origin;
};
struct ReadableKey {
  std::string key;
  std::vector<std::string> encrypts;  ///< resources that name it
  std::vector<Reader> readers;
};
struct ReadableSecret {
  std::string secret;
  std::string key;  ///< of the stack; empty: that of AWS, or another
  std::vector<Reader> readers;
};

/// A policy of an identity, or its boundary, whose statements the template does not tell.
struct UnknownPolicy {
  std::string identity;
  std::string policy;
  Origin origin;
};

struct IdentityAnalysis {
  std::vector<IdentityStep> steps;
  /// Steps past the bound were not looked for, so that there may be more paths than are listed.
  bool is_bounded = false;
  std::vector<EscalationPath> escalations;
  std::vector<WildcardGrant> wildcards;
  std::vector<UnusedGrant> unused;
  std::vector<ForeignAccess> foreign;
  std::vector<ReadableKey> keys;
  std::vector<ReadableSecret> secrets;
  std::vector<UnknownPolicy> unknown;

  bool is_empty() const;
};

}  // namespace archsynth::analysis

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/analysis/identities.h"
#include "model/identities/identities.h"
#include "model/workloads/workloads.h"
#include "view/view.h"

/// The tables of `IdentityAnalysis`.
namespace archsynth::analysis {

/// What the tables are made of.
struct IdentityStack {
  const view::View& view;
  const model::Workloads& workloads;
  const model::Identities& identities;
};

IdentityAnalysis identity_analysis(const IdentityStack& stack);

/// `is_bounded` becomes true where there are more steps than are looked for.
std::vector<IdentityStep> identity_steps(const IdentityStack& stack, bool& is_bounded);
/// The shortest path of everyone who has one, the certain ones first; `is_bounded` likewise.
std::vector<EscalationPath> escalation_paths(const IdentityStack& stack,
                                             const std::vector<IdentityStep>& steps,
                                             bool& is_bounded);
/// `is_bounded` becomes true where what more grants reach is not looked for: they are left out.
std::vector<WildcardGrant> wildcard_grants(const IdentityStack& stack, bool& is_bounded);
std::vector<UnusedGrant> unused_grants(const IdentityStack& stack);
std::vector<ForeignAccess> foreign_accesses(const IdentityStack& stack);
std::vector<ReadableKey> readable_keys(const IdentityStack& stack);
std::vector<ReadableSecret> readable_secrets(const IdentityStack& stack);

std::vector<UnknownPolicy> unknown_policies(const IdentityStack& stack);

inline constexpr std::string_view kAdministrator = "administrator";
/// What decides where an identity may act as one that the template does not have.
inline constexpr std::string_view kElsewhere = "the other identities of the account";

/// Whether an identity may do everything; `open` where a Deny or a boundary limits it.
model::Certainty is_administrator(const model::Identity& who, std::string& open);
/// `account 111122223333`, `anyone`, `this account`, `lambda.amazonaws.com`, or a logical id.
std::string name_of(const IdentityStack& stack, const model::Principal& principal);
/// Whether a principal is anyone, or of another account for all that is known.
bool is_foreign(const IdentityStack& stack, const model::Principal& principal);
/// `a condition on aws:SourceIp`; empty where there is none.
std::string conditions_text(const model::Statement& statement);
/// Conditions by which a service or an identity provider is limited belong to how it gets in:
/// moves them there.
void settle_limits(const model::Principal& who, const model::Statement& statement, std::string& how,
                   std::string& open);

}  // namespace archsynth::analysis

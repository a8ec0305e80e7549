#pragma once

#include <string>
#include <string_view>

#include "model/identities/identities.h"

namespace archsynth::model {

/// What all policies say of a request to a resource of the template: those of who sends it, those
/// of the resource, and those of the key that the resource is encrypted with.
struct Decision {
  Certainty answer = Certainty::kNo;
  const Statement* by = nullptr;  ///< that allows it, or may
  std::string open{};             ///< what decides where it is not known
  /// Where the answer is no: the action that is refused, on what, and by whom.
  std::string action{};
  const cfn::Resource* on = nullptr;
  const Statement* denied_by = nullptr;  ///< null: nothing allows it
  const Statement* unmet = nullptr;      ///< it would, but for a condition that is not met
  /// Nothing allows it: the identity, or the key whose policy leaves it out.
  const cfn::Resource* lacking = nullptr;
  bool is_bounded = false;  ///< the boundary of the identity leaves it out
};

/// Of a request within one account: a policy of the identity or of the resource has to allow it,
/// and none may deny it; policies of identities count for a key only where its own policy lets the
/// account in.
/// Sources:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
/// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
Decision decide(const Identities& identities, const Identity& who, const cfn::Resource& on,
                std::string_view action, const RequestContext& request = {});

/// The key that a value names, itself or by an alias; null where it is none of the template.
const cfn::Resource* key_named(const view::View& view, const cfn::Value* at);

/// The key of the template that the action on an encrypted resource uses; null where it uses none.
const cfn::Resource* key_used(const view::View& view, const cfn::Resource& on,
                              std::string_view action);

/// The same as `decide`, with what the key of the resource has to allow.
Decision decide_with_key(const view::View& view, const Identities& identities, const Identity& who,
                         const cfn::Resource& on, std::string_view action,
                         const RequestContext& request = {});

/// Whether the policy of an endpoint lets a request pass; `who` null: not known.
Allowance passes(const Identities& identities, const std::vector<Statement>& policy,
                 const Identity* who, std::string_view action, const std::vector<std::string>& arns,
                 const RequestContext& request = {});

}  // namespace archsynth::model

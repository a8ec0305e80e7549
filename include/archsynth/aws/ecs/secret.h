#pragma once

#include <string>

#include "archsynth/aws/forms.h"
#include "archsynth/describe/record.h"

namespace archsynth::ecs {

using describe::field;

/// A secret of this account and region by its name, or one under a KMS key that is not the stack's.
struct SecretProps {
  Sourced<std::string> secret{};
  Sourced<std::string> key{};
  Sourced<std::string> parameter{};
  Sourced<std::string> kms_key_arn{};
  static constexpr auto fields() {
    using P = SecretProps;
    return describe::fields(
        "a secret",
        field<&P::secret>("secret", "a Secrets Manager secret of this account and region, by name")
            .form(forms::kSecretName)
            .example("shop/stripe"),
        field<&P::key>("key", "a key of the secret's JSON; the whole secret when left out")
            .form(forms::kJsonKey)
            .example("api_key"),
        field<&P::parameter>("parameter",
                             "an SSM parameter of this account and region, by path, instead of a "
                             "secret")
            .form(forms::kParameterName)
            .example("/shop/stripe"),
        field<&P::kms_key_arn>("kms_key_arn",
                               "the KMS key that encrypts it, where that is a key of your own "
                               "outside this stack; starting a task may then decrypt with it")
            .form(forms::kKmsKeyArn));
  }
};
static_assert(describe::complete<SecretProps>());

/// An ARN, the path of an SSM parameter, a function that gives an ARN, or a record.
using Secret = Sourced<describe::Either<describe::Expression, SecretProps>>;

}  // namespace archsynth::ecs

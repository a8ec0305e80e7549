#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "archsynth/aws/forms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Encryption keys.
namespace archsynth::kms {

using describe::field;

/// How data at rest is encrypted.
struct EncryptionProps {
  Sourced<bool> customer_managed_key = ByProfile(true, false, false);
  Sourced<std::string> key_arn{};
  static constexpr auto fields() {
    return describe::fields(
        "encryption",
        field<&EncryptionProps::customer_managed_key>(
            "customer_managed_key",
            "one KMS key of this stack for logs, secrets, images, topics, databases and other "
            "stores, rotated yearly; otherwise the keys that AWS manages"),
        field<&EncryptionProps::key_arn>("key_arn",
                                         "an existing KMS key to use instead; its policy "
                                         "must let the services use it")
            .form(forms::kKmsKeyArn));
  }
};
static_assert(describe::complete<EncryptionProps>());

/// The key with which the stack encrypts: its own, an existing one, or AWS's.
///
/// A key made here is rotated yearly and outlives the stack, because the database's snapshots and
/// the repository's images that outlive it too can be read with it alone. The account administers
/// it through IAM; services that AWS lets work on behalf of a caller (RDS, ECR, Secrets Manager)
/// need no more than that, the others ask by `allow_service`.
class Key : public construct::Construct {
 public:
  using Props = EncryptionProps;
  Key(construct::Scope scope, EncryptionProps props);

  /// The key's ARN for properties such as `KmsKeyId`; absent when AWS's keys are used.
  const cfn::Value& arn() const { return arn_; }
  bool is_customer_managed() const { return !arn_.absent(); }
  /// Lets an AWS service use the key: a statement in the policy of a key made here, under `sid`,
  /// which is added once. The principal may hold `${AWS::Region}`. Without `actions` the service
  /// may decrypt and make data keys.
  void allow_service(std::string_view service_principal, std::string_view sid,
                     cfn::Value condition = {}, const std::vector<std::string>& actions = {});

 private:
  cfn::Value arn_;
  cfn::Resource* resource_ = nullptr;
};

}  // namespace archsynth::kms

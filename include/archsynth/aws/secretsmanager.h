#pragma once

#include <string>
#include <string_view>

#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"

/// Secrets.
namespace archsynth::secretsmanager {

using describe::field;

struct DatabaseSecretProps {
  Sourced<std::string> username{};
  Sourced<int> rotation_days{};
  static constexpr auto fields() {
    return describe::fields(
        "a database's secret",
        field<&DatabaseSecretProps::username>("username", "the master user").required(),
        field<&DatabaseSecretProps::rotation_days>("rotation_days", "days between new passwords")
            .range(1, 1000));
  }
};
static_assert(describe::complete<DatabaseSecretProps>());

/// A generated user and password, attached to a database so that host, port and database name
/// stand in it too. The password never appears in the template.
class DatabaseSecret : public construct::Construct {
 public:
  using Props = DatabaseSecretProps;
  DatabaseSecret(construct::Scope scope, kms::Key& key, DatabaseSecretProps props);

  cfn::Value arn() const;
  /// A dynamic reference to a key of the secret, for `MasterUserPassword`.
  cfn::Value resolve(std::string_view json_key) const;
  /// Attaches it to an RDS instance, which completes it; gives the attachment's id.
  cfn::LogicalId attach(const cfn::Value& instance_identifier);

 private:
  cfn::Resource* resource_ = nullptr;
};

}  // namespace archsynth::secretsmanager

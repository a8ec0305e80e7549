#pragma once

#include <string>
#include <string_view>

#include "archsynth/aws/ec2.h"
#include "archsynth/aws/kms.h"
#include "archsynth/aws/props.h"
#include "archsynth/construct/stack.h"
#include "archsynth/describe/expression.h"

/// Secrets.
namespace archsynth::secretsmanager {

using describe::field;

struct DatabaseSecretProps {
  Sourced<std::string> username{};
  Sourced<int> rotation_days{};
  Sourced<std::string> description{};
  static constexpr auto fields() {
    return describe::fields(
        "a database's secret",
        field<&DatabaseSecretProps::username>("username", "the master user").required(),
        field<&DatabaseSecretProps::rotation_days>("rotation_days", "days between new passwords")
            .range(1, 1000),
        field<&DatabaseSecretProps::description>("description", "what the secret opens"));
  }
};
static_assert(describe::complete<DatabaseSecretProps>());

/// The function that AWS hosts in the stack to set new passwords.
struct Rotation {
  std::string_view type;  ///< `PostgreSQLSingleUser`, `MySQLSingleUser`, `MariaDBSingleUser`
  const ec2::Vpc* vpc = nullptr;
  /// The function's group; it must reach the database and Secrets Manager.
  const ec2::SecurityGroup* security_group = nullptr;
  Origin why;  ///< the line that asked for the rotation
};

/// A generated user and password, attached to a database so that host, port and database name
/// stand in it too. The password never appears in the template: 32 letters and digits, so that it
/// needs no escaping in a connection string.
class DatabaseSecret : public construct::Construct {
 public:
  using Props = DatabaseSecretProps;
  DatabaseSecret(construct::Scope scope, kms::Key& key, DatabaseSecretProps props);

  cfn::Value arn() const;
  cfn::Resource& resource() { return *resource_; }
  /// A dynamic reference to a key of the secret, for `MasterUserPassword`.
  cfn::Value resolve(std::string_view json_key) const;
  /// Attaches it to an RDS instance or cluster, which completes it; gives the attachment's id.
  cfn::LogicalId attach(const cfn::Resource& database);
  /// The attachment's `Ref`, the ARN of the completed secret: who reads `host`, `port` or `dbname`
  /// refers to this. Absent before `attach`.
  cfn::Value completed_arn() const;
  /// Sets a new password every `rotation_days`, for which the stack gets a transform; after
  /// `attach`. Warns that deploying needs CAPABILITY_AUTO_EXPAND (ARC1403).
  void rotate(const Rotation& rotation);

 private:
  DatabaseSecretProps props_;
  cfn::Value key_arn_;
  cfn::Resource* resource_ = nullptr;
  cfn::Resource* attachment_ = nullptr;
};

enum class Characters { kLettersAndDigits, kHexadecimal, kAny };
constexpr auto names_of(Characters) {
  return std::array{"letters_and_digits", "hexadecimal", "any"};
}

enum class OnDelete { kRetain, kDelete };
constexpr auto names_of(OnDelete) { return std::array{"retain", "delete"}; }

/// A secret that the stack generates, or puts together of something else in it.
struct SecretProps {
  Sourced<int> length = Default(32);
  Sourced<Characters> characters = Default(Characters::kLettersAndDigits);
  Sourced<describe::Expression> value{};
  Sourced<OnDelete> on_delete = ByProfile(OnDelete::kRetain, OnDelete::kRetain, OnDelete::kDelete);
  static constexpr auto fields() {
    using P = SecretProps;
    return describe::fields(
        "a secret of the stack",
        field<&P::length>("length", "how many characters are generated").range(8, 4096),
        field<&P::characters>("characters",
                              "which characters are generated: `any` includes punctuation, "
                              "`hexadecimal` are digits and a to f"),
        field<&P::value>("value",
                         "a function that gives the secret, instead of a generated one: of a "
                         "parameter with `no_echo`, or of other secrets")
            .example("!Ref SessionToken"),
        field<&P::on_delete>("on_delete",
                             "what happens to it when it leaves the stack: data encrypted "
                             "with it cannot be read without it"));
  }
};
static_assert(describe::complete<SecretProps>());

/// A secret under the stack's key, which services name in their `secrets`. A generated one never
/// appears in the template.
class Secret : public construct::Construct {
 public:
  using Props = SecretProps;
  Secret(construct::Scope scope, kms::Key& key, SecretProps props);
  cfn::Value arn() const;

 private:
  cfn::Value generated() const;
  void check();

  SecretProps props_;
  cfn::Resource* resource_ = nullptr;
};

struct TextSecretProps {
  Sourced<std::string> description{};
  static constexpr auto fields() {
    return describe::fields("a secret string", field<&TextSecretProps::description>(
                                                   "description", "what the secret holds"));
  }
};
static_assert(describe::complete<TextSecretProps>());

/// A secret made of other secrets: its text holds dynamic references, which CloudFormation resolves
/// when it deploys, so the template shows nothing. It does not follow a later change of those.
class TextSecret : public construct::Construct {
 public:
  using Props = TextSecretProps;
  TextSecret(construct::Scope scope, kms::Key& key, const cfn::Value& text, TextSecretProps props);
  cfn::Value arn() const;

 private:
  cfn::Resource* resource_ = nullptr;
};

}  // namespace archsynth::secretsmanager

// Compiled once, with the shapes of all that is in it.
namespace archsynth::describe::internal {
extern template const RecordView& record_of<secretsmanager::SecretProps>();
}  // namespace archsynth::describe::internal

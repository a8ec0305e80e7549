#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/aws/rds.h"
#include "engines.h"

namespace archsynth::rds {

namespace {

/// The text of a reference within `Fn::Sub`.
std::string variable(const cfn::Value& reference) {
  if (const auto* att = reference.get_if<cfn::GetAtt>()) {
    return fmt::format("${{{}.{}}}", att->target.str(), att->attribute);
  }
  return fmt::format("${{{}}}", reference.get_if<cfn::Ref>()->target.str());
}

std::string resolved(const cfn::Value& secret_arn, std::string_view key) {
  return fmt::format("{{{{resolve:secretsmanager:{}:SecretString:{}}}}}", variable(secret_arn),
                     key);
}

}  // namespace

bool Database::takes_user_from_secret() const {
  if (props_.snapshot_identifier) return false;
  return props_.username_from ? *props_.username_from == UsernameFrom::kSecret
                              : *props_.credentials == Credentials::kGenerated;
}

void Database::set_credentials(const kms::Key& key) {
  cfn::Map& properties = server_->properties;
  // A snapshot brings its user, but not its password.
  if (takes_user_from_secret()) {
    properties.set("MasterUsername", secret_->resolve("username"));
  } else if (!props_.snapshot_identifier) {
    properties.set("MasterUsername", props_.username);
  }
  switch (*props_.credentials) {
    case Credentials::kGenerated:
      properties.set("MasterUserPassword", secret_->resolve("password"));
      break;
    case Credentials::kManaged:
      properties.set("ManageMasterUserPassword",
                     cfn::Value(true).with_origin(props_.credentials.origin()));
      if (key.is_customer_managed()) {
        properties.set("MasterUserSecret", cfn::Map{{"KmsKeyId", key.arn()}});
      }
      break;
    case Credentials::kIam:
      properties.set("MasterUserAuthenticationType",
                     cfn::Value("iam-db-auth").with_origin(props_.credentials.origin()));
      break;
  }
}

void Database::complete_credentials(ec2::Vpc& vpc) {
  if (*props_.credentials != Credentials::kGenerated) return;
  ready_.push_back(secret_->attach(*server_));
  if (props_.rotation_days) rotate(vpc);
}

/// After a rotation it would hold the old password.
void Database::make_connection_string(kms::Key& key, const std::string& what) {
  if (*props_.credentials != Credentials::kGenerated || props_.rotation_days) return;
  const std::string engine = engine_name();
  const std::string url = fmt::format(
      "{}://{}:{}@{}:{}/{}{}", url_scheme(), resolved(secret_->arn(), "username"),
      resolved(secret_->arn(), "password"), variable(host()), variable(port()),
      *props_.database_name, *props_.require_tls ? tls_query(engine) : std::string_view());
  const cfn::Value text = cfn::sub(url);
  url_secret_ = &add<secretsmanager::TextSecret>(child("UrlSecret"), key, text,
                                                 {.description = "Connection string of " + what});
}

void Database::rotate(ec2::Vpc& vpc) {
  const Origin& why = props_.rotation_days.origin();
  auto& group = add<ec2::SecurityGroup>(
      child("RotationSecurityGroup"), vpc,
      {.description = "The function that sets new passwords of " + described()});
  group.allow_to_cidr("0.0.0.0/0", 443, "Secrets Manager");
  security_group_->allow_from(group, port_number(), "FromRotation",
                              "Connections from the rotation of the password", why);
  vpc.need_endpoint(ec2::Endpoint::kSecretsmanager, why, ec2::Caller::kPrivateSubnet);
  secret_->rotate(
      {.type = rotation_type(engine_name()), .vpc = &vpc, .security_group = &group, .why = why});
}

std::string Database::url_scheme() const {
  return spoken_engine(engine_name()) == "postgres" ? "postgresql" : "mysql";
}

cfn::Value Database::secret_arn() const {
  switch (*props_.credentials) {
    case Credentials::kGenerated:
      return secret_->completed_arn();
    case Credentials::kManaged:
      return server_->att("MasterUserSecret.SecretArn");
    case Credentials::kIam:
      break;
  }
  return {};
}

cfn::Value Database::secret_arn_of(std::string_view key) const {
  if (key != "url") return secret_arn();
  return url_secret_ == nullptr ? cfn::Value() : url_secret_->arn();
}

cfn::Value Database::secret_value_from(std::string_view key) const {
  constexpr std::array<std::string_view, 6> kGenerated = {"username", "password", "engine",
                                                          "host",     "port",     "dbname"};
  const cfn::Value arn = secret_arn_of(key);
  if (key == "url" || key == "json") return arn;
  // A managed secret holds the first two alone.
  const bool is_generated = *props_.credentials == Credentials::kGenerated;
  const std::size_t keys = is_generated ? kGenerated.size() : 2;
  const auto end = kGenerated.begin() + keys;
  if (arn.absent() || std::find(kGenerated.begin(), end, key) == end) return {};
  return cfn::sub(fmt::format("{}:{}::", variable(arn), key));
}

void Database::grant_connect(iam::Role& role, const Origin& why) {
  std::vector<cfn::Value> users;
  std::vector<cfn::LogicalId> servers = replica_ids_;
  servers.push_back(server_->id);
  const char* attribute = is_cluster() ? "DBClusterResourceId" : "DbiResourceId";
  for (const cfn::LogicalId& id : servers) {
    users.push_back(cfn::sub(fmt::format("arn:${{AWS::Partition}}:rds-db:${{AWS::Region}}:"
                                         "${{AWS::AccountId}}:dbuser:${{{}.{}}}/{}",
                                         id.str(), attribute, *props_.username))
                        .with_origin(why));
  }
  role.allow("ConnectTo" + logical_id().str(), {"rds-db:connect"}, users);
}

}  // namespace archsynth::rds

#include <fmt/format.h>

#include "archsynth/aws/ecs.h"
#include "archsynth/support/text.h"

namespace archsynth::ecs {

namespace {

/// Why a database has no such setting, for messages.
std::string_view lacking(const rds::Database& database, std::string_view key) {
  if (key == "reader_host") return "remove the key: only an Aurora cluster has one for all readers";
  switch (*database.props().credentials) {
    case rds::Credentials::kIam:
      return "remove the key: users connect with their role, without a secret";
    case rds::Credentials::kManaged:
      return "remove the key: the secret that RDS manages holds \"username\" and \"password\" "
             "alone";
    case rds::Credentials::kGenerated:
      break;
  }
  return key == "url" ? "remove the key: after a rotation it would hold the old password" : "";
}

std::string_view named(std::string_view key) {
  if (key == "url") return "connection string";
  if (key == "reader_host") return "reader address";
  return key == "json" ? "secret" : key;
}

}  // namespace

void FargateService::reach(rds::Database& database, const Origin& why) {
  depend_on(database.security_group().allow_from(*security_group_, database.port_number(),
                                                 "From" + logical_id().str(),
                                                 "Connections from " + name_, why));
  if (*database.props().credentials == rds::Credentials::kIam) {
    database.grant_connect(*task_role_, why);
  }
  for (const cfn::LogicalId& id : database.ready()) depend_on(id);
}

bool FargateService::set_from(const rds::Database& database, const std::string& variable,
                              std::string_view key, cfn::Value plain, const Origin& why) {
  // What stands in the secret is read from there, so that a rotation changes it in one place.
  if (cfn::Value from = database.secret_value_from(key); !from.absent()) {
    inject(variable, "ValueFrom", std::move(from), why);
    execution_role_->allow("ReadSecrets", {"secretsmanager:GetSecretValue"},
                           {database.secret_arn_of(key)});
    allow_decrypt(*execution_role_, "DecryptSecrets", "secretsmanager");
    vpc_->need_endpoint(ec2::Endpoint::kSecretsmanager, why);
    return true;
  }
  if (plain.absent()) return false;
  inject(variable, "Value", std::move(plain), why);
  return true;
}

void FargateService::set_secret_arn(const rds::Database& database, const std::string& variable,
                                    const Origin& why) {
  inject(variable, "Value", database.secret_arn(), why);
  task_role_->allow("ReadManagedPasswords", {"secretsmanager:GetSecretValue"},
                    {database.secret_arn()});
  allow_decrypt(*task_role_, "DecryptManagedPasswords", "secretsmanager");
}

void FargateService::connect_to(rds::Database& database, std::string_view prefix,
                                const Origin& why) {
  const auto setting = [&](const char* suffix, const char* key, cfn::Value plain) {
    set_from(database, std::string(prefix) + suffix, key, std::move(plain), why);
  };
  setting("_HOST", "host", database.host());
  if (database.is_cluster()) setting("_READER_HOST", "reader_host", database.reader_host());
  setting("_PORT", "port", database.port());
  setting("_NAME", "dbname", database.props().database_name);
  setting("_USERNAME", "username", database.props().username);
  setting("_PASSWORD", "password", {});
  setting("_URL", "url", {});
  reach(database, why);
  if (*database.props().credentials == rds::Credentials::kManaged) {
    // RDS changes the password every seven days, and a running task keeps what it started with.
    set_secret_arn(database, std::string(prefix) + "_SECRET_ARN", why);
  }
  depend_on_start_conditions();
}

void FargateService::connect_to(rds::Database& database, const DatabaseUseProps& use,
                                const Origin& why) {
  const auto setting = [&](const Sourced<std::string>& variable, const char* key,
                           cfn::Value plain) {
    if (!variable || set_from(database, *variable, key, std::move(plain), variable.origin())) {
      return;
    }
    diagnostics()
        .error("ARC1219", variable.origin(),
               fmt::format("{} has no {} for {}", quoted(database.label()), named(key),
                           quoted(*variable)))
        .fix = lacking(database, key);
  };
  setting(use.host, "host", database.host());
  setting(use.reader_host, "reader_host", database.reader_host());
  setting(use.port, "port", database.port());
  setting(use.name, "dbname", database.props().database_name);
  setting(use.username, "username", database.props().username);
  setting(use.password, "password", {});
  setting(use.url, "url", {});
  setting(use.json, "json", {});
  if (use.secret_arn && database.secret_arn().absent()) {
    diagnostics()
        .error("ARC1219", use.secret_arn.origin(),
               fmt::format("{} has no secret for {}", quoted(database.label()),
                           quoted(*use.secret_arn)))
        .fix = lacking(database, "secret");
  } else if (use.secret_arn) {
    set_secret_arn(database, *use.secret_arn, use.secret_arn.origin());
  }
  reach(database, why);
  depend_on_start_conditions();
}

}  // namespace archsynth::ecs

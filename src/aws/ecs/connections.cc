#include "archsynth/aws/ecs.h"

namespace archsynth::ecs {

void FargateService::connect_to(rds::Database& database, std::string_view prefix,
                                const Origin& why) {
  depend_on(database.security_group().allow_from(*security_group_, database.port_number(),
                                                 "From" + logical_id().str(),
                                                 "Connections from " + name_, why));
  const auto setting = [&](const char* suffix, const char* key, cfn::Value plain) {
    const std::string variable = std::string(prefix) + suffix;
    // What stands in the secret is read from there, so that a rotation changes it in one place.
    if (cfn::Value from = database.secret_value_from(key); !from.absent()) {
      inject(variable, "ValueFrom", std::move(from), why);
    } else if (!plain.absent()) {
      inject(variable, "Value", std::move(plain), why);
    }
  };
  setting("_HOST", "host", database.host());
  setting("_PORT", "port", database.port());
  setting("_NAME", "dbname", database.props().database_name);
  setting("_USERNAME", "username", database.props().username);
  setting("_PASSWORD", "password", {});
  setting("_URL", "url", {});

  if (*database.props().credentials == rds::Credentials::kIam) {
    database.grant_connect(*task_role_, why);
  } else {
    execution_role_->allow("ReadSecrets", {"secretsmanager:GetSecretValue"},
                           database.secret_arns());
    allow_decrypt(*execution_role_, "DecryptSecrets", "secretsmanager");
    vpc_->need_endpoint(ec2::Endpoint::kSecretsmanager, why);
  }
  if (*database.props().credentials == rds::Credentials::kManaged) {
    // RDS changes the password every seven days, and a running task keeps what it started with.
    inject(std::string(prefix) + "_SECRET_ARN", "Value", database.secret_arns().front(), why);
    task_role_->allow("ReadManagedPasswords", {"secretsmanager:GetSecretValue"},
                      database.secret_arns());
    allow_decrypt(*task_role_, "DecryptManagedPasswords", "secretsmanager");
  }
  for (const cfn::LogicalId& id : database.ready()) depend_on(id);
  depend_on_start_conditions();
}

}  // namespace archsynth::ecs

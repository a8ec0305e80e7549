#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/aws/rds.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"
#include "engines.h"
#include "spec/rds.h"

namespace archsynth::rds {

namespace {

constexpr std::string_view kCaCertificate = "rds-ca-rsa2048-g1";

/// A figure that RDS takes as text.
cfn::Value text_of(const Sourced<int>& figure) {
  return cfn::Value(std::to_string(*figure)).with_origin(figure.origin());
}

cfn::Value parameters_of(std::string_view engine, const DatabaseProps& props) {
  cfn::Map parameters;
  parameters.set(
      tls_parameter(engine),
      cfn::Value(tls_value(engine, *props.require_tls)).with_origin(props.require_tls.origin()));
  if (spoken_engine(engine) != "postgres") {
    // Otherwise the exported log of slow statements stays empty.
    parameters.set("slow_query_log", "1");
    parameters.set("log_output", "FILE");
  }
  for (const auto& [name, value] : props.parameters) {
    if (*name != tls_parameter(engine)) parameters.set(*name, value);
  }
  return parameters;
}

std::string_view policy_of(OnDelete on_delete) {
  switch (on_delete) {
    case OnDelete::kSnapshot:
      return "Snapshot";
    case OnDelete::kRetain:
      return "Retain";
    case OnDelete::kDelete:
      return "Delete";
  }
  return {};
}

}  // namespace

Database::Database(construct::Scope scope, ec2::Vpc& vpc, kms::Key& key,
                   ConnectionString connection_string, DatabaseProps props)
    : Construct(std::move(scope)), props_(aws::settled(std::move(props), *this)) {
  choose_defaults(props_, profile());
  check(vpc);
  const std::string what = fmt::format("{} of {}", described(), stack().full_name());
  security_group_ = &add<ec2::SecurityGroup>(child("SecurityGroup"), vpc, {.description = what});
  if (*props_.monitoring_interval_seconds > 0) make_monitoring_role();
  if (*props_.credentials == Credentials::kGenerated || takes_user_from_secret()) {
    secret_ =
        &add<secretsmanager::DatabaseSecret>(child("Secret"), key,
                                             {.username = props_.username,
                                              .rotation_days = props_.rotation_days,
                                              .description = "Credentials and address of " + what});
  }
  make_server(vpc, key, what);
  complete_credentials(vpc);
  if (connection_string == ConnectionString::kMade) make_connection_string(key, what);
  if (is_cluster()) {
    make_members(key);
  } else {
    make_replicas(key);
  }
}

void Database::make_parameter_group(const std::string& what) {
  const std::string engine = engine_name();
  const auto family =
      is_cluster() ? engine + std::string(spec::major_version(engine, *props_.engine_version))
                   : spec::parameter_group_family(engine, *props_.engine_version);
  parameter_group_ = &add_resource(
      "ParameterGroup",
      is_cluster() ? "AWS::RDS::DBClusterParameterGroup" : "AWS::RDS::DBParameterGroup",
      {{"Description", "Parameters of " + what},
       {"Family", cfn::Value(family.value_or("")).with_origin(props_.engine_version.origin())},
       {"Parameters", parameters_of(engine, props_)}});
}

void Database::make_server(const ec2::Vpc& vpc, const kms::Key& key, const std::string& what) {
  cfn::Resource& subnet_group = add_resource("SubnetGroup", "AWS::RDS::DBSubnetGroup",
                                             {{"DBSubnetGroupDescription", "Subnets of " + what},
                                              {"SubnetIds", cfn::List(vpc.data_subnets())}});
  make_parameter_group(what);
  if (is_cluster()) {
    make_cluster(key, subnet_group.ref());
  } else {
    make_instance(key, subnet_group.ref());
  }
  server_->deletion_policy = policy_of(*props_.on_delete);
  server_->update_replace_policy = policy_of(*props_.on_delete);
  if (*props_.on_delete == OnDelete::kRetain) retain(subnet_group);
}

void Database::make_instance(const kms::Key& key, const cfn::Value& subnet_group) {
  server_ = &add_resource("", "AWS::RDS::DBInstance",
                          {{"Engine", props_.engine},
                           {"EngineVersion", props_.engine_version},
                           {"DBInstanceClass", props_.instance_class},
                           {"AllocatedStorage", text_of(props_.storage_gib)},
                           {"StorageType", "gp3"},
                           {"MultiAZ", props_.multi_az},
                           {"DBSubnetGroupName", subnet_group},
                           {"DBParameterGroupName", parameter_group_->ref()},
                           {"BackupRetentionPeriod", props_.backup_retention_days},
                           {"PreferredBackupWindow", props_.backup_window},
                           {"PreferredMaintenanceWindow", props_.maintenance_window},
                           {"DeletionProtection", props_.deletion_protection}});
  cfn::Map& properties = server_->properties;
  if (*props_.max_storage_gib > *props_.storage_gib) {
    properties.set("MaxAllocatedStorage", props_.max_storage_gib);
  }
  if (*props_.allow_major_version_upgrade) {
    properties.set("AllowMajorVersionUpgrade", props_.allow_major_version_upgrade);
  }
  // Kept where the data is meant to be recoverable, for as long as they last.
  properties.set(
      "DeleteAutomatedBackups",
      cfn::Value(*props_.on_delete == OnDelete::kDelete).with_origin(props_.on_delete.origin()));
  set_content(key);
  set_common(*server_, key);
  replicate_backups();
}

/// A database that stays needs what it stands on: CloudFormation could not delete these anyway, and
/// its password would be lost with the secret.
void Database::retain(cfn::Resource& subnet_group) {
  std::vector<cfn::Resource*> kept = {&subnet_group, parameter_group_,
                                      &security_group_->resource()};
  if (secret_ != nullptr) kept.push_back(&secret_->resource());
  for (cfn::Resource* resource : kept) {
    resource->deletion_policy = "Retain";
    resource->update_replace_policy = "Retain";
  }
}

/// What a snapshot decides when there is one.
/// Source: `DBSnapshotIdentifier` in the reference of AWS::RDS::DBInstance.
void Database::set_content(const kms::Key& key) {
  cfn::Map& properties = server_->properties;
  if (props_.snapshot_identifier) {
    properties.set(is_cluster() ? "SnapshotIdentifier" : "DBSnapshotIdentifier",
                   props_.snapshot_identifier);
    construct::waive(
        *server_,
        {.checkov = is_cluster() ? "CKV_AWS_96" : "CKV_AWS_16", .cdk_nag = "AwsSolutions-RDS2"},
        "A database restored from a snapshot has the snapshot's encryption");
  } else {
    properties.set(is_cluster() ? "DatabaseName" : "DBName", props_.database_name);
    properties.set("StorageEncrypted", true);
    properties.set("KmsKeyId", key.arn());
  }
  set_credentials(key);
}

/// What the primary and its replicas share.
void Database::set_common(cfn::Resource& instance, const kms::Key& key) const {
  const std::string engine = engine_name();
  cfn::Map& properties = instance.properties;
  properties.set("Port",
                 cfn::Value(std::to_string(port_number())).with_origin(props_.port.origin()));
  properties.set("VPCSecurityGroups", cfn::List{security_group_->id()});
  properties.set("PubliclyAccessible", false);
  properties.set("EnableIAMDatabaseAuthentication", true);
  properties.set("CACertificateIdentifier", kCaCertificate);
  properties.set("CopyTagsToSnapshot", true);
  properties.set("AutoMinorVersionUpgrade", props_.auto_minor_version_upgrade);
  const std::vector<std::string_view> logs = exported_logs(engine);
  properties.set("EnableCloudwatchLogsExports", cfn::List(logs.begin(), logs.end()));
  observe(instance, key);
  waive_port(instance);
}

void Database::waive_port(cfn::Resource& resource) const {
  const std::string engine = engine_name();
  if (port_number() == spec::engine(spoken_engine(engine))->default_port) {
    construct::waive(resource, {.cdk_nag = "AwsSolutions-RDS11"},
                     fmt::format("Clients expect {} on its own port; the security group admits the "
                                 "services alone",
                                 product_name(engine)));
  }
}

void Database::replicate_backups() {
  if (!props_.backup_replication) return;
  const BackupReplicationProps& copy = *props_.backup_replication;
  cfn::Map& properties = server_->properties;
  properties.set("AutomaticBackupReplicationRegion", copy.region);
  properties.set("AutomaticBackupReplicationRetentionPeriod", copy.retention_days);
  properties.set("AutomaticBackupReplicationKmsKeyId", copy.kms_key_arn);
}

cfn::Value Database::identifier() const { return server_->ref(); }

cfn::Value Database::host() const { return server_->att("Endpoint.Address"); }

cfn::Value Database::port() const { return server_->att("Endpoint.Port"); }

int Database::port_number() const {
  return props_.port ? *props_.port : spec::engine(spoken_engine(engine_name()))->default_port;
}

std::string Database::engine_name() const { return engine_name_of(*props_.engine); }

std::optional<int> Database::stated_max_connections() const {
  const Sourced<std::string>* stated = props_.parameters.find("max_connections");
  int most = 0;
  if (stated == nullptr) return std::nullopt;
  const char* const end = (**stated).data() + (**stated).size();
  const auto [rest, error] = std::from_chars((**stated).data(), end, most);
  return error == std::errc() && rest == end ? std::optional(most) : std::nullopt;
}

int Database::max_connections() const {
  if (const auto stated = stated_max_connections()) return *stated;
  const auto most = spec::default_max_connections(engine_name(), *props_.instance_class);
  return most ? static_cast<int>(most->cautious) : 0;
}

}  // namespace archsynth::rds

namespace archsynth::describe::internal {
template const RecordView& record_of<rds::DatabaseProps>();
}  // namespace archsynth::describe::internal

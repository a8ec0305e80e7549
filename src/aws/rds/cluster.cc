#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/aws/rds.h"
#include "archsynth/construct/waiver.h"
#include "archsynth/support/text.h"
#include "engines.h"

// What an Aurora cluster has of its own.
// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-rds-dbcluster.html
namespace archsynth::rds {

namespace {

/// https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html
constexpr int kMostReaders = 15;

bool is_in_halves(double units) { return std::floor(units * 2) == units * 2; }

void check_capacity(const CapacityUnitsProps& units, Diagnostics& to) {
  for (const Sourced<double>* each : {&units.min, &units.max}) {
    if (is_in_halves(**each)) continue;
    to.error("ARC1716", each->origin(),
             fmt::format("capacity units must be multiples of 0.5, not {}", **each));
  }
  if (*units.min > *units.max) {
    to.error("ARC1716", (units.max.stated() ? units.max : units.min).origin(),
             fmt::format("\"max\" is {}, less than \"min\", which is {}", *units.max, *units.min));
  }
}

}  // namespace

/// Keys that say something to the other kind of database.
void Database::check_cluster() {
  Diagnostics& to = diagnostics();
  const auto refuse = [&](const Origin& key, const char* name, const char* fix) {
    if (!key.is_stated()) return;
    to.error("ARC1715", key,
             fmt::format("{} has no effect with the engine {}", quoted(label() + "." + name),
                         quoted(describe::name_of_enumerator(*props_.engine))))
        .fix = fix;
  };
  if (!is_cluster()) {
    constexpr const char* kFix = "set the engine \"aurora_postgres\" or \"aurora_mysql\"";
    refuse(props_.capacity_units.origin(), "capacity_units", kFix);
    return refuse(props_.readers.origin(), "readers", "list replicas in \"read_replicas\"");
  }
  constexpr const char* kGrows = "remove the key: the storage of a cluster grows by itself";
  refuse(props_.storage_gib.origin(), "storage_gib", kGrows);
  refuse(props_.max_storage_gib.origin(), "max_storage_gib", kGrows);
  refuse(props_.multi_az.origin(), "multi_az", "set \"readers\", which take over on failure");
  refuse(props_.read_replicas.origin(), "read_replicas", "set \"readers\"");
  refuse(props_.backup_replication.origin(), "backup_replication",
         "copy snapshots with AWS Backup, or add an Aurora global database with \"resources\"");
  if (props_.capacity_units && *props_.instance_class != kServerless) {
    if (!props_.capacity_units.stated()) return;
    to.error("ARC1715", props_.capacity_units.origin(),
             fmt::format("{} has no effect on {}", quoted(label() + ".capacity_units"),
                         *props_.instance_class))
        .fix = "remove \"capacity_units\" or \"instance_class\"";
  } else if (props_.capacity_units) {
    check_capacity(*props_.capacity_units, to);
  }
}

void Database::make_cluster(const kms::Key& key, const cfn::Value& subnet_group) {
  const std::string engine = engine_name();
  const std::vector<std::string_view> logs = exported_logs(engine);
  server_ =
      &add_resource("", "AWS::RDS::DBCluster",
                    {{"Engine", cfn::Value(engine).with_origin(props_.engine.origin())},
                     {"EngineVersion", props_.engine_version},
                     {"DBSubnetGroupName", subnet_group},
                     {"DBClusterParameterGroupName", parameter_group_->ref()},
                     {"VpcSecurityGroupIds", cfn::List{security_group_->id()}},
                     {"Port", cfn::Value(port_number()).with_origin(props_.port.origin())},
                     {"BackupRetentionPeriod", props_.backup_retention_days},
                     {"PreferredBackupWindow", props_.backup_window},
                     {"PreferredMaintenanceWindow", props_.maintenance_window},
                     {"DeletionProtection", props_.deletion_protection},
                     {"EnableIAMDatabaseAuthentication", true},
                     {"EnableCloudwatchLogsExports", cfn::List(logs.begin(), logs.end())},
                     {"CopyTagsToSnapshot", true},
                     {"DeleteAutomatedBackups", cfn::Value(*props_.on_delete == OnDelete::kDelete)
                                                    .with_origin(props_.on_delete.origin())}});
  if (*props_.instance_class == kServerless && props_.capacity_units) {
    server_->properties.set("ServerlessV2ScalingConfiguration",
                            cfn::Map{{"MinCapacity", props_.capacity_units->min},
                                     {"MaxCapacity", props_.capacity_units->max}});
  }
  set_content(key);
  observe(*server_, key);
  if (*props_.engine == Engine::kAuroraMysql) {
    waive_port(*server_);  // cdk-nag does not ask for another port of PostgreSQL
    construct::waive(*server_, {.cdk_nag = "AwsSolutions-RDS14"},
                     "Backups restore to any second at no price; backtracking has one");
  }
}

/// The first is the writer until another takes over.
void Database::make_members(const kms::Key& key) {
  const std::string engine = engine_name();
  for (int number = 1; number <= 1 + std::min(*props_.readers, kMostReaders); ++number) {
    cfn::Resource& member =
        add_resource(fmt::format("Instance{}", number), "AWS::RDS::DBInstance",
                     {{"Engine", engine},
                      {"DBClusterIdentifier", server_->ref()},
                      {"DBInstanceClass", props_.instance_class},
                      {"PubliclyAccessible", false},
                      {"AutoMinorVersionUpgrade", props_.auto_minor_version_upgrade}});
    member.origin = number == 1 ? origin() : props_.readers.origin();
    observe(member, key);
    // What is stored is the cluster's.
    const bool keeps = *props_.on_delete == OnDelete::kRetain;
    member.deletion_policy = keeps ? "Retain" : "Delete";
    member.update_replace_policy = keeps ? "Retain" : "Delete";
    ready_.push_back(member.id);
  }
}

cfn::Value Database::reader_host() const {
  return is_cluster() ? server_->att("ReadEndpoint.Address") : cfn::Value();
}

}  // namespace archsynth::rds

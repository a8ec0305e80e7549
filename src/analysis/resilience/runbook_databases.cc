// How databases are restored.

#include <fmt/format.h>

#include <string>

#include "book.h"

namespace archsynth::analysis {
namespace {

using model::Settings;
using model::Store;

/// Waits until a cluster is there; it may not be known under a new name at once. RDS knows those of
/// DocumentDB and Neptune, too.
std::string available(const std::string& cluster) {
  return fmt::format(
      "until aws rds wait db-cluster-available --db-cluster-identifier \"{}\"; do sleep 15; done",
      cluster);
}

}  // namespace

/// A restore with the settings of the template.
Call Book::restore_of(const cfn::Resource& database, bool has_backups) const {
  const std::string restored = fmt::format("\"$DB{}\"", kRestoredSuffix);
  Call restore(has_backups ? "aws rds restore-db-instance-to-point-in-time"
                           : "aws rds restore-db-instance-from-db-snapshot");
  if (has_backups) {
    restore.add("--source-db-instance-identifier", "\"$DB\"");
    restore.add("--target-db-instance-identifier", restored);
    restore.add("--use-latest-restorable-time");
    shell_.add(restore, database, "MaxAllocatedStorage", "--max-allocated-storage");
  } else {
    restore.add("--db-snapshot-identifier", "SNAPSHOT");
    restore.add("--db-instance-identifier", restored);
  }
  shell_.add(restore, database, "DBSubnetGroupName", "--db-subnet-group-name");
  shell_.add_list(restore, database, "VPCSecurityGroups", "--vpc-security-group-ids");
  shell_.add(restore, database, "DBParameterGroupName", "--db-parameter-group-name");
  shell_.add(restore, database, "OptionGroupName", "--option-group-name");
  shell_.add(restore, database, "DBInstanceClass", "--db-instance-class");
  shell_.add(restore, database, "StorageType", "--storage-type");
  shell_.add_switch(restore, database, "MultiAZ", "multi-az");
  shell_.add(restore, database, "AvailabilityZone", "--availability-zone");
  shell_.add_switch(restore, database, "PubliclyAccessible", "publicly-accessible");
  shell_.add_switch(restore, database, "EnableIAMDatabaseAuthentication",
                    "enable-iam-database-authentication");
  shell_.add_list(restore, database, "EnableCloudwatchLogsExports",
                  "--enable-cloudwatch-logs-exports");
  shell_.add_switch(restore, database, "DeletionProtection", "deletion-protection");
  return restore;
}

/// A restored database has the password of its point in time, and no managed secret.
void Book::add_password(Call& modify, const cfn::Resource& database) const {
  const Settings settings(stack_.view(), database);
  if (settings.truth("ManageMasterUserPassword").value != true) return;
  modify.add("--manage-master-user-password");
  const cfn::Value* key = settings.in("MasterUserSecret").at("KmsKeyId");
  if (key != nullptr) modify.add("--master-user-secret-kms-key-id", shell_.word(key));
}

/// What has to be set afterwards.
Call Book::modify_of(const cfn::Resource& database, bool has_backups) const {
  Call modify("aws rds modify-db-instance --apply-immediately");
  modify.add("--db-instance-identifier", fmt::format("\"$DB{}\"", kRestoredSuffix));
  if (!has_backups) {
    shell_.add(modify, database, "MaxAllocatedStorage", "--max-allocated-storage");
  }
  shell_.add(modify, database, "BackupRetentionPeriod", "--backup-retention-period");
  shell_.add(modify, database, "MonitoringInterval", "--monitoring-interval");
  shell_.add(modify, database, "MonitoringRoleArn", "--monitoring-role-arn");
  shell_.add_switch(modify, database, "EnablePerformanceInsights", "enable-performance-insights");
  add_password(modify, database);
  return modify;
}

/// From finding what to restore to the call that does.
std::vector<RunbookStep> Book::steps_to_restore(const cfn::Resource& database,
                                                bool has_backups) const {
  const std::string name = fmt::format("DB={}", shell_.id(database));
  if (has_backups) {
    return {{"Find the point in time to go back to: the latest, or one before the damage.",
             {name, "aws rds describe-db-instances --db-instance-identifier \"$DB\" \\",
              "  --query 'DBInstances[0].LatestRestorableTime'"}},
            {"Restore it. For an earlier point, use `--restore-time` instead of "
             "`--use-latest-restorable-time`.",
             restore_of(database, has_backups).lines()}};
  }
  return {{"Find the snapshot to go back to.",
           {name, "aws rds describe-db-snapshots --db-instance-identifier \"$DB\" \\",
            "  --snapshot-type manual \\",
            "  --query 'DBSnapshots[].[SnapshotCreateTime,DBSnapshotIdentifier]' --output text"}},
          {"Restore it, with the snapshot's identifier in the place of `SNAPSHOT`.",
           restore_of(database, has_backups).lines()}};
}

void Book::add_instance(const Store& store) {
  const cfn::Resource& database = *store.resource;
  RunbookPart& made = part(fmt::format("Restore {}", store.id()),
                           "A restore creates a new instance next to the old one. Without these "
                           "options it has the default "
                           "security group, the default parameter group and no standby.");
  const bool has_backups = store.retention_days.or_default(1) != 0;
  if (!has_backups) {
    made.text += " Its backups are off, so that only manual snapshots can be restored.";
  }
  made.steps = steps_to_restore(database, has_backups);
  made.steps.back().commands.push_back(fmt::format(
      "aws rds wait db-instance-available --db-instance-identifier \"$DB{}\"", kRestoredSuffix));
  made.steps.push_back({"Set what the restore omits.", modify_of(database, has_backups).lines()});
  made.steps.push_back(
      {"Check its data. Then swap the names, so that its address and the stack stay the same.",
       {"aws rds modify-db-instance --apply-immediately --db-instance-identifier \"$DB\" \\",
        "  --new-db-instance-identifier \"$DB-failed\"",
        "until aws rds wait db-instance-available --db-instance-identifier \"$DB-failed\"; do "
        "sleep 15; done",
        fmt::format("aws rds modify-db-instance --apply-immediately --db-instance-identifier "
                    "\"$DB{}\" \\",
                    kRestoredSuffix),
        "  --new-db-instance-identifier \"$DB\"",
        "until aws rds wait db-instance-available --db-instance-identifier \"$DB\"; do sleep 15; "
        "done"}});
  add_restart(store, made);
  made.steps.push_back(
      {"Compare the stack with the template; delete the old instance once it is no longer needed.",
       {"aws cloudformation detect-stack-drift --stack-name \"$STACK\""}});
}

Call Book::restore_of(const cfn::Resource& cluster, const std::string& cli) const {
  Call restore(fmt::format("aws {} restore-db-cluster-to-point-in-time", cli));
  restore.add("--source-db-cluster-identifier", "\"$DB\"");
  restore.add("--db-cluster-identifier", fmt::format("\"$DB{}\"", kRestoredSuffix));
  restore.add("--use-latest-restorable-time");
  shell_.add(restore, cluster, "DBSubnetGroupName", "--db-subnet-group-name");
  shell_.add_list(restore, cluster, "VpcSecurityGroupIds", "--vpc-security-group-ids");
  shell_.add(restore, cluster, "DBClusterParameterGroupName", "--db-cluster-parameter-group-name");
  shell_.add_list(restore, cluster, "EnableCloudwatchLogsExports",
                  "--enable-cloudwatch-logs-exports");
  shell_.add_switch(restore, cluster, "DeletionProtection", "deletion-protection");
  shell_.add_switch(restore, cluster, "EnableIAMDatabaseAuthentication",
                    "enable-iam-database-authentication");
  const Settings capacity = Settings(stack_.view(), cluster).in("ServerlessV2ScalingConfiguration");
  if (capacity.at("MinCapacity") != nullptr && capacity.at("MaxCapacity") != nullptr) {
    restore.add(
        "--serverless-v2-scaling-configuration",
        fmt::format("MinCapacity={},MaxCapacity={}", shell_.word(capacity.at("MinCapacity")),
                    shell_.word(capacity.at("MaxCapacity"))));
  }
  return restore;
}

RunbookStep Book::instances_of(const Store& store, const std::string& cli) const {
  RunbookStep instances{"Create its instances, the writer first."};
  std::size_t number = 0;
  for (const model::Member& each : store.members) {
    Call create(fmt::format("aws {} create-db-instance", cli));
    create.add("--db-instance-identifier", fmt::format("\"$DB{}-{}\"", kRestoredSuffix, ++number));
    create.add("--db-cluster-identifier", fmt::format("\"$DB{}\"", kRestoredSuffix));
    shell_.add(create, *each.resource, "Engine", "--engine");
    shell_.add(create, *each.resource, "DBInstanceClass", "--db-instance-class");
    shell_.add(create, *each.resource, "DBParameterGroupName", "--db-parameter-group-name");
    shell_.add(create, *each.resource, "AvailabilityZone", "--availability-zone");
    for (const std::string& line : create.lines()) instances.commands.push_back(line);
  }
  return instances;
}

RunbookStep Book::swap_of(const Store& store, const std::string& cli) const {
  RunbookStep step{
      "Check its data. Then swap the names, so that its addresses and the stack stay the same."};
  const auto rename = [&](const char* what, const std::string& from, const std::string& to) {
    Call call(fmt::format("aws {} modify-db-{} --apply-immediately", cli, what));
    call.add(fmt::format("--db-{}-identifier", what), fmt::format("\"{}\"", from));
    call.add(fmt::format("--new-db-{}-identifier", what), fmt::format("\"{}\"", to));
    for (const std::string& each : call.lines()) step.commands.push_back(each);
  };
  rename("cluster", "$DB", "$DB-failed");
  step.commands.push_back(available("$DB-failed"));
  rename("cluster", "$DB" + std::string(kRestoredSuffix), "$DB");
  step.commands.push_back(available("$DB"));
  std::size_t number = 0;
  for (const model::Member& each : store.members) {
    step.commands.push_back(fmt::format("I={}", shell_.id(*each.resource)));
    rename("instance", "$I", "$I-failed");
    step.commands.push_back(
        fmt::format("until aws {} wait db-instance-available --db-instance-identifier "
                    "\"$I-failed\"; do sleep 15; done",
                    cli));
    rename("instance", fmt::format("$DB{}-{}", kRestoredSuffix, ++number), "$I");
  }
  return step;
}

void Book::add_cluster(const Store& store) {
  const cfn::Resource& cluster = *store.resource;
  const bool is_rds = cluster.type == "AWS::RDS::DBCluster";
  const std::string cli = is_rds                                    ? "rds"
                          : cluster.type == "AWS::DocDB::DBCluster" ? "docdb"
                                                                    : "neptune";
  RunbookPart& made = part(fmt::format("Restore {}", store.id()),
                           "A restored cluster has no instances and, by default, the default "
                           "security group and parameter group.");
  const Call restore = restore_of(cluster, cli);
  made.steps.push_back({"Restore the cluster.", {fmt::format("DB={}", shell_.id(cluster))}});
  for (const std::string& each : restore.lines()) made.steps.back().commands.push_back(each);
  made.steps.back().commands.push_back(available("$DB" + std::string(kRestoredSuffix)));
  RunbookStep instances = instances_of(store, cli);
  if (!instances.commands.empty()) made.steps.push_back(std::move(instances));
  Call modify(fmt::format("aws {} modify-db-cluster --apply-immediately", cli));
  modify.add("--db-cluster-identifier", fmt::format("\"$DB{}\"", kRestoredSuffix));
  const std::size_t plain = modify.lines().size();
  add_password(modify, cluster);
  if (modify.lines().size() > plain) {
    made.steps.push_back(
        {"Let RDS manage its password again, in a new secret, which the stack does not know.",
         modify.lines()});
  }
  made.steps.push_back(swap_of(store, cli));
  add_restart(store, made);
}

}  // namespace archsynth::analysis

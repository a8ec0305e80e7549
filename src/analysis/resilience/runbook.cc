#include "archsynth/analysis/runbook.h"

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "shell.h"
#include "stack.h"

namespace archsynth::analysis {
namespace {

using model::Settings;
using model::Store;
using model::StoreKind;

/// Restored databases are beside the old ones under this name, and then take their names.
constexpr std::string_view kSuffix = "-restored";

class Book {
 public:
  explicit Book(const Stack& stack) : stack_(stack), shell_(stack) {}

  std::vector<RunbookPart> write() {
    add_start();
    for (const Store& each : stack_.stores().all()) add_store(each);
    add_zones();
    for (const Tasks& each : stack_.services()) add_deployment(each);
    add_region();
    return std::move(parts_);
  }

 private:
  void add_start();
  void add_store(const Store& store);
  void add_instance(const Store& store);
  void add_cluster(const Store& store);
  void add_table(const Store& store);
  void add_bucket(const Store& store);
  void add_file_system(const Store& store);
  void add_cache(const Store& store);
  void add_zones();
  void add_deployment(const Tasks& tasks);
  void add_region();
  Call restore_of(const cfn::Resource& database) const;
  Call modify_of(const cfn::Resource& database) const;
  Call restore_of(const cfn::Resource& cluster, const std::string& cli) const;
  RunbookStep instances_of(const Store& store, const std::string& cli) const;
  RunbookStep restart(const Store& store) const;

  RunbookPart& part(std::string title, std::string text = {}) {
    return parts_.emplace_back(RunbookPart{std::move(title), std::move(text)});
  }

  const Stack& stack_;
  Shell shell_;
  std::vector<RunbookPart> parts_;
};

void Book::add_start() {
  part("Before you start",
       "The commands below use these. Logical ids are those of the template; physical ids are "
       "looked up in the stack.")
      .steps.push_back(
          {"Name the stack and the region.",
           {"export AWS_REGION=REGION STACK=NAME_OF_THE_STACK",
            "id() { aws cloudformation describe-stack-resource --stack-name \"$STACK\" \\",
            "  --logical-resource-id \"$1\" --query StackResourceDetail.PhysicalResourceId "
            "--output text; }",
            "parameter() { aws cloudformation describe-stacks --stack-name \"$STACK\" \\",
            "  --query \"Stacks[0].Parameters[?ParameterKey=='$1'].ParameterValue\" --output text; "
            "}",
            "role() { aws iam get-role --role-name \"$(id \"$1\")\" --query Role.Arn --output "
            "text; "
            "}"}});
}

void Book::add_store(const Store& store) {
  switch (store.kind) {
    case StoreKind::kInstance:
      return add_instance(store);
    case StoreKind::kCluster:
      return add_cluster(store);
    case StoreKind::kTable:
      return add_table(store);
    case StoreKind::kBucket:
      return add_bucket(store);
    case StoreKind::kFileSystem:
      return add_file_system(store);
    case StoreKind::kCache:
      return add_cache(store);
    case StoreKind::kQueue:
      return;
  }
}

RunbookStep Book::restart(const Store& store) const {
  RunbookStep step{"Restart the tasks, so that none keeps a connection to the old database."};
  for (const Tasks& each : stack_.services()) {
    const auto& all = each.databases;
    if (std::find(all.begin(), all.end(), &store) == all.end()) continue;
    const cfn::Value* cluster = Settings(stack_.view(), *each.service->resource).at("Cluster");
    step.commands.push_back(fmt::format(
        "aws ecs update-service --cluster {} --service {} --force-new-deployment",
        cluster == nullptr ? "default" : shell_.word(cluster), shell_.id(*each.service->resource)));
  }
  return step;
}

/// A restore with the settings of the template.
Call Book::restore_of(const cfn::Resource& database) const {
  Call restore("aws rds restore-db-instance-to-point-in-time");
  restore.add("--source-db-instance-identifier", "\"$DB\"");
  restore.add("--target-db-instance-identifier", fmt::format("\"$DB{}\"", kSuffix));
  restore.add("--use-latest-restorable-time");
  shell_.add(restore, database, "DBSubnetGroupName", "--db-subnet-group-name");
  shell_.add_list(restore, database, "VPCSecurityGroups", "--vpc-security-group-ids");
  shell_.add(restore, database, "DBParameterGroupName", "--db-parameter-group-name");
  shell_.add(restore, database, "OptionGroupName", "--option-group-name");
  shell_.add(restore, database, "DBInstanceClass", "--db-instance-class");
  shell_.add(restore, database, "StorageType", "--storage-type");
  shell_.add(restore, database, "MaxAllocatedStorage", "--max-allocated-storage");
  shell_.add_switch(restore, database, "MultiAZ", "multi-az");
  shell_.add_switch(restore, database, "PubliclyAccessible", "publicly-accessible");
  shell_.add_switch(restore, database, "EnableIAMDatabaseAuthentication",
                    "enable-iam-database-authentication");
  shell_.add_list(restore, database, "EnableCloudwatchLogsExports",
                  "--enable-cloudwatch-logs-exports");
  shell_.add_switch(restore, database, "DeletionProtection", "deletion-protection");
  return restore;
}

/// What has to be set afterwards.
Call Book::modify_of(const cfn::Resource& database) const {
  Call modify("aws rds modify-db-instance --apply-immediately");
  modify.add("--db-instance-identifier", fmt::format("\"$DB{}\"", kSuffix));
  shell_.add(modify, database, "BackupRetentionPeriod", "--backup-retention-period");
  shell_.add(modify, database, "MonitoringInterval", "--monitoring-interval");
  shell_.add(modify, database, "MonitoringRoleArn", "--monitoring-role-arn");
  shell_.add_switch(modify, database, "EnablePerformanceInsights", "enable-performance-insights");
  return modify;
}

void Book::add_instance(const Store& store) {
  const cfn::Resource& database = *store.resource;
  RunbookPart& made = part(fmt::format("Restore {}", store.id()),
                           "A restore creates a new instance next to the old one. Without these "
                           "options it has the default "
                           "security group, the default parameter group and no standby.");
  if (store.retention_days.or_default(1) == 0) {
    made.text = "Its backups are off: only manual snapshots can be restored.";
  }
  made.steps.push_back(
      {"Find the point in time to go back to: the latest, or one before the damage.",
       {fmt::format("DB={}", shell_.id(database)),
        "aws rds describe-db-instances --db-instance-identifier \"$DB\" \\",
        "  --query 'DBInstances[0].LatestRestorableTime'"}});
  const Call restore = restore_of(database);
  made.steps.push_back(
      {"Restore it. For an earlier point, use `--restore-time` instead of "
       "`--use-latest-restorable-time`.",
       restore.lines()});
  made.steps.back().commands.push_back(fmt::format(
      "aws rds wait db-instance-available --db-instance-identifier \"$DB{}\"", kSuffix));
  made.steps.push_back({"Set what the restore omits.", modify_of(database).lines()});
  made.steps.push_back(
      {"Check its data. Then swap the names, so that its address and the stack stay the same.",
       {"aws rds modify-db-instance --apply-immediately --db-instance-identifier \"$DB\" \\",
        "  --new-db-instance-identifier \"$DB-failed\"",
        "until aws rds wait db-instance-available --db-instance-identifier \"$DB-failed\"; do "
        "sleep 15; done",
        fmt::format("aws rds modify-db-instance --apply-immediately --db-instance-identifier "
                    "\"$DB{}\" \\",
                    kSuffix),
        "  --new-db-instance-identifier \"$DB\"",
        "until aws rds wait db-instance-available --db-instance-identifier \"$DB\"; do sleep 15; "
        "done"}});
  made.steps.push_back(restart(store));
  made.steps.push_back(
      {"Compare the stack with the template; delete the old instance once it is no longer needed.",
       {"aws cloudformation detect-stack-drift --stack-name \"$STACK\""}});
}

Call Book::restore_of(const cfn::Resource& cluster, const std::string& cli) const {
  Call restore(fmt::format("aws {} restore-db-cluster-to-point-in-time", cli));
  restore.add("--source-db-cluster-identifier", "\"$DB\"");
  restore.add("--db-cluster-identifier", fmt::format("\"$DB{}\"", kSuffix));
  restore.add("--use-latest-restorable-time");
  shell_.add(restore, cluster, "DBSubnetGroupName", "--db-subnet-group-name");
  shell_.add_list(restore, cluster, "VpcSecurityGroupIds", "--vpc-security-group-ids");
  shell_.add(restore, cluster, "DBClusterParameterGroupName", "--db-cluster-parameter-group-name");
  shell_.add_list(restore, cluster, "EnableCloudwatchLogsExports",
                  "--enable-cloudwatch-logs-exports");
  shell_.add_switch(restore, cluster, "DeletionProtection", "deletion-protection");
  return restore;
}

RunbookStep Book::instances_of(const Store& store, const std::string& cli) const {
  RunbookStep instances{"Create its instances, the writer first."};
  std::size_t number = 0;
  for (const model::Member& each : store.members) {
    Call create(fmt::format("aws {} create-db-instance", cli));
    create.add("--db-instance-identifier", fmt::format("\"$DB{}-{}\"", kSuffix, ++number));
    create.add("--db-cluster-identifier", fmt::format("\"$DB{}\"", kSuffix));
    shell_.add(create, *each.resource, "Engine", "--engine");
    shell_.add(create, *each.resource, "DBInstanceClass", "--db-instance-class");
    shell_.add(create, *each.resource, "DBParameterGroupName", "--db-parameter-group-name");
    for (const std::string& line : create.lines()) instances.commands.push_back(line);
  }
  return instances;
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
  RunbookStep instances = instances_of(store, cli);
  if (!instances.commands.empty()) made.steps.push_back(std::move(instances));
  made.steps.push_back(
      {"Check its data. Then swap the names, including those of the instances, so that its address "
       "and the stack stay the same.",
       {fmt::format(
            "aws {} modify-db-cluster --apply-immediately --db-cluster-identifier \"$DB\" \\", cli),
        "  --new-db-cluster-identifier \"$DB-failed\"",
        fmt::format("aws {} modify-db-cluster --apply-immediately --db-cluster-identifier "
                    "\"$DB{}\" \\",
                    cli, kSuffix),
        "  --new-db-cluster-identifier \"$DB\""}});
  made.steps.push_back(restart(store));
}

void Book::add_table(const Store& store) {
  if (!store.recovers_to_points.or_default(false).value_or(true)) {
    part(fmt::format("Restore {}", store.id()),
         "Point-in-time recovery is off: only on-demand backups can be restored.");
    return;
  }
  part(
      fmt::format("Restore {}", store.id()),
      "A restored table has no scaling, tags, streams, time to live or point-in-time recovery: set "
      "them as the template does.")
      .steps.push_back(
          {"Restore it next to the old one, and copy what was lost.",
           {fmt::format("TABLE={}", shell_.id(*store.resource)),
            "aws dynamodb restore-table-to-point-in-time --source-table-name \"$TABLE\" \\",
            fmt::format("  --target-table-name \"$TABLE{}\" --use-latest-restorable-time",
                        kSuffix)}});
}

void Book::add_bucket(const Store& store) {
  const auto status =
      Settings(stack_.view(), *store.resource).in("VersioningConfiguration").text("Status").value;
  if (status != "Enabled") {
    part(fmt::format("Restore {}", store.id()),
         "The bucket has no versioning: deleted and overwritten objects are gone.");
    return;
  }
  part(fmt::format("Restore {}", store.id()), "The bucket keeps versions.")
      .steps.push_back({"List what was deleted; removing a delete marker brings the object back.",
                        {fmt::format("aws s3api list-object-versions --bucket {} \\",
                                     shell_.id(*store.resource)),
                         "  --query 'DeleteMarkers[?IsLatest].[Key,VersionId]' --output text"}});
}

void Book::add_file_system(const Store& store) {
  part(fmt::format("Restore {}", store.id()),
       "AWS Backup restores into a directory of the same file system.")
      .steps.push_back(
          {"Find the recovery point, and restore it with `aws backup start-restore-job`.",
           {"aws backup list-recovery-points-by-resource --resource-arn \\",
            fmt::format("  \"$(aws efs describe-file-systems --file-system-id {} \\",
                        shell_.id(*store.resource)),
            "  --query 'FileSystems[0].FileSystemArn' --output text)\""}});
}

void Book::add_cache(const Store& store) {
  part(fmt::format("Restore {}", store.id()),
       store.retention_days.or_default(0).value_or(0) > 0
           ? "Re-create it from its last snapshot, with `SnapshotName` in the template."
           : "It has no snapshots, so it starts empty.")
      .steps.push_back({"List its snapshots.",
                        {fmt::format("aws elasticache describe-snapshots --replication-group-id {}",
                                     shell_.id(*store.resource))}});
}

void Book::add_zones() {
  std::vector<const cfn::Resource*> balancers;
  for (const Tasks& tasks : stack_.services()) {
    for (const Front& each : tasks.fronts) {
      const bool is_new =
          std::find(balancers.begin(), balancers.end(), each.balancer) == balancers.end();
      if (is_new) balancers.push_back(each.balancer);
    }
  }
  if (balancers.empty()) return;
  RunbookPart& made =
      part("Leave an impaired zone",
           "AWS detects a zone that is down, but not one that is slow. A zonal shift sends "
           "requests to the other zones, which must have enough tasks.");
  made.steps.push_back({"Find the id of the zone.",
                        {"aws ec2 describe-availability-zones --query "
                         "'AvailabilityZones[].[ZoneName,ZoneId]' --output text"}});
  RunbookStep shift{"Shift away from it for two hours."};
  for (const cfn::Resource* each : balancers) {
    shift.commands.push_back("aws arc-zonal-shift start-zonal-shift --away-from ZONE_ID \\");
    shift.commands.push_back(fmt::format(
        "  --resource-identifier {} --expires-in 2h --comment impaired", shell_.id(*each)));
  }
  made.steps.push_back(std::move(shift));
}

void Book::add_deployment(const Tasks& tasks) {
  const cfn::Resource& service = *tasks.service->resource;
  const cfn::Value* cluster = Settings(stack_.view(), service).at("Cluster");
  const std::string in = cluster == nullptr ? "default" : shell_.word(cluster);
  RunbookPart& made = part(fmt::format("Undo a deployment of {}", tasks.id()));
  made.steps.push_back(
      {"While it runs, stop it: ECS returns to the last working revision.",
       {"DEPLOYMENT=$(aws ecs list-service-deployments --status IN_PROGRESS \\",
        fmt::format("  --cluster {} --service {} \\", in, shell_.id(service)),
        "  --query 'serviceDeployments[0].serviceDeploymentArn' --output text)",
        "aws ecs stop-service-deployment --service-deployment-arn \"$DEPLOYMENT\" --stop-type "
        "ROLLBACK"}});
  made.steps.push_back({"Afterwards, deploy the stack with the previous image."});
}

void Book::add_region() {
  RunbookPart& made = part("Start again in another region");
  made.steps.push_back(
      {"Deploy the template there, with images, secrets and certificates of that region; then "
       "restore the data that has a copy there."});
  for (const Store& each : stack_.stores().all()) {
    const bool is_copied = std::any_of(each.copies.begin(), each.copies.end(),
                                       [](const model::Copy& copy) { return !copy.lacks_key; });
    RunbookStep step{
        is_copied
            ? fmt::format("{} has a copy in another region.", each.id())
            : fmt::format("{} has no copy in another region, so it starts empty.", each.id())};
    if (is_copied && each.kind == StoreKind::kInstance) {
      step.commands = {
          "aws rds describe-db-instance-automated-backups \\",
          "  --query 'DBInstanceAutomatedBackups[].[DBInstanceIdentifier,"
          "DBInstanceAutomatedBackupsArn]' --output text",
          "# then restore-db-instance-to-point-in-time as above, with",
          "# --source-db-instance-automated-backups-arn in place of the source's identifier"};
    }
    made.steps.push_back(std::move(step));
  }
}

}  // namespace

std::vector<RunbookPart> runbook_of(const cfn::Template& source, const ResilienceOptions& options) {
  const Stack stack(source, options);
  return Book(stack).write();
}

}  // namespace archsynth::analysis

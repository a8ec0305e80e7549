#include "archsynth/analysis/runbook.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "archsynth/support/text.h"
#include "book.h"
#include "model/network/node_types.h"

namespace archsynth::analysis {
namespace {

using model::Settings;
using model::Store;
using model::StoreKind;

/// Clusters and domains with snapshots of their own that no part is written for.
constexpr std::string_view kOthers[] = {"AWS::ElastiCache::ServerlessCache",
                                        "AWS::Elasticsearch::Domain",
                                        "AWS::FSx::FileSystem",
                                        "AWS::MemoryDB::Cluster",
                                        "AWS::OpenSearchService::Domain",
                                        "AWS::Redshift::Cluster",
                                        "AWS::RedshiftServerless::Namespace"};

/// The region of the stack, as far as it is known.
std::string region_of(const view::View& view) {
  return view.region().empty() ? "REGION" : std::string(view.region());
}

}  // namespace

void Book::add_start() {
  part("Before you start",
       "The commands below use these. Logical ids are those of the template; physical ids are "
       "looked up in the stack.")
      .steps.push_back(
          {"Name the stack and the region.",
           {fmt::format("export AWS_REGION={} STACK=NAME_OF_THE_STACK", region_of(stack_.view())),
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

std::string Book::cluster_of(const cfn::Resource& service) const {
  const cfn::Value* cluster = Settings(stack_.view(), service).at("Cluster");
  return cluster == nullptr ? "default" : shell_.word(cluster);
}

void Book::add_restart(const Store& store, RunbookPart& to) const {
  RunbookStep step{"Restart what uses it, so that nothing keeps a connection to the old database."};
  for (const Tasks& each : stack_.services()) {
    const auto& all = each.databases;
    if (std::find(all.begin(), all.end(), &store) == all.end()) continue;
    if (each.group != nullptr) {
      step.commands.push_back(
          fmt::format("aws autoscaling start-instance-refresh --auto-scaling-group-name {}",
                      shell_.id(*each.resource)));
      continue;
    }
    step.commands.push_back(
        fmt::format("aws ecs update-service --cluster {} --service {} --force-new-deployment",
                    cluster_of(*each.resource), shell_.id(*each.resource)));
  }
  if (!step.commands.empty()) to.steps.push_back(std::move(step));
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
                        kRestoredSuffix)}});
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
  if (store.retention_days.or_default(0).value_or(0) == 0) {
    part(fmt::format("Restore {}", store.id()), "It has no snapshots, so it starts empty.");
    return;
  }
  part(fmt::format("Restore {}", store.id()),
       "Re-create it from its last snapshot, with `SnapshotName` in the template.")
      .steps.push_back({"List its snapshots.",
                        {fmt::format("aws elasticache describe-snapshots --replication-group-id {}",
                                     shell_.id(*store.resource))}});
}

/// Stores with data for which this knows no procedure.
void Book::add_others() {
  std::vector<std::string> names;
  for (const cfn::Resource* each : stack_.view().resources()) {
    const bool is_known = stack_.stores().find(each->id.str()) != nullptr;
    const bool has_data =
        std::find(std::begin(kOthers), std::end(kOthers), each->type) != std::end(kOthers);
    if (is_known || !has_data) continue;
    names.push_back(fmt::format("{} ({})", each->id.str(), each->type));
  }
  if (names.empty()) return;
  part("Restore what else holds data",
       fmt::format("No procedure is written for {}: restore from a snapshot of the service, with "
                   "the subnets, groups and parameters of the template.",
                   join(names, ", ")));
}

void Book::add_zones() {
  std::vector<const cfn::Resource*> balancers;
  for (const Tasks& tasks : stack_.services()) {
    for (const Front& each : tasks.fronts) {
      // Classic Load Balancers take none.
      const bool is_new =
          each.balancer->type == model::kBalancerType &&
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
  const model::Lookup& lookup = stack_.network().lookup();
  RunbookStep allow{"Allow zonal shifts, which load balancers refuse by default."};
  for (const cfn::Resource* each : balancers) {
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/zonal-shift.html
    if (lookup.attribute(*each, "LoadBalancerAttributes", "zonal_shift.config.enabled") == "true")
      continue;
    allow.commands.push_back("aws elbv2 modify-load-balancer-attributes \\");
    allow.commands.push_back(fmt::format("  --load-balancer-arn {} \\", shell_.id(*each)));
    allow.commands.push_back("  --attributes Key=zonal_shift.config.enabled,Value=true");
  }
  if (!allow.commands.empty()) made.steps.push_back(std::move(allow));
  RunbookStep shift{"Shift away from it for two hours."};
  for (const cfn::Resource* each : balancers) {
    shift.commands.push_back("aws arc-zonal-shift start-zonal-shift --away-from ZONE_ID \\");
    shift.commands.push_back(fmt::format(
        "  --resource-identifier {} --expires-in 2h --comment impaired", shell_.id(*each)));
  }
  made.steps.push_back(std::move(shift));
}

void Book::add_deployment(const Tasks& tasks) {
  RunbookPart& made = part(fmt::format("Undo a deployment of {}", tasks.id()));
  if (tasks.group != nullptr) {
    made.steps.push_back({"While it runs, cancel the update: CloudFormation rolls the stack back.",
                          {"aws cloudformation cancel-update-stack --stack-name \"$STACK\""}});
  } else {
    made.steps.push_back(
        {"While it runs, stop it: ECS returns to the last working revision.",
         {"DEPLOYMENT=$(aws ecs list-service-deployments --status IN_PROGRESS \\",
          fmt::format("  --cluster {} --service {} \\", cluster_of(*tasks.resource),
                      shell_.id(*tasks.resource)),
          "  --query 'serviceDeployments[0].serviceDeploymentArn' --output text)",
          "aws ecs stop-service-deployment --service-deployment-arn \"$DEPLOYMENT\" --stop-type "
          "ROLLBACK"}});
  }
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

std::vector<RunbookPart> runbook_of(const cfn::Template& source, const ResilienceOptions& options) {
  const Stack stack(source, options);
  return Book(stack).write();
}

}  // namespace archsynth::analysis

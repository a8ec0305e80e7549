#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "parts.h"
#include "spec/type_facts.h"

namespace archsynth::analysis {
namespace {

constexpr const char* kAll = "all data";
constexpr const char* kRestore = "a restore, which depends on the data size";

std::string on_delete(const cfn::Resource& each, std::string_view otherwise) {
  if (const std::string* policy = each.deletion_policy.string()) {
    if (*policy == "Snapshot") return "a final snapshot is kept";
    if (*policy == "Retain" || *policy == "RetainExceptOnCreate") return "the resource is retained";
    if (*policy == "Delete") return "the resource is deleted";
    return *policy;
  }
  return each.deletion_policy.absent() ? std::string(otherwise) : "known at deployment";
}

std::string days(double count) {
  return counted(static_cast<std::size_t>(count < 0 ? 0 : count), "day");
}

/// Whether its data is not another resource's, as that of cluster instances and replicas is.
bool has_own_data(const cfn::Resource& each) {
  const spec::TextList elsewhere = spec::data_facts(each.type).data_elsewhere;
  return std::none_of(elsewhere.begin(), elsewhere.end(),
                      [&](std::string_view property) { return has(each, property); });
}

/// Latest restorable time: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIT.html;
/// failover: …/Concepts.MultiAZ.Failover.html; without a period RDS keeps one day:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbinstance.html;
/// what is kept of a deleted one: …/aws-attribute-deletionpolicy.html.
BackupRow database_row(const View& view, const cfn::Resource& each, std::string_view what) {
  BackupRow row{each.id.str(),
                std::string(what),
                {},
                {},
                kRestore,
                on_delete(each, "a final snapshot is kept")};
  const bool is_stated = has(each, "BackupRetentionPeriod");
  const auto kept =
      is_stated ? view.number(property(each, {"BackupRetentionPeriod"})) : std::optional(1.0);
  if (!kept) {
    row.backups = "automated, with a retention known at deployment";
    row.loss = "about 5 minutes, if backups are kept";
  } else if (*kept <= 0) {
    row.backups = "none";
    row.loss = kAll;
    row.recovery = "never";
  } else {
    row.backups = fmt::format("automated, point in time within {}{}", days(*kept),
                              is_stated ? "" : " (the RDS default)");
    row.loss = "about 5 minutes";
  }
  const auto standby = view.truth(property(each, {"MultiAZ"}));
  if (each.type == "AWS::RDS::DBInstance" && standby.value_or(false)) {
    row.recovery = fmt::format("1 to 2 minutes with the standby if a zone fails; otherwise {}",
                               row.recovery == "never" ? "never" : kRestore);
  }
  return row;
}

/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html
BackupRow table_row(const View& view, const cfn::Resource& each, std::string_view what) {
  const auto enabled = view.truth(
      property(each, {"PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"}));
  const auto kept =
      view.number(property(each, {"PointInTimeRecoverySpecification", "RecoveryPeriodInDays"}));
  BackupRow row{each.id.str(), std::string(what), "none",
                kAll,          "never",           on_delete(each, "the resource is deleted")};
  if (!enabled && has(each, "PointInTimeRecoverySpecification")) {
    row.backups = row.loss = row.recovery = "known at deployment";
  } else if (enabled.value_or(false)) {
    row.backups = fmt::format("continuous, point in time within {}", days(kept.value_or(35)));
    row.loss = "about 5 minutes";
    row.recovery = kRestore;
  }
  return row;
}

/// https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html
BackupRow bucket_row(const View& view, const cfn::Resource& each, std::string_view what) {
  const auto status = view.text(property(each, {"VersioningConfiguration", "Status"}));
  const bool is_known = status || !has(each, "VersioningConfiguration");
  const bool is_on = status == "Enabled";
  BackupRow row{
      each.id.str(), std::string(what), {}, {}, {}, on_delete(each, "the resource is deleted")};
  row.backups = !is_known ? "known at deployment" : is_on ? "object versions" : "none";
  row.loss = !is_known ? "known at deployment"
             : is_on   ? "nothing while old versions are kept"
                       : "overwritten or deleted objects";
  row.recovery = is_on ? "immediate, from an old version" : is_known ? "never" : "unknown";
  return row;
}

/// https://docs.aws.amazon.com/efs/latest/ug/awsbackup.html
BackupRow file_system_row(const View& view, const cfn::Resource& each, std::string_view what) {
  const bool is_on = view.text(property(each, {"BackupPolicy", "Status"})) == "ENABLED";
  return {each.id.str(),
          std::string(what),
          is_on ? "daily, by AWS Backup" : "not set",
          is_on ? "a day" : kAll,
          is_on ? kRestore : "never",
          on_delete(each, "the resource is deleted")};
}

/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/backups-automatic.html
BackupRow cache_row(const View& view, const cfn::Resource& each, std::string_view what) {
  const double kept = view.number(property(each, {"SnapshotRetentionLimit"})).value_or(0);
  return {each.id.str(),
          std::string(what),
          kept > 0 ? fmt::format("daily, kept for {}", days(kept)) : "not set",
          kept > 0 ? "a day" : kAll,
          kept > 0 ? kRestore : "never",
          on_delete(each, "the resource is deleted")};
}

struct Keeper {
  std::string_view type;
  std::string_view what;
  BackupRow (*row)(const View&, const cfn::Resource&, std::string_view);
};
constexpr Keeper kKeepers[] = {
    {"AWS::RDS::DBInstance", "Database", database_row},
    {"AWS::RDS::DBCluster", "Database cluster", database_row},
    {"AWS::DynamoDB::Table", "Table", table_row},
    {"AWS::S3::Bucket", "Bucket", bucket_row},
    {"AWS::EFS::FileSystem", "File system", file_system_row},
    {"AWS::ElastiCache::ReplicationGroup", "Cache", cache_row},
};

}  // namespace

std::vector<BackupRow> backup_rows(const View& view) {
  std::vector<BackupRow> rows;
  for (const Keeper& keeper : kKeepers) {
    for (const cfn::Resource* each : view.of(keeper.type)) {
      if (has_own_data(*each)) rows.push_back(keeper.row(view, *each, keeper.what));
    }
  }
  return rows;
}

}  // namespace archsynth::analysis

// What would keep data that a failure takes.

#include <fmt/format.h>

#include <algorithm>

#include "fixes.h"

namespace archsynth::analysis {

void Fixes::for_data(const model::Store& store, const StoreOutcome& outcome,
                     const Failure& failure) {
  if (!outcome.is_everything) return;
  if (failure.kind != Failure::Kind::kRegion) {
    if (!store.is_database()) return;
    // As much as the database has is free:
    // https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html
    add(*store.resource, "BackupRetentionPeriod",
        fmt::format("set \"{}\" to 7", key_of("BackupRetentionPeriod")), Cost::kFree);
    return;
  }
  const bool lacks_key = std::any_of(store.copies.begin(), store.copies.end(),
                                     [](const model::Copy& each) { return each.lacks_key; });
  if (lacks_key) {
    add(*store.resource, "AutomaticBackupReplicationRegion",
        "set \"AutomaticBackupReplicationKmsKeyId\" to a key of that region", Cost::kUnknown);
  } else if (store.kind == model::StoreKind::kInstance) {
    add(*store.resource, "BackupRetentionPeriod",
        fmt::format("set \"{}\" to another region", key_of("AutomaticBackupReplicationRegion")),
        Cost::kUnknown);
  } else if (store.kind == model::StoreKind::kCluster) {
    add(*store.resource, "BackupRetentionPeriod",
        "copy its snapshots to another region with AWS Backup, or make it part of a global cluster",
        Cost::kUnknown);
  } else if (store.kind == model::StoreKind::kBucket) {
    add(*store.resource, "ReplicationConfiguration",
        "replicate the bucket to another region, if its objects matter", Cost::kUnknown);
  } else if (store.kind == model::StoreKind::kTable) {
    add(*store.resource, "Replicas",
        "make it an AWS::DynamoDB::GlobalTable with a replica in another region", Cost::kUnknown);
  } else if (store.kind == model::StoreKind::kFileSystem) {
    add(*store.resource, "ReplicationConfiguration", "replicate the file system to another region",
        Cost::kUnknown);
  }
}

}  // namespace archsynth::analysis

// What failures do to databases, and to data.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/workloads/settings.h"
#include "stack.h"

namespace archsynth::analysis {
namespace {

using model::Copy;
using model::Store;
using model::StoreKind;

}  // namespace

bool is_hit_by(Stack& stack, const Store& store, const Failure& failure) {
  if (failure.kind != Failure::Kind::kZone) {
    return failure.kind == Failure::Kind::kRegion ||
           failure.is(Failure::Kind::kDatabase, store.id());
  }
  if (!store.zone.empty()) return failure.is_zone(store.zone);
  if (!store.has_known_zones && store.zones.empty()) {
    stack.assume(fmt::format("{} can be in any zone", store.id()));
    return true;
  }
  return std::any_of(store.zones.begin(), store.zones.end(), [&](const std::string& each) {
    return failure.is_zone(each.empty() ? std::string(kOpenZone) : each);
  });
}

namespace {

bool has_standby(Stack& stack, const Store& store, const Failure& failure) {
  if (!store.has_standby) {
    stack.assume(
        fmt::format("{} has no standby, because the template leaves that open", store.id()));
  }
  // A reader in the same zone takes over from a writer, but not when the zone is gone.
  const bool is_zone = failure.kind == Failure::Kind::kZone;
  return store.has_standby.value_or(false) || (!is_zone && store.members.size() > 1);
}

Interruption fails_over(const Store& store, std::string_view recovery, std::string_view to) {
  return {true, false, range_of(recovery), fmt::format("{} fails over to {}", store.id(), to)};
}

Interruption of_cluster(Stack& stack, const Store& store, const Failure& failure) {
  if (store.is_multi_az_cluster) {
    return fails_over(store, "rds_cluster_failover", "a readable standby");
  }
  if (has_standby(stack, store, failure)) {
    return fails_over(store, "aurora_failover", "a reader");
  }
  const bool is_zone = failure.kind == Failure::Kind::kZone;
  if (is_zone && !store.is_serverless) {
    return {
        true,
        true,
        {0, std::nullopt},
        fmt::format("{} has no reader in another zone; one must be created by hand", store.id())};
  }
  return {true, true, range_of("aurora_new_writer"),
          fmt::format("{} has no reader: Aurora creates a new writer", store.id())};
}

/// What a copy in another region has lost.
void set_copied(const Store& store, StoreOutcome& outcome) {
  for (const Copy& each : store.copies) {
    if (each.lacks_key) {
      outcome.reason = "backups are copied to another region without a key to decrypt them there";
      continue;
    }
    outcome.is_everything = false;
    outcome.reason = "a copy in another region";
    switch (each.kind) {
      case Copy::Kind::kPlan:
        outcome.lost = range_of("daily_backup_age");
        return;
      case Copy::Kind::kBackups:
        outcome.lost = range_of("rds_backup_age");
        return;
      case Copy::Kind::kReplica:
        break;
    }
    if (store.kind == StoreKind::kCluster) outcome.lost = range_of("aurora_global_lag");
    if (store.kind == StoreKind::kTable) outcome.lost = range_of("dynamodb_global_lag");
    if (store.kind == StoreKind::kBucket) outcome.lost = range_of("s3_replication_age");
    if (store.kind == StoreKind::kFileSystem) outcome.lost = range_of("efs_replication_age");
    return;
  }
}

/// What a restore from backups in the region loses.
void set_restored(Stack& stack, const Store& store, std::string_view age, double unset,
                  StoreOutcome& outcome) {
  const auto days = store.retention_days.or_default(unset);
  if (!days) {
    stack.assume(fmt::format("{} keeps backups", store.id()));
  }
  outcome.is_everything = days == 0 && store.plan == nullptr;
  outcome.lost = range_of(days == 0 ? "daily_backup_age" : age);
  outcome.reason = outcome.is_everything ? "backups are off" : "restored from backups";
}

void set_lost_in_region(Stack& stack, const Store& store, const Failure& failure,
                        StoreOutcome& outcome) {
  if (store.kind == StoreKind::kInstance && !has_standby(stack, store, failure)) {
    set_restored(stack, store, "rds_backup_age", 1, outcome);
  } else if (store.kind == StoreKind::kCache && !has_standby(stack, store, failure)) {
    set_restored(stack, store, "daily_backup_age", 0, outcome);
  } else if (store.kind == StoreKind::kCache) {
    outcome.lost = {0, std::nullopt};
    outcome.reason = "writes that are not replicated yet";
  } else if (store.is_one_zone) {
    set_restored(stack, store, "daily_backup_age", 0, outcome);
  }
}

}  // namespace

Interruption interruption_of(Stack& stack, const Store& store, const Failure& failure) {
  if (!is_hit_by(stack, store, failure)) return {};
  if (failure.kind == Failure::Kind::kRegion) {
    return {true, true, {0, std::nullopt}, fmt::format("{} is in the region", store.id())};
  }
  if (store.kind == StoreKind::kCluster) return of_cluster(stack, store, failure);
  if (has_standby(stack, store, failure)) {
    return fails_over(store, "rds_failover", "its standby");
  }
  return {
      true, true, range_of("rds_restore"),
      fmt::format("{} has no standby; RDS replaces the instance, or it must be restored by hand",
                  store.id())};
}

StoreOutcome data_lost(Stack& stack, const Store& store, const Failure& failure) {
  StoreOutcome outcome{store.id()};
  if (failure.kind == Failure::Kind::kRegion) {
    outcome.is_everything = true;
    outcome.reason = "nothing is copied to another region";
    set_copied(store, outcome);
    return outcome;
  }
  if (is_hit_by(stack, store, failure)) set_lost_in_region(stack, store, failure, outcome);
  return outcome;
}

}  // namespace archsynth::analysis

#include "model/stores/stores.h"

#include <algorithm>

#include "model/workloads/settings.h"

namespace archsynth::model {
namespace {

struct KindOfType {
  std::string_view type;
  StoreKind kind;
};

constexpr KindOfType kStoreTypes[] = {
    {"AWS::DocDB::DBCluster", StoreKind::kCluster},
    {"AWS::DynamoDB::GlobalTable", StoreKind::kTable},
    {"AWS::DynamoDB::Table", StoreKind::kTable},
    {"AWS::EFS::FileSystem", StoreKind::kFileSystem},
    {"AWS::ElastiCache::CacheCluster", StoreKind::kCache},
    {"AWS::ElastiCache::ReplicationGroup", StoreKind::kCache},
    {"AWS::ElastiCache::ServerlessCache", StoreKind::kCache},
    {"AWS::Neptune::DBCluster", StoreKind::kCluster},
    {"AWS::RDS::DBCluster", StoreKind::kCluster},
    {"AWS::RDS::DBInstance", StoreKind::kInstance},
    {"AWS::S3::Bucket", StoreKind::kBucket},
    {"AWS::SQS::Queue", StoreKind::kQueue},
};

/// A region that a value names, where it is not the stack's.
bool is_elsewhere(const view::View& view, const cfn::Value* region) {
  const auto text = view.text(region);
  return text && *text != view.region();
}

}  // namespace

std::string zone_name(const view::View& view, const Lookup& lookup, const cfn::Resource& resource) {
  const cfn::Value* at = view::property(resource, {"AvailabilityZone"});
  if (at == nullptr) at = view::property(resource, {"AvailabilityZoneId"});
  return zone_name(view, lookup, at);
}

std::string zone_name(const view::View& view, const Lookup& lookup, const cfn::Value* zone) {
  std::string letter = zone_of(view, zone);
  return letter.empty() ? lookup.name(zone) : letter;
}

Stores::Stores(const view::View& view, const Lookup& lookup) : view_(view), lookup_(lookup) {
  for (const cfn::Resource* each : view.resources()) {
    const auto row =
        std::find_if(std::begin(kStoreTypes), std::end(kStoreTypes),
                     [&](const KindOfType& known) { return known.type == each->type; });
    if (row == std::end(kStoreTypes)) continue;
    switch (row->kind) {
      case StoreKind::kInstance:
        add_instance(*each);
        break;
      case StoreKind::kCluster:
        add_cluster(*each);
        break;
      case StoreKind::kCache:
        add_cache(*each);
        break;
      case StoreKind::kBucket:
        add_bucket(*each);
        break;
      case StoreKind::kTable:
        add_table(*each);
        break;
      case StoreKind::kFileSystem:
        add_file_system(*each);
        break;
      case StoreKind::kQueue:
        add(*each, StoreKind::kQueue);
        break;
    }
  }
  add_plans();
}

Store& Stores::add(const cfn::Resource& resource, StoreKind kind) {
  Store& made = stores_.emplace_back();
  made.resource = &resource;
  made.kind = kind;
  by_id_.emplace(made.id(), &made);
  return made;
}

const Store* Stores::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  return found == by_id_.end() ? nullptr : found->second;
}

void Stores::add_bucket(const cfn::Resource& resource) {
  Store& made = add(resource, StoreKind::kBucket);
  const Settings replication = Settings(view_, resource).in("ReplicationConfiguration");
  for (const cfn::Value* each : replication.items("Rules").values) {
    if (Settings(view_, each).text("Status").value == "Enabled") {
      made.copies.push_back({each, Copy::Kind::kReplica});
    }
  }
}

void Stores::add_table(const cfn::Resource& resource) {
  const Settings settings(view_, resource);
  Store& made = add(resource, StoreKind::kTable);
  made.recovers_to_points =
      settings.in("PointInTimeRecoverySpecification").truth("PointInTimeRecoveryEnabled");
  for (const cfn::Value* each : settings.items("Replicas").values) {
    const Settings replica(view_, each);
    if (is_elsewhere(view_, replica.at("Region"))) {
      made.copies.push_back({each, Copy::Kind::kReplica});
    }
  }
}

void Stores::add_file_system(const cfn::Resource& resource) {
  const Settings settings(view_, resource);
  Store& made = add(resource, StoreKind::kFileSystem);
  // One Zone file systems name theirs.
  if (const cfn::Value* zone = settings.at("AvailabilityZoneName"); zone != nullptr) {
    made.is_one_zone = true;
    made.zone = zone_name(view_, lookup_, zone);
  }
  const Setting<std::string> policy = settings.in("BackupPolicy").text("Status");
  made.retention_days = {
      policy.at,
      policy.value ? std::optional(*policy.value == "ENABLED" ? 1.0 : 0.0) : std::nullopt,
      policy.is_absent};
  const Settings replication = settings.in("ReplicationConfiguration");
  for (const cfn::Value* each : replication.items("Destinations").values) {
    if (is_elsewhere(view_, Settings(view_, each).at("Region"))) {
      made.copies.push_back({each, Copy::Kind::kReplica});
    }
  }
}

void Stores::add_plans() {
  for (const cfn::Resource* each : view_.of("AWS::Backup::BackupSelection")) {
    const Settings settings(view_, *each);
    const cfn::Resource* plan = settings.named("BackupPlanId").resource;
    if (plan == nullptr) continue;
    const Settings selected = settings.in("BackupSelection");
    for (const cfn::Value* item : selected.items("Resources").values) {
      const bool is_all = view_.text(item) == "*";
      for (Store& store : stores_) {
        const auto named = cfn::references(*item);
        const bool is_named = std::any_of(named.begin(), named.end(), [&](const auto& reference) {
          return reference.target == store.resource->id;
        });
        if (!is_all && !is_named) continue;
        store.plan = plan;
        const cfn::Value* rules = view::property(*plan, {"BackupPlan", "BackupPlanRule"});
        for (const cfn::Value* rule : view_.items(rules).values) {
          for (const cfn::Value* copy : Settings(view_, rule).items("CopyActions").values) {
            store.copies.push_back({copy, Copy::Kind::kPlan});
          }
        }
      }
    }
  }
}

}  // namespace archsynth::model

// Databases of RDS, Aurora, DocumentDB and Neptune, and caches.

#include <algorithm>

#include "model/stores/stores.h"
#include "model/workloads/settings.h"

namespace archsynth::model {
namespace {

/// The instances of a cluster of the template.
std::vector<Member> members_of(const view::View& view, const Lookup& lookup,
                               const cfn::Resource& cluster) {
  std::vector<Member> all;
  for (const char* type :
       {"AWS::RDS::DBInstance", "AWS::DocDB::DBInstance", "AWS::Neptune::DBInstance"}) {
    for (const cfn::Resource* each : view.of(type)) {
      const cfn::Value* of = view::property(*each, {"DBClusterIdentifier"});
      if (of == nullptr || resource_named(view, of) != &cluster) continue;
      all.push_back({each, zone_name(view, lookup, *each)});
    }
  }
  return all;
}

bool is_in_other_zone(const std::vector<Member>& members) {
  return std::any_of(members.begin(), members.end(), [&](const Member& each) {
    return each.zone.empty() || each.zone != members.front().zone;
  });
}

}  // namespace

void Stores::place(Store& store, const cfn::Value* group) const {
  const cfn::Resource* named = resource_named(view_, group);
  if (named == nullptr) {
    store.has_known_zones = false;
    return;
  }
  const view::Items in = Settings(view_, *named).items("SubnetIds");
  store.has_known_zones = in.complete;
  for (const cfn::Value* each : in.values) {
    const cfn::Resource* subnet = resource_named(view_, each);
    if (subnet == nullptr) {
      store.has_known_zones = false;
      continue;
    }
    std::string zone = zone_name(view_, lookup_, *subnet);
    if (std::find(store.zones.begin(), store.zones.end(), zone) == store.zones.end()) {
      store.zones.push_back(std::move(zone));
    }
  }
}

void Stores::add_instance(const cfn::Resource& resource) {
  const Settings settings(view_, resource);
  if (settings.at("DBClusterIdentifier") != nullptr ||
      settings.at("SourceDBInstanceIdentifier") != nullptr) {
    return;
  }
  Store& made = add(resource, StoreKind::kInstance);
  made.engine = settings.text("Engine").value.value_or("");
  place(made, settings.at("DBSubnetGroupName"));
  made.has_standby = settings.truth("MultiAZ").or_default(false);
  made.zone = zone_name(view_, lookup_, resource);
  if (made.zone.empty() && made.has_known_zones && made.zones.size() == 1) {
    made.zone = made.zones.front();
  }
  // https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html: a day.
  made.retention_days = settings.number("BackupRetentionPeriod");
  made.is_encrypted = settings.truth("StorageEncrypted");
  made.key = settings.named("KmsKeyId");
  if (const cfn::Value* to = settings.at("AutomaticBackupReplicationRegion")) {
    const bool is_plain = made.is_encrypted.or_default(false) == false;
    const bool has_key = settings.at("AutomaticBackupReplicationKmsKeyId") != nullptr;
    made.copies.push_back({to, Copy::Kind::kBackups, !is_plain && !has_key});
  }
}

void Stores::add_cluster(const cfn::Resource& resource) {
  const Settings settings(view_, resource);
  Store& made = add(resource, StoreKind::kCluster);
  made.engine = settings.text("Engine").value.value_or("");
  place(made, settings.at("DBSubnetGroupName"));
  made.is_multi_az_cluster = settings.at("DBClusterInstanceClass") != nullptr;
  const std::string mode = settings.text("EngineMode").value.value_or("");
  made.is_serverless = mode == "serverless";
  made.members = members_of(view_, lookup_, resource);
  for (const Member& each : made.members) {
    const auto type = Settings(view_, *each.resource).text("DBInstanceClass").value;
    made.is_serverless |= type == "db.serverless";
  }
  made.has_standby =
      made.is_multi_az_cluster || (made.members.size() > 1 && is_in_other_zone(made.members));
  if (!made.members.empty()) made.zone = made.members.front().zone;
  made.retention_days = settings.number("BackupRetentionPeriod");
  made.is_encrypted = settings.truth("StorageEncrypted");
  made.key = settings.named("KmsKeyId");
  if (const cfn::Value* global = settings.at("GlobalClusterIdentifier")) {
    made.copies.push_back({global, Copy::Kind::kReplica});
  }
}

void Stores::add_cache(const cfn::Resource& resource) {
  const Settings settings(view_, resource);
  Store& made = add(resource, StoreKind::kCache);
  place(made, settings.at("CacheSubnetGroupName"));
  made.retention_days = settings.number("SnapshotRetentionLimit");
  if (resource.type == "AWS::ElastiCache::ServerlessCache") {
    made.has_standby = true;
    return;
  }
  if (resource.type == "AWS::ElastiCache::CacheCluster") {
    made.has_standby = false;
    return;
  }
  const auto fails_over = settings.truth("AutomaticFailoverEnabled").or_default(false);
  const auto spreads = settings.truth("MultiAZEnabled").or_default(false);
  const double nodes = settings.number("NumCacheClusters").value.value_or(1);
  const double replicas = settings.number("ReplicasPerNodeGroup").value.value_or(nodes - 1);
  if (fails_over && spreads) made.has_standby = *fails_over && *spreads && replicas >= 1;
}

}  // namespace archsynth::model

// RDS: storage, capacity, names and replicas, by engine.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSettingsInstance = "AWS::RDS::DBInstance";
constexpr std::string_view kSettingsCluster = "AWS::RDS::DBCluster";

constexpr std::string_view kCreateInstancePage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
constexpr std::string_view kCapacityPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"
    "API_ServerlessV2ScalingConfiguration.html";
constexpr std::string_view kServerlessInstancePage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/"
    "aurora-serverless-v2.create.html";
constexpr std::string_view kReplicaPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/"
    "API_CreateDBInstanceReadReplica.html";

/// The engine of a database that keeps its own storage; empty for Aurora and others.
std::string own_engine(const View& view, const cfn::Resource& database) {
  const std::string engine = view.text(property(database, {"Engine"})).value_or("");
  for (const std::string_view known :
       {"mysql", "mariadb", "postgres", "oracle-", "sqlserver-", "db2-"}) {
    if (engine.starts_with(known)) return engine;
  }
  return {};
}

struct StorageBounds {
  std::string_view engine;  ///< or its beginning; empty: any other
  std::string_view type;
  int least;
  int most;
};

/// The first that fits counts.
constexpr StorageBounds kStorageBounds[] = {
    {"sqlserver-", "gp2", 20, 16384},
    {"sqlserver-", "gp3", 20, 16384},
    {"sqlserver-", "io1", 100, 16384},
    {"sqlserver-", "standard", 20, 1024},
    {"oracle-", "standard", 10, 3072},
    {"", "gp2", 20, 65536},
    {"", "gp3", 20, 65536},
    {"", "io1", 100, 65536},
    {"", "io2", 100, 65536},
    {"", "standard", 5, 3072},
};

const StorageBounds* storage_bounds(std::string_view engine, std::string_view type) {
  const auto* found = std::find_if(
      std::begin(kStorageBounds), std::end(kStorageBounds),
      [&](const auto& each) { return engine.starts_with(each.engine) && each.type == type; });
  return found == std::end(kStorageBounds) ? nullptr : found;
}

void check_storage_size(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    const std::string engine = own_engine(view, *database);
    const auto type = view.text(property(*database, {"StorageType"}));
    const cfn::Value* place = property(*database, {"AllocatedStorage"});
    const auto size = view.number(place);
    if (engine.empty() || !type || !size) continue;
    const StorageBounds* bounds = storage_bounds(engine, *type);
    if (bounds == nullptr || (*size >= bounds->least && *size <= bounds->most)) continue;
    report(*database, place,
           fmt::format("\"AllocatedStorage\" of {} must be {} to {} GiB of {}, not {}",
                       quoted(database->id.str()), bounds->least, bounds->most, *type, *size));
  }
}

void check_iops(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    const cfn::Value* place = property(*database, {"StorageType"});
    const auto type = view.text(place);
    if (!type || own_engine(view, *database).empty()) continue;
    const std::string name = quoted(database->id.str());
    if ((*type == "io1" || *type == "io2") && lacks(*database, "Iops")) {
      report(*database, place, fmt::format("{} has {} storage without \"Iops\"", name, *type));
    }
    const cfn::Value* iops = property(*database, {"Iops"});
    const auto rate = view.number(iops);
    const auto size = view.number(property(*database, {"AllocatedStorage"}));
    if (*type == "io1" && rate && size && (*rate > 50 * *size || *rate < *size / 2)) {
      report(*database, iops,
             fmt::format("\"Iops\" of {} must be {} to {}, not {}", name, std::ceil(*size / 2),
                         50 * *size, *rate))
          .fix = "set 0.5 to 50 IOPS for each GiB";
    }
    if (*type != "gp3" && has(*database, "StorageThroughput")) {
      report(*database, property(*database, {"StorageThroughput"}),
             fmt::format("\"StorageThroughput\" is for gp3 storage, and {} has {}", name, *type))
          .fix = "drop \"StorageThroughput\"";
    }
  }
}

void check_zone_of_pair(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    if (view.truth(property(*database, {"MultiAZ"})) != true) continue;
    if (!has(*database, "AvailabilityZone")) continue;
    report(*database, property(*database, {"AvailabilityZone"}),
           fmt::format("{} is Multi-AZ and cannot have an \"AvailabilityZone\"",
                       quoted(database->id.str())));
  }
}

/// Capacity units of both kinds of serverless clusters.
void check_capacity(const View& view, const Report& report) {
  for (const cfn::Resource* cluster : view.of(kSettingsCluster)) {
    for (const char* key : {"ServerlessV2ScalingConfiguration", "ScalingConfiguration"}) {
      const cfn::Value* place = property(*cluster, {key, "MinCapacity"});
      const auto least = view.number(place);
      const auto most = view.number(property(*cluster, {key, "MaxCapacity"}));
      if (least && most && *least > *most) {
        report(*cluster, place,
               fmt::format("\"MinCapacity\" of {} is {}, above \"MaxCapacity\", which is {}",
                           quoted(cluster->id.str()), *least, *most));
      }
    }
    for (const char* key : {"MinCapacity", "MaxCapacity"}) {
      const cfn::Value* place = property(*cluster, {"ServerlessV2ScalingConfiguration", key});
      const auto units = view.number(place);
      const double floor = key[1] == 'i' ? 0 : 1;
      if (!units || (*units >= floor && *units <= 256 && *units * 2 == std::floor(*units * 2))) {
        continue;
      }
      report(*cluster, place,
             fmt::format("\"{}\" of {} must be {} to 256 in steps of 0.5, not {}", key,
                         quoted(cluster->id.str()), floor, *units));
    }
  }
}

void check_serverless_cluster(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    const cfn::Value* place = property(*database, {"DBInstanceClass"});
    const cfn::Resource* cluster =
        view.target(property(*database, {"DBClusterIdentifier"}), kSettingsCluster);
    if (cluster == nullptr || view.text(place) != "db.serverless") continue;
    if (!lacks(*cluster, "ServerlessV2ScalingConfiguration")) continue;
    report(*database, place,
           fmt::format("{} is serverless, but its cluster {} has no scaling configuration",
                       quoted(database->id.str()), quoted(cluster->id.str())));
  }
}

void check_replica_source(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    const cfn::Value* place = property(*database, {"SourceDBInstanceIdentifier"});
    const cfn::Resource* source = view.target(place, kSettingsInstance);
    if (source == nullptr) continue;
    if (view.number(property(*source, {"BackupRetentionPeriod"})) != 0.0) continue;
    report(*source, property(*source, {"BackupRetentionPeriod"}),
           fmt::format("{} has no automated backups, which its replica {} needs",
                       quoted(source->id.str()), quoted(database->id.str())));
  }
}

void check_monitoring_interval(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    const cfn::Value* place = property(*database, {"MonitoringInterval"});
    const bool is_off =
        lacks(*database, "MonitoringInterval") ||
        (place != nullptr && place->get_if<cfn::Ref>() == nullptr && view.number(place) == 0.0);
    if (!is_off || !has(*database, "MonitoringRoleArn")) continue;
    if (!lacks(*database, "DBClusterIdentifier")) continue;
    report(*database, property(*database, {"MonitoringRoleArn"}),
           fmt::format("{} has a \"MonitoringRoleArn\", but is not monitored",
                       quoted(database->id.str())));
  }
}

void check_insights_retention(const View& view, const Report& report) {
  for (const std::string_view type : {kSettingsInstance, kSettingsCluster}) {
    for (const cfn::Resource* database : view.of(type)) {
      const cfn::Value* place = property(*database, {"PerformanceInsightsRetentionPeriod"});
      const auto days = view.number(place);
      if (!days || *days == 7 || *days == 731) continue;
      if (std::fmod(*days, 31) == 0 && *days >= 31 && *days <= 713) continue;
      report(*database, place,
             fmt::format("{} days is not a valid retention for Performance Insights", *days));
    }
  }
}

std::string database_name_fault(std::string_view engine, const std::string& name) {
  if (engine.starts_with("sqlserver-")) return "is not supported by SQL Server";
  const std::size_t most = engine.starts_with("oracle-")            ? 8
                           : engine.find("postgres") != engine.npos ? 63
                                                                    : 64;
  if (name.size() > most) {
    return fmt::format("has {} characters; the limit is {}", name.size(), most);
  }
  if (engine.starts_with("oracle-")) return {};
  if (!is_letter(name.front())) return "must start with a letter";
  const bool plain = std::all_of(name.begin(), name.end(),
                                 [](char c) { return is_letter_or_digit(c) || c == '_'; });
  return plain ? "" : "may contain only letters, digits and _";
}

void check_database_name(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kSettingsInstance)) {
    const std::string engine = own_engine(view, *database);
    const cfn::Value* place = property(*database, {"DBName"});
    const auto name = view.text(place);
    if (engine.empty() || !name) continue;
    const std::string fault = database_name_fault(engine, *name);
    if (fault.empty()) continue;
    report(
        *database, place,
        fmt::format("\"DBName\" of {}, {}, {}", quoted(database->id.str()), quoted(*name), fault));
  }
}

constexpr Rule kDatabaseSettingsRules[] = {
    {"ARC4520", Severity::kError, "storage size is out of bounds", "RDS refuses the database",
     "change \"AllocatedStorage\", or \"StorageType\"", kCreateInstancePage, "",
     check_storage_size},
    {"ARC4521", Severity::kError, "provisioned IOPS do not fit the storage",
     "RDS refuses the database", "set \"Iops\", or \"StorageType\" to gp3", kCreateInstancePage, "",
     check_iops},
    {"ARC4522", Severity::kError, "Availability Zone is set on a Multi-AZ database",
     "RDS refuses the database: it chooses both zones itself", "drop \"AvailabilityZone\"",
     kCreateInstancePage, "", check_zone_of_pair},
    {"ARC4523", Severity::kError, "serverless capacity is out of bounds", "RDS refuses the cluster",
     "change \"MinCapacity\" or \"MaxCapacity\"", kCapacityPage, "", check_capacity},
    {"ARC4524", Severity::kError,
     "serverless instance in a cluster without a scaling configuration", "RDS refuses the instance",
     "set \"ServerlessV2ScalingConfiguration\" of the cluster", kServerlessInstancePage, "",
     check_serverless_cluster},
    {"ARC4525", Severity::kError, "replica of a database without backups",
     "RDS refuses the replica", "set \"BackupRetentionPeriod\" of the source to 1 or more",
     kReplicaPage, "", check_replica_source},
    {"ARC4526", Severity::kError, "monitoring role without an interval", "RDS refuses the database",
     "set \"MonitoringInterval\", or drop \"MonitoringRoleArn\"", kCreateInstancePage, "",
     check_monitoring_interval},
    {"ARC4527", Severity::kError, "invalid retention for Performance Insights",
     "RDS refuses the database", "set 7, 731, or a multiple of 31 up to 713", kCreateInstancePage,
     "", check_insights_retention},
    {"ARC4528", Severity::kError, "database name is not valid for the engine",
     "RDS refuses the database", "change \"DBName\"", kCreateInstancePage, "", check_database_name},
};

}  // namespace

std::span<const Rule> database_setting_rules() { return kDatabaseSettingsRules; }

}  // namespace archsynth::analysis

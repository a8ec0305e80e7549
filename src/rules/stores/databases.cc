// RDS: databases, their groups, secrets and windows.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "rules/stores/secret_keys.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kInstance = "AWS::RDS::DBInstance";
constexpr std::string_view kCluster = "AWS::RDS::DBCluster";

constexpr std::string_view kInstancePage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html";
constexpr std::string_view kAutoscalingPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html";

constexpr std::string_view kClassPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.DBInstanceClass.Support.html";

bool stands_alone(const std::string& engine) { return engine.rfind("aurora", 0) != 0; }

void check_storage_ceiling(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kInstance)) {
    const cfn::Value* place = property(*database, {"MaxAllocatedStorage"});
    const auto most = view.number(place);
    const auto size = view.number(property(*database, {"AllocatedStorage"}));
    if (!most || !size || *most >= *size) continue;
    report(*database, place,
           fmt::format("\"MaxAllocatedStorage\" ({}) is less than \"AllocatedStorage\" ({})", *most,
                       *size));
  }
}

void check_user_name(const View& view, const Report& report) {
  for (const std::string_view type : {kInstance, kCluster}) {
    for (const cfn::Resource* database : view.of(type)) {
      const cfn::Value* place = property(*database, {"MasterUsername"});
      auto name = view.text(place);
      if (place != nullptr) {
        each_secret_part(view, *place, [&](const SecretPart& part) {
          name = text_in_secret(view, *part.secret, part.key);
        });
      }
      auto engine = view.text(property(*database, {"Engine"}));
      if (!name || !engine) continue;
      if (*engine == "aurora-postgresql") *engine = "postgres";
      if (*engine == "aurora-mysql") *engine = "mysql";
      if (!spec::is_reserved_user_name(*engine, *name)) continue;
      report(*database, place,
             fmt::format("{} is a reserved user name in {}", quoted(*name), *engine));
    }
  }
}

void check_log_exports(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kInstance)) {
    const auto engine_name = view.text(property(*database, {"Engine"}));
    const auto engine = engine_name ? spec::engine(*engine_name) : std::nullopt;
    if (!engine) continue;
    for (const cfn::Value* item :
         view.items(property(*database, {"EnableCloudwatchLogsExports"})).values) {
      const auto log = view.text(item);
      std::vector<std::string_view> known;
      for (const std::string_view each : engine->log_exports) known.push_back(each);
      if (!log || std::find(known.begin(), known.end(), *log) != known.end()) continue;
      report(*database, item, fmt::format("{} is not a log of {}", quoted(*log), *engine_name))
          .fix = suggest(*log, known);
    }
  }
}

void check_monitoring(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kInstance)) {
    const cfn::Value* place = property(*database, {"MonitoringInterval"});
    const auto interval = view.number(place);
    if (interval && *interval > 0 && lacks(*database, "MonitoringRoleArn")) {
      report(*database, place,
             fmt::format("{} has a monitoring interval of {} seconds but no \"MonitoringRoleArn\"",
                         quoted(database->id.str()), *interval));
    }
  }
}

void check_replica(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kInstance)) {
    if (!has(*database, "SourceDBInstanceIdentifier")) continue;
    for (const char* key :
         {"MasterUsername", "MasterUserPassword", "DBName", "ManageMasterUserPassword"}) {
      if (!has(*database, key)) continue;
      report(*database, property(*database, {key}),
             fmt::format("\"{}\" is not allowed on a read replica", key));
    }
  }
}

void check_password(const View& view, const Report& report) {
  for (const std::string_view type : {kInstance, kCluster}) {
    for (const cfn::Resource* database : view.of(type)) {
      const cfn::Value* place = property(*database, {"MasterUserPassword"});
      const auto managed = view.truth(property(*database, {"ManageMasterUserPassword"}));
      if (place == nullptr || !has(*database, "MasterUserPassword") || !managed || !*managed)
        continue;
      report(*database, place,
             fmt::format("{} sets a password although RDS manages it", quoted(database->id.str())));
    }
  }
}

/// Where a database of a type may have its user from, instead of being told.
const std::map<std::string_view, std::vector<std::string_view>>& sources_of_a_user() {
  static const std::map<std::string_view, std::vector<std::string_view>> all = {
      {kInstance,
       {"DBSnapshotIdentifier", "SourceDBInstanceIdentifier", "DBClusterIdentifier",
        "DBClusterSnapshotIdentifier", "SourceDBClusterIdentifier", "SourceDbiResourceId",
        "SourceDBInstanceAutomatedBackupsArn"}},
      {kCluster,
       {"SnapshotIdentifier", "SourceDBClusterIdentifier", "SourceDbClusterResourceId",
        "GlobalClusterIdentifier", "ReplicationSourceIdentifier"}},
  };
  return all;
}

/// The property of the user that a database lacks; empty where it lacks none.
std::string_view lacking_of_user(const View& view, const cfn::Resource& database) {
  const auto engine = view.text(property(database, {"Engine"}));
  const bool is_instance = database.type == kInstance;
  const bool needs_user =
      is_instance ? engine && stands_alone(*engine) : has(database, "MasterUserPassword");
  if (needs_user && lacks(database, "MasterUsername")) return "MasterUsername";
  const bool has_user = has(database, "MasterUsername") && (!is_instance || needs_user);
  const bool has_password = view.truth(property(database, {"ManageMasterUserPassword"}))
                                .value_or(has(database, "ManageMasterUserPassword")) ||
                            !lacks(database, "MasterUserPassword") ||
                            !lacks(database, "MasterUserAuthenticationType");
  return has_user && !has_password ? "MasterUserPassword" : std::string_view();
}

void check_user_is_stated(const View& view, const Report& report) {
  for (const auto& [type, sources] : sources_of_a_user()) {
    for (const cfn::Resource* database : view.of(type)) {
      const std::string_view lacking = lacking_of_user(view, *database);
      const auto is_used = [&](std::string_view source) { return !lacks(*database, source); };
      if (lacking.empty() || std::any_of(sources.begin(), sources.end(), is_used)) continue;
      report(
          *database, nullptr,
          fmt::format("the database {} is missing {}", quoted(database->id.str()), quoted(lacking)))
          .missing = {std::string(lacking)};
    }
  }
}

/// Minutes of a day in `hh:mm-hh:mm`.
std::optional<std::pair<int, int>> window_of(std::string_view text) {
  std::array<int, 4> numbers{};
  if (text.size() != 11) return std::nullopt;
  for (std::size_t i = 0; i < 4; ++i) {
    const char* at = text.data() + 3 * i;
    if (std::from_chars(at, at + 2, numbers[i]).ec != std::errc()) return std::nullopt;
  }
  return std::pair(numbers[0] * 60 + numbers[1], numbers[2] * 60 + numbers[3]);
}

/// The windows of a type that may not overlap.
struct WindowPlaces {
  std::string_view type;
  std::string_view backup;
  std::string_view maintenance = "PreferredMaintenanceWindow";
};

constexpr WindowPlaces kWindowPlaces[] = {
    {"AWS::DocDB::DBCluster", "PreferredBackupWindow"},
    {"AWS::ElastiCache::CacheCluster", "SnapshotWindow"},
    {"AWS::ElastiCache::ReplicationGroup", "SnapshotWindow"},
    {"AWS::MemoryDB::Cluster", "SnapshotWindow", "MaintenanceWindow"},
    {"AWS::Neptune::DBCluster", "PreferredBackupWindow"},
    {kCluster, "PreferredBackupWindow"},
    {kInstance, "PreferredBackupWindow"},
};

/// Whether a weekly window, ddd:hh:mm-ddd:hh:mm, surely meets a daily one; one across midnight is
/// left to the service.
bool do_windows_meet(const std::string& weekly, std::string_view daily) {
  if (weekly.size() != 19 || weekly.substr(0, 3) != weekly.substr(10, 3)) return false;
  const auto week = window_of(weekly.substr(4, 6) + weekly.substr(14));
  const auto day = window_of(daily);
  if (!week || !day || day->first >= day->second || week->first >= week->second) return false;
  return week->first < day->second && day->first < week->second;
}

void check_windows(const View& view, const Report& report) {
  for (const WindowPlaces& row : kWindowPlaces) {
    for (const cfn::Resource* store : view.of(row.type)) {
      const cfn::Value* place = property(*store, {row.maintenance});
      const auto maintenance = view.text(place);
      const auto backup = view.text(property(*store, {row.backup}));
      if (!maintenance || !backup || !do_windows_meet(*maintenance, *backup)) continue;
      report(*store, place,
             fmt::format("the maintenance window {} overlaps the backup window {}",
                         quoted(*maintenance), quoted(*backup)));
    }
  }
}

void check_encryption_key(const View& view, const Report& report) {
  for (const std::string_view type : {kInstance, kCluster}) {
    for (const cfn::Resource* database : view.of(type)) {
      const cfn::Value* place = property(*database, {"StorageEncrypted"});
      const auto encrypted = view.truth(place);
      if (!encrypted || *encrypted || !has(*database, "KmsKeyId")) continue;
      report(*database, place,
             fmt::format("{} has a \"KmsKeyId\" but is not encrypted", quoted(database->id.str())));
    }
  }
}

void check_database_port(const View& view, const Report& report) {
  // The groups of a database admit its port, if they admit anything by a rule of the template.
  for (const cfn::Resource* database : view.of(kInstance)) {
    const auto engine_name = view.text(property(*database, {"Engine"}));
    const auto engine = engine_name ? spec::engine(*engine_name) : std::nullopt;
    const cfn::Value* place = property(*database, {"Port"});
    // 0 is none.
    const double port = place != nullptr ? view.number(place).value_or(0)
                        : engine         ? engine->default_port
                                         : 0;
    const Items groups = view.items(property(*database, {"VPCSecurityGroups"}));
    if (port == 0 || !groups.complete || groups.values.size() != 1) continue;
    const cfn::Resource* group = view.target(groups.values.front(), "AWS::EC2::SecurityGroup");
    if (group == nullptr) continue;
    bool admits = false;
    bool any = false;
    const auto judge = [&](const auto& get) {
      any = true;
      const auto from = view.number(get("FromPort"));
      const auto to = view.number(get("ToPort"));
      admits = admits || !from || !to || (*from <= port && port <= *to) || *from < 0;
    };
    const cfn::Value* inline_rules = property(*group, {"SecurityGroupIngress"});
    const Items rules = view.items(inline_rules);
    if (inline_rules != nullptr && !rules.complete) continue;
    for (const cfn::Value* rule : rules.values) {
      judge([&](const char* key) { return member(rule, {key}); });
    }
    for (const cfn::Resource* rule : view.of("AWS::EC2::SecurityGroupIngress")) {
      const cfn::Value* id = property(*rule, {"GroupId"});
      if (view.target(id) != group) continue;
      judge([&](const char* key) { return property(*rule, {key}); });
    }
    if (!any || admits) continue;
    report(*group, inline_rules,
           fmt::format("{} has no rule for port {}, on which {} listens", quoted(group->id.str()),
                       port, quoted(database->id.str())));
  }
}

/// Where the region is not known, the largest ones count for most.
bool is_offered(std::string_view region, std::string_view engine, std::string_view name) {
  if (!region.empty()) return spec::class_valid(engine, name, region);
  constexpr std::string_view kLargest[] = {"us-east-1", "us-west-2", "eu-west-1", "eu-central-1"};
  return std::any_of(std::begin(kLargest), std::end(kLargest),
                     [&](std::string_view each) { return spec::class_valid(engine, name, each); });
}

void check_class(const View& view, const Report& report) {
  for (const cfn::Resource* database : view.of(kInstance)) {
    const auto engine = view.text(property(*database, {"Engine"}));
    const cfn::Value* place = property(*database, {"DBInstanceClass"});
    const auto name = view.text(place);
    if (!engine || !name || !spec::has_instance_classes(*engine)) continue;
    const auto version = view.text(property(*database, {"EngineVersion"}));
    if (version && !spec::version_runs_on(*engine, *version, *name)) {
      report(*database, place,
             fmt::format("{} {} does not run on {}", *engine, *version, quoted(*name)));
      continue;
    }
    if (is_offered(view.region(), *engine, *name)) continue;
    Diagnostic& finding =
        report(*database, place, fmt::format("{} is not available for {}", quoted(*name), *engine));
    finding.state = view.region().empty() ? "in most regions" : "in " + std::string(view.region());
  }
}

/// What a cluster and its instances must state alike; an instance may leave it out.
void check_like_cluster(const View& view, const Report& report, const char* key) {
  for (const cfn::Resource* database : view.of(kInstance)) {
    const cfn::Resource* cluster =
        view.target(property(*database, {"DBClusterIdentifier"}), kCluster);
    if (cluster == nullptr) continue;
    const cfn::Value* place = property(*database, {key});
    const auto own = view.text(place);
    const auto of_cluster = view.text(property(*cluster, {key}));
    if (!own || !of_cluster || *own == *of_cluster) continue;
    report(*database, place,
           fmt::format("{} is {} but the cluster {} has {}", quoted(key), *own,
                       quoted(cluster->id.str()), *of_cluster));
  }
}

void check_cluster_engine(const View& view, const Report& report) {
  check_like_cluster(view, report, "Engine");
}

void check_cluster_encryption(const View& view, const Report& report) {
  check_like_cluster(view, report, "StorageEncrypted");
}

constexpr Rule kDatabasesRules[] = {
    {"ARC4501", Severity::kError, "MaxAllocatedStorage is less than AllocatedStorage",
     "RDS refuses the database", "raise \"MaxAllocatedStorage\", or remove it", kAutoscalingPage,
     "", check_storage_ceiling},
    {"ARC4502", Severity::kError, "reserved master user name",
     "RDS refuses the database because the name is a reserved word of the engine",
     "use another name, such as app_admin", kInstancePage, "", check_user_name},
    {"ARC4503", Severity::kError, "unknown log export", "RDS refuses the database",
     "use a log of the engine", kInstancePage, "", check_log_exports},
    {"ARC4505", Severity::kError, "enhanced monitoring has no role",
     "RDS refuses the database because it cannot write the metrics",
     "set \"MonitoringRoleArn\", or set \"MonitoringInterval\" to 0", kInstancePage, "",
     check_monitoring},
    {"ARC4506", Severity::kError, "read replica sets a property of its source",
     "RDS refuses the replica", "remove the property", kInstancePage, "", check_replica},
    {"ARC4507", Severity::kError, "password is both set and managed", "RDS refuses the database",
     "remove one of the two", kInstancePage, "", check_password},
    {"ARC4508", Severity::kWarning, "database has no master user or password",
     "RDS refuses the database",
     "set the property; with \"ManageMasterUserPassword\", RDS generates the password",
     kInstancePage, "", check_user_is_stated},
    {"ARC4509", Severity::kError, "maintenance window overlaps backup window",
     "the service refuses overlapping windows", "move one of the windows", kInstancePage, "",
     check_windows},
    {"ARC4510", Severity::kError, "KMS key is set without encryption",
     "RDS refuses a key without encryption", "set \"StorageEncrypted\" to true, or remove the key",
     kInstancePage, "", check_encryption_key},
    {"ARC4513", Severity::kWarning, "security group does not open the database port",
     "no client can connect", "open the port, or change the database's port to the open one",
     kInstancePage, "", check_database_port},
    {"ARC4517", Severity::kError, "instance class is not available for the engine",
     "RDS refuses the database", "use a class of the engine, such as db.t3.small", kClassPage,
     "E3025", check_class},
    {"ARC4518", Severity::kError, "instance and cluster have different engines",
     "RDS refuses the instance", "set the cluster's engine", kInstancePage, "E3707",
     check_cluster_engine},
    {"ARC4519", Severity::kError, "instance and cluster differ in encryption",
     "RDS refuses the instance", "remove the property; the cluster sets it", kInstancePage, "E3709",
     check_cluster_encryption},
};

}  // namespace

std::span<const Rule> database_rules() { return kDatabasesRules; }

}  // namespace archsynth::analysis

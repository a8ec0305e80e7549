// Databases: what a change of a property does that its schema does not tell.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "fate.h"
#include "hazards.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kDatabase = "AWS::RDS::DBInstance";
constexpr std::string_view kPasswordPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-secrets-manager.html";
constexpr std::string_view kUpgradePage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.Upgrading.html";
constexpr std::string_view kStoragePage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.ModifyingExisting.html";
constexpr std::string_view kMultiAzPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Concepts.MultiAZSingleStandby.html";
constexpr std::string_view kBackupPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.html";
constexpr std::string_view kProtectionPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_DeleteInstance.html";
constexpr std::string_view kDatabaseHazardsSecretPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/"
    "aws-properties-secretsmanager-secret-generatesecretstring.html";

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return {};
  return value;
}

/// A version's numbers: `15.4` is 15 and 4.
std::vector<int> parts_of(const std::string& version) {
  std::vector<int> parts;
  for (const std::string_view part : split(version, '.')) {
    parts.push_back(static_cast<int>(number(std::string(part)).value_or(0)));
  }
  return parts;
}

/// The numbers that tell which releases are incompatible: PostgreSQL has one since 10, others two.
std::size_t major_length(const std::string& engine, const std::vector<int>& version) {
  return engine.find("postgres") != std::string::npos && version.front() >= 10 ? 1 : 2;
}

std::vector<const ResourceChange*> changed_databases(const Change& change) {
  std::vector<const ResourceChange*> all = changed(change, kDatabase);
  for (const std::string_view type :
       {"AWS::RDS::DBCluster", "AWS::DocDB::DBCluster", "AWS::Neptune::DBCluster"}) {
    for (const ResourceChange* each : changed(change, type)) all.push_back(each);
  }
  return all;
}

/// A member of a cluster that has a parameter group of its own making; empty where none has.
std::string member_with_group(const Change& change, const std::string& cluster) {
  for (const auto& [id, resource] : change.sides.before()) {
    if (resource->type != kDatabase) continue;
    const auto named = references_at(*resource, "DBClusterIdentifier");
    if (named.size() != 1 || named.front().target.str() != cluster) continue;
    for (const cfn::Reference& each : references_at(*resource, "DBParameterGroupName")) {
      if (change.sides.before().contains(each.target.str())) return id;
    }
  }
  return {};
}

void report_major(const Change& change, const ResourceChange& database, const Origin& place,
                  const std::string& old, const std::string& now, const Report& report) {
  const auto tell = [&](std::string_view what) -> Diagnostic& {
    return report(database.id, place,
                  fmt::format("{} is upgraded from {} to {}, a new major version; {}",
                              quoted(database.id), old, now, what));
  };
  if (change.new_text(database.id, {"AllowMajorVersionUpgrade"}) != "true") {
    tell("RDS refuses it without AllowMajorVersionUpgrade");
    return;
  }
  const bool has_group =
      property(*change.sides.after().at(database.id), {"DBInstanceParameterGroupName"}) != nullptr;
  const std::string member =
      database.type == kDatabase || has_group ? "" : member_with_group(change, database.id);
  if (!member.empty()) {
    tell(fmt::format("RDS refuses it without DBInstanceParameterGroupName, because {} has a "
                     "parameter group of its own",
                     quoted(member)))
        .fix = "set DBInstanceParameterGroupName of the cluster to a group of the new version";
    return;
  }
  tell("the database is down for minutes or longer, and only a snapshot can undo it").fix =
      "take a snapshot, and test the upgrade on a copy";
}

void check_version(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed_databases(change)) {
    const PropertyChange* version = changed_property(*each, "EngineVersion");
    const std::string old = change.old_text(each->id, {"EngineVersion"});
    const std::string now = change.new_text(each->id, {"EngineVersion"});
    const bool is_other = changed_property(*each, "Engine") != nullptr;
    if (version == nullptr || is_other || old.empty() || now.empty() || each->is_refused) continue;
    const std::vector<int> from = parts_of(old);
    const std::vector<int> to = parts_of(now);
    // `15` takes any 15.x.
    const std::size_t known = std::min(from.size(), to.size());
    const std::vector<int> from_known(from.begin(), from.begin() + static_cast<long>(known));
    const std::vector<int> to_known(to.begin(), to.begin() + static_cast<long>(known));
    if (to_known < from_known) {
      report(each->id, version->origin,
             fmt::format("{} is downgraded from {} to {}; the update fails", quoted(each->id), old,
                         now))
          .fix =
          "keep the newer version, or restore a snapshot of the older one into a new database";
      continue;
    }
    const std::size_t major =
        std::min(known, major_length(change.new_text(each->id, {"Engine"}), from));
    if (std::equal(from.begin(), from.begin() + static_cast<long>(major), to.begin())) continue;
    report_major(change, *each, version->origin, old, now, report);
  }
}

void check_engine(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed(change, kDatabase)) {
    const PropertyChange* engine = changed_property(*each, "Engine");
    const std::string old = change.old_text(each->id, {"Engine"});
    const std::string now = change.new_text(each->id, {"Engine"});
    if (engine == nullptr || old.empty() || now.empty()) continue;
    if (engine->consequence != Consequence::kReplaces) continue;
    report(each->id, engine->origin,
           fmt::format("changing the engine of {} to {} from {} creates an empty database",
                       quoted(each->id), now, old));
  }
}

void check_storage(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed(change, kDatabase)) {
    const PropertyChange* storage = changed_property(*each, "AllocatedStorage");
    const auto old = number(change.old_text(each->id, {"AllocatedStorage"}));
    const auto now = number(change.new_text(each->id, {"AllocatedStorage"}));
    if (storage == nullptr || !old || !now || *now >= *old) continue;
    report(each->id, storage->origin,
           fmt::format("the storage of {} shrinks from {} to {} GiB, which RDS does not support",
                       quoted(each->id), *old, *now));
  }
}

/// What has another one take over when it fails, and what says so.
/// Sources: the pages of the types;
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_ReplicationInstance.html
struct Standby {
  std::string_view type, property, what;
};
constexpr Standby kStandbys[] = {
    {kDatabase, "MultiAZ", "loses its standby"},
    {"AWS::DMS::ReplicationInstance", "MultiAZ", "loses its standby"},
    {"AWS::ElastiCache::ReplicationGroup", "AutomaticFailoverEnabled",
     "no longer fails over to a replica"},
};

void check_standby(const Change& change, const Report& report) {
  for (const Standby& row : kStandbys) {
    for (const ResourceChange* each : changed(change, row.type)) {
      const PropertyChange* standby = changed_property(*each, row.property);
      // Absent means unchanged.
      if (standby == nullptr || change.old_text(each->id, {row.property}) != "true") continue;
      if (change.new_text(each->id, {row.property}) != "false") continue;
      report(each->id, standby->origin, fmt::format("{} {}", quoted(each->id), row.what)).fix =
          fmt::format("keep {}", row.property);
    }
  }
}

/// The property that protects a resource from deletion before the change and not after it; empty
/// where there is none.
std::string_view protection_lost(const cfn::Resource& before, const cfn::Resource& after) {
  // A replica of a global table has its own.
  constexpr std::string_view kReplicas = "Replicas";
  if (before.type == "AWS::DynamoDB::GlobalTable") {
    const bool is_lost = is_off_within(value_at(before, kReplicas), value_at(after, kReplicas),
                                       "Region:DeletionProtectionEnabled=true");
    return is_lost ? kReplicas : "";
  }
  const auto fact = spec::data_facts(before.type).protection;
  if (!fact || protection_value(before, *fact) != fact->value) return {};
  const auto now = protection_value(after, *fact);
  constexpr std::string_view kOff[] = {"false", "none", "INACTIVE", "DISABLED"};
  const bool is_off = now && std::find(std::begin(kOff), std::end(kOff), *now) != std::end(kOff);
  // A key that is not stated stays as it is, and so does a property of RDS.
  const bool is_reset = !now && fact->key.empty() && !before.type.starts_with("AWS::RDS::");
  return is_off || is_reset ? fact->path : "";
}

void check_protection(const Change& change, const Report& report) {
  for (const ResourceChange& each : change.all.resources) {
    if (each.action != ResourceChange::Action::kModify) continue;
    const std::string_view path =
        protection_lost(*change.sides.before().at(each.id), *change.sides.after().at(each.id));
    const PropertyChange* protection = path.empty() ? nullptr : changed_property(each, path);
    if (protection == nullptr) continue;
    report(each.id, protection->origin,
           fmt::format("deletion protection of {} is turned off", quoted(each.id)));
  }
}

void check_generated(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed(change, "AWS::SecretsManager::Secret")) {
    const PropertyChange* generated = changed_property(*each, "GenerateSecretString");
    if (generated == nullptr) continue;
    report(each->id, generated->origin,
           fmt::format("the secret {} is regenerated, but its users keep the old value",
                       quoted(each->id)));
  }
}

/// Who logs in to a database with a password that another one takes the place of.
void check_password(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed_databases(change)) {
    if (each->consequence >= Consequence::kMayReplace || each->data != DataFate::kNone) continue;
    const PropertyChange* managed = changed_property(*each, "ManageMasterUserPassword");
    const PropertyChange* password = changed_property(*each, "MasterUserPassword");
    const bool was = change.old_text(each->id, {"ManageMasterUserPassword"}) == "true";
    const bool is_now = change.new_text(each->id, {"ManageMasterUserPassword"}) == "true";
    if (managed != nullptr && was != is_now) {
      report(each->id, managed->origin,
             fmt::format("the password of {} changes{}", quoted(each->id),
                         is_now ? " to one that RDS generates"
                                : ", and the secret that RDS manages is deleted"));
    } else if (password != nullptr && !is_now && password->chain.empty()) {
      report(each->id, password->origin,
             fmt::format("the password of {} changes", quoted(each->id)));
    }
  }
}

/// The version at the end of a family: `8.0` of `mysql8.0`.
std::string_view version_of_family(std::string_view family) {
  const std::size_t last = family.find_last_not_of("0123456789.");
  return last == family.npos ? family : family.substr(last + 1);
}

/// The family of the group that a property names, where the template has that group.
std::string family_of(const Change& change, const std::string& id, std::string_view key) {
  const auto resource = change.sides.after().find(id);
  const cfn::Value* named =
      resource == change.sides.after().end() ? nullptr : property(*resource->second, {key});
  if (named == nullptr) return {};
  for (const cfn::Reference& each : cfn::references(*named)) {
    return change.new_text(each.target.str(), {"Family"});
  }
  return {};
}

/// The family of the parameter group that a cache names, in the template or by its default's name.
std::string family_of_cache(const Change& change, const std::string& id, std::string_view key,
                            std::string_view family) {
  const cfn::Value* named = property(*change.sides.after().at(id), {key});
  if (named == nullptr) return {};
  for (const cfn::Reference& each : cfn::references(*named)) {
    return change.new_text(each.target.str(), {family});
  }
  constexpr std::string_view kDefault = "default.";
  constexpr std::string_view kSharded = ".cluster.on";
  std::string text = change.new_text(id, {key});
  if (!text.starts_with(kDefault)) return {};
  text.erase(0, kDefault.size());
  if (text.ends_with(kSharded)) text.resize(text.size() - kSharded.size());
  return text;
}

/// Whether a family of parameters is for a version: `redis6.x` and `redis7`, `memcached1.6`.
/// Source:
/// https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateCacheParameterGroup.html
bool fits(std::string_view family, const std::string& engine, const std::string& version) {
  const std::size_t dot = std::min(version.find('.'), version.size());
  const std::size_t second = std::min(version.find('.', dot + 1), version.size());
  const std::string major = engine + version.substr(0, dot);
  return family == major || family == major + ".x" || family == engine + version.substr(0, second);
}

void check_cache_family(const Change& change, const Report& report) {
  for (const std::string_view type :
       {"AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup",
        "AWS::MemoryDB::Cluster"}) {
    const bool is_memory = type == "AWS::MemoryDB::Cluster";
    const std::string_view key = is_memory ? "ParameterGroupName" : "CacheParameterGroupName";
    for (const ResourceChange* each : changed(change, type)) {
      const PropertyChange* cause = changed_property(*each, "EngineVersion");
      if (cause == nullptr) cause = changed_property(*each, "Engine");
      std::string engine = change.new_text(each->id, {"Engine"});
      if (engine.empty()) engine = "redis";
      const std::string version = change.new_text(each->id, {"EngineVersion"});
      if (cause == nullptr || version.empty() || each->is_refused) continue;
      const std::string family = family_of_cache(
          change, each->id, key, is_memory ? "Family" : "CacheParameterGroupFamily");
      if (family.empty() || fits(family, (is_memory ? "memorydb_" : "") + engine, version))
        continue;
      report(each->id, cause->origin,
             fmt::format("{} is upgraded to {} {}, but its {} is of family {}", quoted(each->id),
                         engine, version, key, family));
    }
  }
}

/// An upgrade needs a parameter group of the new version's family.
void check_family(const Change& change, const Report& report) {
  check_cache_family(change, report);
  for (const ResourceChange* each : changed_databases(change)) {
    const PropertyChange* version = changed_property(*each, "EngineVersion");
    const std::string now = change.new_text(each->id, {"EngineVersion"});
    if (version == nullptr || now.empty()) continue;
    for (const std::string_view key : {"DBParameterGroupName", "DBClusterParameterGroupName"}) {
      const std::string family = family_of(change, each->id, key);
      const std::string_view wanted = version_of_family(family);
      if (wanted.empty() || now == wanted || now.starts_with(std::string(wanted) + ".")) continue;
      report(each->id, version->origin,
             fmt::format("{} is upgraded to {}, but its {} is of family {}", quoted(each->id), now,
                         key, family));
    }
  }
}

constexpr Rule kDatabaseHazardsRules[] = {
    {"ARC5101", Severity::kError, "database downgrade or major upgrade",
     "the update fails, or the database is down and cannot be rolled back",
     "take a snapshot, test the upgrade on a copy, and set AllowMajorVersionUpgrade", kUpgradePage,
     "", check_version},
    {"ARC5102", Severity::kError, "database storage shrinks", "the update fails",
     "keep the size, or move the data to a smaller database", kStoragePage, "", check_storage},
    {"ARC5103", Severity::kError, "database or cache loses its standby",
     "if its zone fails, the database is down until it is restored", "keep MultiAZ", kMultiAzPage,
     "", check_standby},
    {"ARC5105", Severity::kError, "deletion protection is turned off",
     "the next change that replaces or removes the resource deletes it",
     "keep deletion protection on", kProtectionPage, "", check_protection},
    {"ARC5106", Severity::kError, "generated secret is regenerated",
     "the database keeps the old password, which is lost",
     "leave GenerateSecretString unchanged, and rotate the secret instead",
     kDatabaseHazardsSecretPage, "", check_generated},
    {"ARC5107", Severity::kError, "database engine changes",
     "the data stays in the old database and is deleted with it",
     "create a second database, move the data, then remove the first", kUpgradePage, "",
     check_engine},
    {"ARC5141", Severity::kWarning, "master password of a database changes",
     "clients that have the old password can no longer log in",
     "let clients read the password from the secret, and restart those that keep it", kPasswordPage,
     "", check_password},
    {"ARC5109", Severity::kError, "parameter group does not fit the new engine version",
     "the update fails: a parameter group is for one family",
     "add a parameter group of the new family, and name it in the same deployment", kUpgradePage,
     "", check_family},
};

}  // namespace

std::span<const Rule> database_hazards() { return kDatabaseHazardsRules; }

}  // namespace archsynth::analysis

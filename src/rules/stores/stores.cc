// DynamoDB, ElastiCache and backups.

#include <fmt/format.h>

#include <set>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kUserGroupPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-elasticache-usergroup.html";
constexpr std::string_view kTablePage =
    "https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html";
constexpr std::string_view kCachePage =
    "https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/"
    "API_CreateReplicationGroup.html";
constexpr std::string_view kBackupPage =
    "https://docs.aws.amazon.com/aws-backup/latest/devguide/API_Lifecycle.html";

/// Adds the attributes that a key schema names; false when one is not certain.
bool add_names(const View& view, const cfn::Value* list, std::set<std::string>& names) {
  if (list == nullptr) return true;
  const Items items = view.items(list);
  for (const cfn::Value* each : items.values) {
    const auto name = view.text(member(each, {"AttributeName"}));
    if (!name) return false;
    names.insert(*name);
  }
  return items.complete;
}

bool add_keys(const View& view, const cfn::Resource& table, std::set<std::string>& keys) {
  if (!add_names(view, property(table, {"KeySchema"}), keys)) return false;
  for (const char* indexes : {"GlobalSecondaryIndexes", "LocalSecondaryIndexes"}) {
    const cfn::Value* list = property(table, {indexes});
    if (list == nullptr) continue;
    const Items items = view.items(list);
    if (!items.complete) return false;
    for (const cfn::Value* index : items.values) {
      const cfn::Value* schema = member(index, {"KeySchema"});
      if (schema == nullptr || !add_names(view, schema, keys)) return false;
    }
  }
  return true;
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& each : names) text += (text.empty() ? "" : ", ") + quoted(each);
  return text;
}

void check_key_attributes(const View& view, const Report& report) {
  for (const std::string_view type : {"AWS::DynamoDB::Table", "AWS::DynamoDB::GlobalTable"}) {
    for (const cfn::Resource* table : view.of(type)) {
      if (property(*table, {"KeySchema"}) == nullptr) continue;
      std::set<std::string> defined;
      std::set<std::string> keys;
      if (!add_names(view, property(*table, {"AttributeDefinitions"}), defined) ||
          !add_keys(view, *table, keys) || defined == keys) {
        continue;
      }
      std::set<std::string> missing;
      std::set<std::string> idle;
      for (const std::string& each : keys) {
        if (!defined.contains(each)) missing.insert(each);
      }
      for (const std::string& each : defined) {
        if (!keys.contains(each)) idle.insert(each);
      }
      report(*table, table->properties_origin,
             missing.empty()
                 ? fmt::format("no key of the table uses {}", listed(idle))
                 : fmt::format("\"AttributeDefinitions\" does not define {}", listed(missing)));
    }
  }
}

bool means_yes(const cfn::Value* value) {
  if (value == nullptr) return false;
  const std::string* text = value->string();
  const bool* truth = value->get_if<bool>();
  return text != nullptr ? *text == "yes" : truth != nullptr && *truth;
}

/// The states in which a replication group is in cluster mode by its parameter group.
std::vector<Case> cluster_modes(const View& view, const cfn::Resource& group) {
  std::vector<Case> modes;
  const cfn::Value* place = property(group, {"CacheParameterGroupName"});
  if (place == nullptr) return modes;
  for (const Case& name : view.cases(place)) {
    const cfn::Resource* parameters = view.target(name.value, "AWS::ElastiCache::ParameterGroup");
    if (parameters == nullptr) continue;
    for (const Case& set : view.cases(property(*parameters, {"Properties"}), name.when)) {
      if (set.value == nullptr || set.value->map() == nullptr) continue;
      const cfn::Value* enabled = set.value->map()->find("cluster-enabled");
      if (enabled == nullptr) continue;
      for (Case& mode : view.cases(enabled, set.when)) {
        if (means_yes(mode.value)) modes.push_back(std::move(mode));
      }
    }
  }
  return modes;
}

void check_cluster_failover(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of("AWS::ElastiCache::ReplicationGroup")) {
    const cfn::Value* place = property(*group, {"CacheParameterGroupName"});
    for (const Case& mode : cluster_modes(view, *group)) {
      for (const Case& failover :
           view.cases(property(*group, {"AutomaticFailoverEnabled"}), mode.when)) {
        const auto on = view.truth(failover.value);
        if (!on || *on || !view.possible(failover.when, mode.when)) continue;
        report(*group, place,
               "\"AutomaticFailoverEnabled\" is false, but the parameter group is for a cluster");
      }
      for (const Case& shards : view.cases(property(*group, {"NumNodeGroups"}), mode.when)) {
        if (shards.value != nullptr) continue;
        for (const Case& nodes : view.cases(property(*group, {"NumCacheClusters"}), shards.when)) {
          const auto count = nodes.value == nullptr ? 0 : view.number(nodes.value);
          if (!count || *count > 1) continue;
          // One shard without replicas is a cluster, though nothing takes its place.
          report(*group, place,
                 "the parameter group is for a cluster, but the group has no second node to fail "
                 "over to")
              .severity = Severity::kWarning;
        }
      }
    }
  }
}

void check_cold_storage(const View& view, const Report& report) {
  for (const cfn::Resource* plan : view.of("AWS::Backup::BackupPlan")) {
    for (const cfn::Value* rule :
         view.items(property(*plan, {"BackupPlan", "BackupPlanRule"})).values) {
      const cfn::Value* place = member(rule, {"Lifecycle", "DeleteAfterDays"});
      const auto moved = view.number(member(rule, {"Lifecycle", "MoveToColdStorageAfterDays"}));
      const auto deleted = view.number(place);
      constexpr double kLeastDays = 90;
      // -1: never.
      if (!moved || !deleted || *moved < 0 || *deleted < 0) continue;
      if (*deleted >= *moved + kLeastDays) continue;
      report(*plan, place,
             fmt::format("a backup that moves to cold storage after {} days must be kept for at "
                         "least {}, not {}",
                         *moved, *moved + kLeastDays, *deleted));
    }
  }
}

/// Whether a user of a group may be called `default`: one of another stack may.
bool may_be_default(const View& view, const cfn::Value* user) {
  const cfn::Resource* made = view.target(user, "AWS::ElastiCache::User");
  if (made == nullptr) return true;
  return view.text(property(*made, {"UserName"})).value_or("default") == "default";
}

void check_default_users(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of("AWS::ElastiCache::UserGroup")) {
    const cfn::Value* place = property(*group, {"UserIds"});
    const Items users = view.items(place);
    if (view.text(property(*group, {"Engine"})) != "redis" || !users.complete) continue;
    if (users.values.empty() ||
        std::any_of(users.values.begin(), users.values.end(),
                    [&](const cfn::Value* each) { return may_be_default(view, each); })) {
      continue;
    }
    report(*group, place,
           fmt::format("no user of {} has the user name \"default\"", quoted(group->id.str())))
        .fix = "add a user whose \"UserName\" is default";
  }
}

constexpr Rule kStoresRules[] = {
    {"ARC4988", Severity::kError, "user group of Redis without the user default",
     "ElastiCache refuses the user group", "add a user whose \"UserName\" is default",
     kUserGroupPage, "", check_default_users},
    {"ARC4706", Severity::kError, "attribute definitions do not match the table's keys",
     "DynamoDB refuses the table", "define each key attribute once, and no others", kTablePage,
     "E3039", check_key_attributes},
    {"ARC4707", Severity::kError, "cache cluster cannot fail over",
     "ElastiCache refuses the replication group",
     "set \"AutomaticFailoverEnabled\" to true, and use at least two nodes", kCachePage, "E3026",
     check_cluster_failover},
    {"ARC4708", Severity::kError, "backup leaves cold storage before 90 days",
     "AWS Backup refuses the plan", "delete the backup later, or do not move it to cold storage",
     kBackupPage, "E3504", check_cold_storage},
};

}  // namespace

std::span<const Rule> store_rules() { return kStoresRules; }

}  // namespace archsynth::analysis

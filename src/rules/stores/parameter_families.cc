// Parameter groups: families that no engine has.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kFamilyPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithParamGroups.html";
constexpr std::string_view kOptionGroupPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithOptionGroups.html";
constexpr std::string_view kGroupFamilyPage =
    "https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBParameterGroup.html";

/// How the families of a kind of groups begin; in small letters, with blanks between. Services take
/// any case.
struct FamilyPlace {
  std::string_view type;
  std::string_view property;
  std::string_view beginnings;
};

constexpr FamilyPlace kFamilyPlaces[] = {
    {"AWS::DocDB::DBClusterParameterGroup", "Family", "docdb"},
    {"AWS::ElastiCache::ParameterGroup", "CacheParameterGroupFamily",
     "memcached1 redis2 redis3 redis4 redis5 redis6 redis7 valkey"},
    {"AWS::MemoryDB::ParameterGroup", "Family", "memorydb_"},
    {"AWS::Neptune::DBClusterParameterGroup", "Family", "neptune"},
    {"AWS::Neptune::DBParameterGroup", "Family", "neptune"},
    {"AWS::RDS::DBClusterParameterGroup", "Family",
     "aurora-mysql aurora-postgresql aurora5 custom- docdb mysql8 mysql9 neptune postgres1 "
     "postgres2"},
    {"AWS::RDS::DBParameterGroup", "Family",
     "aurora-mysql aurora-postgresql aurora5 custom- db2- docdb mariadb1 mysql5 mysql8 mysql9 "
     "neptune oracle- postgres1 postgres2 postgres9 sqlserver-"},
    {"AWS::Redshift::ClusterParameterGroup", "ParameterGroupFamily", "redshift-"},
};

void check_families(const View& view, const Report& report) {
  for (const FamilyPlace& row : kFamilyPlaces) {
    const auto beginnings = split(row.beginnings, ' ');
    for (const cfn::Resource* group : view.of(row.type)) {
      const cfn::Value* place = property(*group, {row.property});
      const auto family = view.text(place);
      if (!family || family->find("{{") != family->npos) continue;
      const std::string lower = lower_case(*family);
      if (std::any_of(beginnings.begin(), beginnings.end(),
                      [&](std::string_view each) { return lower.starts_with(each); })) {
        continue;
      }
      report(*group, place, fmt::format("unknown parameter group family {}", quoted(*family))).fix =
          fmt::format("write an engine and its version, such as {}",
                      row.type.starts_with("AWS::RDS::") ? "postgres16" : beginnings.back());
    }
  }
}

/// Where a store names its parameter group.
struct GroupPlace {
  std::string_view type;
  std::string_view place;
  std::string_view group;
  std::string_view engine;  ///< empty: what `Engine` has
};

constexpr GroupPlace kGroupPlaces[] = {
    {"AWS::DocDB::DBCluster", "DBClusterParameterGroupName", "AWS::DocDB::DBClusterParameterGroup",
     "docdb"},
    {"AWS::Neptune::DBCluster", "DBClusterParameterGroupName",
     "AWS::Neptune::DBClusterParameterGroup", "neptune"},
    {"AWS::RDS::DBCluster", "DBClusterParameterGroupName", "AWS::RDS::DBClusterParameterGroup", ""},
    {"AWS::RDS::DBInstance", "DBParameterGroupName", "AWS::RDS::DBParameterGroup", ""},
};

/// The first numbers of a version, `8.0` of `8.0.mysql_aurora.3.08`; empty where there are fewer.
std::string first_numbers(std::string_view version, int count) {
  std::size_t size = 0;
  while (size < version.size()) {
    if (version[size] == '.' && --count == 0) break;
    if (version[size] != '.' && !is_digit(version[size])) return {};
    ++size;
  }
  if (size == version.size() && count > 1) return {};
  return std::string(version.substr(0, size));
}

/// The family that an engine of a version needs; nothing where it does not follow from them.
/// Sources: the pages of parameter groups of Aurora, DocumentDB and Neptune.
std::optional<std::string> family_of(const std::string& engine, const std::string& version) {
  const auto with = [&](int count) -> std::optional<std::string> {
    std::string numbers = first_numbers(version, count);
    return numbers.empty() ? std::nullopt : std::optional(engine + numbers);
  };
  if (engine == "aurora-postgresql") return with(version.starts_with("9.") ? 2 : 1);
  if (engine == "aurora-mysql" || engine == "docdb") return with(2);
  // Neptune's families have the minor version since 1.2.
  if (engine == "neptune" && (version.starts_with("1.0.") || version.starts_with("1.1."))) {
    return "neptune1";
  }
  if (engine == "neptune") return with(2);
  return engine.starts_with("aurora") ? std::nullopt
                                      : spec::parameter_group_family(engine, version);
}

/// The version that a store states, or the cluster that it is of.
std::optional<std::string> version_of(const View& view, const cfn::Resource& store) {
  if (!lacks(store, "EngineVersion")) return view.text(property(store, {"EngineVersion"}));
  const cfn::Resource* cluster =
      view.target(property(store, {"DBClusterIdentifier"}), "AWS::RDS::DBCluster");
  return cluster == nullptr ? std::nullopt : view.text(property(*cluster, {"EngineVersion"}));
}

void check_family_of_version(const View& view, const Report& report) {
  for (const GroupPlace& row : kGroupPlaces) {
    for (const cfn::Resource* store : view.of(row.type)) {
      const cfn::Resource* group = view.target(property(*store, {row.place}), row.group);
      if (group == nullptr) continue;
      const auto engine = row.engine.empty() ? view.text(property(*store, {"Engine"}))
                                             : std::optional(std::string(row.engine));
      const auto version = version_of(view, *store);
      const cfn::Value* stated = property(*group, {"Family"});
      const auto family = view.text(stated);
      const auto wanted = engine && version ? family_of(*engine, *version) : std::nullopt;
      if (!family || !wanted || lower_case(*family) == *wanted) continue;
      report(*group, stated,
             fmt::format("{} has the family {}, but {} runs {} {}", quoted(group->id.str()),
                         quoted(*family), quoted(store->id.str()), *engine, *version))
          .fix = fmt::format("set \"Family\" to {}", *wanted);
    }
  }
}

/// Whether a version is surely of another major version: `8.4.3` of `8.0`.
bool is_of_another(std::string_view version, std::string_view major) {
  const bool is_shorter = major.starts_with(version);
  const bool is_within = version.starts_with(major) &&
                         (version.size() == major.size() || version[major.size()] == '.');
  return !is_shorter && !is_within && version.find("{{") == version.npos;
}

void check_version_of_options(const View& view, const Report& report) {
  for (const cfn::Resource* store : view.of("AWS::RDS::DBInstance")) {
    const cfn::Value* place = property(*store, {"OptionGroupName"});
    const cfn::Resource* group = view.target(place, "AWS::RDS::OptionGroup");
    if (group == nullptr) continue;
    const auto engine = view.text(property(*store, {"Engine"}));
    const auto version = version_of(view, *store);
    const auto major = view.text(property(*group, {"MajorEngineVersion"}));
    if (!version || !major || engine != view.text(property(*group, {"EngineName"}))) continue;
    if (!engine || !is_of_another(*version, *major)) continue;
    report(*store, place,
           fmt::format("{} is for {} {}, but {} runs {}", quoted(group->id.str()), *engine, *major,
                       quoted(store->id.str()), *version))
        .fix = "use an option group of the version";
  }
}

constexpr Rule kParameterFamilyRules[] = {
    {"ARC4868", Severity::kError, "option group is for another version",
     "RDS refuses the database because the option group's version does not match",
     "change \"MajorEngineVersion\" of the group", kOptionGroupPage, "", check_version_of_options},
    {"ARC4504", Severity::kError, "parameter group has the wrong family",
     "the service refuses the database because the parameter group's family does not match",
     "change the family", kFamilyPage, "", check_family_of_version},
    {"ARC4974", Severity::kError, "unknown family of a parameter group",
     "the service refuses the parameter group", "use a family of the engine", kGroupFamilyPage, "",
     check_families},
};

}  // namespace

std::span<const Rule> parameter_family_rules() { return kParameterFamilyRules; }

}  // namespace archsynth::analysis

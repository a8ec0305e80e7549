// Parameter groups: families that no engine has.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

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

constexpr Rule kParameterFamilyRules[] = {
    {"ARC4974", Severity::kError, "unknown family of a parameter group",
     "the service refuses the parameter group", "use a family of the engine", kGroupFamilyPage, "",
     check_families},
};

}  // namespace

std::span<const Rule> parameter_family_rules() { return kParameterFamilyRules; }

}  // namespace archsynth::analysis

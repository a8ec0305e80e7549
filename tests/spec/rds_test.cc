#include "spec/rds.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace archsynth::spec {
namespace {

using ::testing::ElementsAre;

bool creatable(std::string_view engine, std::string_view version) {
  auto known = engine_version(engine, version);
  return known && known->creatable;
}

TEST(EngineVersion, RetiredOnesAreKnownWithTheirDay) {
  auto version = engine_version("postgres", "15.4");
  ASSERT_TRUE(version);
  EXPECT_FALSE(version->creatable);
  EXPECT_FALSE(version->in_every_release);
  EXPECT_EQ(version->retired_on, "2024-12-09");
  EXPECT_EQ(engine_version("postgres", "17.4")->retired_on, "2026-05-01");
}

TEST(EngineVersion, NoticesOfAwsPrevailOverTheDataReleases) {
  auto version = engine_version("postgres", "15.13");
  ASSERT_TRUE(version);
  EXPECT_FALSE(version->creatable);
  EXPECT_EQ(version->retired_on, "2026-10-01");
}

TEST(EngineVersion, BareMajorVersionsAreMostlyRefused) {
  for (const char* major : {"15", "16", "17"}) {
    ASSERT_TRUE(engine_version("postgres", major)) << major;
    EXPECT_FALSE(creatable("postgres", major)) << major;
  }
}

TEST(EngineVersion, TellsWhatOnlyTheNewestDataKnows) {
  auto newest = engine_version("postgres", "15.18");
  ASSERT_TRUE(newest);
  EXPECT_TRUE(newest->creatable);
  EXPECT_FALSE(newest->in_every_release);
  for (const char* version : {"15.15", "15.17", "16.11", "16.13", "17.7", "17.9", "18.1", "18.3"}) {
    auto known = engine_version("postgres", version);
    ASSERT_TRUE(known) << version;
    EXPECT_TRUE(known->creatable && known->in_every_release) << version;
  }
}

TEST(EngineVersion, UnknownOnes) {
  EXPECT_FALSE(engine_version("postgres", "15.99"));
  EXPECT_FALSE(engine_version("postgres", ""));
  EXPECT_FALSE(engine_version("nosql", "15.4"));
}

TEST(EngineVersion, ListsInOrderOfTheirNumbers) {
  std::vector<EngineVersion> all = engine_versions("postgres");
  ASSERT_GT(all.size(), 200u);
  auto at = [&](std::string_view version) {
    return std::find_if(all.begin(), all.end(),
                        [&](const EngineVersion& each) { return each.version == version; });
  };
  EXPECT_LT(at("9.6.24"), at("10.1"));
  EXPECT_LT(at("15.9"), at("15.10"));
  EXPECT_LT(at("15.17"), at("15.18"));
}

TEST(NearestCreatable, NextMinorThenLatestThenNextMajorInSupport) {
  EXPECT_EQ(nearest_creatable("postgres", "15.4"), "15.15");
  EXPECT_EQ(nearest_creatable("postgres", "15"), "15.15");
  EXPECT_EQ(nearest_creatable("postgres", "15.16"), "15.17");
  EXPECT_EQ(nearest_creatable("postgres", "15.99"), "15.17");
  EXPECT_EQ(nearest_creatable("postgres", "9.6.24"), "14.22") << "12 and 13 are out of support";
  EXPECT_EQ(nearest_creatable("postgres", "99.1"), std::nullopt);
  EXPECT_EQ(next_supported("postgres", "13.23"), "14.22");
  EXPECT_EQ(extended_support_since("mysql", "8.0"), "2026-07-31");
  EXPECT_EQ(extended_support_since("mariadb", "10.6"), std::nullopt);
  EXPECT_EQ(nearest_creatable("mysql", "5.7.44"), "8.4.9") << "8.0 is out of support";
  EXPECT_EQ(nearest_creatable("mysql", "8.0.35"), "8.0.42");
}

TEST(NearestCreatable, IsAlwaysAFullVersionOfEveryRelease) {
  for (const char* engine : {"postgres", "mysql", "mariadb"}) {
    for (const EngineVersion& version : engine_versions(engine)) {
      auto nearest = nearest_creatable(engine, version.version);
      if (!nearest) continue;
      auto known = engine_version(engine, *nearest);
      ASSERT_TRUE(known) << *nearest;
      EXPECT_TRUE(known->creatable && known->in_every_release) << *nearest;
      EXPECT_NE(*nearest, major_version(engine, *nearest));
      EXPECT_EQ(nearest->find("-rds."), std::string_view::npos) << *nearest;
    }
  }
}

TEST(DefaultVersion, NewestMajorThatEveryReleaseCreates) {
  EXPECT_EQ(default_version("postgres"), "18.3");
  EXPECT_EQ(default_version("mysql"), "8.4.9");
  EXPECT_EQ(default_version("mariadb"), "11.8.6");
  EXPECT_EQ(default_version("nosql"), std::nullopt);
  EXPECT_EQ(latest_creatable("postgres", "15"), "15.17");
  EXPECT_EQ(latest_creatable("postgres", "16"), "16.13");
  EXPECT_EQ(latest_creatable("postgres", "17"), "17.9");
  EXPECT_EQ(latest_creatable("postgres", "9.6"), std::nullopt);
}

TEST(MajorVersion, OneNumberOrTwo) {
  EXPECT_EQ(major_version("postgres", "15.4"), "15");
  EXPECT_EQ(major_version("postgres", "15"), "15");
  EXPECT_EQ(major_version("postgres", "9.6.24"), "9.6");
  EXPECT_EQ(major_version("postgres", "11.22-rds.20241121"), "11");
  EXPECT_EQ(major_version("aurora-postgresql", "16.4-limitless"), "16");
  EXPECT_EQ(major_version("mysql", "8.4.5"), "8.4");
  EXPECT_EQ(major_version("mariadb", "10.11.18"), "10.11");
  EXPECT_EQ(major_version("oracle-se2", "19.0.0.0.ru-2021-04.rur-2021-04.r1"), "19");
}

TEST(ParameterGroupFamily, FollowsFromTheVersion) {
  EXPECT_EQ(parameter_group_family("postgres", "15.17"), "postgres15");
  EXPECT_EQ(parameter_group_family("postgres", "9.6.24"), "postgres9.6");
  EXPECT_EQ(parameter_group_family("mysql", "8.4.9"), "mysql8.4");
  EXPECT_EQ(parameter_group_family("mariadb", "11.8.6"), "mariadb11.8");
  EXPECT_EQ(parameter_group_family("sqlserver-se", "15.00.4153.1.v1"), std::nullopt);
}

TEST(Engine, PortsAndLogs) {
  auto postgres = engine("postgres");
  ASSERT_TRUE(postgres);
  EXPECT_EQ(postgres->default_port, 5432);
  EXPECT_THAT(postgres->log_exports.to_vector(),
              ElementsAre("iam-db-auth-error", "postgresql", "upgrade"));
  EXPECT_EQ(engine("mysql")->default_port, 3306);
  EXPECT_TRUE(engine("mysql")->log_exports.contains("slowquery"));
  EXPECT_FALSE(engine("postgresql"));
  EXPECT_THAT(engines(), ::testing::Contains("mariadb"));
}

TEST(Engine, EndOfStandardSupport) {
  EXPECT_EQ(end_of_standard_support("postgres", "15"), "2028-02-29");
  EXPECT_EQ(end_of_standard_support("mysql", "8.0"), "2026-07-31");
  EXPECT_EQ(end_of_standard_support("postgres", "99"), std::nullopt);
}

TEST(UserName, ReservedOnes) {
  EXPECT_TRUE(is_reserved_user_name("postgres", "admin"));
  EXPECT_TRUE(is_reserved_user_name("postgres", "Admin"));
  EXPECT_TRUE(is_reserved_user_name("postgres", "rdsadmin"));
  EXPECT_TRUE(is_reserved_user_name("postgres", "pg_dba"));
  EXPECT_TRUE(is_reserved_user_name("postgres", "user"));
  EXPECT_FALSE(is_reserved_user_name("postgres", "postgres"));
  EXPECT_FALSE(is_reserved_user_name("postgres", "app"));
  EXPECT_FALSE(is_reserved_user_name("mysql", "admin"));
  EXPECT_TRUE(is_reserved_user_name("mysql", "rdsadmin"));
  EXPECT_EQ(longest_user_name("postgres"), 16);
}

TEST(InstanceClass, SizesAreThoseOfEc2) {
  auto micro = instance_class("db.t3.micro");
  ASSERT_TRUE(micro);
  EXPECT_EQ(micro->vcpus, 2);
  EXPECT_EQ(micro->memory_mib, 1024);
  EXPECT_EQ(instance_class("db.m5.large")->memory_mib, 8192);
  EXPECT_EQ(instance_class("db.x2g.16xlarge")->memory_mib, 1048576) << "by a patch";
  EXPECT_EQ(instance_class("db.serverless")->memory_mib, 0);
  EXPECT_FALSE(instance_class("db.t3.mikro"));
  EXPECT_FALSE(instance_class("t3.micro"));
}

TEST(ClassValid, ByEngineAndRegion) {
  EXPECT_TRUE(class_valid("postgres", "db.t3.micro"));
  EXPECT_TRUE(class_valid("postgres", "db.t3.micro", "us-east-1"));
  EXPECT_FALSE(class_valid("sqlserver-ee", "db.t3.micro"));
  EXPECT_FALSE(class_valid("postgres", "db.t9.micro"));
  EXPECT_TRUE(class_valid("postgres", "db.t4g.micro", "us-east-1"));
  EXPECT_FALSE(class_valid("postgres", "db.t4g.micro", "ca-west-1"));
  EXPECT_TRUE(class_valid("postgres", "db.t4g.micro", "xx-nowhere-1")) << "not covered";
  EXPECT_TRUE(class_valid("oracle-se2", "db.t3.micro", "cn-north-1"));
  EXPECT_FALSE(class_valid("oracle-se2", "db.t3.micro", "us-east-1"));
}

TEST(InstanceClasses, AscendBySizeWithinAFamily) {
  std::vector<std::string_view> all = instance_classes("postgres", "us-east-1");
  ASSERT_GT(all.size(), 200u);
  auto t3 = std::find(all.begin(), all.end(), "db.t3.micro");
  ASSERT_GT(all.end() - t3, 6);
  EXPECT_THAT(std::vector<std::string_view>(t3, t3 + 6),
              ElementsAre("db.t3.micro", "db.t3.small", "db.t3.medium", "db.t3.large",
                          "db.t3.xlarge", "db.t3.2xlarge"));
}

TEST(MaxConnections, FormulaOfEachEngine) {
  EXPECT_EQ(default_max_connections("postgres", "db.t3.micro")->nominal, 112);
  EXPECT_EQ(default_max_connections("mysql", "db.t3.micro")->nominal, 85);
  EXPECT_EQ(default_max_connections("mariadb", "db.t3.micro")->nominal, 42);
  EXPECT_EQ(default_max_connections("postgres", "db.m5.24xlarge")->nominal, 5000);
  EXPECT_FALSE(default_max_connections("oracle-ee", "db.m5.large"));
  EXPECT_FALSE(default_max_connections("postgres", "db.serverless"));
}

TEST(MaxConnections, CautiousFigureIsNotAboveWhatWasMeasured) {
  EXPECT_LE(default_max_connections("postgres", "db.t3.small")->cautious, 198);
  EXPECT_LE(default_max_connections("postgres", "db.t3.medium")->cautious, 413);
  EXPECT_LE(default_max_connections("mariadb", "db.t3.micro")->cautious, 29);
  EXPECT_GE(default_max_connections("postgres", "db.t3.small")->cautious, 180);
}

TEST(RdsClasses, NewVersionsLeaveOldFamiliesBehind) {
  EXPECT_TRUE(class_valid("postgres", "db.t2.micro")) << "some version had it";
  EXPECT_FALSE(version_runs_on("postgres", "18.3", "db.t2.micro"));
  EXPECT_FALSE(version_runs_on("mysql", "8.4.5", "db.r4.large"));
  EXPECT_TRUE(version_runs_on("postgres", "18.3", "db.t3.micro"));
  EXPECT_TRUE(version_runs_on("postgres", "99.1", "db.t2.micro")) << "nothing is known of it";
}

}  // namespace
}  // namespace archsynth::spec

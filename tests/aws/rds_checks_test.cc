#include <gtest/gtest.h>

#include <regex>

#include "archsynth/aws/rds.h"
#include "aws/resources.h"

namespace archsynth {
namespace {

/// What is found about a database with these props; `prod.cc:3` is where it is named.
std::string found(rds::DatabaseProps props, int subnets = 2) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  ec2::VpcProps network{.vpc_id = "vpc-0123456789abcdef0",
                        .private_subnet_ids = {"subnet-0123456789abcdef0"}};
  if (subnets == 2) network.private_subnet_ids.add("subnet-0123456789abcdef1");
  ec2::Vpc& vpc = stack.add<ec2::Vpc>("Vpc", network);
  stack.add<rds::Database>(
      construct::Name("main-database", "databases.main", CallSite{"prod.cc", 3}), vpc, key,
      std::move(props));
  // Lines of this file as `here`; one test below looks at the number.
  return std::regex_replace(findings(stack), std::regex("rds_checks_test.cc:[0-9]+"), "here");
}

TEST(DatabaseChecks, RefuseAVersionThatIsRetired) {
  EXPECT_EQ(
      found({.engine_version = "15.4"}),
      R"(here: error: RDS stopped offering postgres 15.4 for new databases on 2024-12-09 [ARC1718]
  fix: the nearest version that RDS creates is "15.15"
)");
}

TEST(DatabaseChecks, PointAtTheLineOfTheProgram) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  ec2::Vpc& vpc = stack.add<ec2::Vpc>("Vpc", {});
  stack.add<rds::Database>("Main", vpc, key, {.engine_version = "15.4"});
  EXPECT_EQ(stack.diagnostics().items().front().origin.to_string(),
            "rds_checks_test.cc:" + std::to_string(__LINE__ - 2));
}

TEST(DatabaseChecks, RefuseAMajorVersionAlone) {
  EXPECT_EQ(found({.engine_version = "15"}),
            R"(here: error: "15" is a major version of postgres, not a full version [ARC1701]
  fix: set "15.17", the newest full version
)");
  EXPECT_EQ(found({.engine = rds::Engine::kMysql, .engine_version = "8.4"}),
            R"(here: error: "8.4" is a major version of mysql, not a full version [ARC1701]
  fix: set "8.4.9", the newest full version
)");
}

TEST(DatabaseChecks, RefuseAVersionOfNoMajorVersion) {
  EXPECT_EQ(found({.engine_version = "155.4"}),
            R"(here: error: postgres has no version "155.4" [ARC1701]
)");
}

TEST(DatabaseChecks, WarnAboutAVersionNewerThanTheFacts) {
  EXPECT_EQ(found({.engine_version = "15.99"}),
            R"(here: warning: postgres 15.99 is not in archsynth's data of 2026-10-20 [ARC1701]
  fix: the nearest version that RDS creates is "15.17"
)");
}

TEST(DatabaseChecks, RefuseAClassThatTheEngineLacks) {
  EXPECT_EQ(found({.engine_version = "15.17", .instance_class = "db.t3.smal"}),
            R"(here: error: RDS has no class "db.t3.smal" for postgres in us-east-1 [ARC1702]
  fix: did you mean "db.t3.small"?
)");
  EXPECT_EQ(found({.engine_version = "15.17", .instance_class = "db.t3.gigantic"}),
            R"(here: error: RDS has no class "db.t3.gigantic" for postgres in us-east-1 [ARC1702]
  fix: one of: db.t3.micro, db.t3.small, db.t3.medium, db.t3.large, db.t3.xlarge, db.t3.2xlarge
)");
  EXPECT_EQ(found({.engine_version = "15.17",
                   .read_replicas = {{.name = "reports", .value = {.instance_class = "db.t9.x"}}}}),
            R"(here: error: RDS has no class "db.t9.x" for postgres in us-east-1 [ARC1702]
  fix: for example db.t3.small, db.t4g.medium, db.m7g.large, db.r7g.large
)");
}

TEST(DatabaseChecks, RefuseStorageThatCannotGrow) {
  EXPECT_EQ(
      found({.engine_version = "15.17", .storage_gib = 200, .max_storage_gib = 100}),
      R"(here: error: "max_storage_gib" is 100, less than "storage_gib", which is 200 [ARC1703]
)");
  EXPECT_EQ(
      found({.engine_version = "15.17", .storage_gib = 100, .max_storage_gib = 105}),
      R"(here: error: "max_storage_gib" is 105, but must be at least a tenth more than "storage_gib", which is 100 [ARC1703]
  fix: set at least 110, or 100 to keep storage from growing
)");
  EXPECT_EQ(found({.engine_version = "15.17", .storage_gib = 100, .max_storage_gib = 100}), "");
}

TEST(DatabaseChecks, RefuseNamesThatTheEngineKeeps) {
  EXPECT_EQ(found({.engine_version = "15.17", .username = "Admin"}),
            R"(here: error: "Admin" is a reserved user name in postgres [ARC1704]
)");
  EXPECT_EQ(found({.engine_version = "15.17", .database_name = "user"}),
            R"(here: error: "user" is a reserved database name in postgres [ARC1705]
)");
  EXPECT_EQ(
      found({.engine = rds::Engine::kMysql,
             .engine_version = "8.4.8",
             .database_name = "mysql",
             .username = "the_administrator"}),
      R"(here: error: the user name "the_administrator" has 17 characters, more than the 16 that mysql allows [ARC1704]
here: error: "mysql" is a reserved database name in mysql [ARC1705]
)");
}

TEST(DatabaseChecks, RefuseWindowsThatCollide) {
  EXPECT_EQ(
      found({.engine_version = "15.17",
             .backup_window = "23:30-00:30",
             .maintenance_window = "mon:00:15-mon:01:15"}),
      R"(here: error: the maintenance window "mon:00:15-mon:01:15" overlaps the backup window "23:30-00:30" [ARC1706]
here: note: the backup window
)");
  EXPECT_EQ(
      found({.engine_version = "15.17",
             .backup_window = "00:00-01:00",
             .maintenance_window = "sun:23:30-mon:00:15"}),
      R"(here: error: the maintenance window "sun:23:30-mon:00:15" overlaps the backup window "00:00-01:00" [ARC1706]
here: note: the backup window
)");
  EXPECT_EQ(found({.engine_version = "15.17",
                   .backup_window = "03:00-04:00",
                   .maintenance_window = "sun:04:00-sun:05:00"}),
            "");
}

TEST(DatabaseChecks, RefuseWindowsOfTheWrongLength) {
  EXPECT_EQ(found({.engine_version = "15.17",
                   .backup_window = "03:00-03:20",
                   .maintenance_window = "mon:04:00-wed:05:00"}),
            R"(here: error: the window "03:00-03:20" is shorter than 30 minutes [ARC1706]
here: error: the window "mon:04:00-wed:05:00" is longer than a day [ARC1706]
here: error: the maintenance window "mon:04:00-wed:05:00" overlaps the backup window "03:00-03:20" [ARC1706]
here: note: the backup window
)");
}

TEST(DatabaseChecks, RefuseAnIntervalThatRdsDoesNotHave) {
  EXPECT_EQ(found({.engine_version = "15.17", .monitoring_interval_seconds = 20}),
            R"(here: error: "monitoring_interval_seconds" cannot be 20 [ARC1707]
  fix: one of: 0, 1, 5, 10, 15, 30, 60
)");
}

TEST(DatabaseChecks, RefuseInsightsOnASmallMysql) {
  EXPECT_EQ(found({.engine = rds::Engine::kMysql,
                   .engine_version = "8.4.8",
                   .insights = rds::Insights::kStandard}),
            R"(here: error: Database Insights does not support mysql on db.t3.small [ARC1708]
  fix: use a medium or larger class, or `insights: off`
)");
}

TEST(DatabaseChecks, RefuseRotationWithoutAGeneratedSecret) {
  EXPECT_EQ(found({.engine_version = "15.17",
                   .credentials = rds::Credentials::kManaged,
                   .rotation_days = 30}),
            R"(here: error: "rotation_days" has no effect with the credentials "managed" [ARC1709]
  fix: remove "rotation_days": RDS rotates a managed password by itself
)");
}

TEST(DatabaseChecks, RefuseIamOnASnapshot) {
  EXPECT_EQ(
      found({.engine_version = "15.17",
             .credentials = rds::Credentials::kIam,
             .snapshot_identifier = "before"}),
      R"(here: error: a database restored from a snapshot keeps its login method, so "credentials" cannot be "iam" [ARC1709]
  fix: set "credentials" to generated or managed, which set a new password
)");
}

TEST(DatabaseChecks, RefuseCopiesInTheSameRegion) {
  const std::string key =
      "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012";
  EXPECT_EQ(
      found({.engine_version = "15.17",
             .backup_replication =
                 rds::BackupReplicationProps{.region = "us-east-1", .kms_key_arn = key}}),
      R"(here: error: backups cannot be replicated to us-east-1, the region of the stack [ARC1710]
)");
}

TEST(DatabaseChecks, RefuseAParameterThatAKeySets) {
  EXPECT_EQ(found({.engine_version = "15.17", .parameters = {{"rds.force_ssl", "0"}}}),
            R"(here: error: the parameter rds.force_ssl is set by "require_tls" [ARC1711]
  fix: remove it; `require_tls: false` lets clients connect without TLS
)");
}

TEST(DatabaseChecks, RefuseASingleZone) {
  EXPECT_EQ(
      found({.engine_version = "15.17", .multi_az = false}, 1),
      R"(prod.cc:3: error: "databases.main" needs subnets in two zones, but the network has 1 [ARC1712]
  fix: add a zone; RDS requires a second zone even if the database has no standby
)");
}

}  // namespace
}  // namespace archsynth

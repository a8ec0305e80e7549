#include "archsynth/aws/rds.h"

#include <gtest/gtest.h>

#include "aws/resources.h"

namespace archsynth {
namespace {

/// A stack with a network of two zones that exists already, so that a test shows the database
/// alone.
struct Site {
  explicit Site(Profile profile = Profile::kProduction)
      : stack({.name = "shop", .environment = profile}),
        key(stack.add<kms::Key>("EncryptionKey", {})),
        vpc(stack.add<ec2::Vpc>("Vpc", {.vpc_id = "vpc-0123456789abcdef0",
                                        .private_subnet_ids = {"subnet-0123456789abcdef0",
                                                               "subnet-0123456789abcdef1"}})) {}
  rds::Database& add(rds::DatabaseProps props) {
    return stack.add<rds::Database>(
        construct::Name("main-database", "databases.main", CallSite{"prod.cc", 3}), vpc, key,
        std::move(props));
  }
  /// A property of a resource as compact JSON.
  std::string property(const std::string& id, const std::string& name) const {
    std::string text = "none";
    stack.each_resource([&](const cfn::Resource& resource) {
      const cfn::Value* found = resource.properties.find(name);
      if (resource.id.str() == id && found != nullptr) text = compact(*found);
    });
    return text;
  }

  Stack stack;
  kms::Key& key;
  ec2::Vpc& vpc;
};

const rds::DatabaseProps kReference{.engine_version = "15.17"};

TEST(Database, IsManagedByRds) {
  Site site;
  rds::Database& database =
      site.add({.engine_version = "15.17", .credentials = rds::Credentials::kManaged});
  EXPECT_EQ(site.property("MainDatabase", "MasterUsername"), "\"app_admin\"");
  EXPECT_EQ(site.property("MainDatabase", "ManageMasterUserPassword"), "true");
  EXPECT_EQ(site.property("MainDatabase", "MasterUserPassword"), "none");
  EXPECT_EQ(site.property("MainDatabase", "MasterUserSecret"),
            R"({"KmsKeyId":{"Fn::GetAtt":["EncryptionKey","Arn"]}})");
  EXPECT_EQ(resource(site.stack, "MainDatabaseSecret"), "{}\n");
  EXPECT_EQ(compact(database.secret_value_from("password")),
            R"({"Fn::Sub":"${MainDatabase.MasterUserSecret.SecretArn}:password::"})");
  EXPECT_TRUE(database.secret_value_from("host").absent());
  EXPECT_TRUE(database.secret_value_from("url").absent());
  EXPECT_TRUE(database.ready().empty());
  EXPECT_FALSE(database.secret_arn_of("password").absent());
  EXPECT_TRUE(database.secret_arn_of("url").absent());
}

TEST(Database, KeepsTheSpellingOfItsUserWhenItsCredentialsChange) {
  Site site;
  rds::Database& database = site.add({.engine_version = "15.17",
                                      .username_from = rds::UsernameFrom::kSecret,
                                      .credentials = rds::Credentials::kManaged});
  Site generated;
  generated.add({.engine_version = "15.17"});
  EXPECT_EQ(site.property("MainDatabase", "MasterUsername"),
            generated.property("MainDatabase", "MasterUsername"));
  EXPECT_EQ(resource(site.stack, "MainDatabaseSecret"),
            resource(generated.stack, "MainDatabaseSecret"));
  EXPECT_EQ(site.property("MainDatabase", "MasterUserPassword"), "none");
  EXPECT_TRUE(database.secret_value_from("host").absent());
  EXPECT_FALSE(database.secret_arn_of("password").absent());
  EXPECT_TRUE(database.secret_arn_of("url").absent());
  Site literal;
  literal.add({.engine_version = "15.17", .username_from = rds::UsernameFrom::kTemplate});
  EXPECT_EQ(literal.property("MainDatabase", "MasterUsername"), "\"app_admin\"");
}

TEST(Database, LetsRolesInWithoutAPassword) {
  Site site;
  rds::Database& database = site.add({.engine_version = "15.17",
                                      .username = "shop",
                                      .credentials = rds::Credentials::kIam,
                                      .read_replicas = {{.name = "reports", .value = {}}}});
  EXPECT_EQ(site.property("MainDatabase", "MasterUserAuthenticationType"), "\"iam-db-auth\"");
  EXPECT_EQ(site.property("MainDatabase", "EnableIAMDatabaseAuthentication"), "true");
  EXPECT_EQ(site.property("MainDatabase", "MasterUsername"), "\"shop\"");
  EXPECT_TRUE(database.secret_arn().absent());
  EXPECT_TRUE(database.secret_value_from("password").absent());
  iam::Role& role = site.stack.add<iam::Role>("Role", {.service = "ecs-tasks.amazonaws.com"});
  database.grant_connect(role, {});
  EXPECT_EQ(resource(site.stack, "RolePolicy"), R"json({
  "RolePolicy": {
    "Type": "AWS::IAM::Policy",
    "Properties": {
      "PolicyName": "RolePolicy",
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "ConnectToMainDatabase",
            "Effect": "Allow",
            "Action": "rds-db:connect",
            "Resource": [
              {
                "Fn::Sub": "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${MainDatabase.DbiResourceId}/shop"
              },
              {
                "Fn::Sub": "arn:${AWS::Partition}:rds-db:${AWS::Region}:${AWS::AccountId}:dbuser:${MainDatabaseReportsReplica.DbiResourceId}/shop"
              }
            ]
          }
        ]
      },
      "Roles": [
        {
          "Ref": "Role"
        }
      ]
    }
  }
}
)json");
}

TEST(Database, GivesTheKeysOfItsSecretToEcs) {
  Site site;
  rds::Database& database = site.add(kReference);
  for (const char* key : {"username", "password", "host", "port", "dbname", "engine"}) {
    EXPECT_EQ(database.secret_value_from(key),
              cfn::sub(std::string("${MainDatabaseSecretAttachment}:") + key + "::"));
  }
  EXPECT_EQ(database.secret_value_from("url"), cfn::ref(cfn::LogicalId("MainDatabaseUrlSecret")));
  EXPECT_TRUE(database.secret_value_from("passwort").absent());
  EXPECT_EQ(database.ready(),
            std::vector<cfn::LogicalId>{cfn::LogicalId("MainDatabaseSecretAttachment")});
  EXPECT_EQ(database.secret_arn_of("host"),
            cfn::ref(cfn::LogicalId("MainDatabaseSecretAttachment")));
  EXPECT_EQ(database.secret_arn_of("url"), cfn::ref(cfn::LogicalId("MainDatabaseUrlSecret")));
}

TEST(Database, HasNoConnectionStringThatGoesStale) {
  Site site(Profile::kStaging);
  rds::Database& database = site.add({.engine_version = "15.17", .rotation_days = 30});
  EXPECT_TRUE(database.secret_value_from("url").absent());
  EXPECT_EQ(resource(site.stack, "MainDatabaseUrlSecret"), "{}\n");
  EXPECT_EQ(site.stack.transforms().size(), 1U);
  EXPECT_EQ(site.property("MainDatabaseSecretRotationSchedule", "RotationRules"),
            R"({"AutomaticallyAfterDays":30})");
  EXPECT_EQ(site.stack.diagnostics().warning_count(), 1U);
  EXPECT_EQ(site.stack.diagnostics().error_count(), 0U);
}

TEST(Database, ComesFromASnapshotWithItsContent) {
  Site site;
  site.add({.engine_version = "15.17",
            .snapshot_identifier = "before-the-move",
            .deletion_protection = false});
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_EQ(site.property("MainDatabase", "DBSnapshotIdentifier"), "\"before-the-move\"");
  for (const char* name : {"DBName", "MasterUsername", "KmsKeyId", "StorageEncrypted"}) {
    EXPECT_EQ(site.property("MainDatabase", name), "none") << name;
  }
  EXPECT_EQ(
      site.property("MainDatabase", "MasterUserPassword"),
      R"({"Fn::Sub":"{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:password}}"})");
}

TEST(Database, HasReplicasByName) {
  Site site;
  rds::Database& database = site.add(
      {.engine_version = "15.17",
       .read_replicas = {{.name = "reports", .value = {.instance_class = "db.t3.medium"}}}});
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_EQ(database.replicas(),
            std::vector<cfn::Value>{cfn::ref(cfn::LogicalId("MainDatabaseReportsReplica"))});
  EXPECT_EQ(resource(site.stack, "MainDatabaseReportsReplica"), R"json({
  "MainDatabaseReportsReplica": {
    "Type": "AWS::RDS::DBInstance",
    "DependsOn": "MainDatabaseMonitoringRolePolicy",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "SourceDBInstanceIdentifier": {
        "Ref": "MainDatabase"
      },
      "DBInstanceClass": "db.t3.medium",
      "StorageType": "gp3",
      "MultiAZ": false,
      "DBParameterGroupName": {
        "Ref": "MainDatabaseParameterGroup"
      },
      "DeletionProtection": false,
      "MaxAllocatedStorage": 100,
      "Port": "5432",
      "VPCSecurityGroups": [
        {
          "Fn::GetAtt": [
            "MainDatabaseSecurityGroup",
            "GroupId"
          ]
        }
      ],
      "PubliclyAccessible": false,
      "EnableIAMDatabaseAuthentication": true,
      "CACertificateIdentifier": "rds-ca-rsa2048-g1",
      "CopyTagsToSnapshot": true,
      "AutoMinorVersionUpgrade": true,
      "EnableCloudwatchLogsExports": [
        "postgresql",
        "upgrade"
      ],
      "DatabaseInsightsMode": "standard",
      "EnablePerformanceInsights": true,
      "PerformanceInsightsRetentionPeriod": 7,
      "PerformanceInsightsKMSKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      },
      "MonitoringInterval": 60,
      "MonitoringRoleArn": {
        "Fn::GetAtt": [
          "MainDatabaseMonitoringRole",
          "Arn"
        ]
      }
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-RDS11",
            "reason": "Clients expect PostgreSQL on its own port; the security group admits the services alone"
          },
          {
            "id": "AwsSolutions-RDS2",
            "reason": "A replica has the encryption of its source"
          },
          {
            "id": "AwsSolutions-RDS3",
            "reason": "The source has the standby; readers can go there"
          },
          {
            "id": "AwsSolutions-RDS10",
            "reason": "A replica holds nothing that its source does not"
          }
        ]
      },
      "checkov": {
        "skip": [
          {
            "id": "CKV_AWS_16",
            "comment": "A replica has the encryption of its source"
          },
          {
            "id": "CKV_AWS_157",
            "comment": "The source has the standby; readers can go there"
          }
        ]
      }
    }
  }
}
)json");
}

TEST(Database, CopiesBackupsToAnotherRegion) {
  Site site;
  site.add(
      {.engine_version = "15.17",
       .backup_replication = rds::BackupReplicationProps{
           .region = "us-west-2",
           .kms_key_arn =
               "arn:aws:kms:us-west-2:123456789012:key/12345678-1234-1234-1234-123456789012"}});
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_EQ(site.property("MainDatabase", "AutomaticBackupReplicationRegion"), "\"us-west-2\"");
  EXPECT_EQ(site.property("MainDatabase", "AutomaticBackupReplicationRetentionPeriod"), "7");
  EXPECT_EQ(site.property("MainDatabase", "AutomaticBackupReplicationKmsKeyId"),
            "\"arn:aws:kms:us-west-2:123456789012:key/12345678-1234-1234-1234-123456789012\"");
}

TEST(Database, KnowsMysqlAndMariadb) {
  for (rds::Engine engine : {rds::Engine::kMysql, rds::Engine::kMariadb}) {
    Site site;
    const bool mysql = engine == rds::Engine::kMysql;
    rds::Database& database =
        site.add({.engine = engine, .engine_version = mysql ? "8.4.8" : "11.8.6"});
    EXPECT_EQ(findings(site.stack), "");
    EXPECT_EQ(database.port_number(), 3306);
    EXPECT_EQ(database.url_scheme(), "mysql");
    EXPECT_EQ(site.property("MainDatabaseParameterGroup", "Family"),
              mysql ? "\"mysql8.4\"" : "\"mariadb11.8\"");
    EXPECT_EQ(site.property("MainDatabaseParameterGroup", "Parameters"),
              R"({"require_secure_transport":"1","slow_query_log":"1","log_output":"FILE"})");
    EXPECT_EQ(site.property("MainDatabase", "EnableCloudwatchLogsExports"),
              R"(["error","slowquery"])");
    EXPECT_EQ(site.property("MainDatabase", "DatabaseInsightsMode"), "none");
    EXPECT_EQ(
        site.property("MainDatabaseUrlSecret", "SecretString"),
        R"({"Fn::Sub":"mysql://{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:username}}:{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:password}}@${MainDatabase.Endpoint.Address}:${MainDatabase.Endpoint.Port}/app?ssl-mode=REQUIRED"})");
  }
}

TEST(Database, CountsConnectionsByTheParameter) {
  Site site;
  rds::Database& database = site.add({.parameters = {{"max_connections", "500"}}});
  EXPECT_EQ(database.max_connections(), 500);
  EXPECT_EQ(database.stated_max_connections(), 500);
}

TEST(Database, LeavesAFormulaOfConnectionsToTheClass) {
  Site site;
  rds::Database& database = site.add(
      {.parameters = {{"max_connections", "LEAST({DBInstanceClassMemory/9531392},5000)"}}});
  EXPECT_EQ(database.stated_max_connections(), std::nullopt);
  EXPECT_GT(database.max_connections(), 100);
}

TEST(Database, TakesTheUsersSettings) {
  Site site;
  rds::Database& database = site.add({.engine_version = "16.13",
                                      .instance_class = "db.m6g.large",
                                      .storage_gib = 200,
                                      .port = 6432,
                                      .backup_window = "03:00-04:00",
                                      .maintenance_window = "sun:04:30-sun:05:30",
                                      .on_delete = rds::OnDelete::kRetain,
                                      .insights = rds::Insights::kAdvanced,
                                      .allow_major_version_upgrade = true,
                                      .require_tls = false,
                                      .parameters = {{"log_min_duration_statement", "500"}}});
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_EQ(database.port_number(), 6432);
  EXPECT_GT(database.max_connections(), 700);
  EXPECT_EQ(resource(site.stack, "MainDatabase"), R"json({
  "MainDatabase": {
    "Type": "AWS::RDS::DBInstance",
    "DependsOn": "MainDatabaseMonitoringRolePolicy",
    "DeletionPolicy": "Retain",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
      "Engine": "postgres",
      "EngineVersion": "16.13",
      "DBInstanceClass": "db.m6g.large",
      "AllocatedStorage": "200",
      "StorageType": "gp3",
      "MultiAZ": true,
      "DBSubnetGroupName": {
        "Ref": "MainDatabaseSubnetGroup"
      },
      "DBParameterGroupName": {
        "Ref": "MainDatabaseParameterGroup"
      },
      "BackupRetentionPeriod": 7,
      "PreferredBackupWindow": "03:00-04:00",
      "PreferredMaintenanceWindow": "sun:04:30-sun:05:30",
      "DeletionProtection": true,
      "MaxAllocatedStorage": 400,
      "AllowMajorVersionUpgrade": true,
      "DeleteAutomatedBackups": false,
      "DBName": "app",
      "StorageEncrypted": true,
      "KmsKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      },
      "MasterUsername": {
        "Fn::Sub": "{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:username}}"
      },
      "MasterUserPassword": {
        "Fn::Sub": "{{resolve:secretsmanager:${MainDatabaseSecret}:SecretString:password}}"
      },
      "Port": "6432",
      "VPCSecurityGroups": [
        {
          "Fn::GetAtt": [
            "MainDatabaseSecurityGroup",
            "GroupId"
          ]
        }
      ],
      "PubliclyAccessible": false,
      "EnableIAMDatabaseAuthentication": true,
      "CACertificateIdentifier": "rds-ca-rsa2048-g1",
      "CopyTagsToSnapshot": true,
      "AutoMinorVersionUpgrade": true,
      "EnableCloudwatchLogsExports": [
        "postgresql",
        "upgrade"
      ],
      "DatabaseInsightsMode": "advanced",
      "EnablePerformanceInsights": true,
      "PerformanceInsightsRetentionPeriod": 465,
      "PerformanceInsightsKMSKeyId": {
        "Fn::GetAtt": [
          "EncryptionKey",
          "Arn"
        ]
      },
      "MonitoringInterval": 60,
      "MonitoringRoleArn": {
        "Fn::GetAtt": [
          "MainDatabaseMonitoringRole",
          "Arn"
        ]
      }
    }
  }
}
)json");
  EXPECT_EQ(site.property("MainDatabaseParameterGroup", "Parameters"),
            R"({"rds.force_ssl":"0","log_min_duration_statement":"500"})");
}

TEST(Database, StartsWithACurrentVersion) {
  Site site;
  const rds::Database& database = site.add({});
  EXPECT_EQ(findings(site.stack), "");
  EXPECT_TRUE(database.props().engine_version.is_default());
  EXPECT_EQ(site.property("MainDatabase", "EngineVersion"),
            "\"" + *database.props().engine_version + "\"");
}

}  // namespace
}  // namespace archsynth

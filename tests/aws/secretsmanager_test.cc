#include "archsynth/aws/secretsmanager.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "aws/resources.h"

namespace archsynth {
namespace {

cfn::Resource attached_database() {
  cfn::Resource resource;
  resource.id = cfn::LogicalId("Db");
  resource.type = "AWS::RDS::DBInstance";
  return resource;
}

TEST(DatabaseSecret, GeneratesAPasswordThatNeedsNoEscaping) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>(
      "Key",
      {.key_arn = "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"});
  auto& secret = stack.add<secretsmanager::DatabaseSecret>(
      "Secret", key, {.username = "shop", .description = "Opens the database"});
  EXPECT_TRUE(secret.completed_arn().absent());
  EXPECT_EQ(secret.attach(attached_database()).str(), "SecretAttachment");
  EXPECT_EQ(secret.arn(), cfn::ref(cfn::LogicalId("Secret")));
  EXPECT_EQ(secret.completed_arn(), cfn::ref(cfn::LogicalId("SecretAttachment")));
  EXPECT_EQ(compact(secret.resolve("password")),
            R"({"Fn::Sub":"{{resolve:secretsmanager:${Secret}:SecretString:password}}"})");
  EXPECT_EQ(resources(stack), R"json({
  "Secret": {
    "Type": "AWS::SecretsManager::Secret",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "Description": "Opens the database",
      "GenerateSecretString": {
        "SecretStringTemplate": "{\"username\":\"shop\"}",
        "GenerateStringKey": "password",
        "PasswordLength": 32,
        "ExcludePunctuation": true
      },
      "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/12345678-1234-1234-1234-123456789012"
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-SMG4",
            "reason": "rotation_days is not set; rotation needs a Lambda function and a transform, which credentials managed by RDS do without"
          }
        ]
      }
    }
  },
  "SecretAttachment": {
    "Type": "AWS::SecretsManager::SecretTargetAttachment",
    "Properties": {
      "SecretId": {
        "Ref": "Secret"
      },
      "TargetId": {
        "Ref": "Db"
      },
      "TargetType": "AWS::RDS::DBInstance"
    }
  }
}
)json");
}

TEST(DatabaseSecret, RotatesWithAHostedFunction) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  ec2::Vpc& vpc = stack.add<ec2::Vpc>(
      "Vpc", {.vpc_id = "vpc-0123456789abcdef0",
              .private_subnet_ids = {"subnet-0123456789abcdef0", "subnet-0123456789abcdef1"}});
  auto& group = stack.add<ec2::SecurityGroup>("Group", vpc, {.description = "rotation"});
  auto& secret = stack.add<secretsmanager::DatabaseSecret>(
      "Secret", key, {.username = "shop", .rotation_days = 30});
  const secretsmanager::Rotation rotation{.type = "PostgreSQLSingleUser",
                                          .vpc = &vpc,
                                          .security_group = &group,
                                          .why = CallSite{"prod.cc", 7}};
  EXPECT_THROW(secret.rotate(rotation), std::logic_error);
  secret.attach(attached_database());
  secret.rotate(rotation);
  EXPECT_EQ(resource(stack, "SecretRotationSchedule"), R"json({
  "SecretRotationSchedule": {
    "Type": "AWS::SecretsManager::RotationSchedule",
    "DependsOn": "SecretAttachment",
    "Properties": {
      "SecretId": {
        "Ref": "Secret"
      },
      "HostedRotationLambda": {
        "RotationType": "PostgreSQLSingleUser",
        "ExcludeCharacters": " !\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        "VpcSecurityGroupIds": {
          "Fn::GetAtt": [
            "Group",
            "GroupId"
          ]
        },
        "VpcSubnetIds": {
          "Fn::Join": [
            ",",
            [
              "subnet-0123456789abcdef0",
              "subnet-0123456789abcdef1"
            ]
          ]
        }
      },
      "RotateImmediatelyOnUpdate": false,
      "RotationRules": {
        "AutomaticallyAfterDays": 30
      }
    }
  }
}
)json");
  EXPECT_EQ(stack.transforms(), std::vector<std::string>{"AWS::SecretsManager-2024-09-16"});
  EXPECT_EQ(
      findings(stack),
      R"(prod.cc:7: warning: the rotation adds the transform AWS::SecretsManager-2024-09-16 to the template [ARC1403]
  fix: deploy with `--capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND`, and restart the tasks after each rotation: they read the password when they start
)");
}

TEST(TextSecret, HoldsReferencesAlone) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  const cfn::Value text = cfn::sub("x://{{resolve:secretsmanager:${A}:SecretString:password}}@h");
  auto& secret =
      stack.add<secretsmanager::TextSecret>("Url", key, text, {.description = "An address"});
  EXPECT_EQ(secret.arn(), cfn::ref(cfn::LogicalId("Url")));
  EXPECT_EQ(resources(stack), R"json({
  "Url": {
    "Type": "AWS::SecretsManager::Secret",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "Description": "An address",
      "SecretString": {
        "Fn::Sub": "x://{{resolve:secretsmanager:${A}:SecretString:password}}@h"
      }
    },
    "Metadata": {
      "cdk_nag": {
        "rules_to_suppress": [
          {
            "id": "AwsSolutions-SMG4",
            "reason": "It repeats a secret that does not rotate"
          }
        ]
      }
    }
  }
}
)json");
}

}  // namespace
}  // namespace archsynth

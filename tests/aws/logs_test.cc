#include "archsynth/aws/logs.h"

#include <gtest/gtest.h>

#include "aws/resources.h"

namespace archsynth {
namespace {

TEST(LogGroup, IsEncryptedWithTheStacksKey) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  logs::LogGroup& group =
      stack.add<logs::LogGroup>("LogGroup", key, {.name = "/ecs/shop-production"});
  EXPECT_EQ(group.name(), cfn::ref(cfn::LogicalId("LogGroup")));
  EXPECT_EQ(group.arn(), cfn::get_att(cfn::LogicalId("LogGroup"), "Arn"));
  EXPECT_EQ(resources(stack), R"json({
  "Key": {
    "Type": "AWS::KMS::Key",
    "DeletionPolicy": "RetainExceptOnCreate",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
      "Description": "Encrypts the data, logs and notifications of shop-production",
      "EnableKeyRotation": true,
      "PendingWindowInDays": 30,
      "KeyPolicy": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "AccountAdministersKey",
            "Effect": "Allow",
            "Principal": {
              "AWS": {
                "Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"
              }
            },
            "Action": "kms:*",
            "Resource": "*"
          },
          {
            "Sid": "CloudWatchLogsEncrypts",
            "Effect": "Allow",
            "Principal": {
              "Service": {
                "Fn::Sub": "logs.${AWS::Region}.amazonaws.com"
              }
            },
            "Action": [
              "kms:Encrypt",
              "kms:Decrypt",
              "kms:ReEncrypt*",
              "kms:GenerateDataKey*",
              "kms:DescribeKey"
            ],
            "Resource": "*",
            "Condition": {
              "ArnLike": {
                "kms:EncryptionContext:aws:logs:arn": {
                  "Fn::Sub": "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"
                }
              }
            }
          }
        ]
      }
    }
  },
  "LogGroup": {
    "Type": "AWS::Logs::LogGroup",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
      "LogGroupName": "/ecs/shop-production",
      "RetentionInDays": 30,
      "KmsKeyId": {
        "Fn::GetAtt": [
          "Key",
          "Arn"
        ]
      }
    }
  }
}
)json");
}

TEST(LogGroup, NeedsNoNameAndNoKey) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  stack.add<logs::LogGroup>("LogGroup", key, {.retention_days = 90});
  EXPECT_EQ(resources(stack), R"json({
  "LogGroup": {
    "Type": "AWS::Logs::LogGroup",
    "DeletionPolicy": "Delete",
    "UpdateReplacePolicy": "Delete",
    "Properties": {
      "RetentionInDays": 90
    }
  }
}
)json");
}

TEST(LogGroup, ReportsARetentionThatDoesNotExistOnce) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  const int line = __LINE__ + 1;
  const logs::LogGroupProps props{.retention_days = 100};
  logs::check_retention(props.retention_days, "cluster.log_retention_days", stack.diagnostics());
  stack.add<logs::LogGroup>("LogGroup", key, props);
  EXPECT_EQ(findings(stack),
            at("logs_test.cc", line,
               R"(error: CloudWatch Logs does not support a retention of 100 days [ARC1401]
  fix: the nearest value for "cluster.log_retention_days" is 90
)"));
}

}  // namespace
}  // namespace archsynth

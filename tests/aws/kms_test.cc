#include "archsynth/aws/kms.h"

#include <gtest/gtest.h>

#include "aws/resources.h"

namespace archsynth {
namespace {

TEST(Key, IsRotatedKeptAndAdministeredByTheAccount) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("EncryptionKey", {});
  EXPECT_TRUE(key.is_customer_managed());
  EXPECT_EQ(key.arn(), cfn::get_att(cfn::LogicalId("EncryptionKey"), "Arn"));
  EXPECT_EQ(resources(stack), R"json({
  "EncryptionKey": {
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
          }
        ]
      }
    }
  }
}
)json");
}

TEST(Key, LetsAServiceInOnce) {
  Stack stack({.name = "shop", .environment = Profile::kDevelopment});
  kms::Key& key = stack.add<kms::Key>("Key", {.customer_managed_key = true});
  const cfn::Value condition = cfn::Map{{"Bool", cfn::Map{{"aws:SecureTransport", "true"}}}};
  for (int i = 0; i < 2; ++i) {
    key.allow_service("logs.${AWS::Region}.amazonaws.com", "LogsEncrypt", condition,
                      {"kms:Encrypt"});
    key.allow_service("cloudwatch.amazonaws.com", "AlarmsPublish");
  }
  EXPECT_EQ(resources(stack), R"json({
  "Key": {
    "Type": "AWS::KMS::Key",
    "DeletionPolicy": "RetainExceptOnCreate",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
      "Description": "Encrypts the data, logs and notifications of shop-development",
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
            "Sid": "LogsEncrypt",
            "Effect": "Allow",
            "Principal": {
              "Service": {
                "Fn::Sub": "logs.${AWS::Region}.amazonaws.com"
              }
            },
            "Action": [
              "kms:Encrypt"
            ],
            "Resource": "*",
            "Condition": {
              "Bool": {
                "aws:SecureTransport": "true"
              }
            }
          },
          {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {
              "Service": "cloudwatch.amazonaws.com"
            },
            "Action": [
              "kms:Decrypt",
              "kms:GenerateDataKey*"
            ],
            "Resource": "*"
          }
        ]
      }
    }
  }
}
)json");
}

TEST(Key, IsAwsOwnOutsideProduction) {
  for (Profile profile : {Profile::kStaging, Profile::kDevelopment}) {
    Stack stack({.name = "shop", .environment = profile});
    kms::Key& key = stack.add<kms::Key>("Key", {});
    key.allow_service("cloudwatch.amazonaws.com", "AlarmsPublish");
    EXPECT_FALSE(key.is_customer_managed());
    EXPECT_TRUE(key.arn().absent());
    EXPECT_EQ(resources(stack), "{}\n");
  }
}

TEST(Key, CanBeAnExistingOne) {
  Stack stack({.name = "shop"});
  kms::Key& key =
      stack.add<kms::Key>("Key", {.key_arn = "arn:aws:kms:us-east-1:123456789012:key/0123-abcd"});
  key.allow_service("cloudwatch.amazonaws.com", "AlarmsPublish");
  EXPECT_TRUE(key.is_customer_managed());
  EXPECT_EQ(key.arn(), cfn::Value("arn:aws:kms:us-east-1:123456789012:key/0123-abcd"));
  EXPECT_EQ(resources(stack), "{}\n");
}

}  // namespace
}  // namespace archsynth

#include "archsynth/aws/sns.h"

#include <gtest/gtest.h>

#include "aws/resources.h"

namespace archsynth {
namespace {

TEST(Topic, TakesAlarmsOverTlsAndTellsEveryAddress) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  sns::Topic& topic = stack.add<sns::Topic>(
      "AlarmTopic", key, {.email = {"oncall@example.com", "ops-team@example.org"}});
  EXPECT_EQ(topic.arn(), cfn::ref(cfn::LogicalId("AlarmTopic")));
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
            "Sid": "CloudWatchAlarmsPublish",
            "Effect": "Allow",
            "Principal": {
              "Service": "cloudwatch.amazonaws.com"
            },
            "Action": [
              "kms:Decrypt",
              "kms:GenerateDataKey*"
            ],
            "Resource": "*",
            "Condition": {
              "StringEquals": {
                "aws:SourceAccount": {
                  "Ref": "AWS::AccountId"
                }
              }
            }
          }
        ]
      }
    }
  },
  "AlarmTopic": {
    "Type": "AWS::SNS::Topic",
    "Properties": {
      "KmsMasterKeyId": {
        "Fn::GetAtt": [
          "Key",
          "Arn"
        ]
      }
    }
  },
  "AlarmTopicPolicy": {
    "Type": "AWS::SNS::TopicPolicy",
    "Properties": {
      "Topics": [
        {
          "Ref": "AlarmTopic"
        }
      ],
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {
              "Service": "cloudwatch.amazonaws.com"
            },
            "Action": "sns:Publish",
            "Resource": {
              "Ref": "AlarmTopic"
            },
            "Condition": {
              "StringEquals": {
                "aws:SourceAccount": {
                  "Ref": "AWS::AccountId"
                }
              },
              "ArnLike": {
                "aws:SourceArn": {
                  "Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"
                }
              }
            }
          },
          {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": {
              "Ref": "AlarmTopic"
            },
            "Condition": {
              "Bool": {
                "aws:SecureTransport": "false"
              }
            }
          }
        ]
      }
    }
  },
  "AlarmTopicOncallExampleComSubscription": {
    "Type": "AWS::SNS::Subscription",
    "Properties": {
      "Protocol": "email",
      "Endpoint": "oncall@example.com",
      "TopicArn": {
        "Ref": "AlarmTopic"
      }
    }
  },
  "AlarmTopicOpsTeamExampleOrgSubscription": {
    "Type": "AWS::SNS::Subscription",
    "Properties": {
      "Protocol": "email",
      "Endpoint": "ops-team@example.org",
      "TopicArn": {
        "Ref": "AlarmTopic"
      }
    }
  }
}
)json");
}

TEST(Topic, KeepsTheIdsOfTheOtherAddresses) {
  Stack stack({.name = "shop", .environment = Profile::kStaging});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  stack.add<sns::Topic>("AlarmTopic", key, {.email = {"ops-team@example.org"}});
  EXPECT_EQ(resources(stack), R"json({
  "AlarmTopic": {
    "Type": "AWS::SNS::Topic"
  },
  "AlarmTopicPolicy": {
    "Type": "AWS::SNS::TopicPolicy",
    "Properties": {
      "Topics": [
        {
          "Ref": "AlarmTopic"
        }
      ],
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "AlarmsPublish",
            "Effect": "Allow",
            "Principal": {
              "Service": "cloudwatch.amazonaws.com"
            },
            "Action": "sns:Publish",
            "Resource": {
              "Ref": "AlarmTopic"
            },
            "Condition": {
              "StringEquals": {
                "aws:SourceAccount": {
                  "Ref": "AWS::AccountId"
                }
              },
              "ArnLike": {
                "aws:SourceArn": {
                  "Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"
                }
              }
            }
          },
          {
            "Sid": "DenyPlainHttp",
            "Effect": "Deny",
            "Principal": "*",
            "Action": "sns:Publish",
            "Resource": {
              "Ref": "AlarmTopic"
            },
            "Condition": {
              "Bool": {
                "aws:SecureTransport": "false"
              }
            }
          }
        ]
      }
    }
  },
  "AlarmTopicOpsTeamExampleOrgSubscription": {
    "Type": "AWS::SNS::Subscription",
    "Properties": {
      "Protocol": "email",
      "Endpoint": "ops-team@example.org",
      "TopicArn": {
        "Ref": "AlarmTopic"
      }
    }
  }
}
)json");
}

TEST(Topic, CanBeAnExistingOne) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {.customer_managed_key = false});
  sns::Topic& topic = stack.add<sns::Topic>(
      "AlarmTopic", key, {.topic_arn = "arn:aws:sns:us-east-1:123456789012:ops"});
  EXPECT_EQ(topic.arn(), cfn::Value("arn:aws:sns:us-east-1:123456789012:ops"));
  EXPECT_EQ(resources(stack), "{}\n");
}

TEST(Topic, RefusesAnAddressTwice) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  stack.add<sns::Topic>("AlarmTopic", key, {.email = {"me@example.com", "me@example.com"}});
  EXPECT_EQ(findings(stack), at("sns_test.cc", __LINE__ - 1,
                                R"(error: "me@example.com" is already subscribed [ARC1402]
sns_test.cc:@: note: first set here
)"));
}

}  // namespace
}  // namespace archsynth

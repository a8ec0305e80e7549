#include "archsynth/aws/iam.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "aws/resources.h"

namespace archsynth {
namespace {

cfn::Value att(const char* id, const char* attribute) {
  return cfn::get_att(cfn::LogicalId(id), attribute);
}

TEST(Role, HasNoPolicyWithoutGrants) {
  Stack stack({.name = "shop"});
  iam::Role& role = stack.add<iam::Role>(
      "TaskRole", {.service = "ecs-tasks.amazonaws.com", .description = "What api may do"});
  role.limit_trust(
      cfn::Map{{"StringEquals", cfn::Map{{"aws:SourceAccount", cfn::pseudo("AWS::AccountId")}}}});
  EXPECT_EQ(role.arn(), att("TaskRole", "Arn"));
  EXPECT_EQ(role.policy(), nullptr);
  EXPECT_EQ(resources(stack), R"json({
  "TaskRole": {
    "Type": "AWS::IAM::Role",
    "Properties": {
      "Description": "What api may do",
      "AssumeRolePolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Effect": "Allow",
            "Principal": {
              "Service": "ecs-tasks.amazonaws.com"
            },
            "Action": "sts:AssumeRole",
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
  }
}
)json");
}

TEST(Role, SortsAndMergesGrants) {
  const auto build = [](bool reversed) {
    Stack stack({.name = "shop"});
    iam::Role& role = stack.add<iam::Role>("Role", {.service = "ecs-tasks.amazonaws.com"});
    const auto secrets = [&](const char* id) {
      role.allow("ReadSecrets", {"secretsmanager:GetSecretValue"}, {cfn::ref(cfn::LogicalId(id))});
    };
    if (!reversed) secrets("SecretA");
    role.allow("WriteLogs", {"logs:PutLogEvents", "logs:CreateLogStream"}, {att("Logs", "Arn")});
    secrets("SecretB");
    if (reversed) secrets("SecretA");
    role.allow("WriteLogs", {"logs:PutLogEvents"}, {att("Logs", "Arn")});
    return resource(stack, role.policy()->id.str());
  };
  EXPECT_EQ(build(false), R"json({
  "RolePolicy": {
    "Type": "AWS::IAM::Policy",
    "Properties": {
      "PolicyName": "RolePolicy",
      "PolicyDocument": {
        "Version": "2012-10-17",
        "Statement": [
          {
            "Sid": "ReadSecrets",
            "Effect": "Allow",
            "Action": "secretsmanager:GetSecretValue",
            "Resource": [
              {
                "Ref": "SecretA"
              },
              {
                "Ref": "SecretB"
              }
            ]
          },
          {
            "Sid": "WriteLogs",
            "Effect": "Allow",
            "Action": [
              "logs:CreateLogStream",
              "logs:PutLogEvents"
            ],
            "Resource": {
              "Fn::GetAtt": [
                "Logs",
                "Arn"
              ]
            }
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
  EXPECT_EQ(build(true), build(false));
}

TEST(Role, WaivesTheStarsThatHaveAReason) {
  Stack stack({.name = "shop"});
  iam::Role& role = stack.add<iam::Role>("Role", {.service = "ecs-tasks.amazonaws.com"});
  role.allow("LogIn", {"ecr:GetAuthorizationToken"}, {"*"}, {}, "it has no resource to name");
  role.allow("Write", {"s3:Put*"}, {att("Bucket", "Arn"), cfn::sub("${Bucket.Arn}/${!x}/*")}, {},
             "names are not known");
  role.allow("Unexplained", {"s3:ListAllMyBuckets"}, {"*"});
  EXPECT_EQ(cfn::to_json(role.policy()->metadata), R"json({
  "cdk_nag": {
    "rules_to_suppress": [
      {
        "id": "AwsSolutions-IAM5[Resource::*]",
        "reason": "it has no resource to name"
      },
      {
        "id": "AwsSolutions-IAM5[Action::s3:Put*]",
        "reason": "names are not known"
      },
      {
        "id": "AwsSolutions-IAM5[Resource::<Bucket.Arn>/${x}/*]",
        "reason": "names are not known"
      }
    ]
  }
}
)json");
}

TEST(Role, RefusesOneSidWithTwoConditions) {
  Stack stack({.name = "shop"});
  iam::Role& role = stack.add<iam::Role>("Role", {.service = "ecs-tasks.amazonaws.com"});
  role.allow("Use", {"kms:Decrypt"}, {"*"});
  EXPECT_THROW(role.allow("Use", {"kms:Decrypt"}, {"*"}, cfn::Map{{"Bool", cfn::Map{}}}),
               std::logic_error);
}

TEST(Role, NeedsAService) {
  Stack stack({.name = "shop"});
  stack.add<iam::Role>("Role", {.description = "nobody's"});
  EXPECT_EQ(findings(stack), at("iam_test.cc", __LINE__ - 1,
                                R"(error: "Role" needs the key "service" [ARC1003]
  fix: service: the service principal that takes the role
)"));
}

}  // namespace
}  // namespace archsynth

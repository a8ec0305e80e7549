#include <gtest/gtest.h>

#include "synth/stacks.h"

namespace archsynth {
namespace {

TEST(Fold, KeepsTheOrderInWhichThingsWereAdded) {
  Stack stack({.name = "shop", .description = "A shop"});
  cfn::Parameter& size = stack.add_parameter("instance-size", "String", {{"Default", "small"}});
  const cfn::LogicalId is_small =
      stack.add_condition("IsSmall", cfn::equals(cfn::ref(size.id), "small"));
  Group& orders = stack.add<Group>("orders-db", {});
  orders.add_resource("", "AWS::RDS::DBInstance", {{"Port", 5432}});
  stack.add<Group>("Api", {}).add_resource("Role", "AWS::IAM::Role");
  orders.add<Group>("logs", {}).add_resource("", "AWS::Logs::LogGroup").condition = is_small;
  orders.add_resource("SubnetGroup", "AWS::RDS::DBSubnetGroup");
  stack.add_output("Endpoint", "Where it is", cfn::get_att(id("OrdersDb"), "Endpoint.Address"));
  EXPECT_EQ(synthesized(stack), R"json({
  "AWSTemplateFormatVersion": "2010-09-09",
  "Description": "A shop",
  "Parameters": {
    "InstanceSize": {
      "Type": "String",
      "Default": "small"
    }
  },
  "Conditions": {
    "IsSmall": {
      "Fn::Equals": [
        {
          "Ref": "InstanceSize"
        },
        "small"
      ]
    }
  },
  "Resources": {
    "OrdersDb": {
      "Type": "AWS::RDS::DBInstance",
      "Properties": {
        "Port": 5432
      }
    },
    "OrdersDbLogs": {
      "Type": "AWS::Logs::LogGroup",
      "Condition": "IsSmall"
    },
    "OrdersDbSubnetGroup": {
      "Type": "AWS::RDS::DBSubnetGroup"
    },
    "ApiRole": {
      "Type": "AWS::IAM::Role"
    }
  },
  "Outputs": {
    "Endpoint": {
      "Description": "Where it is",
      "Value": {
        "Fn::GetAtt": [
          "OrdersDb",
          "Endpoint.Address"
        ]
      }
    }
  }
}
)json");
}

TEST(Fold, NamesTheTransformsThatConstructsAskFor) {
  Stack stack({.name = "shop"});
  stack.add_transform("AWS::SecretsManager-2024-09-16");
  stack.add_transform("AWS::SecretsManager-2024-09-16");
  Diagnostics diagnostics;
  EXPECT_EQ(synthesize(stack, diagnostics).transform, cfn::Value("AWS::SecretsManager-2024-09-16"));
  stack.add_transform("AWS::LanguageExtensions");
  EXPECT_EQ(synthesize(stack, diagnostics).transform,
            cfn::Value(cfn::List{"AWS::SecretsManager-2024-09-16", "AWS::LanguageExtensions"}));
}

TEST(Fold, GivesTheSameBytesEveryTime) {
  Stack stack({.name = "shop", .tags = {{"team", "payments", {}}}});
  for (const char* name : {"b", "a", "c"}) {
    stack.add<Group>(name, {}).add_resource("", "AWS::S3::Bucket");
  }
  EXPECT_EQ(synthesized(stack), synthesized(stack));
}

TEST(Fold, NamesBothOwnersOfASharedId) {
  Stack stack({.name = "shop"});
  const int first = __LINE__ + 1;
  stack.add<Group>("orders-db", {}).add_resource("", "AWS::S3::Bucket");
  stack.add<Group>("orders", {}).add<Group>("Db", {}).add_resource("", "AWS::S3::Bucket");
  EXPECT_EQ(findings(stack),
            line("fold_test.cc", first + 1) +
                ": error: a resource of \"orders-db\" and a resource of \"Db\" have the same "
                "logical id \"OrdersDb\" [ARC2001]\n  fix: rename one of the two\n" +
                line("fold_test.cc", first) + ": note: the first one is here\n");
}

TEST(Fold, NamesThePathsWhereTheLabelsAreTheSame) {
  Stack stack({.name = "shop"});
  for (const char* name : {"b-c", "b_c"}) {
    stack.add<Group>(construct::Name(name, "services", {}), {}).add_resource("", "AWS::S3::Bucket");
  }
  EXPECT_EQ(findings(stack),
            "error: a resource of \"b-c\" and a resource of \"b_c\" have the same logical id "
            "\"BC\" [ARC2001]\n  fix: rename one of the two\n");
}

TEST(Fold, RefusesARawResourceWithTheIdOfAConstruct) {
  Stack stack({.name = "shop"});
  stack.add<Group>("Data", {}).add_resource("", "AWS::S3::Bucket");
  cfn::Resource raw;
  raw.id = id("Data");
  raw.type = "AWS::SNS::Topic";
  stack.add_raw(raw);
  Diagnostics diagnostics;
  const cfn::Template result = synthesize(stack, diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 1U);
  EXPECT_EQ(diagnostics.items()[0].message,
            "a resource of \"Data\" and a raw resource have the same logical id \"Data\"");
  ASSERT_EQ(result.resources.size(), 1U);
  EXPECT_EQ(result.resources[0].type, "AWS::S3::Bucket");
}

TEST(Fold, PutsRawResourcesLast) {
  Stack stack({.name = "shop"});
  cfn::Resource raw;
  raw.id = id("Extra");
  raw.type = "AWS::SNS::Topic";
  stack.add_raw(raw);
  stack.add_resource("Data", "AWS::S3::Bucket");
  Diagnostics diagnostics;
  const cfn::Template result = synthesize(stack, diagnostics);
  ASSERT_EQ(result.resources.size(), 2U);
  EXPECT_EQ(result.resources[0].id, id("Data"));
  EXPECT_EQ(result.resources[1], raw);
}

TEST(Fold, SharesIdsBetweenParametersAndResources) {
  Stack stack({.name = "shop"});
  cfn::Parameter& size = stack.add_parameter("Size", "String");
  stack.add_resource("Size", "AWS::S3::Bucket", {{"BucketName", cfn::ref(size.id)}});
  stack.add_resource("Other", "AWS::S3::Bucket", {{"BucketName", cfn::ref(size.id)}});
  EXPECT_EQ(findings(stack),
            "error: a parameter and a resource of the stack have the same logical id \"Size\" "
            "[ARC2001]\n  fix: rename one of the two\n");
}

TEST(Fold, TakesTheSameConditionTwiceButNotAnother) {
  Stack stack({.name = "shop"});
  cfn::Parameter& size = stack.add_parameter("Size", "String");
  for (const char* value : {"small", "small", "large"}) {
    stack.add_resource(value, "AWS::S3::Bucket").condition =
        stack.add_condition("IsSize", cfn::equals(cfn::ref(size.id), value));
  }
  Diagnostics diagnostics;
  synthesize(stack, diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 2U);
  EXPECT_EQ(diagnostics.items()[0].message,
            "a resource of the stack and a resource of the stack have the same logical id "
            "\"Small\"");
  EXPECT_EQ(diagnostics.items()[1].message,
            "a condition and a condition have the same logical id \"IsSize\"");
}

TEST(Fold, RefusesMalformedIds) {
  Stack stack({.name = "shop"});
  stack.add<Group>("--", {}).add_resource("", "AWS::S3::Bucket");
  cfn::Resource raw;
  raw.id = id("my-data");
  raw.type = "AWS::SNS::Topic";
  stack.add_raw(raw);
  Diagnostics diagnostics;
  EXPECT_EQ(synthesize(stack, diagnostics).resources.size(), 0U);
  ASSERT_EQ(diagnostics.items().size(), 2U);
  EXPECT_EQ(diagnostics.items()[0].message, "a resource of \"--\" has no logical id");
  EXPECT_EQ(diagnostics.items()[0].fix, "use a name with an ASCII letter or digit");
  EXPECT_EQ(diagnostics.items()[1].message,
            "the logical id \"my-data\" contains characters other than letters and digits");
  EXPECT_EQ(diagnostics.items()[1].fix, "for example \"MyData\"");
}

TEST(Fold, RefusesAStackNameThatAwsRefuses) {
  EXPECT_EQ(findings(Stack({.name = "1shop"})),
            "error: the stack name \"1shop\" is not valid [ARC2022]\n  fix: use at most 100 "
            "letters, digits and hyphens, starting with a letter\n");
  EXPECT_EQ(findings(Stack({.name = std::string(100, 'a')})), "");
  EXPECT_NE(findings(Stack({.name = std::string(101, 'a')})), "");
}

}  // namespace
}  // namespace archsynth

#include "archsynth/aws/ecr.h"

#include <gtest/gtest.h>

#include "aws/resources.h"

namespace archsynth {
namespace {

TEST(Repository, ScansEncryptsAndExpires) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  ecr::Repository& repository =
      stack.add<ecr::Repository>("shop-api-repository", key, {.repository_name = "shop/api"});
  const cfn::LogicalId id("ShopApiRepository");
  EXPECT_EQ(repository.arn(), cfn::get_att(id, "Arn"));
  EXPECT_EQ(repository.uri(), cfn::get_att(id, "RepositoryUri"));
  EXPECT_EQ(resource(stack, "ShopApiRepository"), R"json({
  "ShopApiRepository": {
    "Type": "AWS::ECR::Repository",
    "DeletionPolicy": "RetainExceptOnCreate",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
      "EncryptionConfiguration": {
        "EncryptionType": "KMS",
        "KmsKey": {
          "Fn::GetAtt": [
            "Key",
            "Arn"
          ]
        }
      },
      "ImageScanningConfiguration": {
        "ScanOnPush": true
      },
      "ImageTagMutability": "IMMUTABLE",
      "LifecyclePolicy": {
        "LifecyclePolicyText": "{\"rules\":[{\"rulePriority\":1,\"description\":\"Expire untagged images after 7 days\",\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":7},\"action\":{\"type\":\"expire\"}},{\"rulePriority\":2,\"description\":\"Keep the last 10 tagged images\",\"selection\":{\"tagStatus\":\"tagged\",\"tagPatternList\":[\"*\"],\"countType\":\"imageCountMoreThan\",\"countNumber\":10},\"action\":{\"type\":\"expire\"}}]}"
      },
      "Tags": [
        {
          "Key": "Name",
          "Value": "shop/api"
        }
      ]
    }
  }
}
)json");
}

TEST(Repository, TakesOtherTagsAndCountsAndAwsKey) {
  Stack stack({.name = "shop", .environment = Profile::kDevelopment});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  stack.add<ecr::Repository>(
      "Api", key, {.tag_mutability = ecr::TagMutability::kMutable, .keep_tagged_images = 3});
  EXPECT_EQ(resources(stack), R"json({
  "Api": {
    "Type": "AWS::ECR::Repository",
    "DeletionPolicy": "RetainExceptOnCreate",
    "UpdateReplacePolicy": "Retain",
    "Properties": {
      "EncryptionConfiguration": {
        "EncryptionType": "KMS"
      },
      "ImageScanningConfiguration": {
        "ScanOnPush": true
      },
      "ImageTagMutability": "MUTABLE",
      "LifecyclePolicy": {
        "LifecyclePolicyText": "{\"rules\":[{\"rulePriority\":1,\"description\":\"Expire untagged images after 7 days\",\"selection\":{\"tagStatus\":\"untagged\",\"countType\":\"sinceImagePushed\",\"countUnit\":\"days\",\"countNumber\":7},\"action\":{\"type\":\"expire\"}},{\"rulePriority\":2,\"description\":\"Keep the last 3 tagged images\",\"selection\":{\"tagStatus\":\"tagged\",\"tagPatternList\":[\"*\"],\"countType\":\"imageCountMoreThan\",\"countNumber\":3},\"action\":{\"type\":\"expire\"}}]}"
      }
    }
  }
}
)json");
}

TEST(Repository, RefusesToKeepNothing) {
  Stack stack({.name = "shop"});
  kms::Key& key = stack.add<kms::Key>("Key", {});
  stack.add<ecr::Repository>("Api", key, {.keep_tagged_images = 0});
  EXPECT_EQ(findings(stack),
            at("ecr_test.cc", __LINE__ - 2,
               R"(error: "Api.keep_tagged_images" must be from 1 to 10000, not 0 [ARC1004]
  fix: write 1
)"));
}

}  // namespace
}  // namespace archsynth

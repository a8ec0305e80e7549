#include "archsynth/construct/waiver.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/writer.h"

namespace archsynth::construct {
namespace {

constexpr Rule kEverywhere{"CKV_AWS_91", "AwsSolutions-ELB2", "W3045"};

TEST(Waive, WritesEveryToolsOwnForm) {
  cfn::Resource resource;
  waive(resource, kEverywhere, "nobody reads them");
  EXPECT_EQ(cfn::to_json(resource.metadata), R"json({
  "checkov": {
    "skip": [
      {
        "id": "CKV_AWS_91",
        "comment": "nobody reads them"
      }
    ]
  },
  "cdk_nag": {
    "rules_to_suppress": [
      {
        "id": "AwsSolutions-ELB2",
        "reason": "nobody reads them"
      }
    ]
  },
  "cfn-lint": {
    "config": {
      "ignore_checks": [
        "W3045"
      ]
    }
  }
}
)json");
}

TEST(Waive, LeavesOutToolsWithoutSuchARule) {
  cfn::Resource resource;
  waive(resource, {.checkov = "CKV_AWS_18"}, "why");
  EXPECT_EQ(cfn::to_json(resource.metadata, true),
            R"({"checkov":{"skip":[{"id":"CKV_AWS_18","comment":"why"}]}})"
            "\n");
}

TEST(Waive, WritesTheFormsOfCfnNagAndGuard) {
  cfn::Resource resource;
  waive(resource, {.cfn_nag = "W35", .guard = "S3_BUCKET_LOGGING_ENABLED"}, "why");
  EXPECT_EQ(cfn::to_json(resource.metadata, true),
            R"({"cfn_nag":{"rules_to_suppress":[{"id":"W35","reason":"why"}]},)"
            R"("guard":{"SuppressedRules":["S3_BUCKET_LOGGING_ENABLED"]}})"
            "\n");
}

TEST(Waive, KeepsOtherMetadataAndSaysThingsOnce) {
  cfn::Resource resource;
  resource.metadata = cfn::Map{{"Owner", "payments"}};
  waive(resource, kEverywhere, "why");
  const cfn::Value once = resource.metadata;
  waive(resource, kEverywhere, "why");
  EXPECT_EQ(resource.metadata, once);
  waive(resource, {.checkov = "CKV_AWS_18"}, "why");
  EXPECT_EQ(cfn::to_json(resource.metadata, true),
            R"({"Owner":"payments","checkov":{"skip":[{"id":"CKV_AWS_91","comment":"why"},)"
            R"({"id":"CKV_AWS_18","comment":"why"}]},"cdk_nag":{"rules_to_suppress":[)"
            R"({"id":"AwsSolutions-ELB2","reason":"why"}]},)"
            R"("cfn-lint":{"config":{"ignore_checks":["W3045"]}}})"
            "\n");
}

TEST(Waive, GivesBothReasonsForOneRuleInOneEntry) {
  cfn::Resource resource;
  for (const char* reason : {"traces", "mail", "traces"}) {
    waive(resource, {.cdk_nag = "AwsSolutions-IAM5[Resource::*]", .guard = "NO_STAR"}, reason);
  }
  EXPECT_EQ(cfn::to_json(resource.metadata, true),
            R"({"cdk_nag":{"rules_to_suppress":[{"id":"AwsSolutions-IAM5[Resource::*]",)"
            R"("reason":"traces; mail"}]},"guard":{"SuppressedRules":["NO_STAR"]}})"
            "\n");
}

}  // namespace
}  // namespace archsynth::construct

#include <gtest/gtest.h>

#include "synth/stacks.h"

namespace archsynth {
namespace {

std::string with_resources(int count) {
  Stack stack({.name = "shop"});
  for (int i = 0; i < count; ++i) stack.add_resource(std::to_string(i), "AWS::SNS::Topic");
  return findings(stack);
}

std::string with_outputs(int count) {
  Stack stack({.name = "shop"});
  for (int i = 0; i < count; ++i) stack.add_output(std::to_string(i), "", "value");
  return findings(stack);
}

std::string of_size(std::size_t bytes, std::size_t compact_bytes) {
  Diagnostics diagnostics;
  check_template_size(bytes, compact_bytes, diagnostics);
  return render(diagnostics);
}

TEST(Quotas, WarnAtFourFifthsAndEndAtTheLimit) {
  EXPECT_EQ(with_resources(399), "");
  EXPECT_EQ(with_resources(400),
            "warning: the template has 400 of the 500 resources that CloudFormation allows "
            "[ARC2031]\n");
  EXPECT_EQ(with_resources(501),
            "error: the template has 501 resources; CloudFormation's limit is 500 [ARC2030]\n"
            "  fix: split the template into several stacks\n");
  EXPECT_EQ(with_outputs(160),
            "warning: the template has 160 of the 200 outputs that CloudFormation allows "
            "[ARC2031]\n");
  EXPECT_EQ(with_outputs(201),
            "error: the template has 201 outputs; CloudFormation's limit is 200 [ARC2030]\n"
            "  fix: split the template into several stacks\n");
}

TEST(Quotas, HoldForParameters) {
  Stack stack({.name = "shop"});
  cfn::List uses;
  for (int i = 0; i < 201; ++i) {
    uses.push_back(cfn::ref(stack.add_parameter("P" + std::to_string(i), "String").id));
  }
  stack.add_output("All", "", cfn::join("", std::move(uses)));
  EXPECT_EQ(findings(stack),
            "error: the template has 201 parameters; CloudFormation's limit is 200 [ARC2030]\n"
            "  fix: split the template into several stacks\n");
}

TEST(Quotas, HoldForTexts) {
  EXPECT_EQ(findings(Stack({.name = "shop", .description = std::string(1025, 'd')})),
            "error: the description has 1025 bytes; CloudFormation's limit is 1024 [ARC2030]\n");
  EXPECT_EQ(findings(Stack({.name = "shop", .description = std::string(1024, 'd')})), "");
  Stack stack({.name = "shop"});
  stack.add_resource(std::string(256, 'a'), "AWS::SNS::Topic");
  EXPECT_EQ(findings(stack),
            "error: the logical id \"A" + std::string(59, 'a') +
                "…\" has 256 characters; CloudFormation's limit is 255 [ARC2030]\n");
}

TEST(Quotas, SayWhenATemplateNeedsABucket) {
  EXPECT_EQ(of_size(51'200, 51'200), "");
  EXPECT_EQ(
      of_size(51'201, 40'000),
      "note: the template is 51,201 bytes; above 51,200 it must be uploaded to S3 to deploy "
      "[ARC2032]\n  fix: write compact JSON (40,000 bytes), or use `aws cloudformation deploy "
      "--s3-bucket BUCKET`\n");
  EXPECT_EQ(of_size(51'201, 51'201),
            "note: the template is 51,201 bytes; above 51,200 it must be uploaded to S3 to deploy "
            "[ARC2032]\n  fix: use `aws cloudformation deploy --s3-bucket BUCKET`\n");
  EXPECT_EQ(of_size(900'000, 900'000),
            "warning: the template is 900,000 bytes; CloudFormation accepts at most 1,000,000 "
            "[ARC2034]\n");
  EXPECT_EQ(of_size(1'100'000, 1'100'000),
            "error: the template is 1,100,000 bytes; CloudFormation accepts at most 1,000,000 "
            "[ARC2033]\n  fix: split the template into several stacks\n");
}

}  // namespace
}  // namespace archsynth

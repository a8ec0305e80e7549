// What hostile templates may cost, counted rather than timed.

#include <gtest/gtest.h>

#include "archsynth/analysis/diff.h"
#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

cfn::Template bounded_template(Sources& sources, std::string text) {
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("t.yaml", std::move(text)), diagnostics);
  auto result = node ? cfn::read_template(*node, diagnostics) : std::nullopt;
  return result ? std::move(*result) : cfn::Template();
}

std::string large_policy(int count) {
  std::string actions;
  std::string resources;
  for (int i = 0; i < count; ++i) {
    actions += "'s3:A" + std::to_string(i) + "', ";
    resources += "'arn:aws:s3:::b" + std::to_string(i) + "', ";
  }
  return "Resources:\n  P:\n    Type: AWS::IAM::ManagedPolicy\n    Properties:\n"
         "      PolicyDocument:\n        Statement:\n"
         "          - {Effect: Allow, Action: [" +
         actions + "], Resource: [" + resources + "]}\n";
}

TEST(Bounds, APolicyOfManyActionsAndResourcesIsToldInFewChanges) {
  Sources sources;
  const cfn::Template nothing = bounded_template(
      sources, "Resources: {T: {Type: AWS::CloudFormation::WaitConditionHandle}}\n");
  EXPECT_EQ(diff(nothing, bounded_template(sources, large_policy(60)), {}).security.size(), 60U);
  const cfn::Template many = bounded_template(sources, large_policy(1000));
  EXPECT_EQ(diff(nothing, many, {}).security.size(), 1U);
  // A resource more is still a change of what is opened.
  EXPECT_FALSE(diff(many, bounded_template(sources, large_policy(1001)), {}).security.empty());
  EXPECT_TRUE(diff(many, many, {}).security.empty());
}

TEST(Bounds, OnlyTheSizeOfATemplateFarPastTheQuotasIsChecked) {
  Sources sources;
  std::string text = "Resources:\n";
  for (int i = 0; i < 2001; ++i) text += "  T" + std::to_string(i) + ": {Type: A::B::C}\n";
  Diagnostics diagnostics;
  validate(bounded_template(sources, text), {.region = "eu-west-1"}, diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 2U) << render(diagnostics);
  EXPECT_EQ(diagnostics.items()[0].code, "ARC2038");
  EXPECT_EQ(diagnostics.items()[1].code, "ARC2030");
}

}  // namespace
}  // namespace archsynth::analysis

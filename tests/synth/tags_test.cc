#include <gtest/gtest.h>

#include "synth/stacks.h"

namespace archsynth {
namespace {

std::string tagged(std::string_view type, cfn::Map properties = {}) {
  Stack stack({.name = "shop", .tags = {{"team", "payments", {}}, {"Name", "shop", {}}}});
  stack.add_resource("It", type, std::move(properties));
  Diagnostics diagnostics;
  cfn::Template result = synthesize(stack, diagnostics);
  return render(diagnostics) + cfn::to_json(cfn::Value(result.resources[0].properties), true);
}

TEST(Tags, HaveTheShapeOfTheType) {
  EXPECT_EQ(tagged("AWS::EC2::VPC"),
            R"({"Tags":[{"Key":"team","Value":"payments"},{"Key":"Name","Value":"shop"}]})"
            "\n");
  EXPECT_EQ(tagged("AWS::SSM::Parameter"), R"({"Tags":{"team":"payments","Name":"shop"}})"
                                           "\n");
  EXPECT_EQ(tagged("AWS::AutoScaling::AutoScalingGroup"),
            R"({"Tags":[{"Key":"team","Value":"payments","PropagateAtLaunch":true},)"
            R"({"Key":"Name","Value":"shop","PropagateAtLaunch":true}]})"
            "\n");
  EXPECT_EQ(tagged("AWS::EC2::VPCGatewayAttachment"), "{}\n");
  EXPECT_EQ(tagged("Vendor::Unknown::Type"), "{}\n");
}

TEST(Tags, OfTheConstructStand) {
  EXPECT_EQ(
      tagged("AWS::EC2::VPC", {{"Tags", cfn::List{cfn::Map{{"Key", "Name"}, {"Value", "mine"}}}}}),
      R"({"Tags":[{"Key":"Name","Value":"mine"},{"Key":"team","Value":"payments"}]})"
      "\n");
  EXPECT_EQ(tagged("AWS::SSM::Parameter", {{"Tags", cfn::Map{{"team", "mine"}}}}),
            R"({"Tags":{"team":"mine","Name":"shop"}})"
            "\n");
}

TEST(Tags, LeaveRawResourcesAsTheyWereWritten) {
  Stack stack({.name = "shop", .tags = {{"team", "payments", {}}}});
  cfn::Resource raw;
  raw.id = id("Extra");
  raw.type = "AWS::SNS::Topic";
  stack.add_raw(raw);
  Diagnostics diagnostics;
  EXPECT_EQ(synthesize(stack, diagnostics).resources[0], raw);
}

TEST(Tags, KeepTheirOrigin) {
  Sources sources;
  const Source& source = sources.add("prod.yaml", "team: payments\n");
  const Span place{&source, 6, 14};
  Stack stack({.name = "shop", .tags = {{"team", "payments", place}}});
  stack.add_resource("It", "AWS::EC2::VPC");
  Diagnostics diagnostics;
  const cfn::Template result = synthesize(stack, diagnostics);
  const cfn::List& tags = *result.resources[0].properties.find("Tags")->list();
  EXPECT_EQ(tags[0].map()->find("Value")->origin(), Origin(place));
}

TEST(Tags, AreCheckedForProgramsThatStateThem) {
  Stack stack(
      {.name = "shop",
       .tags = {{"aws:team", "a", {}}, {"note", "a?", {}}, {"team", "a", {}}, {"team", "b", {}}}});
  EXPECT_EQ(findings(stack), R"(error: the tag key "aws:team" is not valid [ARC2020]
  fix: use 1 to 128 letters, digits, spaces and + - = . _ : / @, not starting with "aws:"
error: the tag "note" has the invalid value "a?" [ARC2020]
  fix: use at most 256 letters, digits, spaces and + - = . _ : / @, not starting with "aws:"
error: duplicate tag "team" [ARC2020]
)");
}

TEST(Tags, AreAtMostFiftyOnOneResource) {
  StackProps props{.name = "shop"};
  for (int i = 0; i < 50; ++i) props.tags.push_back({"t" + std::to_string(i), "v", {}});
  Stack stack(props);
  stack.add_resource("Vpc", "AWS::EC2::VPC");
  EXPECT_EQ(findings(stack), "");
  stack.add_resource("Named", "AWS::EC2::VPC",
                     {{"Tags", cfn::List{cfn::Map{{"Key", "Name"}, {"Value", "mine"}}}}});
  EXPECT_EQ(
      findings(stack),
      "error: \"Named\" has 51 tags, but at most 50 are allowed [ARC2021]\n  fix: remove 1 tag\n");
}

}  // namespace
}  // namespace archsynth

// Values of NoEcho parameters are compared, and shown nowhere.

#include <gtest/gtest.h>

#include "archsynth/analysis/diff.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

cfn::Template secret_template(Sources& sources, std::string text) {
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("t.yaml", std::move(text)), diagnostics);
  auto result = node ? cfn::read_template(*node, diagnostics) : std::nullopt;
  return result ? std::move(*result) : cfn::Template();
}

TEST(Secrets, AreWordsThatDifferWhereTheyDo) {
  Sources sources;
  const std::string text =
      "Parameters: {P: {Type: String, NoEcho: true, Default: first}}\n"
      "Resources: {T: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref P}}}\n";
  const cfn::Template stack = secret_template(sources, text);
  const auto changes_to = [&](const char* value) {
    DiffOptions options;
    options.after.push_back({"P", cfn::Value(value), {}});
    return diff(stack, stack, options).resources;
  };
  EXPECT_TRUE(changes_to("first").empty());
  const auto changes = changes_to("second");
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(text_of(changes[0].properties.at(0)).find("second"), std::string::npos);
}

}  // namespace
}  // namespace archsynth::analysis

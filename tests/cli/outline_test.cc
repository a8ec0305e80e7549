#include "cli/outline.h"

#include <gtest/gtest.h>

#include "archsynth/document/reader.h"

namespace archsynth::cli {
namespace {

constexpr const char* kTemplate = R"(Shared: &shared
  Key: anchored
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      DelaySeconds: !If [IsA, first, second]
      Name/x~y: !Sub named
      Tags:
        - {Key: a, Value: one}
        - Key: b
          Value: two
      Copy: *shared
  Topic:
    Type: AWS::SNS::Topic
)";

TEST(Outline, NamesTheInnermostNode) {
  const Source source("t.yaml", kTemplate);
  Diagnostics found;
  const auto root = document::read(source, found);
  ASSERT_TRUE(root);
  const Outline outline(*root);
  const auto path = [&](const char* word) {
    return outline.path_at(static_cast<std::uint32_t>(source.text().find(word)));
  };
  EXPECT_EQ(path("Queue:"), "Resources/Queue");
  EXPECT_EQ(path("DelaySeconds"), "Resources/Queue/Properties/DelaySeconds");
  EXPECT_EQ(path("!If"), "Resources/Queue/Properties/DelaySeconds");
  EXPECT_EQ(path("second"), "Resources/Queue/Properties/DelaySeconds/Fn::If/2");
  EXPECT_EQ(path("named"), "Resources/Queue/Properties/Name~1x~0y");
  EXPECT_EQ(path("one"), "Resources/Queue/Properties/Tags/0/Value");
  EXPECT_EQ(path("two"), "Resources/Queue/Properties/Tags/1/Value");
  EXPECT_EQ(path("anchored"), "Shared/Key");
  EXPECT_EQ(path("Copy"), "Resources/Queue/Properties/Copy");
}

}  // namespace
}  // namespace archsynth::cli

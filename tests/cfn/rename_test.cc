#include "archsynth/cfn/rename.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"

namespace archsynth::cfn {
namespace {

Template read(Sources& sources, const char* text) {
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("stack.yaml", text), diagnostics);
  auto result = node ? read_template(*node, diagnostics) : std::nullopt;
  EXPECT_EQ(render(diagnostics), "");
  return result ? *result : Template();
}

TEST(Rename, TakesAlongWhateverNamesTheResource) {
  Sources sources;
  Template stack = read(sources, R"(
Resources:
  Old:
    Type: AWS::S3::Bucket
  Older:
    Type: AWS::SNS::Topic
    DependsOn: Old
    Properties:
      DisplayName: Old
      TopicName: !Join ['-', [!Ref Old, !GetAtt Old.Arn, !Ref Older]]
      Tags:
        - {Key: a, Value: !Sub '${Old} ${Old.Arn} ${!Old} ${Older} ${Old'}
        - {Key: b, Value: !Sub ['${Old} ${Mine}', {Old: x, Mine: !Ref Old}]}
        - {Key: c, Value: {Fn::GetAtt: [Old, !Ref 'AWS::Region']}}
Outputs:
  Old:
    Value: !Ref Old
    Export: {Name: !Sub 'x-${Old}'}
)");
  rename_resources(stack, {{"Old", "New"}});
  EXPECT_EQ(to_yaml(stack), to_yaml(read(sources, R"(
Resources:
  New:
    Type: AWS::S3::Bucket
  Older:
    Type: AWS::SNS::Topic
    DependsOn: New
    Properties:
      DisplayName: Old
      TopicName: !Join ['-', [!Ref New, !GetAtt New.Arn, !Ref Older]]
      Tags:
        - {Key: a, Value: !Sub '${New} ${New.Arn} ${!Old} ${Older} ${Old'}
        - {Key: b, Value: !Sub ['${Old} ${Mine}', {Old: x, Mine: !Ref New}]}
        - {Key: c, Value: {Fn::GetAtt: [New, !Ref 'AWS::Region']}}
Outputs:
  Old:
    Value: !Ref New
    Export: {Name: !Sub 'x-${New}'}
)")));
}

TEST(Rename, SwapsTwoAtOnceAndKeepsOrderAndOrigins) {
  Sources sources;
  Template stack = read(sources, R"(
Resources:
  A: {Type: AWS::S3::Bucket, Properties: {BucketName: !Ref B}}
  B: {Type: AWS::SNS::Topic}
)");
  const Origin before = stack.resources[0].properties.find("BucketName")->origin();
  rename_resources(stack, {{"A", "B"}, {"B", "A"}});
  ASSERT_EQ(stack.resources.size(), 2U);
  EXPECT_EQ(stack.resources[0].id.str(), "B");
  EXPECT_EQ(stack.resources[0].type, "AWS::S3::Bucket");
  EXPECT_EQ(stack.resources[1].id.str(), "A");
  const Value& name = *stack.resources[0].properties.find("BucketName");
  EXPECT_EQ(name, ref(LogicalId("A")));
  EXPECT_TRUE(name.origin().known());
  EXPECT_EQ(name.origin().to_string(), before.to_string());
}

}  // namespace
}  // namespace archsynth::cfn

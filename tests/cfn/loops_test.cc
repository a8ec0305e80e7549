#include "archsynth/cfn/loops.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "cfn/findings.h"

namespace archsynth::cfn {
namespace {

/// The unrolled template with its findings.
class Loops : public testing::Test {
 protected:
  Template unroll(std::string_view text) {
    const auto node = document::read(sources_.add("t.yaml", std::string(text)), diagnostics_);
    return unrolled(read_template(*node, diagnostics_).value(), diagnostics_);
  }
  std::string findings() const { return cfn::findings(diagnostics_); }

  Sources sources_;
  Diagnostics diagnostics_;
};

constexpr std::string_view kHead = "Transform: AWS::LanguageExtensions\n";

void expect_same(const Template& made, std::string_view written) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("w.yaml", std::string(written)), diagnostics);
  EXPECT_EQ(to_json(to_value(made)), to_json(to_value(read_template(*node, diagnostics).value())));
}

TEST_F(Loops, MakeResourcesOutputsConditionsAndProperties) {
  const Template made = unroll(std::string(kHead) + R"(
Conditions:
  Fn::ForEach::Are: [Name, [A, B], {"Is${Name}": !Equals [!Ref Name, "${Name}"]}]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Fn::ForEach::Texts: [Key, [TopicName, DisplayName], {"${Key}": !Sub "${Key}-x"}]
  Fn::ForEach::Queues:
    - Name
    - [A, B]
    - Queue${Name}:
        Type: AWS::SQS::Queue
        Condition: Is${Name}
        DependsOn: Topic
        Properties:
          QueueName: !Join [-, [!Ref Name, !Ref "AWS::Region"]]
          KmsMasterKeyId: !If ["Is${Name}", !Sub "${Name}-${AWS::Region}", "&{Name}"]
Outputs:
  Fn::ForEach::Arns:
    - Name
    - [A, B]
    - "Arn${Name}": {Value: !GetAtt ["Queue${Name}", Arn]}
      "Url${Name}": {Value: !Ref "Queue${Name}", Condition: "Is${Name}"}
)");
  EXPECT_EQ(findings(), "");
  EXPECT_FALSE(has_loops(made));
  expect_same(made, std::string(kHead) + R"(
Conditions:
  IsA: !Equals [A, A]
  IsB: !Equals [B, B]
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties: {TopicName: TopicName-x, DisplayName: DisplayName-x}
  QueueA:
    Type: AWS::SQS::Queue
    Condition: IsA
    DependsOn: Topic
    Properties:
      QueueName: !Join [-, [A, !Ref "AWS::Region"]]
      KmsMasterKeyId: !If [IsA, !Sub "A-${AWS::Region}", A]
  QueueB:
    Type: AWS::SQS::Queue
    Condition: IsB
    DependsOn: Topic
    Properties:
      QueueName: !Join [-, [B, !Ref "AWS::Region"]]
      KmsMasterKeyId: !If [IsB, !Sub "B-${AWS::Region}", B]
Outputs:
  ArnA: {Value: !GetAtt QueueA.Arn}
  UrlA: {Value: !Ref QueueA, Condition: IsA}
  ArnB: {Value: !GetAtt QueueB.Arn}
  UrlB: {Value: !Ref QueueB, Condition: IsB}
)");
}

TEST_F(Loops, NestAndGoThroughParametersAndMappings) {
  const Template made = unroll(std::string(kHead) + R"(
Parameters:
  Kinds: {Type: CommaDelimitedList, Default: "a, 10.0.0.1"}
Mappings:
  Names: {a: {Of: [X, Y]}, 10.0.0.1: {Of: [Z]}}
Resources:
  Fn::ForEach::Outer:
    - Kind
    - !Ref Kinds
    - Fn::ForEach::Inner:
        - Name
        - !FindInMap [Names, !Ref Kind, Of]
        - "T&{Kind}${Name}": {Type: AWS::SNS::Topic, Properties: {TopicName: "${Kind}"}}
)");
  EXPECT_EQ(findings(), "");
  ASSERT_EQ(made.resources.size(), 3U);
  EXPECT_EQ(made.resources[0].id.str(), "TaX");
  EXPECT_EQ(made.resources[1].id.str(), "TaY");
  EXPECT_EQ(made.resources[2].id.str(), "T10001Z");
  EXPECT_EQ(*made.resources[2].properties.find("TopicName"), Value("10.0.0.1"));
}

TEST_F(Loops, StayWhereTheirCollectionIsNotKnown) {
  const Template made = unroll(std::string(kHead) + R"(
Parameters: {Names: {Type: CommaDelimitedList}}
Resources:
  Fn::ForEach::Queues: [Name, !Ref Names, {"Q${Name}": {Type: AWS::SQS::Queue}}]
)");
  EXPECT_EQ(findings(), "");
  EXPECT_TRUE(made.resources.empty());
  EXPECT_TRUE(has_loops(made));
}

TEST_F(Loops, AreReportedWhereTheyAreWrong) {
  unroll(std::string(kHead) + R"(Resources:
  QA: {Type: AWS::SQS::Queue}
  Fn::ForEach::Short: [Name, [A]]
  Fn::ForEach::Text: [Name, A, {"T${Name}": {Type: AWS::SNS::Topic}}]
  Fn::ForEach::Same: [Name, [A, B], {Same: {Type: AWS::SNS::Topic}}]
  Fn::ForEach::Self: [Self, !Ref Self, {"S${Self}": {Type: AWS::SNS::Topic}}]
  Fn::ForEach::There: [Name, [A, B], {"Q${Name}": {Type: AWS::SQS::Queue}}]
)");
  EXPECT_EQ(
      findings(),
      "t.yaml:4:3 ARC0213 \"Fn::ForEach::Short\" needs an identifier, a collection, and what "
      "to repeat; write [Name, [A, B], {\"Key${Name}\": …}]\n"
      "t.yaml:5:3 ARC0213 \"Fn::ForEach::Text\" needs an identifier, a collection, and what "
      "to repeat; write [Name, [A, B], {\"Key${Name}\": …}]\n"
      "t.yaml:6:3 ARC0214 \"Fn::ForEach::Same\" makes \"Same\", which already exists; name "
      "each after its item: \"Key${Name}\"\n"
      "t.yaml:7:3 ARC0213 \"Fn::ForEach::Self\" goes through \"Self\", which is not a parameter; "
      "name a parameter of the type CommaDelimitedList, or list the items\n"
      "t.yaml:8:3 ARC0214 \"Fn::ForEach::There\" makes \"QA\", which already exists; name "
      "each after its item: \"Key${Name}\"\n");
}

TEST_F(Loops, StopBeforeTheyExplode) {
  std::string body = R"({"K${N0}": {}})";
  for (int depth = 12; depth-- > 0;) {
    const std::string n = std::to_string(depth);
    body =
        "{\"Fn::ForEach::L" + n + "\": [N" + n + ", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], " + body + "]}";
  }
  unroll(std::string(kHead) + "Resources: " + body);
  EXPECT_NE(findings().find("ARC0214 loops create more than can be read"), std::string::npos);
}

}  // namespace
}  // namespace archsynth::cfn

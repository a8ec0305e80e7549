#include "archsynth/rules/parameters.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Values = std::vector<ParameterValue>;

constexpr const char* kDeclarations = R"(Parameters:
  Stage: {Type: String, AllowedValues: [dev, prod]}
  Count: {Type: Number, Default: 1, MinValue: 1, MaxValue: 5}
  Names: {Type: CommaDelimitedList, Default: "a", AllowedPattern: "[a-z]+"}
  Short: {Type: String, Default: ab, MinLength: 2, MaxLength: 3}
  Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /image}
)";

/// `code message` of what the declarations say to the values.
std::vector<std::string> said(const Values& values) {
  const Source source("t.yaml", std::string(kDeclarations) + "Resources: {}\n");
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto checked = cfn::read_template(*node, found);
  Diagnostics said;
  check_parameter_values(*checked, values, said);
  std::vector<std::string> lines;
  for (const Diagnostic& each : said.items()) lines.push_back(each.code + " " + each.message);
  return lines;
}

TEST(ParameterValues, AreHeldAgainstTheirDeclarations) {
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Count", "5", {}}, {"Names", "a, bc", {}}}), IsEmpty());
  EXPECT_THAT(
      said({{"Stage", "prd", {}}}),
      ElementsAre("ARC2045 the value of \"Stage\" is \"prd\", which is not in \"AllowedValues\""));
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Count", "6", {}}}),
              ElementsAre("ARC2045 the value of \"Count\" is more than 5"));
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Count", "many", {}}}),
              ElementsAre("ARC2045 the value of \"Count\" is \"many\", which is not a number"));
  EXPECT_THAT(
      said({{"Stage", "dev", {}}, {"Names", "a,b1", {}}}),
      ElementsAre(
          "ARC2045 the value of \"Names\" is \"b1\", which does not match \"AllowedPattern\""));
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Short", "a", {}}}),
              ElementsAre("ARC2045 the value of \"Short\" is shorter than 2 characters"));
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Short", "abcd", {}}}),
              ElementsAre("ARC2045 the value of \"Short\" is longer than 3 characters"));
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Image", "/other", {}}}), IsEmpty());
}

TEST(ParameterValues, AreThereForWhatTheTemplateHas) {
  EXPECT_THAT(said({}),
              ElementsAre("ARC2047 the parameter \"Stage\" has neither a default nor a value"));
  EXPECT_THAT(said({{"Stage", {}, {}}}), IsEmpty()) << "the value that the stack has";
  EXPECT_THAT(said({{"Stage", "dev", {}}, {"Cuont", "1", {}}}),
              ElementsAre("ARC2046 unknown parameter \"Cuont\""));
}

TEST(ParameterValues, DecideConditions) {
  const Source source("t.yaml", std::string(kDeclarations) + R"(Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsMany: !Equals [!Ref Count, 3]
Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Join ["", !Ref Names]
      DelaySeconds: !If [IsProd, 5000, 1]
      VisibilityTimeout: !If [IsMany, 100000, !Ref Count]
      KmsMasterKeyId: !Sub "${Short}${Image}"
)");
  const auto codes = [&](std::optional<Values> values) {
    Diagnostics found;
    const auto node = document::read(source, found);
    const auto checked = cfn::read_template(*node, found);
    validate(*checked, {.parameters = std::move(values)}, found);
    std::vector<std::string> lines;
    for (const Diagnostic& each : found.sorted()) lines.push_back(each.code + " " + each.message);
    return lines;
  };
  const std::string delay = "ARC3009 \"DelaySeconds\" must be at most 900, not 5000";
  const std::string visibility = "ARC3009 \"VisibilityTimeout\" must be at most 43200, not 100000";
  EXPECT_THAT(codes(std::nullopt), ElementsAre(delay, visibility));
  EXPECT_THAT(codes(Values{{"Stage", "dev", {}}, {"Count", "2", {}}}), IsEmpty());
  EXPECT_THAT(codes(Values{{"Stage", "prod", {}}, {"Count", "2", {}}}), ElementsAre(delay));
  EXPECT_THAT(codes(Values{{"Stage", "dev", {}}, {"Count", "3", {}}}), ElementsAre(visibility));
}

}  // namespace
}  // namespace archsynth::analysis

#include <gtest/gtest.h>

#include "archsynth/input/input.h"

namespace archsynth::input {
namespace {

constexpr const char* kParent = R"(Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod]}
Resources:
  Right:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Env: live, Size: 2}}
  Wrong:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Envir: dev, Size: 9}}
  States:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: child.yaml, Parameters: {Env: !Ref Env}}
  Elsewhere:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: "https://bucket.s3.amazonaws.com/child.yaml", Parameters: {Envir: dev}}
  Absent:
    Type: AWS::CloudFormation::Stack
    Properties: {TemplateURL: absent.yaml, Parameters: {Envir: dev}}
Outputs:
  Topic: {Value: !GetAtt Right.Outputs.Topic}
  Alarm: {Value: !GetAtt Right.Outputs.Alarm}
  Other: {Value: !GetAtt Right.Outputs.Topics}
  Never: {Value: !GetAtt States.Outputs.Alarm}
)";

constexpr const char* kChild = R"(Parameters:
  Env: {Type: String, AllowedValues: [dev, live]}
  Size: {Type: Number, Default: 2, MaxValue: 4}
Conditions:
  IsLive: !Equals [!Ref Env, live]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {DisplayName: !Sub "${Env} ${Size}"}}
  Alarms: {Type: AWS::SNS::Topic, Condition: IsLive}
Outputs:
  Topic: {Value: !Ref Topic}
  Alarm: {Condition: IsLive, Value: !Ref Alarms}
)";

TEST(Nested, StacksAreHeldAgainstTheTemplatesThatTheyName) {
  Sources sources;
  Diagnostics found;
  Settings settings;
  settings.keep_going = true;
  settings.file = [](const Source&, const std::string& path,
                     Diagnostics&) -> std::optional<NamedText> {
    return path == "child.yaml" ? std::optional(NamedText{path, kChild}) : std::nullopt;
  };
  const auto input = open(sources.add("parent.yaml", kParent), settings, sources, found);
  ASSERT_TRUE(input) << render(found);
  std::string said;
  for (const Diagnostic& each : input->found.sorted()) {
    said += each.origin.to_string() + " " + each.code + " " + each.text() + "\n";
  }
  EXPECT_EQ(said,
            R"(parent.yaml:9:43 ARC2047 the parameter "Env" has neither a default nor a value
parent.yaml:9:56 ARC2046 unknown parameter "Envir"
parent.yaml:9:74 ARC2045 the value of "Size" is more than 4
parent.yaml:12:61 ARC5423 the value of "Env" is "prod", which is not in "AllowedValues" (when "Env" is "prod")
parent.yaml:22:18 ARC5422 the nested stack "Right" has no output "Topics"
parent.yaml:23:18 ARC5422 the output "Alarm" of "States" does not exist, because "IsLive" is false there
)");
}

}  // namespace
}  // namespace archsynth::input

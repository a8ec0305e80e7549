#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "cfn/findings.h"
#include "cfn/print.h"

namespace archsynth::cfn {
namespace {

/// The findings about a text.
std::string outcome(std::string_view text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read(sources.add("t.yaml", std::string(text)), diagnostics);
  if (node) read_template(*node, diagnostics);
  return findings(diagnostics);
}

constexpr std::string_view kEverything = R"(AWSTemplateFormatVersion: 2010-09-09
Description: |
  every section
  and intrinsic
Transform: [AWS::LanguageExtensions, Mine]
Metadata:
  AWS::CloudFormation::Interface: {ParameterGroups: [{Label: {default: "N"}, Parameters: [Env]}]}
Globals: {Function: {Timeout: 3}}
Parameters:
  Env: {Type: String, Default: "012", AllowedValues: [prod, dev, "012"], NoEcho: true}
  Count: {Type: Number, Default: 2, MinValue: 0, ConstraintDescription: "few: really"}
Mappings:
  Regions: {us-east-1: {Ami: ami-1, Zones: [a, b]}}
Rules:
  R:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - Assert: {"Fn::Contains": [[a, b], !Ref Env]}
        AssertDescription: text
      - Assert: {"Fn::EachMemberIn": [{"Fn::ValueOfAll": [x, y]}, {"Fn::RefAll": z}]}
Conditions:
  IsProd: !Equals [!Ref Env, prod]
  Other: !And [!Condition IsProd, !Not [{Condition: IsProd}], !Or [!Condition IsProd, !Condition IsProd]]
Hooks: {H: {Type: AWS::CodeDeploy::BlueGreen}}
Resources:
  Fn::ForEach::Topics:
    - Name
    - [a, b]
    - Topic${Name}: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref Name}}
  Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://x/y}}
  Vpc:
    Type: AWS::EC2::VPC
    Condition: IsProd
    DependsOn: [Queue, Other]
    DeletionPolicy: Retain
    UpdateReplacePolicy: !If [IsProd, Retain, Delete]
    CreationPolicy: {ResourceSignal: {Count: 1, Timeout: PT5M}}
    UpdatePolicy: {AutoScalingReplacingUpdate: {WillReplace: true}}
    Metadata: {Comment: !Sub "${Env}"}
    Properties:
      CidrBlock: !Select [0, !Cidr [10.0.0.0/16, 4, 8]]
      Blocks: {Fn::Cidr: [!GetAtt Vpc.CidrBlock, 1, 8]}
      Zone: !Select [1, {Fn::GetAZs: !Ref AWS::Region}]
      Ami: !FindInMap [Regions, !Ref AWS::Region, Ami]
      UserData:
        Fn::Base64: !Sub |
          #!/bin/bash -xe
          echo "${Env}" '${!HOME}'
            indented	tab

          exit 0
      Joined: !Join ["", ["arn:", !Ref AWS::Partition, ":x"]]
      Split: !Split [",", !ImportValue list]
      Imported: {Fn::ImportValue: !Sub "${Env}-x"}
      Length: {Fn::Length: [1, 2]}
      Json: {Fn::ToJsonString: {a: !Ref Env}}
      Mixed: {Fn::Transform: {Name: Upper, Parameters: {x: 1}}, y: 2}
      Tags: [{Key: Name, Value: !Sub ["${a}-${Env}", {a: !GetAtt Queue.Arn}]}, !If [IsProd, {Key: a, Value: b}, !Ref AWS::NoValue]]
      Secret: "{{resolve:secretsmanager:x:SecretString:password}}"
      Policy: {Version: "2012-10-17", Statement: {Effect: Allow, Condition: {Bool: {"aws:SecureTransport": "false"}}}}
      Odd: ["yes", "on", "1e3", "0x1", "=", "~", "", " ", "a: b", 12:30:45, 0777, 1.10, -0.5]
  Queue:
    Type: AWS::SQS::Queue
    Properties: !If [IsProd, {QueueName: a}, {QueueName: b}]
  Other:
    Type: Custom::Thing
    DependsOn: Queue
    Connectors: {}
Outputs:
  Fn::ForEach::Arns: [Name, [a], {"Arn${Name}": {Value: !Ref Name}}]
  Plain: {Value: !Ref Vpc}
  Full: {Description: yes and, Condition: IsProd, Value: !GetAtt Vpc.CidrBlock, Export: {Name: !Sub "${AWS::StackName}-vpc"}}
)";

Template read_all(const std::string& name, const std::string& text) {
  static Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read(sources.add(name, text), diagnostics);
  std::optional<Template> read;
  if (node) read = read_template(*node, diagnostics);
  EXPECT_EQ(findings(diagnostics), "") << text;
  return read ? *read : Template{};
}

TEST(ReadTemplate, ReadsEverySectionAndIntrinsic) {
  const Template read = read_all("t.yaml", std::string(kEverything));
  EXPECT_EQ(read.description, "every section\nand intrinsic\n");
  EXPECT_EQ(read.parameters.size(), 2U);
  EXPECT_EQ(*read.find_parameter(LogicalId("Env"))->attributes.find("Default"), Value("012"));
  EXPECT_EQ(read.resource_macros.size(), 2U);
  EXPECT_EQ(read.output_macros.size(), 1U);
  ASSERT_EQ(read.resources.size(), 3U);
  const Resource& vpc = read.resources[0];
  EXPECT_EQ(vpc.type, "AWS::EC2::VPC");
  EXPECT_EQ(vpc.condition, LogicalId("IsProd"));
  EXPECT_EQ(vpc.depends_on, (std::vector{LogicalId("Queue"), LogicalId("Other")}));
  EXPECT_EQ(vpc.deletion_policy, Value("Retain"));
  EXPECT_EQ(vpc.update_replace_policy, if_(LogicalId("IsProd"), "Retain", "Delete"));
  EXPECT_EQ(vpc.origin.to_string(), "t.yaml:31:3");
  EXPECT_EQ(vpc.type_origin.to_string(), "t.yaml:32:11");
  EXPECT_EQ(vpc.condition_origin.to_string(), "t.yaml:33:16");
  EXPECT_EQ(vpc.depends_on_origin.to_string(), "t.yaml:34:16");
  EXPECT_EQ(*read.resources[1].properties.find("Fn::If"),
            Value(List{"IsProd", Map{{"QueueName", "a"}}, Map{{"QueueName", "b"}}}));
  EXPECT_EQ(read.resources[2].depends_on, std::vector{LogicalId("Queue")});
  EXPECT_TRUE(read.resources[2].other_attributes.contains("Connectors"));
  ASSERT_EQ(read.outputs.size(), 2U);
  EXPECT_EQ(read.outputs[1].export_name, sub("${AWS::StackName}-vpc"));
}

TEST(ReadTemplate, ReadsBackWhatTheWritersPrint) {
  const Template read = read_all("t.yaml", std::string(kEverything));
  EXPECT_EQ(read_all("t.json", to_json(read)), read);
  EXPECT_EQ(read_all("t.json", to_json(read, true)), read);
  EXPECT_EQ(read_all("t.yaml", to_yaml(read)), read) << to_yaml(read);
  Diagnostics diagnostics;
  EXPECT_EQ(read_template(without_intrinsics(to_value(read)), diagnostics), read);
  EXPECT_EQ(findings(diagnostics), "");
}

TEST(ReadTemplate, ReportsAllMistakesInOneRun) {
  EXPECT_EQ(
      outcome(R"(AWSTemplateFormatVersion: 2010-09-10
Resorces: {}
Parameters: [a]
Outputs:
  A: {Descripton: x}
  B: x
  C: {Value: 1, Export: {Nmae: x}, Condition: [a]}
Resources:
  A: {Propertes: {}}
  B: [1]
  C: {Type: [x], Properties: x, DependsOn: {a: b}, Metadata: 1, DeletionPolicy: 5}
  D: {Type: AWS::SNS::Topic, DependsOn: [A, [B]]}
)"),
      R"(t.yaml:1:27 ARC0207 unknown template version "2010-09-10"; the only version is "2010-09-09"
t.yaml:2:1 ARC0202 unknown section "Resorces"; did you mean "Resources"?
t.yaml:3:13 ARC0203 section "Parameters" must be a mapping, not a list
t.yaml:5:3 ARC0206 output "A" has no "Value"
t.yaml:5:7 ARC0205 unknown attribute "Descripton" of output "A"; did you mean "Description"?
t.yaml:6:6 ARC0203 output "B" must be a mapping, not a string
t.yaml:7:26 ARC0205 unknown attribute "Nmae" of "Export" of output "C"; did you mean "Name"?
t.yaml:7:47 ARC0203 "Condition" of output "C" must be a string, not a list
t.yaml:9:3 ARC0206 resource "A" has no "Type"
t.yaml:9:7 ARC0205 unknown attribute "Propertes" of resource "A"; did you mean "Properties"?
t.yaml:10:6 ARC0203 resource "B" must be a mapping, not a list
t.yaml:11:13 ARC0203 "Type" of resource "C" must be a string, not a list
t.yaml:11:30 ARC0203 "Properties" of resource "C" must be a mapping, not a string
t.yaml:11:44 ARC0203 "DependsOn" of resource "C" must be a name or a list of names, not a mapping
t.yaml:11:62 ARC0203 "Metadata" of resource "C" must be a mapping, not a number
t.yaml:11:81 ARC0203 "DeletionPolicy" of resource "C" must be a string, not a number
t.yaml:12:45 ARC0203 "DependsOn" of resource "D" must be a string, not a list
)");
  EXPECT_EQ(
      outcome("Parameters:\n  P: {Typ: String}\nResources:\n"),
      "t.yaml:2:7 ARC0205 unknown attribute \"Typ\" of parameter \"P\"; did you mean \"Type\"?\n"
      "t.yaml:3:11 ARC0203 section \"Resources\" must be a mapping, not null\n");
}

TEST(ReadTemplate, AMacroMayGiveAnyAttributeAMeaning) {
  constexpr std::string_view kResources = "Resources: {A: {Type: AWS::SNS::Topic, Count: 3}}";
  constexpr std::string_view kFinding =
      "ARC0205 unknown attribute \"Count\" of resource \"A\"; one of: Type, Properties, DependsOn, "
      "Condition, DeletionPolicy, UpdateReplacePolicy, CreationPolicy, UpdatePolicy, Metadata\n";
  EXPECT_EQ(outcome("Transform: Count\n" + std::string(kResources)), "");
  EXPECT_EQ(outcome("Transform: [AWS::LanguageExtensions, Count]\n" + std::string(kResources)), "");
  EXPECT_EQ(outcome("Transform: AWS::LanguageExtensions\n" + std::string(kResources)),
            "t.yaml:2:40 " + std::string(kFinding));
  EXPECT_EQ(outcome(kResources), "t.yaml:1:40 " + std::string(kFinding));
}

TEST(ReadTemplate, StacksThatTheCdkLeavesOutAreNoErrors) {
  Sources sources;
  Diagnostics diagnostics;
  const char* text = "Rules: {CheckBootstrapVersion: {Assertions: []}}";
  read_template(*document::read(sources.add("t.yaml", text), diagnostics), diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 1u);
  EXPECT_FALSE(diagnostics.has_errors());
}

TEST(ReadTemplate, OtherDocumentsAreNoTemplates) {
  EXPECT_EQ(outcome("[1]"),
            "t.yaml:1:1 ARC0201 a template must be a mapping of sections, not a list\n");
  EXPECT_EQ(outcome("text"),
            "t.yaml:1:1 ARC0201 a template must be a mapping of sections, not a string\n");
  EXPECT_EQ(outcome("Description: x"), "t.yaml:1:1 ARC0204 the template has no \"Resources\"\n");
  EXPECT_EQ(outcome("Transform: x"), "");
  EXPECT_EQ(outcome("Resources: {}"), "");
}

}  // namespace
}  // namespace archsynth::cfn

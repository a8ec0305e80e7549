#include <gtest/gtest.h>

#include "synth/stacks.h"

namespace archsynth {
namespace {

using Kind = cfn::PatchOperation::Kind;

cfn::PatchOperation operation(Kind kind, std::string path, cfn::Value value = {}) {
  cfn::PatchOperation result;
  result.kind = kind;
  result.path = std::move(path);
  result.value = std::move(value);
  return result;
}

TEST(Overrides, ChangeTheEmittedTemplate) {
  Stack stack({.name = "shop", .tags = {{"team", "payments", {}}}});
  stack.add_resource("Vpc", "AWS::EC2::VPC", {{"CidrBlock", "10.0.0.0/16"}});
  stack.add_override(
      operation(Kind::kReplace, "/Resources/Vpc/Properties/CidrBlock", "10.1.0.0/16"));
  stack.add_override(operation(Kind::kReplace, "/Resources/Vpc/Properties/Tags/0/Value",
                               cfn::pseudo("AWS::StackName")));
  stack.add_override(operation(Kind::kAdd, "/Metadata", cfn::Map{{"Owner", "payments"}}));
  EXPECT_EQ(synthesized(stack), R"json({
  "AWSTemplateFormatVersion": "2010-09-09",
  "Metadata": {
    "Owner": "payments"
  },
  "Resources": {
    "Vpc": {
      "Type": "AWS::EC2::VPC",
      "Properties": {
        "CidrBlock": "10.1.0.0/16",
        "Tags": [
          {
            "Key": "team",
            "Value": {
              "Ref": "AWS::StackName"
            }
          }
        ]
      }
    }
  }
}
)json");
}

TEST(Overrides, OfAnAbsentPathNameTheNearest) {
  Sources sources;
  const Source& source = sources.add("prod.yaml", "path: /Resources/Vpc/Properties/CidrBlok\n");
  Stack stack({.name = "shop"});
  stack.add_resource("Vpc", "AWS::EC2::VPC", {{"CidrBlock", "10.0.0.0/16"}});
  cfn::PatchOperation wrong =
      operation(Kind::kReplace, "/Resources/Vpc/Properties/CidrBlok", "10.1.0.0/16");
  wrong.path_origin = Span{&source, 6, 40};
  stack.add_override(wrong);
  Diagnostics diagnostics;
  const cfn::Template result = synthesize(stack, diagnostics);
  ASSERT_EQ(diagnostics.items().size(), 1U);
  EXPECT_EQ(diagnostics.items()[0].origin.to_string(), "prod.yaml:1:7");
  EXPECT_EQ(diagnostics.items()[0].message,
            "path \"/Resources/Vpc/Properties/CidrBlok\" does not exist in the template");
  EXPECT_NE(diagnostics.items()[0].fix.find("CidrBlock"), std::string::npos);
  EXPECT_EQ(*result.resources[0].properties.find("CidrBlock"), cfn::Value("10.0.0.0/16"));
}

TEST(Overrides, AreCheckedForReferencesToo) {
  Stack stack({.name = "shop"});
  stack.add_resource("Vpc", "AWS::EC2::VPC");
  stack.add_resource("Gateway", "AWS::EC2::VPCGatewayAttachment", {{"VpcId", cfn::ref(id("Vpc"))}});
  stack.add_override(operation(Kind::kRemove, "/Resources/Vpc"));
  EXPECT_EQ(findings(stack),
            "error: \"Gateway\" refers to the unknown resource or parameter \"Vpc\" "
            "[ARC2010 Gateway]\n  fix: one of: Gateway\n");
}

TEST(Overrides, LeaveUntouchedValuesTheirOrigins) {
  Stack stack({.name = "shop"});
  const Origin place = CallSite{"main.cc", 7};
  stack.add_resource("Vpc", "AWS::EC2::VPC",
                     {{"CidrBlock", cfn::Value("10.0.0.0/16").with_origin(place)}});
  stack.add_override(operation(Kind::kAdd, "/Description", "patched"));
  Diagnostics diagnostics;
  const cfn::Template result = synthesize(stack, diagnostics);
  EXPECT_EQ(result.description, "patched");
  EXPECT_EQ(result.resources[0].properties.find("CidrBlock")->origin(), place);
}

}  // namespace
}  // namespace archsynth

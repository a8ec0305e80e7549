#include <gtest/gtest.h>

#include "synth/stacks.h"

namespace archsynth {
namespace {

/// A stack with a bucket, a parameter and a condition that are used, and a topic with a value.
std::string findings_of(cfn::Value value) {
  Stack stack({.name = "shop"});
  cfn::Parameter& size = stack.add_parameter("Size", "String");
  stack.add_resource("Bucket", "AWS::S3::Bucket").condition =
      stack.add_condition("IsSmall", cfn::equals(cfn::ref(size.id), "small"));
  stack.add_resource("Topic", "AWS::SNS::Topic", {{"TopicName", std::move(value)}});
  return findings(stack);
}

TEST(References, FindResourcesParametersAndPseudoParameters) {
  EXPECT_EQ(findings_of(cfn::ref(id("Bucket"))), "");
  EXPECT_EQ(findings_of(cfn::ref(id("Size"))), "");
  EXPECT_EQ(findings_of(cfn::pseudo("AWS::Region")), "");
  EXPECT_EQ(findings_of(cfn::get_att(id("Bucket"), "Arn")), "");
  EXPECT_EQ(findings_of(cfn::sub("${Bucket.Arn}/${Size}/${AWS::Region}/${!Nothing}")), "");
  EXPECT_EQ(findings_of(cfn::if_(id("IsSmall"), "a", "b")), "");
}

TEST(References, SuggestTheNearestName) {
  EXPECT_EQ(findings_of(cfn::ref(id("Buket"))),
            "error: \"Topic\" refers to the unknown resource or parameter \"Buket\" "
            "[ARC2010 Topic]\n  fix: did you mean \"Bucket\"?\n");
  EXPECT_EQ(findings_of(cfn::sub("${Sise}")),
            "error: \"Topic\" refers to the unknown resource or parameter \"Sise\" "
            "[ARC2010 Topic]\n  fix: did you mean \"Size\"?\n");
  EXPECT_EQ(findings_of(cfn::get_att(id("Queue"), "Arn")),
            "error: \"Topic\" refers to the unknown resource or parameter \"Queue\" "
            "[ARC2010 Topic]\n  fix: one of: Bucket, Topic, Size\n");
}

TEST(References, KnowTheAttributesOfTypes) {
  EXPECT_EQ(findings_of(cfn::get_att(id("Bucket"), "Arm")),
            "error: \"Topic\" uses the unknown attribute \"Arm\" of \"Bucket\" (AWS::S3::Bucket) "
            "[ARC2011 Topic]\n  fix: did you mean \"Arn\"?\n");
  EXPECT_EQ(findings_of(cfn::get_att(id("Size"), "Arn")),
            "error: \"Topic\" uses the attribute \"Arn\" of \"Size\", which is a parameter "
            "[ARC2011 Topic]\n");
}

TEST(References, FindConditions) {
  EXPECT_EQ(findings_of(cfn::if_(id("IsSmal"), "a", "b")),
            "error: \"Topic\" uses the unknown condition \"IsSmal\" "
            "[ARC2013 Topic]\n  fix: did you mean \"IsSmall\"?\n");
  Stack stack({.name = "shop"});
  stack.add_resource("Topic", "AWS::SNS::Topic").condition = id("Never");
  stack.add_output("Name", "Its name", cfn::ref(id("Topic"))).condition = id("Never");
  EXPECT_EQ(findings(stack),
            "error: \"Topic\" uses the unknown condition \"Never\" "
            "[ARC2013 Topic]\n"
            "error: \"Name\" uses the unknown condition \"Never\" "
            "[ARC2013]\n");
}

TEST(References, FindDependencies) {
  Stack stack({.name = "shop"});
  stack.add_parameter("Gateways", "String");
  stack.add_resource("Gateway", "AWS::EC2::InternetGateway",
                     {{"Tags", cfn::List{cfn::ref(id("Gateways"))}}});
  stack.add_resource("Topic", "AWS::SNS::Topic").depends_on = {id("Gateway"), id("Gateways")};
  EXPECT_EQ(findings(stack),
            "error: \"Topic\" depends on the unknown resource \"Gateways\" "
            "[ARC2012 Topic]\n  fix: did you mean \"Gateway\"?\n");
}

TEST(References, FindMappings) {
  EXPECT_EQ(findings_of(cfn::call(cfn::Function::kFindInMap, cfn::List{"Amis", "a", "b"})),
            "error: \"Topic\" uses the unknown mapping \"Amis\" [ARC2014 Topic]\n");
}

TEST(References, OfConditionsAreToParametersOnly) {
  Stack stack({.name = "shop"});
  stack.add_resource("Topic", "AWS::SNS::Topic").condition =
      stack.add_condition("IsThere", cfn::equals(cfn::ref(id("Topic")), ""));
  EXPECT_EQ(findings(stack),
            "error: the condition \"IsThere\" refers to \"Topic\", but conditions can refer only "
            "to parameters [ARC2015]\n");
}

TEST(References, PointAtThePlaceThatNames) {
  Sources sources;
  const Source& source = sources.add("prod.yaml", "value: !Ref Nothing\n");
  Stack stack({.name = "shop"});
  stack.add_output("Value", "", cfn::ref(id("Nothing")).with_origin(Span{&source, 7, 19}));
  EXPECT_EQ(findings(stack),
            "prod.yaml:1:8: error: \"Value\" refers to the unknown resource or parameter "
            "\"Nothing\" [ARC2010]\n"
            "    1 | value: !Ref Nothing\n"
            "      |        ^~~~~~~~~~~~\n");
}

TEST(References, FindWhatNothingUses) {
  Stack stack({.name = "shop"});
  cfn::Parameter& size = stack.add_parameter("Size", "String");
  stack.add_parameter("Color", "String");
  stack.add_condition("IsSmall", cfn::equals(cfn::ref(size.id), "small"));
  EXPECT_EQ(findings(stack),
            "warning: unused parameter \"Color\" [ARC2017]\n"
            "warning: unused condition \"IsSmall\" [ARC2017]\n");
}

}  // namespace
}  // namespace archsynth

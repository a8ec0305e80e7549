#include "archsynth/construct/stack.h"

#include <gtest/gtest.h>

namespace archsynth {
namespace {

TEST(Stack, MakesIdsOfParametersConditionsAndOutputs) {
  Stack stack({.name = "shop"});
  EXPECT_EQ(stack.add_parameter("api-image-tag", "String").id.str(), "ApiImageTag");
  EXPECT_EQ(stack.add_condition("has-image", true).str(), "HasImage");
  EXPECT_EQ(stack.add_output("url", "Where it is", "https://…").id.str(), "Url");
}

TEST(Stack, KeepsWhatItHandsOut) {
  Stack stack({.name = "shop"});
  cfn::Parameter& first = stack.add_parameter("P0", "String");
  for (int i = 1; i < 100; ++i) stack.add_parameter("P" + std::to_string(i), "String");
  first.attributes.set("Default", "x");
  EXPECT_EQ(*stack.parameters().front().attributes.find("Default"), cfn::Value("x"));
}

TEST(Stack, AddsTheSameConditionOnce) {
  Stack stack({.name = "shop"});
  stack.add_condition("Is", cfn::equals("a", "b"));
  stack.add_condition("Is", cfn::equals("a", "b"));
  EXPECT_EQ(stack.conditions().size(), 1U);
}

}  // namespace
}  // namespace archsynth

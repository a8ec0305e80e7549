#include "analysis/validate/condition_states.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

class ConditionStatesTest : public ::testing::Test {
 protected:
  bool possible(std::vector<Assumption> assumptions) const {
    return ConditionStates(*checked_).possible(assumptions);
  }
  void read(std::string text) {
    Diagnostics diagnostics;
    auto node = document::read(sources_.add("t.yaml", std::move(text)), diagnostics);
    checked_ = cfn::read_template(*node, diagnostics);
  }

 private:
  Sources sources_;
  std::optional<cfn::Template> checked_;
};

TEST_F(ConditionStatesTest, TextsOfOneParameterExcludeEachOther) {
  read(
      "Parameters: {P: {Type: String}}\n"
      "Conditions: {A: !Equals [!Ref P, a], B: !Equals [b, !Ref P], N: !Not [!Condition A]}\n"
      "Resources: {}\n");
  EXPECT_TRUE(possible({{"A", true}}));
  EXPECT_TRUE(possible({{"A", false}, {"B", false}}));
  EXPECT_FALSE(possible({{"A", true}, {"B", true}}));
  EXPECT_FALSE(possible({{"A", true}, {"N", true}}));
  EXPECT_FALSE(possible({{"A", false}, {"N", false}}));
}

TEST_F(ConditionStatesTest, AllowedValuesAreAllThereIs) {
  read(
      "Parameters: {P: {Type: String, AllowedValues: [a, b]}}\n"
      "Conditions: {A: !Equals [!Ref P, a], B: !Equals [!Ref P, b], C: !Equals [!Ref P, c]}\n"
      "Resources: {}\n");
  EXPECT_FALSE(possible({{"A", false}, {"B", false}}));
  EXPECT_FALSE(possible({{"C", true}}));
}

TEST_F(ConditionStatesTest, WhatIsComparedOtherwiseIsEqualOrNot) {
  read(
      "Parameters: {P: {Type: String}, Q: {Type: String}}\n"
      "Conditions:\n"
      "  A: !Equals [!Ref P, !Ref Q]\n"
      "  B: !Equals [!Ref P, !Ref Q]\n"
      "  T: !Equals [a, a]\n"
      "  O: !Or [!Condition A, !Condition T]\n"
      "Resources: {}\n");
  EXPECT_TRUE(possible({{"A", true}}));
  EXPECT_FALSE(possible({{"A", true}, {"B", false}}));
  EXPECT_FALSE(possible({{"T", false}}));
  EXPECT_FALSE(possible({{"O", false}}));
}

TEST_F(ConditionStatesTest, BeyondItsBoundEverythingIsPossible) {
  std::string parameters = "Parameters:\n";
  std::string conditions = "Conditions:\n";
  std::string all = "  All: !And [";
  for (int i = 0; i < 30; ++i) {
    std::string n = std::to_string(i);
    parameters += "  P" + n + ": {Type: String}\n";
    conditions += "  C" + n + ": !Equals [!Ref P" + n + ", x]\n";
    all += (i == 0 ? "!Condition C" : ", !Condition C") + n;
  }
  read(parameters + conditions + all + "]\nResources: {}\n");
  EXPECT_TRUE(possible({{"All", true}}));
  EXPECT_TRUE(possible({{"All", true}, {"C1", false}}));
  EXPECT_FALSE(possible({{"C1", true}, {"C1", false}}));
}

TEST_F(ConditionStatesTest, CyclesOfConditionsEnd) {
  read("Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\nResources: {}\n");
  possible({{"A", true}});
}

}  // namespace
}  // namespace archsynth::analysis

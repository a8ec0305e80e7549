#include "cfn/evaluate/conditions.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::cfn {
namespace {

class ConditionStatesTest : public ::testing::Test {
 protected:
  bool possible(std::vector<Assumption> assumptions) const {
    return ConditionStates(*checked_).possible(assumptions);
  }
  void read(std::string text) {
    Diagnostics diagnostics;
    auto node = document::read(sources_.add("t.yaml", std::move(text)), diagnostics);
    checked_ = read_template(*node, diagnostics);
  }

  std::optional<Template> checked_;

 private:
  Sources sources_;
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

TEST_F(ConditionStatesTest, ManyParametersAreDecidedOneByOne) {
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
  EXPECT_FALSE(possible({{"All", true}, {"C1", false}}));
  EXPECT_FALSE(possible({{"C1", true}, {"C1", false}}));
}

TEST_F(ConditionStatesTest, BeyondItsBoundEverythingIsPossible) {
  // Ten parameters with nine values each, no two of them equal.
  std::string parameters = "Parameters:\n";
  std::string differ;
  for (int i = 0; i < 10; ++i) {
    const std::string p = "P" + std::to_string(i);
    parameters += "  " + p + ": {Type: String, AllowedValues: [a, b, c, d, e, f, g, h, i]}\n";
    for (int j = 0; j < i; ++j) {
      for (char value = 'a'; value <= 'i'; ++value) {
        differ += std::string(differ.empty() ? "" : ", ") + "!Not [!And [!Equals [!Ref " + p +
                  ", " + value + "], !Equals [!Ref P" + std::to_string(j) + ", " + value + "]]]";
      }
    }
  }
  read(parameters + "Conditions: {Differ: !And [" + differ + "]}\nResources: {}\n");
  const std::vector<Assumption> question = {{"Differ", true}};
  const ConditionStates states(*checked_);
  EXPECT_FALSE(states.met_bound());
  EXPECT_TRUE(states.possible(question));
  EXPECT_TRUE(states.met_bound());
}

TEST_F(ConditionStatesTest, ConditionsThatShareOthersAreWorkedOutOnce) {
  std::string conditions = "Conditions:\n";
  for (int i = 0; i < 3; ++i) {
    const std::string n = std::to_string(i);
    conditions += "  L0N" + n + ": !Equals [!Ref P" + n + ", x]\n";
  }
  for (int level = 1; level < 30; ++level) {
    const std::string below = "!Condition L" + std::to_string(level - 1) + "N";
    for (int i = 0; i < 3; ++i) {
      conditions += "  L" + std::to_string(level) + "N" + std::to_string(i) + ": !Or [!Not [" +
                    below + "0], " + below + "1, " + below + "2]\n";
    }
  }
  read("Parameters: {P0: {Type: String}, P1: {Type: String}, P2: {Type: String}}\n" + conditions +
       "Resources: {}\n");
  EXPECT_TRUE(possible({{"L29N0", true}}));
}

TEST_F(ConditionStatesTest, AssertionsRefuseStates) {
  read(
      "Parameters: {P: {Type: String}, Q: {Type: String}}\n"
      "Rules:\n"
      "  Both:\n"
      "    RuleCondition: !Equals [!Ref P, a]\n"
      "    Assertions: [{Assert: !Contains [[x, y], !Ref Q]}]\n"
      "Conditions: {A: !Equals [!Ref P, a], X: !Equals [!Ref Q, x], Z: !Equals [!Ref Q, z]}\n"
      "Resources: {}\n");
  EXPECT_TRUE(possible({{"A", true}, {"X", true}}));
  EXPECT_TRUE(possible({{"A", false}, {"Z", true}}));
  EXPECT_FALSE(possible({{"A", true}, {"Z", true}}));
  const ConditionStates states(*checked_);
  EXPECT_FALSE(states.possible_value(std::vector<Assumption>{{"A", true}}, LogicalId("Q"), "z"));
  EXPECT_TRUE(states.possible_value(std::vector<Assumption>{{"A", false}}, LogicalId("Q"), "z"));
}

TEST_F(ConditionStatesTest, CyclesOfConditionsEnd) {
  read("Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}\nResources: {}\n");
  possible({{"A", true}});
}

}  // namespace
}  // namespace archsynth::cfn

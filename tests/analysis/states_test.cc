// Rules run in each state of the conditions that matters to them.

#include <gtest/gtest.h>

#include <set>

#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/rules/relations.h"
#include "model/identities/identities.h"
#include "model/identities/patterns.h"
#include "view/exploration.h"

namespace archsynth::analysis {
namespace {

cfn::Template read_stack(const std::string& yaml) {
  const Source source("t.yaml", yaml);
  Diagnostics diagnostics;
  const auto node = document::read(source, diagnostics);
  return *cfn::read_template(*node, diagnostics);
}

/// What the rules find, one a line: `error: message`.
std::string related(const std::string& yaml) {
  Diagnostics found;
  check_relations(read_stack(yaml), found);
  std::string text;
  for (const Diagnostic& each : found.items()) {
    text += (each.severity == Severity::kError ? "error: " : "warning: ") + each.text() + "\n";
  }
  return text;
}

/// A target whose bounds are what is given, with two parameters that decide conditions.
std::string scaled(const std::string& least, const std::string& most) {
  return R"(
Parameters:
  Stage: {Type: String, Default: prod, AllowedValues: [prod, test, dev]}
  Nat: {Type: String, Default: one}
  Open: {Type: String}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Equals [!Ref Stage, test]
  IsDev: !Equals [!Ref Stage, dev]
  Each: !Equals [!Ref Nat, each]
  Opened: !Equals [!Ref Open, 'yes']
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties:
      MinCapacity: )" +
         least + "\n      MaxCapacity: " + most + "\n";
}

constexpr const char* kBounds = "\"MinCapacity\" (4) is greater than \"MaxCapacity\" (2)";

TEST(States, WhatFailsByDefaultIsAnError) {
  EXPECT_EQ(related(scaled("!If [IsProd, 4, 1]", "2")), "error: " + std::string(kBounds) + "\n");
}

TEST(States, WhatFailsInAnotherStateIsAWarningThatSaysInWhich) {
  EXPECT_EQ(related(scaled("!If [IsTest, 4, 1]", "2")),
            "warning: " + std::string(kBounds) + " (when \"Stage\" is \"test\")\n");
  EXPECT_EQ(related(scaled("!If [IsTest, !If [Each, 4, 1], 1]", "2")),
            "warning: " + std::string(kBounds) +
                " (when \"Stage\" is \"test\" and \"Nat\" is \"each\")\n");
  EXPECT_EQ(related(scaled("!If [IsTest, 4, 1]", "!If [Each, 2, 8]")),
            "warning: " + std::string(kBounds) +
                " (when \"Stage\" is \"test\" and \"Nat\" is \"each\")\n");
}

TEST(States, WhatCannotBeIsNotFound) {
  EXPECT_EQ(related(scaled("!If [IsTest, 4, 1]", "!If [IsDev, 2, 8]")), "");
  EXPECT_EQ(related(scaled("!If [IsTest, 4, 1]", "!If [IsTest, 8, 2]")), "");
}

TEST(States, WhatAParameterWithoutDefaultDecidesIsSaid) {
  EXPECT_EQ(related(scaled("!If [Opened, 4, 1]", "2")),
            "warning: " + std::string(kBounds) + " (when \"Open\" is \"yes\")\n");
  EXPECT_EQ(related(scaled("4", "!If [Opened, 2, 2]")), "error: " + std::string(kBounds) + "\n");
}

TEST(States, WhatDecidesAStateIsNotAtItsDefaultInIt) {
  EXPECT_EQ(related(R"(
Parameters:
  Most: {Type: Number, Default: 2}
Conditions:
  IsLarge: !Equals [!Ref Most, 10]
Resources:
  Target:
    Type: AWS::ApplicationAutoScaling::ScalableTarget
    Properties: {MinCapacity: !If [IsLarge, 4, 1], MaxCapacity: !Ref Most}
)"),
            "");
}

TEST(States, OfWhichThereAreManyEnd) {
  std::string yaml = "Parameters:\n";
  for (int i = 0; i < 40; ++i) yaml += "  P" + std::to_string(i) + ": {Type: String}\n";
  yaml += "Conditions:\n";
  for (int i = 0; i < 40; ++i) {
    yaml += "  C" + std::to_string(i) + ": !Equals [!Ref P" + std::to_string(i) + ", x]\n";
  }
  yaml += "Resources:\n";
  for (int i = 0; i < 40; ++i) {
    yaml +=
        "  T" + std::to_string(i) +
        ":\n    Type: AWS::ApplicationAutoScaling::ScalableTarget\n    Properties: {MinCapacity: "
        "!If [C" +
        std::to_string(i) + ", 4, 1], MaxCapacity: 2}\n";
  }
  EXPECT_NE(related(yaml).find(std::string(kBounds) + " (when \"P0\" is \"x\")\n"),
            std::string::npos);
}

/// A model of which conditions decide a part.
struct NamesOfTopics {
  explicit NamesOfTopics(const View& view) {
    for (const cfn::Resource* each : view.of("AWS::SNS::Topic")) {
      names.push_back(view.text(property(*each, {"TopicName"})).value_or("?"));
    }
  }
  std::vector<std::string> names;
};

/// Two resources, each decided by a condition of its own.
std::string topic_and_queue(const std::string& of_queue) {
  return R"(
Parameters:
  Stage: {Type: String, Default: prod}
  Size: {Type: String, Default: small}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsSmall: !Equals [!Ref Size, small]
Resources:
  Topic: {Type: AWS::SNS::Topic, Properties: {TopicName: !If [IsProd, orders, tries]}}
  Queue: {Type: AWS::SQS::Queue, Properties: {)" +
         of_queue + "}}\n";
}

TEST(States, AModelIsMadeOnceForAllStatesThatLookAlikeToIt) {
  const cfn::Template stack = read_stack(topic_and_queue("QueueName: !If [IsSmall, few, many]"));
  const spec::Catalogue catalogue;
  View view(stack, "us-east-1", catalogue);
  view::Exploration exploration(view);
  std::set<const NamesOfTopics*> models;
  std::set<std::pair<std::string, std::string>> seen;
  do {
    const NamesOfTopics& topics = view.made<NamesOfTopics>();
    models.insert(&topics);
    const cfn::Value* name = property(*view.find("Queue"), {"QueueName"});
    seen.emplace(topics.names.at(0), view.text(name).value_or("?"));
  } while (exploration.next());
  EXPECT_EQ(models.size(), 2U);
  const std::set<std::pair<std::string, std::string>> all = {
      {"orders", "few"}, {"orders", "many"}, {"tries", "few"}, {"tries", "many"}};
  EXPECT_EQ(seen, all);
}

/// A model that asks for a parameter, which is at its default in the default state alone.
struct Stage {
  explicit Stage(const View& view) {
    const cfn::Value stage = cfn::ref(cfn::LogicalId("Stage"));
    text = view.text(&stage).value_or("?");
  }
  std::string text;
};
/// The same by way of another model.
struct OuterStage {
  explicit OuterStage(const View& view) : text(view.made<Stage>().text) {}
  std::string text;
};

TEST(States, AModelThatAsksForAParameterIsNotThatOfTheDefaultState) {
  const cfn::Template stack = read_stack(topic_and_queue("QueueName: !If [IsSmall, few, many]"));
  const spec::Catalogue catalogue;
  View view(stack, "us-east-1", catalogue);
  view::Exploration exploration(view);
  std::set<std::string> seen;
  do {
    seen.insert(view.made<OuterStage>().text);
    seen.insert(view.made<OuterStage>().text);
    view.resources();
  } while (exploration.next());
  EXPECT_EQ(seen, (std::set<std::string>{"?", "prod"}));
}

TEST(States, IdentitiesAreThoseOfAllStatesThatOtherResourcesAreIn) {
  const cfn::Template stack = read_stack(topic_and_queue("DelaySeconds: 1") + R"(
  Role: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {Statement: []}}}
  Function: {Type: AWS::Lambda::Function, Properties: {Role: !If [IsSmall, !GetAtt Role.Arn, x]}}
)");
  const spec::Catalogue catalogue;
  View view(stack, "us-east-1", catalogue);
  view::Exploration exploration(view);
  std::set<const model::Identities*> models;
  std::set<std::pair<std::string, std::size_t>> seen;
  do {
    const auto& identities = view.made<model::Identities>();
    models.insert(&identities);
    seen.emplace(model::readable(identities.arns().of(*view.find("Topic"))),
                 identities.uses().size());
  } while (exploration.next());
  EXPECT_EQ(models.size(), 1U);
  std::string all;
  for (const auto& [arn, uses] : seen) {
    all += arn.substr(arn.rfind(':') + 1) + " " + std::to_string(uses) + "\n";
  }
  EXPECT_EQ(all, "orders 0\norders 1\ntries 0\ntries 1\n");
}

/// In how many states a question about all resources is asked.
int states_of(const std::string& yaml) {
  const cfn::Template stack = read_stack(yaml);
  const spec::Catalogue catalogue;
  View view(stack, "us-east-1", catalogue);
  view::Exploration exploration(view);
  int states = 0;
  do {
    view.resources();
    ++states;
  } while (exploration.next());
  return states;
}

TEST(States, OutcomesThatNothingConnectsAreTriedOneAtATime) {
  EXPECT_EQ(states_of(topic_and_queue("DelaySeconds: !If [IsSmall, 1, 2]")), 3);
  // A name, a list, and what refers to the other are seen by others.
  EXPECT_EQ(states_of(topic_and_queue("QueueName: !If [IsSmall, few, many]")), 4);
  EXPECT_EQ(states_of(topic_and_queue("Tags: !If [IsSmall, [], [{Key: a, Value: b}]]")), 4);
  EXPECT_EQ(states_of(topic_and_queue(
                "DelaySeconds: !If [IsSmall, 1, 2], Tags: [{Key: a, Value: !Ref Topic}]")),
            4);
  EXPECT_EQ(states_of(topic_and_queue(
                "DelaySeconds: !If [IsSmall, 1, 2], VisibilityTimeout: !If [IsProd, 30, 60]")),
            4);
}

}  // namespace
}  // namespace archsynth::analysis

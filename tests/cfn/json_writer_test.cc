#include <gtest/gtest.h>

#include <limits>
#include <stdexcept>

#include "archsynth/cfn/writer.h"
#include "cfn/nested.h"

namespace archsynth::cfn {
namespace {

std::string compact(const Value& value) {
  std::string text = to_json(value, true);
  EXPECT_EQ(text.back(), '\n');
  text.pop_back();
  return text;
}

TEST(JsonWriter, Scalars) {
  EXPECT_EQ(compact(Null{}), "null");
  EXPECT_EQ(compact(true), "true");
  EXPECT_EQ(compact(-7), "-7");
  EXPECT_EQ(compact(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(compact("a"), "\"a\"");
}

TEST(JsonWriter, NumbersAreShortestAndReadAsNumbersEverywhere) {
  EXPECT_EQ(compact(70.0), "70");
  EXPECT_EQ(compact(0.1), "0.1");
  EXPECT_EQ(compact(-2.5), "-2.5");
  EXPECT_EQ(compact(1e22), "1.0e+22");
  EXPECT_EQ(compact(1.5e-9), "1.5e-09");
  EXPECT_EQ(compact(9007199254740992.0), "9007199254740992");
  EXPECT_EQ(compact(9007199254740994.0), "9.007199254740994e+15");
  EXPECT_THROW(to_json(Value(std::numeric_limits<double>::infinity())), std::logic_error);
  EXPECT_THROW(to_json(Value(std::numeric_limits<double>::quiet_NaN())), std::logic_error);
}

TEST(JsonWriter, StringsAreUtf8WhateverTheyHold) {
  EXPECT_EQ(compact("a\x85\xC3\xA9\xE2\x82"), "\"a\uFFFD\u00E9\uFFFD\uFFFD\"");
}

TEST(JsonWriter, StringsEscapeWhatTheyMust) {
  EXPECT_EQ(compact("\"\\\b\f\n\r\t\x01\x1f/"), R"("\"\\\b\f\n\r\t\u0001\u001f/")");
  EXPECT_EQ(compact(std::string("a\0b", 3)), R"("a\u0000b")");
  EXPECT_EQ(compact("gr\u00fc\u00df \U0001F680 \x7f"), "\"gr\u00fc\u00df \U0001F680 \x7f\"");
}

TEST(JsonWriter, AbsentValuesAreDropped) {
  Map map;
  map["A"];
  map["B"] = List{Value(), 1, Value()};
  map["C"] = List{Value()};
  EXPECT_EQ(compact(map), R"({"B":[1],"C":[]})");
}

TEST(JsonWriter, IntrinsicsHaveTheirLongForms) {
  const LogicalId a("A");
  EXPECT_EQ(compact(ref(a)), R"({"Ref":"A"})");
  EXPECT_EQ(compact(get_att(a, "B.C")), R"({"Fn::GetAtt":["A","B.C"]})");
  EXPECT_EQ(compact(sub("${A}")), R"({"Fn::Sub":"${A}"})");
  EXPECT_EQ(compact(sub("${v}", Map{{"v", 1}})), R"({"Fn::Sub":["${v}",{"v":1}]})");
  EXPECT_EQ(compact(join(",", {"a", ref(a)})), R"({"Fn::Join":[",",["a",{"Ref":"A"}]]})");
  EXPECT_EQ(compact(select(0, call(Function::kGetAZs, ""))),
            R"({"Fn::Select":[0,{"Fn::GetAZs":""}]})");
  EXPECT_EQ(compact(split(",", "a,b")), R"({"Fn::Split":[",","a,b"]})");
  EXPECT_EQ(compact(if_(a, 1, no_value())), R"({"Fn::If":["A",1,{"Ref":"AWS::NoValue"}]})");
  EXPECT_EQ(compact(equals(ref(a), "x")), R"({"Fn::Equals":[{"Ref":"A"},"x"]})");
  EXPECT_EQ(compact(call(Function::kCondition, "C")), R"({"Condition":"C"})");
  EXPECT_EQ(compact(DynamicReference{"ssm", {"a"}}), R"("{{resolve:ssm:a}}")");
  EXPECT_EQ(compact(DynamicReference{"ssm", {ref(a)}}), R"({"Fn::Sub":"{{resolve:ssm:${A}}}"})");
}

TEST(JsonWriter, IndentsByTwo) {
  EXPECT_EQ(
      to_json(Map{{"A", List{1, Map{{"B", ref(LogicalId("C"))}}}}, {"D", Map{}}, {"E", List{}}}),
      R"({
  "A": [
    1,
    {
      "B": {
        "Ref": "C"
      }
    }
  ],
  "D": {},
  "E": []
}
)");
}

TEST(JsonWriter, TemplateHasItsSectionsInCustomaryOrder) {
  Template built;
  built.description = "d";
  built.parameters.push_back({LogicalId("P"), "Number", Map{{"Default", 1}}, {}, {}});
  built.conditions = Map{{"C", equals(ref(LogicalId("P")), 1)}};
  Resource resource;
  resource.id = LogicalId("R");
  resource.type = "AWS::SNS::Topic";
  resource.properties = Map{{"TopicName", "t"}};
  resource.depends_on = {LogicalId("X"), LogicalId("Y")};
  resource.condition = LogicalId("C");
  resource.deletion_policy = "Retain";
  resource.metadata = Map{{"m", 1}};
  built.resources.push_back(resource);
  built.outputs.push_back({LogicalId("O"), "od", resource.ref(), "n", LogicalId("C"), {}, {}});
  EXPECT_EQ(
      to_json(built, true),
      R"({"AWSTemplateFormatVersion":"2010-09-09","Description":"d","Parameters":{"P":{"Type":"Number","Default":1}},)"
      R"("Conditions":{"C":{"Fn::Equals":[{"Ref":"P"},1]}},"Resources":{"R":{"Type":"AWS::SNS::Topic","Condition":"C",)"
      R"("DependsOn":["X","Y"],"DeletionPolicy":"Retain","Properties":{"TopicName":"t"},"Metadata":{"m":1}}},)"
      R"("Outputs":{"O":{"Description":"od","Condition":"C","Value":{"Ref":"R"},"Export":{"Name":"n"}}}})"
      "\n");
}

TEST(JsonWriter, IsPrettyUpToASize) {
  Template built;
  Resource resource;
  resource.id = LogicalId("R");
  resource.type = "AWS::SNS::Topic";
  resource.properties = Map{{"a", List{1, Map{{"b", "c"}}, List{}}}, {"d", Map{}}};
  built.resources.push_back(resource);
  const std::string pretty = to_json(built);
  const std::string compact_text = to_json(built, true);
  EXPECT_EQ(to_json_within(built, pretty.size()).text, pretty);
  EXPECT_EQ(to_json_within(built, pretty.size()).compact_size, compact_text.size());
  EXPECT_EQ(to_json_within(built, pretty.size() - 1).text, compact_text);
  EXPECT_EQ(to_json_within(built, pretty.size() - 1).compact_size, compact_text.size());
}

TEST(JsonWriter, WritesDeepValues) {
  Value value = 1;
  for (int i = 0; i < 2000; ++i) value = map_of("k", list_of(std::move(value)));
  EXPECT_EQ(compact(value).size(), 2000U * 8 + 1);
}

}  // namespace
}  // namespace archsynth::cfn

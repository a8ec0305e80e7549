#include <gtest/gtest.h>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "cfn/findings.h"
#include "cfn/nested.h"
#include "cfn/print.h"

namespace archsynth::cfn {
namespace {

/// The value of a YAML text; findings become failures.
Value value_of(std::string_view text) {
  static Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read_yaml(sources.add("t.yaml", std::string(text)), diagnostics);
  Value value = node ? read_value(*node, diagnostics) : Value();
  EXPECT_EQ(findings(diagnostics), "") << text;
  return value;
}

/// The value as compact JSON, and the findings.
std::string value_outcome(std::string_view text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read_yaml(sources.add("t.yaml", std::string(text)), diagnostics);
  if (!node) return findings(diagnostics);
  const std::string json = to_json(read_value(*node, diagnostics), true);
  return json + findings(diagnostics);
}

TEST(ReadValue, TypesPlainScalarsAsCloudFormationDoes) {
  EXPECT_EQ(
      value_of("[a, 'a', 1, '1', -1, 1.5, true, yes, 'yes', Off, ~, , null]"),
      Value(List{"a", "a", 1, "1", -1, 1.5, true, true, "yes", false, Null{}, Null{}, Null{}}));
  EXPECT_EQ(
      value_of("[0123, 0x1F, 12:30:45, 1_000, 2012-10-17, 08, 1e3, 1.0e+3, 1.2.3, 10.0.0.0/8]"),
      Value(List{83, 31, 45045, 1000, "2012-10-17", "08", 1000.0, 1000, "1.2.3", "10.0.0.0/8"}));
  EXPECT_EQ(value_of("[.inf, -.inf, .nan, 99999999999999999999, 1e999]"),
            Value(List{".inf", "-.inf", ".nan", "99999999999999999999", "1e999"}));
  EXPECT_EQ(value_of("{yes: 1, 012: 2, ~: 3}"), Value(Map{{"yes", 1}, {"012", 2}, {"~", 3}}));
}

TEST(ReadValue, ShortTagsAtAnyLevel) {
  const LogicalId a("A");
  EXPECT_EQ(value_of("!Ref A"), ref(a));
  EXPECT_EQ(value_of("!Ref 012"), ref(LogicalId("012")));
  EXPECT_EQ(value_of("!GetAtt A.B.C"), get_att(a, "B.C"));
  EXPECT_EQ(value_of("!GetAtt [A, B.C]"), get_att(a, "B.C"));
  EXPECT_EQ(value_of("!Sub '${A}'"), sub("${A}"));
  EXPECT_EQ(value_of("!Sub ['${v}', {v: !Ref A}]"), sub("${v}", Map{{"v", ref(a)}}));
  EXPECT_EQ(value_of("!Sub ['${Condition}', {Condition: a}]"),
            sub("${Condition}", Map{{"Condition", "a"}}));
  EXPECT_EQ(value_of("!Join [',', [a, !Ref A]]"), join(",", {"a", ref(a)}));
  EXPECT_EQ(value_of("!If [A, 1, !Ref 'AWS::NoValue']"), if_(a, 1, no_value()));
  EXPECT_EQ(value_of("!Select [0, !GetAZs '']"), select(0, call(Function::kGetAZs, "")));
  EXPECT_EQ(value_of("[!GetAZs ]"), Value(list_of(call(Function::kGetAZs, ""))));
  EXPECT_EQ(value_of("!Base64 012"), call(Function::kBase64, "012"));
  EXPECT_EQ(value_of("!Condition A"), call(Function::kCondition, "A"));
  EXPECT_EQ(value_of("!Transform {Name: AWS::Include, Parameters: {Location: x}}"),
            call(Function::kTransform,
                 Map{{"Name", "AWS::Include"}, {"Parameters", Map{{"Location", "x"}}}}));
  EXPECT_EQ(value_of("!ToJsonString {a: !Ref A}"),
            call(Function::kToJsonString, Map{{"a", ref(a)}}));
  EXPECT_EQ(value_of("{a: [{b: !Not [!Equals [!Ref A, x]]}]}"),
            Value(Map{{"a", List{Map{{"b", call(Function::kNot, List{equals(ref(a), "x")})}}}}}));
}

TEST(ReadValue, LongForms) {
  const LogicalId a("A");
  EXPECT_EQ(value_of("{Ref: A}"), ref(a));
  EXPECT_EQ(value_of("{'Fn::GetAtt': A.B.C}"), get_att(a, "B.C"));
  EXPECT_EQ(value_of("{'Fn::GetAtt': [A, B.C]}"), get_att(a, "B.C"));
  EXPECT_EQ(value_of("{'Fn::Sub': ['${v}', {v: 1}]}"), sub("${v}", Map{{"v", 1}}));
  EXPECT_EQ(value_of("Fn::Base64: !Sub x"), call(Function::kBase64, sub("x")));
  EXPECT_EQ(value_of("Fn::GetAZs: {Ref: 'AWS::Region'}"),
            call(Function::kGetAZs, pseudo("AWS::Region")));
  EXPECT_EQ(value_of("Condition: A"), call(Function::kCondition, "A"));
  for (int i = 0; i <= static_cast<int>(Function::kToJsonString); ++i) {
    const auto function = static_cast<Function>(i);
    EXPECT_EQ(value_of(std::string(long_name(function)) + ": x"), call(function, "x"));
  }
}

TEST(ReadValue, WhatOnlyLooksLikeAFunctionIsData) {
  EXPECT_EQ(value_of("{Ref: A, B: 1}"), Value(Map{{"Ref", "A"}, {"B", 1}}));
  EXPECT_EQ(value_of("Condition: {Bool: {x: y}}"),
            Value(map_of("Condition", map_of("Bool", map_of("x", "y")))));
  EXPECT_EQ(value_of("'{{resolve:ssm:a}}'"), Value("{{resolve:ssm:a}}"));
  EXPECT_EQ(value_of("Fn::ForEach::Topics: [x, [a], {b: 1}]"),
            Value(map_of("Fn::ForEach::Topics", List{"x", List{"a"}, Map{{"b", 1}}})));
}

TEST(ReadValue, NamesAreReadAsTheyAreWritten) {
  EXPECT_EQ(value_of("!If [On, Yes, No]"), if_(LogicalId("On"), true, false));
  EXPECT_EQ(value_of("Fn::If: [Off, a, b]"), if_(LogicalId("Off"), "a", "b"));
  EXPECT_EQ(value_of("Condition: Yes"), call(Function::kCondition, "Yes"));
  EXPECT_EQ(value_of("Ref: No"), ref(LogicalId("No")));
  EXPECT_EQ(value_of("!FindInMap [Zones, Yes, Name]"),
            call(Function::kFindInMap, List{"Zones", "Yes", "Name"}));
  EXPECT_EQ(value_of("!Join [On, [Yes]]"), call(Function::kJoin, List{true, List{true}}));
}

TEST(ReadValue, ComputedNamesStayMaps) {
  EXPECT_EQ(value_of("{'Fn::GetAtt': [A, !Ref B]}"),
            Value(map_of("Fn::GetAtt", List{"A", ref(LogicalId("B"))})));
  EXPECT_EQ(value_of("Ref: !Sub '${A}B'"), Value(map_of("Ref", sub("${A}B"))));
  EXPECT_EQ(value_of("Fn::GetAtt: !Sub '${A}.Arn'"), Value(map_of("Fn::GetAtt", sub("${A}.Arn"))));
}

TEST(ReadValue, MalformedFunctionsAreReportedAndKept) {
  EXPECT_EQ(value_outcome("!GetAtt A"),
            "{\"Fn::GetAtt\":\"A\"}\n"
            "t.yaml:1:1 ARC0212 !GetAtt needs a resource and an attribute, such as "
            "Database.Endpoint.Address\n");
  EXPECT_EQ(value_outcome("a: {Fn::GetAtt: [A, B, C]}"),
            "{\"a\":{\"Fn::GetAtt\":[\"A\",\"B\",\"C\"]}}\n"
            "t.yaml:1:17 ARC0212 Fn::GetAtt needs a resource and an attribute, such as "
            "Database.Endpoint.Address\n");
  EXPECT_EQ(value_outcome("Ref: [A]"),
            "{\"Ref\":[\"A\"]}\n"
            "t.yaml:1:6 ARC0212 Ref needs the name of a resource or of a parameter\n");
  EXPECT_EQ(value_outcome("Fn::Sub: [a]"),
            "{\"Fn::Sub\":[\"a\"]}\nt.yaml:1:10 ARC0212 Fn::Sub needs a string, or a list of a "
            "string and "
            "a mapping of its variables\n");
  EXPECT_EQ(value_outcome("[!Jion [a], {Fn::Jion: b}, !Xyz c]"),
            "[{\"Fn::Jion\":[\"a\"]},{\"Fn::Jion\":\"b\"},{\"Fn::Xyz\":\"c\"}]\n"
            "t.yaml:1:2 ARC0211 unknown function \"!Jion\"; did you mean \"!Join\"?\n"
            "t.yaml:1:14 ARC0211 unknown function \"Fn::Jion\"; did you mean \"Fn::Join\"?\n"
            "t.yaml:1:28 ARC0211 unknown function \"!Xyz\"\n");
}

TEST(ReadValue, ValuesAndKeysKnowTheirPlaces) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read_yaml(sources.add("t.yaml", "a:\n  b: !Ref C\n"), diagnostics);
  ASSERT_TRUE(node);
  const Value value = read_value(*node, diagnostics);
  const MapEntry* b = value.map()->find("a")->map()->find_entry("b");
  EXPECT_EQ(b->key_origin.to_string(), "t.yaml:2:3");
  EXPECT_EQ(b->value.origin().to_string(), "t.yaml:2:6");
}

TEST(WithIntrinsics, IsTheInverseOfWithout) {
  const LogicalId a("A");
  const Value typed =
      Map{{"a", List{ref(a), get_att(a, "B.C"), sub("x"), sub("${v}", Map{{"v", ref(a)}})}},
          {"b", if_(a, call(Function::kGetAZs, ref(a)), no_value())},
          {"c", Map{}},
          {"d", DynamicReference{"ssm", {ref(a)}}}};
  const Value plain = without_intrinsics(typed);
  std::size_t intrinsics = 0;
  walk(plain, [&](const Value& value) { intrinsics += value.is_intrinsic() ? 1U : 0U; });
  EXPECT_EQ(intrinsics, 0U);
  EXPECT_EQ(to_json(plain), to_json(typed));
  Diagnostics diagnostics;
  EXPECT_EQ(with_intrinsics(plain, diagnostics), typed);
  EXPECT_EQ(with_intrinsics(typed, diagnostics), typed);
  EXPECT_EQ(findings(diagnostics), "");
}

TEST(WithIntrinsics, KeepsOrigins) {
  static constexpr char kFile[] = "main.cc";
  const Origin key = CallSite{kFile, 1};
  const Origin inner = CallSite{kFile, 2};
  Map map;
  map.append("K", ref(LogicalId("A")).with_origin(inner), key);
  const Value plain = without_intrinsics(map);
  EXPECT_EQ(plain.map()->begin()->key_origin, key);
  EXPECT_EQ(plain.map()->begin()->value.origin(), inner);
  Diagnostics diagnostics;
  const Value typed = with_intrinsics(plain, diagnostics);
  EXPECT_EQ(typed.map()->begin()->key_origin, key);
  EXPECT_EQ(typed.map()->begin()->value.origin(), inner);
}

}  // namespace
}  // namespace archsynth::cfn

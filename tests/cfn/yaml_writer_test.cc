#include <gtest/gtest.h>

#include "archsynth/cfn/writer.h"
#include "cfn/nested.h"

namespace archsynth::cfn {
namespace {

std::string yaml(const Value& value) {
  std::string text = to_yaml(value);
  EXPECT_EQ(text.back(), '\n');
  text.pop_back();
  return text;
}

TEST(YamlWriter, QuotesEveryStringThatAReaderWouldRetype) {
  for (const char* text : {"true",
                           "False",
                           "YES",
                           "no",
                           "on",
                           "Off",
                           "y",
                           "N",
                           "null",
                           "Null",
                           "~",
                           "",
                           "012",
                           "1.10",
                           "8000",
                           "-1",
                           "+1",
                           ".5",
                           "1.",
                           "0x1F",
                           "0o17",
                           "0b11",
                           "1_000",
                           "1e3",
                           "1E-3",
                           ".inf",
                           ".NaN",
                           "-.inf",
                           "12:30",
                           "12:30:45",
                           "2012-10-17",
                           "2001-12-14t21:59:43.10-05:00",
                           "2001-12-14 21:59:43",
                           "123456789012",
                           "10.0.0.0",
                           "=",
                           "<<",
                           " a",
                           "a ",
                           "a: b",
                           "a:",
                           "a #b",
                           "---",
                           "--- a",
                           "...",
                           "-",
                           "- a",
                           "? a",
                           ": a",
                           "[a]",
                           "{a}",
                           "a\tb",
                           "&a",
                           "*a",
                           "#a",
                           "!a",
                           "|",
                           ">",
                           "%a",
                           "@a",
                           "`a",
                           ",a"}) {
    EXPECT_EQ(yaml(text),
              std::string(text) == "a\tb" ? "\"a\\tb\"" : "\"" + std::string(text) + "\"");
  }
}

TEST(YamlWriter, LeavesEverythingElsePlain) {
  for (const char* text : {"a",
                           "a b",
                           "AWS::EC2::VPC",
                           "10.0.0.0/16",
                           "0.0.0.0/0",
                           "db.t3.small",
                           "us-east-1a",
                           "arn:aws:iam::aws:policy/ReadOnlyAccess",
                           "a#b",
                           "a-b",
                           "it's",
                           "a\"b",
                           "/ecs/x",
                           "$x",
                           "(a)",
                           "a, b",
                           "a[0]",
                           "truely",
                           "yes!",
                           "5m",
                           "\\d+",
                           "gr\u00fc\u00df",
                           "a{b}",
                           "v1.10"}) {
    EXPECT_EQ(yaml(text), text);
  }
}

TEST(YamlWriter, ChoosesTheQuotesWithTheFewestEscapes) {
  EXPECT_EQ(yaml("{\"a\": 1}"), "'{\"a\": 1}'");
  EXPECT_EQ(yaml("[it's \"x\"]"), "'[it''s \"x\"]'");
  EXPECT_EQ(yaml("#it's"), "\"#it's\"");
  EXPECT_EQ(yaml("\x01\x7f\r\"\\"), R"("\x01\x7F\r\"\\")");
  EXPECT_EQ(yaml("a\u0085\u2028\ufeff"), R"("a\u0085\u2028\uFEFF")");
}

TEST(YamlWriter, MultiLineTextIsALiteralBlockWhereThatIsExact) {
  EXPECT_EQ(to_yaml(Map{{"A", "x\n y\n\n\tz\n"}, {"B", "x\ny"}}),
            "A: |\n  x\n   y\n\n  \tz\nB: |-\n  x\n  y\n");
  EXPECT_EQ(to_yaml(List{"x\ny", "z"}), "- |-\n  x\n  y\n- z\n");
  EXPECT_EQ(yaml("\n"), R"("\n")");
  EXPECT_EQ(yaml("\na"), R"("\na")");
  EXPECT_EQ(yaml(" a\nb"), R"(" a\nb")");
  EXPECT_EQ(yaml("a\n\n"), R"("a\n\n")");
  EXPECT_EQ(yaml("a\n "), R"("a\n ")");
  EXPECT_EQ(yaml("a\r\nb"), R"("a\r\nb")");
}

TEST(YamlWriter, Collections) {
  EXPECT_EQ(to_yaml(Map{{"A", Map{{"yes", 1}}}, {"B", List{}}, {"C", Map{}}, {"D", Null{}}}),
            "A:\n  \"yes\": 1\nB: []\nC: {}\nD: null\n");
  EXPECT_EQ(to_yaml(List{Map{{"A", 1}, {"B", List{2}}}, List{List{3}, 4}, List{}}),
            "- A: 1\n  B:\n    - 2\n- - - 3\n  - 4\n- []\n");
  EXPECT_EQ(yaml(List{Value()}), "[]");
  EXPECT_EQ(to_yaml(Map{{std::string(1001, 'k'), 1}}), "? " + std::string(1001, 'k') + "\n: 1\n");
}

TEST(YamlWriter, ShortTags) {
  const LogicalId a("A");
  EXPECT_EQ(yaml(ref(a)), "!Ref A");
  EXPECT_EQ(yaml(pseudo("AWS::Region")), "!Ref AWS::Region");
  EXPECT_EQ(yaml(ref(LogicalId("No"))), "!Ref \"No\"");
  EXPECT_EQ(yaml(get_att(a, "B.C")), "!GetAtt A.B.C");
  EXPECT_EQ(yaml(get_att(LogicalId("A.B"), "C")), "Fn::GetAtt:\n  - A.B\n  - C");
  EXPECT_EQ(yaml(sub("${A}-x")), "!Sub ${A}-x");
  EXPECT_EQ(yaml(sub("a: ${A}")), "!Sub \"a: ${A}\"");
  EXPECT_EQ(to_yaml(Map{{"K", sub("${A}\nb\n")}}), "K: !Sub |\n  ${A}\n  b\n");
  EXPECT_EQ(to_yaml(List{sub("${v}", Map{{"v", ref(a)}})}), "- !Sub\n  - ${v}\n  - v: !Ref A\n");
  EXPECT_EQ(yaml(call(Function::kImportValue, "x")), "!ImportValue x");
  EXPECT_EQ(yaml(call(Function::kGetAZs, "")), "!GetAZs \"\"");
  EXPECT_EQ(yaml(call(Function::kAnd, List{call(Function::kCondition, "X")})),
            "!And [!Condition X]");
}

TEST(YamlWriter, ShortArgumentsStandInBrackets) {
  const LogicalId a("A");
  EXPECT_EQ(yaml(if_(a, "x", no_value())), "!If [A, x, !Ref \"AWS::NoValue\"]");
  EXPECT_EQ(yaml(join(",", {"a", sub("${b}"), "[c]", 1, true, Null{}})),
            "!Join [\",\", [a, !Sub \"${b}\", \"[c]\", 1, true, null]]");
  EXPECT_EQ(yaml(call(Function::kOr, List{})), "!Or []");
  EXPECT_EQ(to_yaml(Map{{"K", if_(a, Map{{"x", 1}}, List{})}}),
            "K: !If\n  - A\n  - x: 1\n  - []\n");
  EXPECT_EQ(to_yaml(Map{{"K", if_(a, std::string(80, 'x'), "y")}}),
            "K: !If\n  - A\n  - " + std::string(80, 'x') + "\n  - \"y\"\n");
  EXPECT_EQ(to_yaml(Map{{"K", if_(a, "x\ny", 1)}}), "K: !If\n  - A\n  - |-\n    x\n    y\n  - 1\n");
}

TEST(YamlWriter, AFunctionOfAFunctionHasItsLongName) {
  EXPECT_EQ(to_yaml(Map{{"K", call(Function::kBase64, sub("a\nb\n"))}}),
            "K:\n  Fn::Base64: !Sub |\n    a\n    b\n");
  EXPECT_EQ(
      to_yaml(List{call(Function::kImportValue, call(Function::kGetAZs, pseudo("AWS::Region")))}),
      "- Fn::ImportValue:\n    Fn::GetAZs: !Ref AWS::Region\n");
  EXPECT_EQ(yaml(call(Function::kGetAZs, 5)), "Fn::GetAZs: 5");
}

TEST(YamlWriter, FunctionsWithoutAShortFormKeepTheirNames) {
  EXPECT_EQ(yaml(call(Function::kTransform, Map{{"Name", "AWS::Include"}})),
            "Fn::Transform:\n  Name: AWS::Include");
  EXPECT_EQ(yaml(call(Function::kLength, List{1})), "Fn::Length:\n  - 1");
  EXPECT_EQ(yaml(if_(LogicalId("A"), call(Function::kLength, List{1}), 2)),
            "!If\n- A\n- Fn::Length:\n    - 1\n- 2");
}

TEST(YamlWriter, ATemplateWithoutResourcesSaysSo) {
  EXPECT_EQ(to_yaml(Template{}), "AWSTemplateFormatVersion: \"2010-09-09\"\n\nResources: {}\n");
}

TEST(YamlWriter, AnEmptyLineStandsBetweenSectionsAndResources) {
  Template built;
  built.description = "two topics";
  for (const char* id : {"A", "B"}) {
    Resource resource;
    resource.id = LogicalId(id);
    resource.type = "AWS::SNS::Topic";
    built.resources.push_back(resource);
  }
  built.resources[1].depends_on = {LogicalId("A")};
  EXPECT_EQ(to_yaml(built), R"(AWSTemplateFormatVersion: "2010-09-09"

Description: two topics

Resources:
  A:
    Type: AWS::SNS::Topic

  B:
    Type: AWS::SNS::Topic
    DependsOn: A
)");
}

TEST(YamlWriter, WritesDeepValues) {
  Value block = 1;
  Value brackets = 1;
  for (int i = 0; i < 300; ++i) {
    block = list_of(if_(LogicalId("C"), map_of("k", std::move(block)), 1));
    brackets = if_(LogicalId("C"), std::move(brackets), 1);
  }
  EXPECT_GT(to_yaml(block).size(), 300U);
  EXPECT_GT(to_yaml(brackets).size(), 300U);
}

}  // namespace
}  // namespace archsynth::cfn

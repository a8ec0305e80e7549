#include "archsynth/cfn/value.h"

#include <gtest/gtest.h>

#include "archsynth/cfn/template.h"
#include "cfn/hash.h"
#include "cfn/nested.h"
#include "cfn/print.h"

namespace archsynth::cfn {
namespace {

const LogicalId kVpc("Vpc");
const LogicalId kDb("Db");

TEST(Map, KeepsTheOrderOfInsertionAndReplacesInPlace) {
  Map map{{"B", 1}, {"A", 2}};
  map.set("B", 3);
  map.set("C", Value());
  EXPECT_EQ(map, (Map{{"B", 3}, {"A", 2}}));
  EXPECT_NE(map, (Map{{"A", 2}, {"B", 3}}));
}

TEST(Map, FindsInLargeMapsWhatItFindsInSmallOnes) {
  Map map;
  for (int i = 0; i < 1000; ++i) map.append("k" + std::to_string(i), i);
  map.append("k7", "second");
  map.set("k500", "replaced");
  EXPECT_TRUE(map.erase("k3"));
  EXPECT_FALSE(map.erase("k3"));
  map["new"] = 1;
  const Map copy = map;
  EXPECT_EQ(*copy.find("k7"), Value(7));
  EXPECT_EQ(*copy.find("k500"), Value("replaced"));
  EXPECT_EQ(*copy.find("k999"), Value(999));
  EXPECT_EQ(*copy.find("new"), Value(1));
  EXPECT_EQ(copy.find("k3"), nullptr);
  EXPECT_EQ(copy, map);
  EXPECT_EQ(copy.begin()->key, "k0");
}

TEST(Map, AnAbsentValueRemovesTheKey) {
  Map map{{"A", 1}, {"B", Value()}};
  EXPECT_EQ(map.size(), 1U);
  map.set("A", Value());
  EXPECT_TRUE(map.empty());
  map.append("A", Value());
  EXPECT_TRUE(map.empty());
}

TEST(Map, FindsAndErases) {
  Map map{{"A", 1}};
  EXPECT_EQ(*map.find("A"), Value(1));
  EXPECT_EQ(map.find("B"), nullptr);
  map["B"] = "x";
  EXPECT_EQ(map.find_entry("B")->value, Value("x"));
  EXPECT_TRUE(map.erase("A"));
  EXPECT_FALSE(map.erase("A"));
  EXPECT_EQ(map.size(), 1U);
}

TEST(Value, ComparesDataAndNotOrigins) {
  static constexpr char kFile[] = "main.cc";
  const Value here = Value("a").with_origin(CallSite{kFile, 3});
  EXPECT_EQ(here, Value("a"));
  EXPECT_NE(Value("1"), Value(1));
  EXPECT_NE(Value(true), Value(1));
  EXPECT_NE(Value(), Value(Null{}));
  EXPECT_NE(ref(kVpc), Value(Map{{"Ref", "Vpc"}}));
}

TEST(Value, NumbersAreEqualAcrossTheirRepresentations) {
  EXPECT_EQ(Value(1), Value(1.0));
  EXPECT_EQ(Value(1.0), Value(1));
  EXPECT_NE(Value(1), Value(1.5));
  EXPECT_NE(Value(std::int64_t{9007199254740993}), Value(9007199254740992.0));
  EXPECT_NE(Value(INT64_MAX), Value(9223372036854775808.0));
  EXPECT_EQ(Value(INT64_MIN), Value(-9223372036854775808.0));
}

TEST(Hash, IsTheSameForEqualValues) {
  const Value list = List{Value(1), ref(kVpc), Map{{"a", get_att(kVpc, "CidrBlock")}}};
  EXPECT_EQ(hash_of(list), hash_of(Value(list)));
  EXPECT_EQ(hash_of(Value(1)), hash_of(Value(1.0)));
  EXPECT_EQ(hash_of(Value(INT64_MIN)), hash_of(Value(-9223372036854775808.0)));
  EXPECT_NE(hash_of(Value("a")), hash_of(Value("b")));
}

TEST(Function, NamesAreUniqueAndFoundAgain) {
  for (int i = 0; i <= static_cast<int>(Function::kToJsonString); ++i) {
    const auto function = static_cast<Function>(i);
    Function found{};
    ASSERT_TRUE(function_of(long_name(function), found));
    EXPECT_EQ(found, function);
  }
  Function found{};
  EXPECT_EQ(long_name(Function::kCondition), "Condition");
  EXPECT_EQ(long_name(Function::kToJsonString), "Fn::ToJsonString");
  EXPECT_FALSE(function_of("Fn::Jion", found));
  EXPECT_FALSE(function_of("Join", found));
}

std::string dump(const Sub& sub) {
  std::string text;
  for (const SubPiece& piece : pieces(sub)) {
    text += piece.kind == SubPiece::Kind::kText ? "'" + piece.text + "'" : "<" + piece.text + ">";
  }
  return text;
}

TEST(SubPieces, SplitTextAndVariables) {
  EXPECT_EQ(dump({"", {}}), "");
  EXPECT_EQ(dump({"plain", {}}), "'plain'");
  EXPECT_EQ(dump({"${A}", {}}), "<A>");
  EXPECT_EQ(dump({"a${A}${B.C}b", {}}), "'a'<A><B.C>'b'");
  EXPECT_EQ(dump({"${AWS::Region}-x", {}}), "<AWS::Region>'-x'");
  EXPECT_EQ(dump({"a${!Literal}b${C}", {}}), "'a${Literal}b'<C>");
  EXPECT_EQ(dump({"$A ${open", {}}), "'$A ${open'");
  EXPECT_EQ(dump({"$${A}", {}}), "'$'<A>");
  EXPECT_EQ(dump({"${}", {}}), "<>");
}

std::string dump(const Value& value) {
  std::string text;
  for (const Reference& reference : references(value)) {
    text += reference.target.str();
    if (!reference.attribute.empty()) text += "." + reference.attribute;
    text += " ";
  }
  return text;
}

TEST(References, AreFoundEverywhereInOrder) {
  const Value value = Map{
      {"A", ref(kVpc)},
      {"B", List{get_att(kDb, "Endpoint.Address"), pseudo("AWS::Region"), no_value()}},
      {"C", sub("${Vpc} ${Given} ${Db.Arn} ${AWS::StackName} ${!No}", Map{{"Given", ref(kDb)}})},
      {"D", if_(LogicalId("IsProd"), ref(LogicalId("Then")), ref(LogicalId("Else")))},
      {"E", DynamicReference{"secretsmanager", {ref(LogicalId("Secret")), "SecretString"}}},
      {"F", Map{{"Fn::GetAtt", List{"Queue", ref(LogicalId("Attribute"))}}}},
  };
  EXPECT_EQ(dump(value), "Vpc Db.Endpoint.Address Vpc Db.Arn Db Then Else Secret Queue Attribute ");
}

TEST(References, KeepTheOriginOfTheValue) {
  static constexpr char kFile[] = "main.cc";
  const Origin origin = CallSite{kFile, 7};
  const auto found = references(List{sub("${A}").with_origin(origin)});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].origin, origin);
}

TEST(Walk, VisitsParentsFirst) {
  std::string text;
  walk(List{"a", Map{{"k", "b"}}, join("c", {"d"}), sub("e", Map{{"v", "f"}})},
       [&](const Value& value) { text += value.string() != nullptr ? *value.string() : "."; });
  EXPECT_EQ(text, ".a.b..c.d.f");
}

TEST(Walk, ReachesDeepValues) {
  Value value = 1;
  for (int i = 0; i < 2000; ++i) value = list_of(std::move(value));
  std::size_t count = 0;
  walk(value, [&](const Value&) { ++count; });
  EXPECT_EQ(count, 2001U);
  EXPECT_TRUE(references(value).empty());
}

TEST(DynamicReference, IsSpelledOutByItsParts) {
  const Value arn = ref(LogicalId("Secret"));
  EXPECT_EQ(spelled_out({"ssm", {"/a/b", 1}}), Value("{{resolve:ssm:/a/b:1}}"));
  EXPECT_EQ(spelled_out({"secretsmanager", {arn, "SecretString", "password", "", ""}}),
            sub("{{resolve:secretsmanager:${Secret}:SecretString:password::}}"));
  EXPECT_EQ(spelled_out({"ssm", {get_att(kDb, "A.B"), sub("${AWS::Region}/${!x}")}}),
            sub("{{resolve:ssm:${Db.A.B}:${AWS::Region}/${!x}}}"));
  EXPECT_EQ(spelled_out({"ssm", {arn, "${x}"}}), sub("{{resolve:ssm:${Secret}:${!x}}}"));
  EXPECT_EQ(spelled_out({"ssm", {"p", call(Function::kImportValue, "e"), "q"}}),
            join("", {"{{resolve:ssm:p:", call(Function::kImportValue, "e"), ":q}}"}));
}

TEST(DynamicReference, EqualsWhatItIsPrintedAs) {
  const Value reference = DynamicReference{"ssm", {ref(kVpc)}};
  EXPECT_EQ(reference, sub("{{resolve:ssm:${Vpc}}}"));
  EXPECT_EQ(sub("{{resolve:ssm:${Vpc}}}"), reference);
  EXPECT_EQ(hash_of(sub("{{resolve:ssm:${Vpc}}}")), hash_of(reference));
  EXPECT_NE(reference, Value("{{resolve:ssm:${Vpc}}}"));
}

TEST(Template, ComparesWithoutOrigins) {
  Template a;
  a.resources.push_back({});
  a.resources[0].id = kVpc;
  Template b = a;
  static constexpr char kFile[] = "main.cc";
  b.resources[0].origin = CallSite{kFile, 1};
  EXPECT_EQ(a, b);
  b.resources[0].type = "AWS::EC2::VPC";
  EXPECT_NE(a, b);
  EXPECT_EQ(b.find_resource(kVpc)->type, "AWS::EC2::VPC");
  EXPECT_EQ(b.find_resource(kDb), nullptr);
}

}  // namespace
}  // namespace archsynth::cfn

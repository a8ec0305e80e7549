#include "archsynth/document/scalar.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace archsynth::document {
namespace {

std::string text_of(const Scalar& scalar) {
  struct Visitor {
    std::string operator()(std::monostate) const { return "null"; }
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return fmt::format("int {}", value); }
    std::string operator()(double value) const { return fmt::format("float {}", value); }
    std::string operator()(const std::string& value) const { return "\"" + value + "\""; }
  };
  return std::visit(Visitor(), scalar);
}

struct ScalarCase {
  std::string_view text;
  std::string_view core;
  std::string_view yaml11;
  std::string_view surprise;
};

// The YAML 1.1 column is what PyYAML's resolver and constructor give.
constexpr ScalarCase kScalarCases[] = {
    {"", "null", "null", ""},
    {"~", "null", "null", ""},
    {"NULL", "null", "null", ""},
    {"nULL", "\"nULL\"", "\"nULL\"", ""},
    {"true", "true", "true", ""},
    {"FALSE", "false", "false", ""},
    {"tRUE", "\"tRUE\"", "\"tRUE\"", ""},
    {"yes", "\"yes\"", "true", "a boolean"},
    {"Off", "\"Off\"", "false", "a boolean"},
    {"y", "\"y\"", "\"y\"", ""},
    {"yEs", "\"yEs\"", "\"yEs\"", ""},
    {"0", "int 0", "int 0", ""},
    {"-0", "int 0", "int 0", ""},
    {"+12", "int 12", "int 12", ""},
    {"0123", "int 123", "int 83", "the octal number 83"},
    {"-017", "int -17", "int -15", "the octal number -15"},
    {"0_7", "\"0_7\"", "int 7", "the octal number 7"},
    {"08", "int 8", "\"08\"", "a string"},
    {"0o17", "int 15", "\"0o17\"", "a string"},
    {"0o18", "\"0o18\"", "\"0o18\"", ""},
    {"0x1F", "int 31", "int 31", ""},
    {"-0x1F", "\"-0x1F\"", "int -31", "the number -31"},
    {"0x", "\"0x\"", "\"0x\"", ""},
    {"0x_", "\"0x_\"", "\"0x_\"", ""},
    {"0b101", "\"0b101\"", "int 5", "the number 5"},
    {"0b102", "\"0b102\"", "\"0b102\"", ""},
    {"1_000", "\"1_000\"", "int 1000", "the number 1000"},
    {"_1", "\"_1\"", "\"_1\"", ""},
    {"9223372036854775807", "int 9223372036854775807", "int 9223372036854775807", ""},
    {"-9223372036854775808", "int -9223372036854775808", "int -9223372036854775808", ""},
    {"9223372036854775808", "\"9223372036854775808\"", "\"9223372036854775808\"", ""},
    {"012345678901", "int 12345678901", "\"012345678901\"", "a string"},
    {"123456789012", "int 123456789012", "int 123456789012", ""},
    {"12:30:45", "\"12:30:45\"", "int 45045", "the number 45045"},
    {"-1:30", "\"-1:30\"", "int -90", "the number -90"},
    {"22:22", "\"22:22\"", "int 1342", "the number 1342"},
    {"1:60", "\"1:60\"", "\"1:60\"", ""},
    {"01:30", "\"01:30\"", "\"01:30\"", ""},
    {"190:20:30.15", "\"190:20:30.15\"", "float 685230.15", "the number 685230.15"},
    {"1.5", "float 1.5", "float 1.5", ""},
    {"-.5", "float -0.5", "\"-.5\"", "a string"},
    {".5", "float 0.5", "float 0.5", ""},
    {"1.", "float 1", "float 1", ""},
    {"1_0.5_0", "\"1_0.5_0\"", "float 10.5", "the number 10.5"},
    {"1e5", "float 100000", "\"1e5\"", "a string"},
    {"1.5e3", "float 1500", "\"1.5e3\"", "a string"},
    {"1.5e+3", "float 1500", "float 1500", ""},
    {"1.5e", "\"1.5e\"", "\"1.5e\"", ""},
    {".inf", "float inf", "float inf", ""},
    {"-.INF", "float -inf", "float -inf", ""},
    {".NaN", "float nan", "float nan", ""},
    {"-.nan", "\"-.nan\"", "\"-.nan\"", ""},
    {"1.0e+999", "\"1.0e+999\"", "\"1.0e+999\"", ""},
    {".", "\".\"", "\".\"", ""},
    {"-", "\"-\"", "\"-\"", ""},
    {"1.2.3", "\"1.2.3\"", "\"1.2.3\"", ""},
    {"10.0.0.0/16", "\"10.0.0.0/16\"", "\"10.0.0.0/16\"", ""},
    {"2012-10-17", "\"2012-10-17\"", "\"2012-10-17\"", "a date"},
    {"2012-1-7", "\"2012-1-7\"", "\"2012-1-7\"", ""},
    {"2001-12-14t21:59:43.10-05:00", "\"2001-12-14t21:59:43.10-05:00\"",
     "\"2001-12-14t21:59:43.10-05:00\"", "a date"},
    {"2001-12-14 21:59:43.10 Z", "\"2001-12-14 21:59:43.10 Z\"", "\"2001-12-14 21:59:43.10 Z\"",
     "a date"},
    {"2001-12-14 21:59", "\"2001-12-14 21:59\"", "\"2001-12-14 21:59\"", ""},
    {"<<", "\"<<\"", "\"<<\"", ""},
};

TEST(Scalar, GetsItsTypeFromTheSchema) {
  for (const ScalarCase& c : kScalarCases) {
    EXPECT_EQ(text_of(resolve(c.text, Schema::kCore)), c.core) << c.text;
    EXPECT_EQ(text_of(resolve(c.text, Schema::kYaml11)), c.yaml11) << c.text;
    EXPECT_EQ(yaml11_surprise(c.text), c.surprise) << c.text;
  }
}

TEST(Scalar, QuotedTextIsAString) {
  Node node;
  EXPECT_EQ(text_of(resolve(node, Schema::kCore)), "null");
  node.kind = Node::Kind::kScalar;
  node.text = "12";
  EXPECT_EQ(text_of(resolve(node, Schema::kCore)), "\"12\"");
  node.plain = true;
  EXPECT_EQ(text_of(resolve(node, Schema::kCore)), "int 12");
}

TEST(Scalar, KindNamesAreTheUsersWords) {
  Node node;
  EXPECT_EQ(kind_name(node), "null");
  node.kind = Node::Kind::kMapping;
  EXPECT_EQ(kind_name(node), "a mapping");
  node.kind = Node::Kind::kSequence;
  EXPECT_EQ(kind_name(node), "a list");
  node.kind = Node::Kind::kScalar;
  node.text = "yes";
  EXPECT_EQ(kind_name(node), "a string");
  node.plain = true;
  EXPECT_EQ(kind_name(node), "a boolean");
  node.text = "1.5";
  EXPECT_EQ(kind_name(node), "a number");
}

}  // namespace
}  // namespace archsynth::document

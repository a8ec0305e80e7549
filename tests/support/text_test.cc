#include "archsynth/support/text.h"

#include <gtest/gtest.h>

#include <array>

namespace archsynth {
namespace {

using Names = std::vector<std::string>;

TEST(Text, FindsTheFirstByteThatIsNoUtf8) {
  struct Case {
    std::string text;
    std::optional<std::size_t> expected;
  };
  const Case cases[] = {
      {"", {}},
      {"plain ascii text of some length", {}},
      {"äöü€😀", {}},
      {std::string("a\0b", 3), {}},
      {"\xF4\x8F\xBF\xBF", {}},              // U+10FFFF
      {"12345678\xFF", 8},                   // no lead byte
      {"\x80", 0},                           // a continuation alone
      {"ab\xC3", 2},                         // cut off
      {"ab\xE2\x82", 2},                     // cut off
      {"a\xC0\xAF", 1},                      // overlong
      {"a\xE0\x80\xAF", 1},                  // overlong
      {"a\xF0\x80\x80\xAF", 1},              // overlong
      {"a\xED\xA0\x80", 1},                  // a surrogate
      {"a\xF4\x90\x80\x80", 1},              // past U+10FFFF
      {"a\xF8\x88\x80\x80\x80", 1},          // five bytes
      {"\xC3\xA4\xC3\xA4\xC3\xA4\xC3(", 6},  // broken after whole characters
  };
  for (const Case& c : cases) EXPECT_EQ(first_invalid_utf8(c.text), c.expected) << c.text;
}

TEST(Text, EditDistanceCountsASwapAsOneEdit) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("", "abc"), 3U);
  EXPECT_EQ(edit_distance("abc", ""), 3U);
  EXPECT_EQ(edit_distance("cpu", "cpus"), 1U);
  EXPECT_EQ(edit_distance("memroy", "memory"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
  EXPECT_EQ(edit_distance("ca", "abc"), 3U);
}

TEST(Text, NearestIgnoresCaseAndTakesTheFirstOfEquals) {
  const Names names = {"cidr", "zones", "nat", "net"};
  EXPECT_EQ(nearest("Zone", names), "zones");
  EXPECT_EQ(nearest("CIDR", names), "cidr");
  EXPECT_EQ(nearest("nit", names), "nat");
  EXPECT_EQ(nearest("subnets", names), std::nullopt);
  EXPECT_EQ(nearest("x", Names{"a"}), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(1'000'000, 'x'), names), std::nullopt);
}

TEST(Text, NearestPrefersFewerEdits) {
  EXPECT_EQ(nearest("max_task", Names{"min_tasks", "max_tasks"}), "max_tasks");
  const std::array<std::string_view, 2> views = {"production", "staging"};
  EXPECT_EQ(nearest("prodution", views), "production");
}

TEST(Text, SuggestsTheNearestOrListsTheAllowed) {
  EXPECT_EQ(suggest("cpus", Names{"cpu", "port"}), "did you mean \"cpu\"?");
  EXPECT_EQ(suggest("zzz", Names{"cpu", "port"}), "one of: cpu, port");
  EXPECT_EQ(suggest("zzz", Names{}), "");
  const Names many = {"a1", "a2", "a3", "a4", "a5", "a6", "a7", "a8", "a9", "b1", "b2", "b3", "b4"};
  EXPECT_EQ(suggest("zzzzz", many), "one of: a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, …");
  const std::array<std::string_view, 2> views = {"single", "none"};
  EXPECT_EQ(suggest("zzz", views), "one of: single, none");
}

TEST(Text, UpperCamelJoinsWords) {
  EXPECT_EQ(upper_camel("orders-db"), "OrdersDb");
  EXPECT_EQ(upper_camel("ordersDB_2x"), "OrdersDB2x");
  EXPECT_EQ(upper_camel("--a..b--"), "AB");
  EXPECT_EQ(upper_camel("2nd"), "2nd");
  EXPECT_EQ(upper_camel("caf\u00e9s"), "CafS");
  EXPECT_EQ(upper_camel(""), "");
}

TEST(Text, SplitKeepsEmptyParts) {
  EXPECT_EQ(split("a..b.", '.'), (std::vector<std::string_view>{"a", "", "b", ""}));
  EXPECT_EQ(split("", '.'), (std::vector<std::string_view>{""}));
  EXPECT_EQ(join(Names{"a", "", "b"}, ", "), "a, , b");
  EXPECT_EQ(join(Names{}, ", "), "");
}

TEST(Text, QuotedEscapesAndCuts) {
  EXPECT_EQ(quoted("say \"hi\""), R"("say \"hi\"")");
  EXPECT_EQ(quoted("a\n\t\x1b\x7f\xff"), R"("a\n\t\x1b\x7f\xff")");
  EXPECT_EQ(quoted(std::string("a\0b", 3)), R"("a\x00b")");
  EXPECT_EQ(quoted("ü"), "\"ü\"");
  const std::string exact(60, 'x');
  EXPECT_EQ(quoted(exact), "\"" + exact + "\"");
  EXPECT_EQ(quoted(exact + "y"), "\"" + exact + "…\"");
}

TEST(Text, StartsWithIgnoringCase) {
  EXPECT_TRUE(starts_with_ignoring_case("PostgreSQL", "postgres"));
  EXPECT_FALSE(starts_with_ignoring_case("post", "postgres"));
  EXPECT_TRUE(starts_with_ignoring_case("x", ""));
}

}  // namespace
}  // namespace archsynth

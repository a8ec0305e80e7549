#include <gtest/gtest.h>

#include "document/reading.h"

namespace archsynth::document {
namespace {

using ReadFunction = std::optional<Node> (*)(const Source&, Diagnostics&, const Limits&);

std::string repeated(std::string_view text, std::size_t times) {
  std::string result;
  for (std::size_t i = 0; i < times; ++i) result += text;
  return result;
}

/// Only the first line of what is said: the place and the message.
std::string said(ReadFunction reader, const std::string& text, const Limits& limits = {}) {
  const Source source("f", text);
  Diagnostics diagnostics;
  const auto node = reader(source, diagnostics, limits);
  const std::string all = render(diagnostics);
  return (node ? "read; " : "") + all.substr(0, all.find('\n'));
}

TEST(Limits, DepthStopsHostileNesting) {
  const std::string message = "error: nested deeper than the limit of 200 levels [ARC0104]";
  EXPECT_EQ(said(read_yaml, repeated("[", 10'000) + repeated("]", 10'000)), "f:1:201: " + message);
  EXPECT_EQ(said(read_yaml, repeated("{a: ", 10'000) + repeated("}", 10'000)),
            "f:1:801: " + message);
  EXPECT_EQ(said(read_yaml, repeated("- ", 10'000)), "f:1:401: " + message);
  EXPECT_EQ(said(read_yaml, repeated("? ", 10'000)), "f:1:401: " + message);
  EXPECT_EQ(said(read_json, repeated("[", 10'000)), "f:1:201: " + message);
  EXPECT_EQ(said(read_json, repeated("{\"a\":", 10'000)), "f:1:1001: " + message);
  std::string blocks;
  for (std::size_t i = 0; i < 10'000; ++i) blocks += std::string(i % 1000, ' ') + "a:\n";
  EXPECT_EQ(said(read_yaml, blocks), "f:201:201: " + message);
}

TEST(Limits, DepthThatIsAllowedIsRead) {
  EXPECT_EQ(said(read_yaml, repeated("- ", 200) + "x"), "read; ");
  EXPECT_EQ(said(read_json, repeated("[", 200) + repeated("]", 200)), "read; ");
  EXPECT_EQ(said(read_yaml, repeated("- ", 600) + "x", {.depth = 1000}),
            "f:1:1000: error: nested too deeply to be read [ARC0104]");
}

TEST(Limits, BytesAreCountedBeforeAnythingElse) {
  const std::string text = repeated("\xFF", 2U << 20U);
  const std::string message =
      "f:1:1: error: the file has 2 MiB, more than the limit of 1 MiB [ARC0104]";
  EXPECT_EQ(said(read_yaml, text, {.bytes = 1U << 20U}), message);
  EXPECT_EQ(said(read_json, text, {.bytes = 1U << 20U}), message);
  EXPECT_EQ(said(read_yaml, "ab", {.bytes = 1}),
            "f:1:1: error: the file has 2 bytes, more than the limit of 1 byte [ARC0104]");
}

TEST(Limits, NodesAreCounted) {
  const std::string message = "error: more keys and values than the limit of 5 [ARC0104]";
  EXPECT_EQ(said(read_yaml, "[1, 2, 3, 4]", {.nodes = 5}), "read; ");
  EXPECT_EQ(said(read_yaml, "[a, 2, 3, 4, 5]", {.nodes = 5}), "f:1:14: " + message);
  EXPECT_EQ(said(read_yaml, "{a: 1, b: 2}", {.nodes = 5}), "read; ");
  EXPECT_EQ(said(read_json, "[1, 2, 3, 4, 5]", {.nodes = 5}), "f:1:1: " + message);
}

TEST(Limits, AliasesDoNotExplode) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string last = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    laughs += name + ": &" + name + " [" + last + repeated(", " + last, 9) + "]\n";
  }
  EXPECT_EQ(said(read_yaml, laughs),
            "f:6:45: error: more keys and values than the limit of 1000000 once aliases are "
            "expanded [ARC0104]");
}

TEST(Limits, AliasesOfLongTextDoNotExplode) {
  const std::string text =
      "a: &a " + std::string(1U << 20U, 'x') + "\nb: [" + repeated("*a, ", 40) + "]\n";
  EXPECT_EQ(
      said(read_yaml, text),
      "f:2:61: error: more content than the limit of 16 MiB once aliases are expanded [ARC0104]");
}

TEST(Limits, AliasesDoNotNestDeeperThanAllowed) {
  std::string text = "- &a0 [x]\n";
  for (int i = 1; i < 300; ++i) {
    text += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  }
  EXPECT_EQ(said(read_yaml, text),
            "f:200:10: error: nested deeper than the limit of 200 levels once aliases are expanded "
            "[ARC0104]");
}

}  // namespace
}  // namespace archsynth::document

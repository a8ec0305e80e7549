#include "document/quick_yaml.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "document/reading.h"
#include "document/text_check.h"
#include "document/two_readers.h"
#include "document/yaml_parser.h"

namespace archsynth::document {
namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A tree on one line: quoted text in quotes, `~` for a missing value.
std::string outline(const Node& node) {
  std::string out = node.tag.empty() ? "" : node.tag + " ";
  std::string separator;
  switch (node.kind) {
    case Node::Kind::kNull:
      return out + "~";
    case Node::Kind::kScalar:
      return out + (node.plain ? node.text : "\"" + node.text + "\"");
    case Node::Kind::kSequence:
      for (const Node& item : node.items) {
        out += std::exchange(separator, ", ").empty() ? "[" : ", ";
        out += outline(item);
      }
      return out + (node.items.empty() ? "[]" : "]");
    case Node::Kind::kMapping:
      for (const Entry& entry : node.entries) {
        out += std::exchange(separator, ", ").empty() ? "{" : ", ";
        out += outline(entry.key) + ": " + outline(entry.value);
      }
      return out + (node.entries.empty() ? "{}" : "}");
  }
  return out;
}

std::optional<Node> read_quickly(const Source& source, const Limits& limits = {}) {
  Diagnostics diagnostics;
  EXPECT_TRUE(check_yaml_characters(source, diagnostics)) << render(diagnostics);
  return QuickYaml(source, limits).read();
}

struct QuickCase {
  std::string text;
  std::string_view expected;
};

const QuickCase kRead[] = {
    // Block collections.
    {"a: 1\nb:\n  c: x y\n  d:\n", "{a: 1, b: {c: x y, d: ~}}"},
    {"- a\n-\n- - b\n  - c\n- d: e\n  f: ~\n", "[a, ~, [b, c], {d: e, f: ~}]"},
    {"a:\n- b\n- c\nd:\n  - e\n", "{a: [b, c], d: [e]}"},
    {"a:\nb: null\nnull: NULL\n", "{a: ~, b: ~, null: ~}"},
    {"- :a\n- -1\n- a:b#c\n", "[:a, -1, a:b#c]"},
    // The document.
    {"# c\n---\n# d\na: b # e\n...\n# f\n", "{a: b}"},
    {"\xEF\xBB\xBF\n\n a: b", "{a: b}"},
    {"a: b\r\nc:\r\n- d\r\n", "{a: b, c: [d]}"},
    // Flow collections.
    {"a: [1, 'b', {c: d, \"e\":f, g, h: }, [], {}]\n",
     "{a: [1, \"b\", {c: d, \"e\": f, g: ~, h: ~}, [], {}]}"},
    {"a: [b,\n# c\n  d # e\n  ,\n]\n", "{a: [b, d]}"},
    {"a: [b, c: d, \"e\":f]\n", "{a: [b, {c: d}, {\"e\": f}]}"},
    // Plain and quoted text.
    {"a: b\n c\n\n  d # e\n", "{a: b c\nd}"},
    {"a: 'it''s\n\n  on'\n", "{a: \"it's\non\"}"},
    {"\"a\": \"\\x41\\u00e9\\U0001F600\\t\\\\ \\\n  b\n  c\"\n",
     "{\"a\": \"A\u00e9\U0001F600\t\\ b c\"}"},
    {"a: \"\\N\\_b\"\n", "{a: \"\u0085\u00A0b\"}"},
    // Text blocks.
    {"a: |\n  x\n   y\n\nb: |-\n  z\nc: |+\n  w\n\nd: |\n", R"({a: "x
 y
", b: "z", c: "w

", d: ""})"},
    {"a: >\n  x\n  y\n\n  z\n   w\n  v\n", "{a: \"x y\nz\n w\nv\n\"}"},
    {"a: |1-\n   x\n  y\n", "{a: \"  x\n y\"}"},
    {"- |\n x # y\n# z\n- >-\n\n x\n", "[\"x # y\n\", \"\nx\"]"},
    // Tags.
    {"a: !Ref b\nc: !Sub\n- d\n- e: f\ng: !Foo\nh: [!Ref i, !Join\n [j]]\n",
     "{a: !Ref b, c: !Sub [d, {e: f}], g: !Foo , h: [!Ref i, !Join [j]]}"},
    {"- !Foo\n  a: b\n- !Bar {c: d}\n- !Fn::Sub \"e\"\n- !Baz null\n",
     "[!Foo {a: b}, !Bar {c: d}, !Fn::Sub \"e\", !Baz null]"},
};

TEST(QuickYaml, ReadsWhatYamlCppReads) {
  for (const QuickCase& c : kRead) {
    const Source source("f", c.text);
    const auto quick = read_quickly(source);
    ASSERT_TRUE(quick) << c.text;
    EXPECT_EQ(outline(*quick), c.expected);
    Diagnostics diagnostics;
    const auto slow = parse_yaml(source, diagnostics, {});
    EXPECT_TRUE(slow && same_tree(*quick, *slow)) << c.text << dump(*quick);
  }
}

TEST(YamlParser, WritesWholeCharactersForEscapes) {
  const Source source("f", "a: &b \"\\N\\_\u00E9\\_\\_\"\n");
  Diagnostics diagnostics;
  const auto node = parse_yaml(source, diagnostics, {});
  ASSERT_TRUE(node);
  EXPECT_EQ(node->find("a")->text, "\u0085\u00A0\u00E9\u00A0\u00A0");
}

TEST(QuickYaml, CountsTheIndentationOfTextFromItsParent) {
  const Source source("f",
                      "- !Sub >\n"
                      "  a\n"
                      "- b:\n"
                      "    !Sub |\n"
                      "    c\n");
  EXPECT_EQ(read_text(read_yaml, source.text()), R"(sequence 0..34
  - quoted !Sub "a\n" 2..12
  - mapping 15..34
      key plain "b" 15..16
        quoted !Sub "c\n" 22..34
)");
}

TEST(QuickYaml, CountsTheIndentationOfPlainTextFromItsParent) {
  const Source source("f",
                      "- !Sub a -\n"
                      "  'b' and\n"
                      " \"c\"\n"
                      "- - !Sub d\n"
                      "   - e\n");
  EXPECT_EQ(read_text(read_yaml, source.text()), R"(sequence 0..43
  - plain !Sub "a - 'b' and \"c\"" 2..25
  - sequence 28..43
      - plain !Sub "d - e" 30..43
)");
}

// What is left to yaml-cpp, wrong or not.
const std::string_view kLeft[] = {
    "", "# a\n", "---\n", "%YAML 1.1\n---\na\n", "a\n---\nb\n", "--- a\n", "a\n...\nb\n", "!a\n",
    // Properties, explicit and merge keys.
    "a: &b c\n", "a: *b\n", "? a\n: b\n", "<<: {a: b}\n", "{<<: a}\n", "a: !!str b\n", "a: ! b\n",
    "a: !<b> c\n", "a: !b!c d\n", "!a b: c\n", "{!a b: c}\n", "a: !b !c d\n",
    // Structure.
    "a: 1\na: 2\n", "{a: 1, a: 2}\n", "a: b: c\n", "a: - b\n", "a: b\n  c: d\n", "- a\nb: c\n",
    "a: b\n- c\n", "a:\n  - b\n - c\n", "a: 1\nb\n", "[a]: b\n", "{a: b}: c\n", "\"a\n b\": c\n",
    ": a\n",
    // Tabs.
    "\ta: b\n", "a:\n\tb: c\n", "-\ta: b\n", "a: b\n\tc\n", "a: |\n\tb\n",
    // Flow collections.
    "a: [b\n", "a: [b}\n", "a: [,]\n", "a: [b,,c]\n", "a: [b] c\n", "a: [b\n---\n]\n",
    "a: {b\n: c}\n", "a: [? b]\n", "a: ]\n", "a: [b # c]\n", "a: [b c\n d]\n",
    // Text.
    "a: \"b\n", "a: 'b\n", "a: \"b\" c\n", "a: \"b\n---\nc\"\n", "a: \"\\q\"\n", "a: \"\\x4\"\n",
    "a: \"\\ud83d\"\n", "a: \"\\L\"\n", "a: @b\n", "a: `b\n", "a: %b\n", "a: |0\n", "a: | b\n  c\n",
    "a: |\n    b\n  c\n", "a: |\n     \n  b\n", "- !a |1\n    b\n", "a: |", "a: b#c\nd: 'e'# f\n"};

TEST(QuickYaml, LeavesWhatItIsNotCertainOf) {
  for (const std::string_view text : kLeft) {
    const auto quick = read_quickly(Source("f", std::string(text)));
    EXPECT_FALSE(quick) << text << outline(*quick);
  }
}

TEST(QuickYaml, LeavesWhatExceedsLimits) {
  const Source source("f", "a: [{b: 1}, 2]\n");
  EXPECT_TRUE(read_quickly(source, {.depth = 3, .nodes = 7}));
  EXPECT_FALSE(read_quickly(source, {.depth = 2}));
  EXPECT_FALSE(read_quickly(source, {.nodes = 6}));
  EXPECT_FALSE(read_quickly(Source("f", std::string(300, '[')), {.depth = 1000}));
  EXPECT_FALSE(read_quickly(Source("f", std::string(2000, 'a') + ": b")));
}

/// Texts of a size whose cost would tell if it grew with the square.
TEST(QuickYaml, TakesLinearTime) {
  constexpr std::size_t kSize = 1U << 19U;
  const auto repeated = [](std::string text, std::string_view piece) {
    while (text.size() < kSize) text += piece;
    return text;
  };
  for (const std::string& text :
       {repeated("a: b", " "), repeated("a: b", "\n"), repeated("a: b", "\n "),
        repeated("a:", "\n# c"), repeated("a: b", " c"), repeated("a: b", "\n  c"),
        repeated("a: \"", " \n"), repeated("a: '", "''"), repeated("a: |\n", " \n"),
        repeated("a: >\n", "\n  b"), repeated("a: >\n  b", "\n"), repeated("a: [", "# c\n"),
        repeated("a: [", "b, "), repeated("- ", "- "), repeated("- a", "\n-"),
        repeated("a: !b", "b"), repeated("a: {b", "b")}) {
    read_quickly(Source("f", text), {.nodes = 10U << 20U});
  }
}

/// How many of the YAML files below a folder QuickYaml reads itself.
struct Share {
  int files = 0;
  int quick = 0;
  std::string others;
};

Share compare(const fs::path& folder) {
  Share share;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension().string();
    if (!entry.is_regular_file() || (ending != ".yaml" && ending != ".yml")) continue;
    const Source source(entry.path().string(), file_text(entry.path()));
    Diagnostics diagnostics;
    if (!check_text(source, diagnostics, {}) || !check_yaml_characters(source, diagnostics)) {
      continue;
    }
    ++share.files;
    const auto quick = QuickYaml(source, {}).read();
    if (!quick) {
      share.others += source.name() + "\n";
      continue;
    }
    ++share.quick;
    if (has_text_below_tag(*quick)) continue;
    const auto slow = parse_yaml(source, diagnostics, {});
    EXPECT_TRUE(slow && same_tree(*quick, *slow)) << source.name() << render(diagnostics);
    EXPECT_TRUE(diagnostics.items().empty()) << render(diagnostics);
  }
  return share;
}

TEST(QuickYaml, ReadsTheFilesOfTheRepositoryAsYamlCppDoes) {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  for (const char* folder : {"examples", "templates"}) {
    const Share share = compare(root / folder);
    EXPECT_GT(share.files, 0) << folder;
    EXPECT_EQ(share.others, "");
  }
  const Share tests = compare(root / "tests");
  EXPECT_GT(tests.files, 100);
  EXPECT_GE(tests.quick * 100, tests.files * 95) << tests.others;
}

TEST(QuickYaml, ReadsPublicTemplatesAsYamlCppDoes) {
  const char* corpus = std::getenv("ARCHSYNTH_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  const Share share = compare(fs::path(corpus) / "templates");
  RecordProperty("files", share.files);
  RecordProperty("quick", share.quick);
  EXPECT_GE(share.quick * 100, share.files * 95) << share.others;
}

}  // namespace
}  // namespace archsynth::document

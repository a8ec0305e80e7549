#include <gtest/gtest.h>

#include "document/reading.h"

namespace archsynth::document {
namespace {

struct YamlCase {
  std::string text;
  std::string_view expected;
};

// A text, and the tree that is read.
const YamlCase kYamlCases[] = {
    {"a: 1\nb: [2, \"x y\" , {c: d}]\n",
     R"(mapping 0..27
  key plain "a" 0..1
    plain "1" 3..4
  key plain "b" 5..6
    sequence 8..27
      - plain "2" 9..10
      - quoted "x y" 12..17
      - mapping 20..26
          key plain "c" 21..22
            plain "d" 24..25
)"},
    {"\303\251: \303\274\n"
     "\346\227\245: \"\346\234\254\" # \303\266\n"
     "'k': v\n",
     R"(mapping 0..29
  key plain "é" 0..2
    plain "ü" 4..6
  key plain "日" 7..10
    quoted "本" 12..17
  key quoted "k" 23..26
    plain "v" 28..29
)"},
    {"- a\n-\n- - b\n  - c\n- {a, b: , c: ~}\n- [d, e: f]\n",
     R"(sequence 0..46
  - plain "a" 2..3
  - null 5..5
  - sequence 8..17
      - plain "b" 10..11
      - plain "c" 16..17
  - mapping 20..34
      key plain "a" 21..22
        null 22..22
      key plain "b" 24..25
        null 26..26
      key plain "c" 29..30
        null 32..33
  - sequence 37..46
      - plain "d" 38..39
      - mapping 41..45
          key plain "e" 41..42
            plain "f" 44..45
)"},
    {"a:\n  b:\n    c:\nnull: x\n",
     R"(mapping 0..22
  key plain "a" 0..1
    mapping 5..14
      key plain "b" 5..6
        mapping 12..14
          key plain "c" 12..13
            null 14..14
  key plain "null" 15..19
    plain "x" 21..22
)"},
    {"a:\nnull: null\nnullable: ~\n",
     R"(mapping 0..25
  key plain "a" 0..1
    null 2..2
  key plain "null" 3..7
    null 9..13
  key plain "nullable" 14..22
    null 24..25
)"},
    {"a: x\n"
     "  y\n"
     "\n"
     "  z # end\n"
     "b: 'it''s\n"
     "  ok'\n"
     "c: \"q\\\"\\\n"
     "   r\"\n",
     R"(mapping 0..50
  key plain "a" 0..1
    plain "x y\nz" 3..13
  key plain "b" 20..21
    quoted "it's ok" 23..35
  key plain "c" 36..37
    quoted "q\"r" 39..50
)"},
    {"a: |\n"
     "  x\n"
     "   y\n"
     "\n"
     "b: >-\n"
     "  p\n"
     "  q\n"
     "# comment\n"
     "c: |2\n"
     "    deep\n"
     "  less\n"
     "d: |+\n"
     "\n"
     "e: |\n"
     "f: 1\n",
     R"(mapping 0..77
  key plain "a" 0..1
    quoted "x\n y\n" 3..13
  key plain "b" 15..16
    quoted "p q" 18..28
  key plain "c" 39..40
    quoted "  deep\nless\n" 42..60
  key plain "d" 61..62
    quoted "\n" 64..66
  key plain "e" 68..69
    quoted "" 71..72
  key plain "f" 73..74
    plain "1" 76..77
)"},
    {"- |\n x\n- >\n\n y\n",
     R"(sequence 0..14
  - quoted "x\n" 2..6
  - quoted "\ny\n" 9..14
)"},
    {"a: &x [1]\nb: *x\n*x : c\n",
     R"(mapping 0..22
  key plain "a" 0..1
    sequence 6..9
      - plain "1" 7..8
  key plain "b" 10..11
    sequence 13..15
      - plain "1" 7..8
f:3:1: error: a key must be a string, not a list [ARC0105]
    3 | *x : c
      | ^~
)"},
    {"a: &x v\nb: *x\n&k c: &n\nd: *n\n? &e e\n: *k\n",
     R"(mapping 0..40
  key plain "a" 0..1
    plain "v" 6..7
  key plain "b" 8..9
    plain "v" 11..13
  key plain "c" 17..18
    null 22..22
  key plain "d" 23..24
    null 26..28
  key plain "e" 34..35
    plain "c" 38..40
)"},
    {"base: &b {k: v, l: w}\n"
     "use:\n"
     "  first: 1\n"
     "  <<: *b\n"
     "  l: own\n",
     R"(mapping 0..55
  key plain "base" 0..4
    mapping 9..21
      key plain "k" 10..11
        plain "v" 13..14
      key plain "l" 16..17
        plain "w" 19..20
  key plain "use" 22..25
    mapping 29..55
      key plain "first" 29..34
        plain "1" 36..37
      key plain "k" 10..11
        plain "v" 13..14
      key plain "l" 49..50
        plain "own" 52..55
)"},
    {"<<: [{a: 1}, {a: 2, b: 3}]\n\"<<\": text\n",
     R"(mapping 0..37
  key plain "a" 6..7
    plain "1" 9..10
  key plain "b" 20..21
    plain "3" 23..24
  key quoted "<<" 27..31
    plain "text" 33..37
)"},
    {"a: !Ref b\n"
     "c: !Sub\n"
     "  - d\n"
     "d: !GetAtt {e: f}\n"
     "e: !Foo\n"
     "f: !Foo \"\"\n"
     "g: !Foo\n"
     "\"\": 1\n"
     "h: &x !Foo y\n"
     "i: !Foo &y y\n",
     R"(mapping 0..100
  key plain "a" 0..1
    plain !Ref "b" 3..9
  key plain "c" 10..11
    sequence !Sub 13..23
      - plain "d" 22..23
  key plain "d" 24..25
    mapping !GetAtt 27..41
      key plain "e" 36..37
        plain "f" 39..40
  key plain "e" 42..43
    plain !Foo "" 45..49
  key plain "f" 50..51
    quoted !Foo "" 53..60
  key plain "g" 61..62
    plain !Foo "" 64..68
  key quoted "" 69..71
    plain "1" 73..74
  key plain "h" 75..76
    plain !Foo "y" 81..87
  key plain "i" 88..89
    plain !Foo "y" 91..100
)"},
    {"a: !!str 12\n"
     "b: !!int \"0x10\"\n"
     "c: !!bool \"on\"\n"
     "d: !!null \"\"\n"
     "e: !!float 1.5\n"
     "f: ! 12\n"
     "g: !!map {}\n"
     "h: !!seq []\n",
     R"(mapping 0..102
  key plain "a" 0..1
    quoted "12" 3..11
  key plain "b" 12..13
    plain "16" 15..27
  key plain "c" 28..29
    plain "true" 31..42
  key plain "d" 43..44
    null 46..55
  key plain "e" 56..57
    plain "1.5" 59..70
  key plain "f" 71..72
    quoted "12" 74..78
  key plain "g" 79..80
    mapping 82..90
  key plain "h" 91..92
    sequence 94..102
)"},
    {"%TAG !e! tag:example.com,2000:\n---\n!e!x a\n",
     R"(plain tag:example.com,2000:x "a" 35..41
)"},
    {"!<tag:x> {}\n",
     R"(mapping tag:x 0..11
)"},
    {"a: 1\r\nb: \"x\r\n  y\"\r\nc: |\r\n  z\r\nd: e\r\n",
     R"(mapping 0..34
  key plain "a" 0..1
    plain "1" 3..4
  key plain "b" 6..7
    quoted "x y" 9..17
  key plain "c" 19..20
    quoted "z\n" 22..28
  key plain "d" 30..31
    plain "e" 33..34
)"},
    {"\357\273\277a: b\n",
     R"(mapping 3..7
  key plain "a" 3..4
    plain "b" 6..7
)"},
    {"---\na\n...\n",
     R"(plain "a" 4..5
)"},
    {"--- |\n text\n",
     R"(quoted "text\n" 4..11
)"},
    {"---\n",
     R"(null 3..3
)"},
    {"{a: 1,\n\tb: 2}\n",
     R"(mapping 0..13
  key plain "a" 1..2
    plain "1" 4..5
  key plain "b" 8..9
    plain "2" 11..12
)"},
    {"? [1]\n: x\n",
     R"(mapping 0..9
f:1:3: error: a key must be a string, not a list [ARC0105]
    1 | ? [1]
      |   ^~~
)"},
    {"{\"a\": [1, true, null, \"\\ud83d\\ude00\"],\n"
     "\t\"b\": -1.5e3}\n",
     R"(mapping 0..52
  key quoted "a" 1..4
    sequence 6..37
      - plain "1" 7..8
      - plain "true" 10..14
      - null 16..20
      - quoted "😀" 22..36
  key quoted "b" 40..43
    plain "-1.5e3" 45..51
)"},
    {"- # comment\n  a\n-   # empty\n",
     R"(sequence 0..17
  - plain "a" 14..15
  - null 17..17
)"},
    {"a: b#c\nd: 'x'# y\n",
     R"(mapping 0..13
  key plain "a" 0..1
    plain "b#c" 3..6
  key plain "d" 7..8
    quoted "x" 10..13
)"},
    {"x: !!str\ny: !!str null\n",
     R"(mapping 0..22
  key plain "x" 0..1
    quoted "" 3..8
  key plain "y" 9..10
    quoted "null" 12..22
)"},
};

TEST(YamlReader, TellsWhereEverythingStands) {
  for (const YamlCase& c : kYamlCases) EXPECT_EQ(read_text(read_yaml, c.text), c.expected);
}

TEST(YamlReader, TellsAnEmptyTaggedValueFromAnEmptyQuotedKey) {
  // The parser reports the tag of a quoted text as `!` too.
  const Source source("t.yaml", "g: !\n\"\": 2\nh: ! \"\"\n");
  Diagnostics diagnostics;
  const auto node = read_yaml(source, diagnostics);
  ASSERT_TRUE(node.has_value());
  ASSERT_EQ(node->entries.size(), 3U);
  EXPECT_EQ(node->entries[0].value.span.end, 4U);
  EXPECT_EQ(node->entries[1].key.span.begin, 5U);
  EXPECT_EQ(node->entries[2].value.span.end, 18U);
}

TEST(YamlReader, RefusesASecondByteOrderMark) {
  // The parser would skip it, and every place after it would be wrong.
  const Source source("t.yaml", "\xEF\xBB\xBF\xEF\xBB\xBF\":\": o\n");
  Diagnostics diagnostics;
  EXPECT_FALSE(read_yaml(source, diagnostics).has_value());
  ASSERT_EQ(diagnostics.items().size(), 1U);
  EXPECT_EQ(diagnostics.items()[0].message, "a second byte order mark");
}

}  // namespace
}  // namespace archsynth::document

#include <gtest/gtest.h>

#include "document/reading.h"

namespace archsynth::document {
namespace {

struct Case {
  std::string text;
  std::string_view expected;
};

// A text, and the tree that is read.
const Case kTexts[] = {
    {"{}",
     R"(mapping 0..2
)"},
    {" [ ] ",
     R"(sequence 1..4
)"},
    {"{\"a\": [1, -2.5e+3, true, false, null], \"b\": {\"c\": \"d\"}}\n",
     R"(mapping 0..55
  key quoted "a" 1..4
    sequence 6..37
      - plain "1" 7..8
      - plain "-2.5e+3" 10..17
      - plain "true" 19..23
      - plain "false" 25..30
      - null 32..36
  key quoted "b" 39..42
    mapping 44..54
      key quoted "c" 45..48
        quoted "d" 50..53
)"},
    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\u20AC\\ud83d\\ude00\"",
     R"(quoted "\"\\/\x08\x0c\n\x0d\tä€😀" 0..42
)"},
    {"[\"\303\251\", \"\346\227\245\346\234\254\"]",
     R"(sequence 0..16
  - quoted "é" 1..5
  - quoted "日本" 7..15
)"},
    {"\357\273\277[0]",
     R"(sequence 3..6
  - plain "0" 4..5
)"},
    {"12",
     R"(plain "12" 0..2
)"},
};

// A mistaken text, what is read all the same, and what is said about it.
const Case kMistakes[] = {
    {"",
     R"(nothing
f:1:1: error: the file is empty [ARC0101]
    1 |
      | ^
  fix: add its content, or remove the file
)"},
    {"  \n",
     R"(nothing
f:2:1: error: the file is empty [ARC0101]
    2 |
      | ^
  fix: add its content, or remove the file
)"},
    {"{\"a\": 1, \"b\": 2, \"a\": 3}",
     R"(mapping 0..24
  key quoted "a" 1..4
    plain "1" 6..7
  key quoted "b" 9..12
    plain "2" 14..15
f:1:18: error: duplicate key "a" [ARC0103]
    1 | {"a": 1, "b": 2, "a": 3}
      |                  ^~~
f:1:2: note: first set here
    1 | {"a": 1, "b": 2, "a": 3}
      |  ^~~
)"},
    {"[1, 2,]",
     R"(nothing
f:1:6: error: trailing comma before the closing bracket [ARC0101]
    1 | [1, 2,]
      |      ^
  fix: remove the comma
)"},
    {"{\"a\": 1,}",
     R"(nothing
f:1:8: error: trailing comma before the closing brace [ARC0101]
    1 | {"a": 1,}
      |        ^
  fix: remove the comma
)"},
    {"[1, 2",
     R"(nothing
f:1:6: error: expected "," or "]", but the file ends here [ARC0101]
    1 | [1, 2
      |      ^
f:1:1: note: the bracket is not closed
    1 | [1, 2
      | ^
)"},
    {"{\"a\": 1",
     R"(nothing
f:1:8: error: expected "," or "}", but the file ends here [ARC0101]
    1 | {"a": 1
      |        ^
f:1:1: note: the brace is not closed
    1 | {"a": 1
      | ^
)"},
    {"{\"a\"",
     R"(nothing
f:1:5: error: expected ":" after the key, but the file ends here [ARC0101]
    1 | {"a"
      |     ^
f:1:1: note: the brace is not closed
    1 | {"a"
      | ^
)"},
    {"{\"a\":",
     R"(nothing
f:1:6: error: expected a value, but the file ends here [ARC0101]
    1 | {"a":
      |      ^
f:1:1: note: the brace is not closed
    1 | {"a":
      | ^
)"},
    {"[1 2]",
     R"(nothing
f:1:4: error: expected "," or "]", found "2" [ARC0101]
    1 | [1 2]
      |    ^
)"},
    {"[\"a\" \"b\"]",
     R"(nothing
f:1:5: error: a comma is missing here [ARC0101]
    1 | ["a" "b"]
      |     ^
)"},
    {"{\"a\": 1 \"b\": 2}",
     R"(nothing
f:1:8: error: a comma is missing here [ARC0101]
    1 | {"a": 1 "b": 2}
      |        ^
)"},
    {"{a: 1, 'b': 'c'}",
     R"(nothing
f:1:2: error: a key needs double quotes [ARC0101]
    1 | {a: 1, 'b': 'c'}
      |  ^
  fix: write "a"
f:1:8: error: JSON a string needs double quotes [ARC0101]
    1 | {a: 1, 'b': 'c'}
      |        ^~~
f:1:13: error: JSON a string needs double quotes [ARC0101]
    1 | {a: 1, 'b': 'c'}
      |             ^~~
)"},
    {"{\"a\" 1}",
     R"(nothing
f:1:6: error: expected ":" after the key, found "1" [ARC0101]
    1 | {"a" 1}
      |      ^
)"},
    {"[,1]",
     R"(nothing
f:1:2: error: expected a value, found "," [ARC0101]
    1 | [,1]
      |  ^
)"},
    {"[1,,2]",
     R"(nothing
f:1:4: error: expected a value, found "," [ARC0101]
    1 | [1,,2]
      |    ^
)"},
    {"[1] 2",
     R"(nothing
f:1:5: error: expected the end of the file, found "2" [ARC0101]
    1 | [1] 2
      |     ^
)"},
    {"{\"a\": 1}}",
     R"(nothing
f:1:9: error: expected the end of the file, found "}" [ARC0101]
    1 | {"a": 1}}
      |         ^
)"},
    {"// c\n[1, /* d */ 2] # e\n",
     R"(nothing
f:1:1: error: JSON has no comments [ARC0101]
    1 | // c
      | ^~~~
f:2:5: error: JSON has no comments [ARC0101]
    2 | [1, /* d */ 2] # e
      |     ^~~~~~~
f:2:16: error: JSON has no comments [ARC0101]
    2 | [1, /* d */ 2] # e
      |                ^~~
)"},
    {"[True, None, nope, NaN, -Infinity, undefined]",
     R"(nothing
f:1:2: error: "True" is not a JSON value [ARC0101]
    1 | [True, None, nope, NaN, -Infinity, undefined]
      |  ^~~~
  fix: write true
f:1:8: error: "None" is not a JSON value [ARC0101]
    1 | [True, None, nope, NaN, -Infinity, undefined]
      |        ^~~~
  fix: write null
f:1:14: error: "nope" is not a JSON value [ARC0101]
    1 | [True, None, nope, NaN, -Infinity, undefined]
      |              ^~~~
  fix: a string needs double quotes
f:1:20: error: "NaN" is not a JSON value [ARC0101]
    1 | [True, None, nope, NaN, -Infinity, undefined]
      |                    ^~~
  fix: JSON has no such number
f:1:25: error: "-Infinity" is not a JSON number [ARC0101]
    1 | [True, None, nope, NaN, -Infinity, undefined]
      |                         ^~~~~~~~~
  fix: a string needs double quotes
f:1:36: error: "undefined" is not a JSON value [ARC0101]
    1 | [True, None, nope, NaN, -Infinity, undefined]
      |                                    ^~~~~~~~~
  fix: write null
)"},
    {"[01, +1, .5, 1., 1e, -, 0x10, 1_0]",
     R"(nothing
f:1:2: error: "01" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |  ^~
  fix: numbers have no leading zeros; a string needs double quotes
f:1:6: error: "+1" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |      ^~
  fix: a number starts with a digit or "-"
f:1:10: error: ".5" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |          ^~
  fix: write a digit before the point
f:1:14: error: "1." is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |              ^~
  fix: write a digit after the point
f:1:18: error: "1e" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |                  ^~
  fix: write a digit after the exponent's "e"
f:1:22: error: "-" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |                      ^
  fix: a string needs double quotes
f:1:25: error: "0x10" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |                         ^~~~
  fix: a string needs double quotes
f:1:31: error: "1_0" is not a JSON number [ARC0101]
    1 | [01, +1, .5, 1., 1e, -, 0x10, 1_0]
      |                               ^~~
  fix: a string needs double quotes
)"},
    {"\"abc",
     R"(nothing
f:1:1: error: the string has no closing quote [ARC0101]
    1 | "abc
      | ^~~~
)"},
    {"\"a\nb\"",
     R"(nothing
f:1:1: error: the string has no closing quote [ARC0101]
    1 | "a
      | ^~
)"},
    {"\"\\q \\u12g4 \\ud83d \\ude00\\ud83d\\u0041\"",
     R"(nothing
f:1:2: error: "\q" is not a JSON escape [ARC0101]
    1 | "\q \u12g4 \ud83d \ude00\ud83d\u0041"
      |  ^~
  fix: write "\\" for a backslash
f:1:5: error: "\u" needs four hexadecimal digits [ARC0101]
    1 | "\q \u12g4 \ud83d \ude00\ud83d\u0041"
      |     ^~~~
f:1:12: error: "\ud83d" is half of a surrogate pair [ARC0102]
    1 | "\q \u12g4 \ud83d \ude00\ud83d\u0041"
      |            ^~~~~~
f:1:19: error: "\ude00" is half of a surrogate pair [ARC0102]
    1 | "\q \u12g4 \ud83d \ude00\ud83d\u0041"
      |                   ^~~~~~
f:1:25: error: "\ud83d" is half of a surrogate pair [ARC0102]
    1 | "\q \u12g4 \ud83d \ude00\ud83d\u0041"
      |                         ^~~~~~
)"},
    {"[\"a\tb\", \"\001\"]",
     R"(nothing
f:1:4: error: control character U+0009 within a string [ARC0101]
    1 | ["a b", "\x01"]
      |    ^
  fix: write "\t"
f:1:10: error: control character U+0001 within a string [ARC0101]
    1 | ["a b", "\x01"]
      |          ^~~~
  fix: write "\u0001"
)"},
    {"[1, }",
     R"(nothing
f:1:5: error: expected a value, found "}" [ARC0101]
    1 | [1, }
      |     ^
)"},
    {"]",
     R"(nothing
f:1:1: error: expected a value, found "]" [ARC0101]
    1 | ]
      | ^
)"},
    {"@",
     R"(nothing
f:1:1: error: expected a value, found "@" [ARC0101]
    1 | @
      | ^
)"},
    {"{\"a\": 1, \"a\": [,], 3}",
     R"(nothing
f:1:16: error: expected a value, found "," [ARC0101]
    1 | {"a": 1, "a": [,], 3}
      |                ^
)"},
    {"[\"\377\"]",
     R"(nothing
f:1:3: error: byte 0xff is not valid UTF-8 here [ARC0102]
    1 | ["\xff"]
      |   ^~~~
  fix: save the file as UTF-8
)"},
    {"{\"\303\251\": \"\303\274\", \"\303\251\": [tru]}",
     R"(nothing
f:1:12: error: duplicate key "é" [ARC0103]
    1 | {"é": "ü", "é": [tru]}
      |            ^~~
f:1:2: note: first set here
    1 | {"é": "ü", "é": [tru]}
      |  ^~~
f:1:18: error: "tru" is not a JSON value [ARC0101]
    1 | {"é": "ü", "é": [tru]}
      |                  ^~~
  fix: a string needs double quotes
)"},
    {"[\"\\",
     R"(nothing
f:1:2: error: the string has no closing quote [ARC0101]
    1 | ["\
      |  ^~
)"},
    {"/* x",
     R"(nothing
f:1:1: error: JSON has no comments [ARC0101]
    1 | /* x
      | ^~~~
f:1:5: error: expected a value, but the file ends here [ARC0101]
    1 | /* x
      |     ^
)"},
};

TEST(JsonReader, TellsWhereEverythingStands) {
  for (const Case& c : kTexts) EXPECT_EQ(read_text(read_json, c.text), c.expected);
}

TEST(JsonReader, SaysWhatIsWrongAtItsPlace) {
  for (const Case& c : kMistakes) EXPECT_EQ(read_text(read_json, c.text), c.expected);
}

}  // namespace
}  // namespace archsynth::document

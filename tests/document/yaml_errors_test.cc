#include <gtest/gtest.h>

#include "document/reading.h"

namespace archsynth::document {
namespace {

using namespace std::string_literals;

struct YamlErrorCase {
  std::string text;
  std::string_view expected;
};

// A mistaken text, what is read all the same, and what is said about it.
const YamlErrorCase kYamlErrorCases[] = {
    {"",
     R"(nothing
f:1:1: error: the file is empty [ARC0101]
    1 |
      | ^
  fix: add its content, or remove the file
)"},
    {"# nothing\n",
     R"(nothing
f:1:1: error: the file is empty [ARC0101]
    1 | # nothing
      | ^
  fix: add its content, or remove the file
)"},
    {"  \n",
     R"(nothing
f:1:1: error: the file is empty [ARC0101]
    1 |
      | ^
  fix: add its content, or remove the file
)"},
    {"a: \"x\nb: 1\nc: \"y\"\n",
     R"(nothing
f:1:4: error: the string has no closing quote [ARC0101]
    1 | a: "x
      |    ^
  fix: close it on its line
f:3:5: note: unexpected content after the string that ends before it
    3 | c: "y"
      |     ^
)"},
    {"# it's\n- a: 'it''s\n  b: |\n    c: \"\n- 'd'\n",
     R"(nothing
f:2:6: error: the string has no closing quote [ARC0101]
    2 | - a: 'it''s
      |      ^
  fix: close it on its line
f:5:4: note: unexpected content after the string that ends before it
    5 | - 'd'
      |    ^
)"},
    {"a: |\n  x: \"\nb: !t \"x\n  c: 1\nd: \"\"\"\n",
     R"(nothing
f:3:7: error: the string has no closing quote [ARC0101]
    3 | b: !t "x
      |       ^
  fix: close it on its line
f:5:5: note: unexpected content after the string that ends before it
    5 | d: """
      |     ^
)"},
    {"a:\n  b:1\n  c: 2\n",
     R"(nothing
f:2:3: error: a space is missing after the colon [ARC0101]
    2 |   b:1
      |   ^~
  fix: add a space
)"},
    {"a:\n  \"b\":1\n\n  c: 2\n",
     R"(nothing
f:2:3: error: a space is missing after the colon [ARC0101]
    2 |   "b":1
      |   ^~~~
  fix: add a space
)"},
    {"a: [1\nb:\n  - c\n",
     R"(nothing
f:1:4: error: the bracket is not closed [ARC0101]
    1 | a: [1
      |    ^
  fix: close it with "]"
f:2:2: note: unexpected ":"
    2 | b:
      |  ^
)"},
    {"a: 1\nb: 2\na: 3\n",
     R"(mapping 0..14
  key plain "a" 0..1
    plain "1" 3..4
  key plain "b" 5..6
    plain "2" 8..9
f:3:1: error: duplicate key "a" [ARC0103]
    3 | a: 3
      | ^
f:1:1: note: first set here
    1 | a: 1
      | ^
)"},
    {"{a: 1, a: 2}\n",
     R"(mapping 0..12
  key plain "a" 1..2
    plain "1" 4..5
f:1:8: error: duplicate key "a" [ARC0103]
    1 | {a: 1, a: 2}
      |        ^
f:1:2: note: first set here
    1 | {a: 1, a: 2}
      |  ^
)"},
    {"a:\n\tb: 1\n",
     R"(nothing
f:2:1: error: a tab cannot indent a line [ARC0101]
    2 |     b: 1
      | ^~~~
  fix: use spaces
)"},
    {"a:\n  b: 1\n\tc: 2\n",
     R"(nothing
f:3:1: error: a tab cannot indent a line [ARC0101]
    3 |     c: 2
      | ^~~~
  fix: use spaces
)"},
    {"\ta: 1\n",
     R"(nothing
f:1:1: error: a tab cannot indent a line [ARC0101]
    1 |     a: 1
      | ^~~~
  fix: use spaces
)"},
    {"a:\n\t- x\n",
     R"(nothing
f:2:1: error: a tab cannot indent a line [ARC0101]
    2 |     - x
      | ^~~~
  fix: use spaces
)"},
    {"a: b: c\n",
     R"(nothing
f:1:5: error: a value cannot hold ": " without quotes [ARC0101]
    1 | a: b: c
      |     ^
  fix: put quotes around the value, or start a mapping on the next line
)"},
    {"name: x\n  key: y\n",
     R"(nothing
f:2:3: error: unexpected key [ARC0101]
    2 |   key: y
      |   ^~~
  fix: check the line's indentation, and that a space follows each ":" above
)"},
    {"a:b\nc: d\n",
     R"(nothing
f:1:1: error: a space is missing after the colon [ARC0101]
    1 | a:b
      | ^~
  fix: add a space
)"},
    {"a: [1, 2",
     R"(nothing
f:1:4: error: the bracket is not closed [ARC0101]
    1 | a: [1, 2
      |    ^
)"},
    {"a: 1\n<<<<<<< HEAD\nb: 2\n=======\nb: 3\n>>>>>>> other\n",
     R"(nothing
f:2:1: error: the merge conflict is not resolved [ARC0101]
    2 | <<<<<<< HEAD
      | ^~~~~~~~~~~~
  fix: keep one of the versions, and remove the markers
)"},
    {"a: [b}\n",
     R"(nothing
f:1:6: error: expected "," or "]", found "}" [ARC0101]
    1 | a: [b}
      |      ^
f:1:4: note: the bracket is not closed
    1 | a: [b}
      |    ^
)"},
    {"a: ]\n",
     R"(nothing
f:1:4: error: unmatched "]" [ARC0101]
    1 | a: ]
      |    ^
)"},
    {"a: - b\n",
     R"(nothing
f:1:4: error: unexpected list item [ARC0101]
    1 | a: - b
      |    ^
  fix: a list starts on its own line, with all its dashes in one column
)"},
    {"a: 1\nb\n",
     R"(mapping 0..6
  key plain "a" 0..1
    plain "1" 3..4
  key plain "b" 5..6
    null 6..6
f:2:1: error: ":" is missing after the key "b" [ARC0101]
    2 | b
      | ^
  fix: write "b:"
)"},
    {"b\na: 1\n",
     R"(nothing
f:1:1: error: ":" is missing after the key "b" [ARC0101]
    1 | b
      | ^
  fix: write "b:"
f:2:1: note: unexpected key
    2 | a: 1
      | ^
)"},
    {"a:\n  b c\n\n  # d\n  e: f\n",
     R"(nothing
f:2:3: error: ":" is missing after the key "b" [ARC0101]
    2 |   b c
      |   ^
  fix: write "b:"
f:5:3: note: unexpected key
    5 |   e: f
      |   ^
)"},
    {"a:\n  b\n    - c\n    - d\n  e: f\n",
     R"(nothing
f:2:3: error: ":" is missing after the key "b" [ARC0101]
    2 |   b
      |   ^
  fix: write "b:"
f:5:3: note: unexpected key
    5 |   e: f
      |   ^
)"},
    {"a: some words\n  go on\n  b: c\n",
     R"(nothing
f:3:3: error: unexpected key [ARC0101]
    3 |   b: c
      |   ^
  fix: check the line's indentation, and that a space follows each ":" above
)"},
    {"a: [b,\n  c: d\n  e: f]\n",
     R"(nothing
f:3:4: error: expected "," or "]", found ":" [ARC0101]
    3 |   e: f]
      |    ^
f:1:4: note: the bracket is not closed
    1 | a: [b,
      |    ^
)"},
    {"{a: cron(1 ? 2)}\n",
     R"(nothing
f:1:12: error: expected "," or "}", found "?" [ARC0101]
    1 | {a: cron(1 ? 2)}
      |            ^
  fix: put quotes around the value
f:1:1: note: the brace is not closed
    1 | {a: cron(1 ? 2)}
      | ^
)"},
    {"a: \"b\" c\n",
     R"(nothing
f:1:8: error: unexpected content after the end of the value [ARC0101]
    1 | a: "b" c
      |        ^
  fix: put quotes around the whole value
)"},
    {"a: \"x\nb: 1\n",
     R"(nothing
f:1:4: error: the string has no closing quote [ARC0101]
    1 | a: "x
      |    ^
)"},
    {"a: 'x\nb: 1\n",
     R"(nothing
f:1:4: error: the string has no closing quote [ARC0101]
    1 | a: 'x
      |    ^
)"},
    {"a: 'b\n---\nc'\n",
     R"(nothing
f:2:1: error: document marker within a quoted string [ARC0101]
    2 | ---
      | ^
  fix: close the quote above, or indent the line
)"},
    {"a: |\n  x\n y: 1\n",
     R"(nothing
f:3:2: error: the indentation matches no line above [ARC0101]
    3 |  y: 1
      |  ^
f:1:1: note: the mapping starts here
    1 | a: |
      | ^
)"},
    {"- - a\n - b\n",
     R"(nothing
f:2:2: error: the indentation matches no line above [ARC0101]
    2 |  - b
      |  ^
f:1:1: note: the list starts here
    1 | - - a
      | ^
)"},
    {"a: | x\n  y\n",
     R"(nothing
f:1:6: error: the content of a block scalar starts on the next line [ARC0101]
    1 | a: | x
      |      ^
  fix: only "+", "-" and a digit may follow "|" or ">"
)"},
    {"a: |0\n x\n",
     R"(nothing
f:1:6: error: the indentation indicator of a block scalar must be 1 to 9 [ARC0101]
    1 | a: |0
      |      ^
)"},
    {"a: @x\n",
     R"(nothing
f:1:4: error: an unquoted string cannot start with "@" [ARC0101]
    1 | a: @x
      |    ^
  fix: put quotes around it
)"},
    {"a: `x`\n",
     R"(nothing
f:1:4: error: an unquoted string cannot start with "`" [ARC0101]
    1 | a: `x`
      |    ^
  fix: put quotes around it
)"},
    {"a: %x\n",
     R"(nothing
f:1:4: error: an unquoted string cannot start with "%" [ARC0101]
    1 | a: %x
      |    ^
  fix: put quotes around it
)"},
    {"a: \"\\q\"\n",
     R"(nothing
f:1:5: error: "\q" is not an escape [ARC0101]
    1 | a: "\q"
      |     ^~
  fix: write "\\" for a backslash, or use single quotes
)"},
    {"\303\251: \"\\x\303\251\"\n",
     R"(nothing
f:1:8: error: not a hexadecimal digit [ARC0101]
    1 | é: "\xé"
      |        ^
  fix: "\x" takes two, "\u" four, "\U" eight
)"},
    {"a: \"\\ud83d\"\n",
     R"(nothing
f:1:5: error: "\ud83d" is not a character [ARC0101]
    1 | a: "\ud83d"
      |     ^~~~~~
)"},
    {"path: *.txt\n",
     R"(nothing
f:1:7: error: no anchor is named ".txt" [ARC0107]
    1 | path: *.txt
      |       ^~~~~
  fix: put quotes around a string that starts with "*"
)"},
    {"a: *\n",
     R"(nothing
f:1:5: error: a name is missing after "*" [ARC0101]
    1 | a: *
      |     ^
  fix: put quotes around a string that starts with "*"
)"},
    {"a: &x &y b\n",
     R"(nothing
f:1:7: error: a value can have only one anchor [ARC0101]
    1 | a: &x &y b
      |       ^
)"},
    {"a: !x !y b\n",
     R"(nothing
f:1:7: error: a value can have only one tag [ARC0101]
    1 | a: !x !y b
      |       ^
)"},
    {"a: &x [*x]\n",
     R"(mapping 0..10
  key plain "a" 0..1
    sequence 6..10
      - null 7..9
f:1:8: error: an alias is within the value that it names [ARC0107]
    1 | a: &x [*x]
      |        ^~
)"},
    {"a: !<abc b\n",
     R"(nothing
f:1:9: error: the tag has no closing ">" [ARC0101]
    1 | a: !<abc b
      |         ^
)"},
    {"a: 1\n---\nb: 2\n",
     R"(mapping 0..4
  key plain "a" 0..1
    plain "1" 3..4
f:2:1: error: a second document starts here [ARC0106]
    2 | ---
      | ^~~
  fix: keep one document per file
)"},
    {"- a\nb: 1\n",
     R"(sequence 0..3
  - plain "a" 2..3
f:2:1: error: unexpected content after the value above [ARC0101]
    2 | b: 1
      | ^
)"},
    {"a: 1\n---\n",
     R"(mapping 0..4
  key plain "a" 0..1
    plain "1" 3..4
f:2:1: error: a second document starts here [ARC0106]
    2 | ---
      | ^~~
  fix: keep one document per file
)"},
    {"a: {{ x }}\n",
     R"(mapping 0..10
  key plain "a" 0..1
    mapping 3..10
f:1:5: error: a key must be a string, not a mapping [ARC0105]
    1 | a: {{ x }}
      |     ^~~~~
  fix: put quotes around a string that starts with "{"
)"},
    {"? [a]\n: b\n{c: d}: e\nf: g\n",
     R"(mapping 0..24
  key plain "f" 20..21
    plain "g" 23..24
f:1:3: error: a key must be a string, not a list [ARC0105]
    1 | ? [a]
      |   ^~~
f:3:1: error: a key must be a string, not a mapping [ARC0105]
    3 | {c: d}: e
      | ^~~~~~
  fix: put quotes around a string that starts with "{"
)"},
    {": x\n",
     R"(mapping 0..3
f:1:1: error: a key is missing before ":" [ARC0105]
    1 | : x
      | ^
)"},
    {"a: !!int x\nb: !!set {c}\nd: !!str {e: f}\n",
     R"(mapping 0..39
  key plain "a" 0..1
    plain "x" 3..10
  key plain "b" 11..12
    mapping 14..23
      key plain "c" 21..22
        null 22..22
  key plain "d" 24..25
    mapping 27..39
      key plain "e" 34..35
        plain "f" 37..38
f:1:4: error: "x" does not match the tag "!!int" [ARC0108]
    1 | a: !!int x
      |    ^~~~~~~
f:2:4: error: the tag "!!set" is not supported [ARC0108]
    2 | b: !!set {c}
      |    ^~~~~~~~~
f:3:4: error: a mapping does not match the tag "!!str" [ARC0108]
    3 | d: !!str {e: f}
      |    ^~~~~~~~~~~~
)"},
    {"<<: x\na: 1\n",
     R"(mapping 0..10
  key plain "a" 6..7
    plain "1" 9..10
f:1:5: error: "<<" takes a mapping or a list of mappings, not a string [ARC0109]
    1 | <<: x
      |     ^
  fix: quote the key unless it is a merge key
)"},
    {"<<: {a: 1}\n<<: {b: 1}\n",
     R"(mapping 0..21
  key plain "a" 5..6
    plain "1" 8..9
f:2:1: error: duplicate key "<<" [ARC0103]
    2 | <<: {b: 1}
      | ^~
f:1:1: note: first set here
    1 | <<: {a: 1}
      | ^~
)"},
    {"%YAML\n---\na\n",
     R"(nothing
f:1:1: error: "%YAML" takes one version, such as 1.1 [ARC0101]
    1 | %YAML
      | ^
)"},
    {"%YAML 3.0\n---\na\n",
     R"(nothing
f:1:1: error: the YAML version is not supported [ARC0101]
    1 | %YAML 3.0
      | ^
  fix: use 1.1 or 1.2
)"},
    {"a: \377\n",
     R"(nothing
f:1:4: error: byte 0xff is not valid UTF-8 here [ARC0102]
    1 | a: \xff
      |    ^~~~
  fix: save the file as UTF-8
)"},
    {"\303\244: \342\202\n",
     R"(nothing
f:1:4: error: byte 0xe2 is not valid UTF-8 here [ARC0102]
    1 | ä: \xe2\x82
      |    ^~~~
  fix: save the file as UTF-8
)"},
    {"a: \000\n"s,
     R"(nothing
f:1:4: error: control character U+0000 [ARC0102]
    1 | a: \x00
      |    ^~~~
)"},
    {"a: \033[2J\n",
     R"(nothing
f:1:4: error: control character U+001B [ARC0102]
    1 | a: \x1b[2J
      |    ^~~~
)"},
    {"a\rb: c\n",
     R"(nothing
f:1:2: error: carriage return without a line feed [ARC0102]
    1 | a\rb: c
      |  ^~
)"},
    {"\377\376a\000:\000 \000b\000"s,
     R"(nothing
f:1:1: error: the file is UTF-16 [ARC0102]
    1 | \xff\xfea\x00:\x00 \x00b\x00
      | ^
  fix: save it as UTF-8
)"},
    {"a\000:\000 \000b\000"s,
     R"(nothing
f:1:1: error: the file is UTF-16 [ARC0102]
    1 | a\x00:\x00 \x00b\x00
      | ^
  fix: save it as UTF-8
)"},
    {"\000a\000:\000 \000b"s,
     R"(nothing
f:1:1: error: the file is UTF-16 [ARC0102]
    1 | \x00a\x00:\x00 \x00b
      | ^
  fix: save it as UTF-8
)"},
    {"\377\376\000\000a\000\000\000"s,
     R"(nothing
f:1:1: error: the file is UTF-32 [ARC0102]
    1 | \xff\xfe\x00\x00a\x00\x00\x00
      | ^
  fix: save it as UTF-8
)"},
    {"\346\227\245\346\234\254: [x, *y]\n",
     R"(nothing
f:1:9: error: no anchor is named "y" [ARC0107]
    1 | 日本: [x, *y]
      |           ^~
  fix: put quotes around a string that starts with "*"
)"},
    {"a: 1\n b: 2\nc: 3\n",
     R"(nothing
f:2:2: error: unexpected key [ARC0101]
    2 |  b: 2
      |  ^
  fix: check the line's indentation, and that a space follows each ":" above
)"},
};

TEST(YamlErrors, AreSaidInPlainWordsAtTheirPlace) {
  for (const YamlErrorCase& c : kYamlErrorCases)
    EXPECT_EQ(read_text(read_yaml, c.text), c.expected);
}

}  // namespace
}  // namespace archsynth::document

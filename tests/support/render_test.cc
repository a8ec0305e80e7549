#include <gtest/gtest.h>

#include "archsynth/support/diagnostic.h"

namespace archsynth {
namespace {

Diagnostic finding_of(Severity severity, std::string code, Origin origin, std::string message,
                      std::string fix = {}) {
  return {.severity = severity,
          .code = std::move(code),
          .origin = origin,
          .message = std::move(message),
          .fix = std::move(fix)};
}

std::string render_at(const Source& source, std::string_view part, std::string message = "m") {
  const auto begin = static_cast<std::uint32_t>(source.text().find(part));
  const auto end = static_cast<std::uint32_t>(begin + part.size());
  return render(
      finding_of(Severity::kError, "ARC1001", Span{&source, begin, end}, std::move(message)));
}

TEST(Render, ShowsTheLineTheCaretTheFixAndRelatedPlaces) {
  const Source source("prod.yaml", "cpu: 256\nservices:\n  api:\n    cpus: 512\n");
  Diagnostic finding = finding_of(Severity::kError, "ARC1001", Span{&source, 30, 34},
                                  "unknown key \"cpus\"", "did you mean \"cpu\"?");
  finding.subject.resource = "Api";
  finding.see = "E3002";
  finding.state = "when \"Stage\" is \"test\"";
  finding.related.push_back({Span{&source, 0, 3}, "first set here"});
  EXPECT_EQ(render(finding),
            R"(prod.yaml:4:5: error: unknown key "cpus" (when "Stage" is "test") [ARC1001 Api]
    4 |     cpus: 512
      |     ^~~~
  fix: did you mean "cpu"?
  see: cfn-lint E3002
prod.yaml:1:1: note: first set here
    1 | cpu: 256
      | ^~~
)");
}

TEST(Render, NamesEachKindOfOrigin) {
  const auto text = [](Severity severity, Origin origin) {
    return render(finding_of(severity, "", origin, "m"));
  };
  EXPECT_EQ(text(Severity::kError, {}), "error: m\n");
  EXPECT_EQ(text(Severity::kWarning, CallSite{"app/main.cc", 12}), "main.cc:12: warning: m\n");
  EXPECT_EQ(text(Severity::kNote, DefaultOf{"staging", "x"}), "default of staging: note: m\n");
}

TEST(Render, AlignsAFixOfSeveralLines) {
  EXPECT_EQ(render(finding_of(Severity::kError, "ARC3001", {}, "m", "one\ntwo")),
            "error: m [ARC3001]\n  fix: one\n       two\n");
}

TEST(Render, ColoursOnlyWhenAsked) {
  const Source source("f", "ab");
  const Diagnostic finding =
      finding_of(Severity::kWarning, "ARC4001", Span{&source, 0, 2}, "m", "h");
  EXPECT_EQ(render(finding, {.color = true}),
            "\x1b[1mf:1:1:\x1b[0m \x1b[1;35mwarning:\x1b[0m \x1b[1mm\x1b[0m [ARC4001]\n"
            "    1 | ab\n"
            "      | \x1b[1;35m^~\x1b[0m\n"
            "  \x1b[1;32mfix:\x1b[0m h\n");
}

TEST(Render, PointsPastTheEndOfALine) {
  const Source source("f", "ab  \ncd");
  EXPECT_EQ(render(finding_of(Severity::kError, "", Span{&source, 4, 4}, "m")),
            "f:1:5: error: m\n    1 | ab\n      |     ^\n");
  EXPECT_EQ(render(finding_of(Severity::kError, "", Span{&source, 7, 7}, "m")),
            "f:2:3: error: m\n    2 | cd\n      |   ^\n");
}

TEST(Render, AnEmptyLineHasNoTrailingSpace) {
  const Source source("f", "");
  EXPECT_EQ(render(finding_of(Severity::kError, "", Span{&source, 0, 0}, "m")),
            "f:1:1: error: m\n    1 |\n      | ^\n");
}

TEST(Render, UnderlinesTheFirstLineOfASpanOnly) {
  const Source source("f", "a: [1,\r\n  2]\n");
  EXPECT_EQ(render_at(source, "[1,\r\n  2]"),
            "f:1:4: error: m [ARC1001]\n    1 | a: [1,\n      |    ^~~\n");
}

TEST(Render, ExpandsTabs) {
  const Source source("f", "\ta\tb: c");
  EXPECT_EQ(render_at(source, "b"),
            "f:1:4: error: m [ARC1001]\n    1 |     a   b: c\n      |         ^\n");
  EXPECT_EQ(render_at(source, "\t"),
            "f:1:1: error: m [ARC1001]\n    1 |     a   b: c\n      | ^~~~\n");
}

TEST(Render, EscapesWhatATerminalWouldObey) {
  const Source source("f\x1b", "a\x1b[2J\u202e\u0085 b");
  EXPECT_EQ(render_at(source, "b", "got \x1b\xff\u2028"),
            "f\\x1b:1:9: error: got \\x1b\\xff\\u2028 [ARC1001]\n"
            "    1 | a\\x1b[2J\\u202e\\u0085 b\n"
            "      |                      ^\n");
}

TEST(Render, EscapesBytesThatAreNoUtf8) {
  const Source source("f", "a\xc3(\xff\xed\xa0\x80 b");
  EXPECT_EQ(render_at(source, "\xff"),
            "f:1:4: error: m [ARC1001]\n"
            "    1 | a\\xc3(\\xff\\xed\\xa0\\x80 b\n"
            "      |       ^~~~\n");
}

TEST(Render, CountsTerminalColumnsOfWideAndCombiningCharacters) {
  const Source source("f", "日本e\u0301: x");
  EXPECT_EQ(render_at(source, "x"),
            "f:1:7: error: m [ARC1001]\n    1 | 日本e\u0301: x\n      |        ^\n");
  EXPECT_EQ(render_at(source, "本"),
            "f:1:2: error: m [ARC1001]\n    1 | 日本e\u0301: x\n      |   ^~\n");
}

TEST(Render, CutsALongLineAroundTheCaret) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += std::to_string(1000 + i) + " ";
  const Source source("f", text);
  EXPECT_EQ(render_at(source, "1000"),
            "f:1:1: error: m [ARC1001]\n    1 | " + text.substr(0, 98) + "…\n      | ^~~~\n");
  EXPECT_EQ(render_at(source, "1050"), "f:1:251: error: m [ARC1001]\n    1 | …" +
                                           text.substr(210, 98) + "…\n      | " +
                                           std::string(41, ' ') + "^~~~\n");
  EXPECT_EQ(render_at(source, "1099"), "f:1:496: error: m [ARC1001]\n    1 | …" +
                                           text.substr(455, 44) + "\n      | " +
                                           std::string(41, ' ') + "^~~~\n");
}

TEST(Render, ALineOfAHundredColumnsIsNotCut) {
  const Source source("f", std::string(99, 'a') + "b");
  EXPECT_EQ(render_at(source, "b"), "f:1:100: error: m [ARC1001]\n    1 | " + source.text() +
                                        "\n      | " + std::string(99, ' ') + "^\n");
}

TEST(Render, ALongSpanIsUnderlinedAsFarAsItIsShown) {
  const Source source("f", std::string(300, 'a'));
  EXPECT_EQ(render_at(source, source.text()), "f:1:1: error: m [ARC1001]\n    1 | " +
                                                  std::string(98, 'a') + "…\n      | ^" +
                                                  std::string(97, '~') + "\n");
}

TEST(Render, AHugeLineIsCutAtCharacters) {
  std::string text;
  for (int i = 0; i < 100'000; ++i) text += "é";
  const Source source("f", text);
  std::string shown;
  for (int i = 0; i < 98; ++i) shown += "é";
  EXPECT_EQ(
      render(finding_of(Severity::kError, "", Span{&source, 100'000, 100'002}, "m")),
      "f:1:50001: error: m\n    1 | …" + shown + "…\n      | " + std::string(41, ' ') + "^\n");
}

TEST(Render, WidensTheGutterForLargeLineNumbers) {
  const Source source("f", std::string(123'455, '\n') + "x");
  EXPECT_EQ(render_at(source, "x"), "f:123456:1: error: m [ARC1001]\n123456 | x\n       | ^\n");
}

TEST(Render, AllFindingsInReadingOrder) {
  const Source source("f", "ab");
  Diagnostics diagnostics;
  diagnostics.error("", Span{&source, 1, 2}, "second");
  diagnostics.warning("", Span{&source, 0, 1}, "first");
  EXPECT_EQ(render(diagnostics),
            "f:1:1: warning: first\n    1 | ab\n      | ^\n"
            "f:1:2: error: second\n    1 | ab\n      |  ^\n");
}

}  // namespace
}  // namespace archsynth

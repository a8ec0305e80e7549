#include "archsynth/support/source.h"

#include <gtest/gtest.h>

#include "archsynth/support/origin.h"

namespace archsynth {
namespace {

TEST(Source, CountsCodePointsNotBytes) {
  const Source source("f", "a\nä€😀x\n");
  EXPECT_EQ(source.position_at(0), (Position{1, 1}));
  EXPECT_EQ(source.position_at(2), (Position{2, 1}));
  EXPECT_EQ(source.position_at(11), (Position{2, 4}));
  EXPECT_EQ(source.line_at(5), "ä€😀x");
}

TEST(Source, AnOffsetWithinACharacterIsThatCharacter) {
  const Source source("f", "ä€x");
  EXPECT_EQ(source.position_at(1), (Position{1, 1}));
  EXPECT_EQ(source.position_at(4), (Position{1, 2}));
}

TEST(Source, AnOffsetPastTheEndIsTheEnd) {
  const Source source("f", "ab\n");
  EXPECT_EQ(source.position_at(3), (Position{2, 1}));
  EXPECT_EQ(source.position_at(99), (Position{2, 1}));
  EXPECT_EQ(source.line_at(99), "");
}

TEST(Source, LinesEndBeforeCarriageReturnAndLineFeed) {
  const Source source("f", "ab\r\ncd\r\n");
  EXPECT_EQ(source.line_at(2), "ab");
  EXPECT_EQ(source.line_at(3), "ab");
  EXPECT_EQ(source.line_at(4), "cd");
  EXPECT_EQ(source.position_at(5), (Position{2, 2}));
}

TEST(Source, AByteOrderMarkHasNoColumn) {
  const Source source("f",
                      "\xEF\xBB\xBF"
                      "ab");
  EXPECT_EQ(source.position_at(0), (Position{1, 1}));
  EXPECT_EQ(source.position_at(3), (Position{1, 1}));
  EXPECT_EQ(source.position_at(4), (Position{1, 2}));
  EXPECT_EQ(source.line_at(0), "ab");
}

TEST(Source, HiddenBytesAreNotShown) {
  Sources sources;
  const Source& source = sources.add("p", "Name=\"é1\"\nOther=2\n");
  sources.hide({&source, 5, 10});
  EXPECT_EQ(source.line_at(7), "Name=\"***\"");
  EXPECT_EQ(source.line_at(12), "Other=2");
  EXPECT_EQ(source.text(), "Name=\"é1\"\nOther=2\n");
  EXPECT_EQ(source.position_at(9).column, 9U);
}

TEST(Source, CheckpointsAgreeWithCountingFromTheStart) {
  std::string text = "\xEF\xBB\xBF";
  for (int i = 0; i < 9000; ++i) text += i % 37 == 0 ? "\n" : i % 5 == 0 ? "é" : "x";
  const Source source("f", text);
  Position expected;
  for (std::uint32_t i = 3; i < text.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    if (continues) continue;
    ASSERT_EQ(source.position_at(i), expected) << i;
    expected = text[i] == '\n' ? Position{expected.line + 1, 1}
                               : Position{expected.line, expected.column + 1};
  }
}

TEST(Origin, PrintsWhoStatedTheValue) {
  const Source source("prod.yaml", "a: 1\nb: 2\n");
  EXPECT_EQ(Origin().to_string(), "");
  EXPECT_EQ(Origin(Span{&source, 8, 9}).to_string(), "prod.yaml:2:4");
  EXPECT_EQ(Origin(Span{}).to_string(), "");
  EXPECT_EQ(Origin(CallSite{"src/app/main.cc", 12}).to_string(), "main.cc:12");
  EXPECT_EQ(Origin(DefaultOf{"production", "cpu"}).to_string(), "default of production");
  EXPECT_EQ(Origin(DefaultOf{"", "cpu"}).to_string(), "default");
}

TEST(Origin, EqualCallSitesNeedNotShareTheFileName) {
  const std::string name = "main.cc";
  EXPECT_EQ(Origin(CallSite{"main.cc", 3}), Origin(CallSite{name.c_str(), 3}));
  EXPECT_NE(Origin(CallSite{"main.cc", 3}), Origin(CallSite{"main.cc", 4}));
}

}  // namespace
}  // namespace archsynth

#include "archsynth/support/diagnostic.h"

#include <gtest/gtest.h>

namespace archsynth {
namespace {

std::string messages(const std::vector<Diagnostic>& items) {
  std::string result;
  for (const Diagnostic& item : items) result += item.message + "\n";
  return result;
}

TEST(Diagnostics, CountsBySeverity) {
  Diagnostics diagnostics;
  EXPECT_FALSE(diagnostics.has_errors());
  diagnostics.warning("ARC1002", {}, "w");
  EXPECT_FALSE(diagnostics.has_errors());
  diagnostics.error("ARC1001", {}, "e");
  diagnostics.add({.severity = Severity::kNote, .message = "n"});
  EXPECT_EQ(diagnostics.error_count(), 1U);
  EXPECT_EQ(diagnostics.warning_count(), 1U);
  EXPECT_EQ(diagnostics.items().size(), 3U);
}

TEST(Diagnostics, KeepsEqualFindingsOnce) {
  const Source source("f", "abc");
  Diagnostics diagnostics;
  diagnostics.error("ARC2001", Span{&source, 0, 1}, "e").fix = "first";
  diagnostics.error("ARC2001", Span{&source, 0, 1}, "e").fix = "second";
  diagnostics.error("ARC2001", Span{&source, 0, 2}, "e");
  diagnostics.warning("ARC2001", Span{&source, 0, 1}, "e");
  diagnostics.error("ARC2002", Span{&source, 0, 1}, "e");
  ASSERT_EQ(diagnostics.items().size(), 4U);
  EXPECT_EQ(diagnostics.items()[0].fix, "first");
  EXPECT_EQ(diagnostics.error_count(), 3U);
}

TEST(Diagnostics, AmendsFindingsInPlace) {
  Diagnostics diagnostics;
  diagnostics.error("ARC2001", {}, "one");
  diagnostics.error("ARC2001", {}, "two");
  diagnostics.warning("ARC2002", {}, "w");
  diagnostics.amend([](Diagnostic& each) {
    if (each.code == "ARC2001") each.message = "same";
    if (each.code == "ARC2002") each.severity = Severity::kError;
  });
  EXPECT_EQ(messages(diagnostics.items()), "same\nw\n");
  EXPECT_EQ(diagnostics.error_count(), 2U);
  EXPECT_EQ(diagnostics.warning_count(), 0U);
  diagnostics.error("ARC2001", {}, "same");
  EXPECT_EQ(diagnostics.items().size(), 2U);
}

TEST(Diagnostics, JudgesNoMalformedValueFurther) {
  const Source source("f", "abc");
  Diagnostics diagnostics;
  diagnostics.malformed("ARC1002", Span{&source, 0, 1}, "must be a whole number");
  diagnostics.error("ARC1201", Span{&source, 0, 1}, "too small");
  diagnostics.warning("ARC4300", Span{&source, 0, 1}, "unwise");
  diagnostics.error("ARC1201", Span{&source, 0, 2}, "too small elsewhere");
  diagnostics.malformed("ARC1002", {}, "malformed somewhere");
  diagnostics.error("ARC1201", {}, "too small somewhere");
  EXPECT_EQ(diagnostics.items().size(), 4U);
  EXPECT_EQ(diagnostics.items()[1].message, "too small elsewhere");
}

TEST(Diagnostics, KnowsTheSubjectOfEachFinding) {
  const Source source("f", "abc");
  Diagnostics diagnostics;
  {
    const auto outer = diagnostics.about("Queue");
    diagnostics.error("ARC2001", Span{&source, 0, 1}, "e");
    const auto inner = diagnostics.about("Topic");
    diagnostics.error("ARC2001", Span{&source, 0, 1}, "e");
    diagnostics.add({.subject = {"Table", "Resources/Table"}, .message = "stated"});
  }
  diagnostics.error("ARC2001", Span{&source, 0, 1}, "e");
  std::string subjects;
  for (const Diagnostic& each : diagnostics.items()) subjects += each.subject.resource + ",";
  EXPECT_EQ(subjects, "Queue,Topic,Table,,");
}

TEST(Diagnostics, SortsByPlaceWithinSourcesInOrderOfAppearance) {
  const Source b("b", "xxxx");
  const Source a("a", "xxxx");
  Diagnostics diagnostics;
  diagnostics.error("", {}, "nowhere");
  diagnostics.error("", DefaultOf{"production", "cpu"}, "default");
  diagnostics.error("", Span{&b, 3, 4}, "b3");
  diagnostics.error("", CallSite{"main.cc", 9}, "main 9");
  diagnostics.error("", Span{&a, 1, 2}, "a1");
  diagnostics.error("", CallSite{"main.cc", 2}, "main 2");
  diagnostics.error("", Span{&b, 1, 3}, "b1 long");
  diagnostics.error("", Span{&b, 1, 2}, "b1 short");
  diagnostics.error("", Span{&a, 1, 2}, "a1 again");
  EXPECT_EQ(messages(diagnostics.sorted()),
            "b1 short\nb1 long\nb3\nmain 2\nmain 9\na1\na1 again\nnowhere\ndefault\n");
}

TEST(Diagnostics, ManyFindingsCostLinearTime) {
  const Source source("f", std::string(200'000, 'x'));
  Diagnostics diagnostics;
  for (std::uint32_t round = 0; round < 2; ++round) {
    for (std::uint32_t i = 0; i < 200'000; ++i) {
      diagnostics.error("ARC1001", Span{&source, i, i + 1}, "unexpected character");
    }
  }
  EXPECT_EQ(diagnostics.error_count(), 200'000U);
}

}  // namespace
}  // namespace archsynth

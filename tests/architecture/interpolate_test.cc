#include <gtest/gtest.h>

#include "architecture/interpolate.h"
#include "archsynth/document/reader.h"

namespace archsynth::architecture {
namespace {

std::string interpolated(const std::string& text, Diagnostics& diagnostics) {
  // Diagnostics point into the source, so it must outlive them.
  static Sources sources;
  std::optional<document::Node> node =
      document::read(sources.add("x.yaml", "key: \"" + text + "\"\n"), diagnostics);
  interpolate(
      *node,
      [](std::string_view name) -> std::optional<std::string> {
        if (name == "TAG") return "1.27";
        if (name == "EMPTY") return "";
        return std::nullopt;
      },
      diagnostics);
  return node->find("key")->text;
}

TEST(Interpolate, ReplacesNamesOnly) {
  const std::pair<const char*, const char*> cases[] = {
      {"nginx:${TAG}", "nginx:1.27"},
      {"${TAG}${TAG}", "1.271.27"},
      {"[${EMPTY}]", "[]"},
      {"$${TAG}", "${TAG}"},
      {"${AWS::Region}", "${AWS::Region}"},
      {"${}", "${}"},
      {"${TAG", "${TAG"},
      {"$TAG", "$TAG"},
      {"100$", "100$"},
  };
  for (const auto& [text, expected] : cases) {
    Diagnostics diagnostics;
    EXPECT_EQ(interpolated(text, diagnostics), expected);
    EXPECT_FALSE(diagnostics.has_errors()) << text;
  }
}

TEST(Interpolate, ReportsWhatIsNotSet) {
  Diagnostics diagnostics;
  interpolated("a ${MISSING} b ${TAG}", diagnostics);
  EXPECT_EQ(render(diagnostics),
            "x.yaml:1:6: error: the environment variable \"MISSING\" is not set [ARC1500]\n"
            "    1 | key: \"a ${MISSING} b ${TAG}\"\n"
            "      |      ^~~~~~~~~~~~~~~~~~~~~~~\n"
            "  fix: set the variable, or write $${MISSING} for the literal text\n");
}

}  // namespace
}  // namespace archsynth::architecture

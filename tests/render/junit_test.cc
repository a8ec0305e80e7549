#include "render/findings/junit.h"
#include "render/xml.h"

#include <gtest/gtest.h>

namespace archsynth::picture {
namespace {

TEST(Junit, EscapesWhatXmlCannotHold) {
  EXPECT_EQ(xml_text("a < b & \"c\" > 'd'"), "a &lt; b &amp; &quot;c&quot; &gt; 'd'");
  EXPECT_EQ(xml_text("a\n\tb\r"), "a&#10;&#9;b&#13;");
  EXPECT_EQ(xml_text("a\x01\x1b[1mb\x7f"), "a\uFFFD\uFFFD[1mb\x7f");
  EXPECT_EQ(xml_text(std::string_view("a\0b", 3)), "a\uFFFDb");
  EXPECT_EQ(xml_text("ä€😀"), "ä€😀");
  EXPECT_EQ(xml_text("\xC3(x"), "\uFFFD(x");
  EXPECT_EQ(xml_text("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(xml_text("\xEF\xBF\xBF"), "\uFFFD");
  EXPECT_EQ(xml_text("x\xE2\x82"), "x\uFFFD\uFFFD");
}

TEST(Junit, HasASuiteForEachFile) {
  const Source source("a<b.yaml", "one\ntwo\n");
  FileFindings dirty{"a<b.yaml", {}};
  dirty.findings.push_back({.severity = Severity::kWarning,
                            .code = "ARC2017",
                            .subject = {"Queue", "Resources/Queue"},
                            .origin = Span{&source, 4, 7},
                            .message = "\"two\" & more"});
  const FileFindings files[] = {dirty, {"clean.yaml", {}}};
  EXPECT_EQ(junit(files),
            R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="archsynth validate" tests="2" failures="1" errors="0">
  <testsuite name="a&lt;b.yaml" tests="1" failures="1" errors="0" skipped="0">
    <testcase classname="a&lt;b.yaml" name="ARC2017 Queue at 2:1">
      <failure type="warning" message="&quot;two&quot; &amp; more">)"
            "a&lt;b.yaml:2:1: warning: &quot;two&quot; &amp; more [ARC2017 Queue]&#10;"
            "    2 | two&#10;      | ^~~&#10;</failure>\n"
            R"(    </testcase>
  </testsuite>
  <testsuite name="clean.yaml" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="clean.yaml" name="no findings"/>
  </testsuite>
</testsuites>
)");
}

}  // namespace
}  // namespace archsynth::picture

#include "render/findings/junit.h"

#include <fmt/format.h>

#include <algorithm>

#include "render/xml.h"

namespace archsynth::picture {

namespace {

std::string case_of(const Diagnostic& what, const std::string& file) {
  const Place place = place_of(what.origin);
  std::string name = title_of(what);
  if (!place.file.empty()) {
    name += fmt::format(" at {}:{}", place.begin.line, place.begin.column);
  }
  if (what.suppression) {
    return fmt::format(
        "    <testcase classname=\"{}\" name=\"{}\">\n      <skipped message=\"{}\"/>\n"
        "    </testcase>\n",
        xml_text(file), xml_text(name), xml_text(what.text()));
  }
  return fmt::format(
      "    <testcase classname=\"{}\" name=\"{}\">\n"
      "      <failure type=\"{}\" message=\"{}\">{}</failure>\n"
      "    </testcase>\n",
      xml_text(file), xml_text(name), name_of(what.severity), xml_text(what.text()),
      xml_text(render(what)));
}

}  // namespace

std::string junit(std::span<const FileFindings> files) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failures = 0;
  for (const FileFindings& each : files) {
    const std::size_t count = each.findings.size();
    const std::size_t cases = count == 0 ? 1 : count;
    const auto skipped = static_cast<std::size_t>(
        std::count_if(each.findings.begin(), each.findings.end(),
                      [](const Diagnostic& finding) { return finding.suppression.has_value(); }));
    tests += cases;
    failures += count - skipped;
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\">\n",
        xml_text(each.file), cases, count - skipped, skipped);
    for (const Diagnostic& finding : each.findings) suites += case_of(finding, each.file);
    if (count == 0) {
      suites += fmt::format("    <testcase classname=\"{}\" name=\"no findings\"/>\n",
                            xml_text(each.file));
    }
    suites += "  </testsuite>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites name=\"archsynth validate\" tests=\"{}\" failures=\"{}\" errors=\"0\">\n"
      "{}</testsuites>\n",
      tests, failures, suites);
}

}  // namespace archsynth::picture

#include "cli/junit.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::cli {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Whether one well-formed character begins the text, and one that XML can hold.
/// Source: https://www.w3.org/TR/xml/#charsets
bool is_allowed(std::string_view character) {
  if (first_invalid_utf8(character)) return false;
  const auto byte = static_cast<unsigned char>(character.front());
  if (byte < 0x20) return byte == '\t' || byte == '\n' || byte == '\r';
  return character != "\xEF\xBF\xBE" && character != "\xEF\xBF\xBF";
}

std::string case_of(const Finding& finding, const std::string& file) {
  const Diagnostic& what = finding.diagnostic;
  const Place place = place_of(what.origin);
  std::string name = what.code;
  if (!place.file.empty()) {
    name += fmt::format(" at {}:{}", place.begin.line, place.begin.column);
  }
  return fmt::format(
      "    <testcase classname=\"{}\" name=\"{}\">\n"
      "      <failure type=\"{}\" message=\"{}\">{}</failure>\n"
      "    </testcase>\n",
      xml_text(file), xml_text(name), name_of(what.severity), xml_text(what.message),
      xml_text(render(what)));
}

}  // namespace

std::string xml_text(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    std::string_view character = text.substr(at, character_size(text.substr(at)));
    const bool allowed = is_allowed(character);
    // Of a malformed character only the first byte is taken off: the next may begin another.
    at += allowed ? character.size() : first_invalid_utf8(character) ? 1 : character.size();
    if (!allowed) {
      result += kReplacement;
      continue;
    }
    switch (character.front()) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      // A parser makes spaces of these within attributes.
      case '\t':
      case '\n':
      case '\r':
        result += fmt::format("&#{};", static_cast<int>(character.front()));
        break;
      default:
        result += character;
    }
  }
  return result;
}

std::string junit(std::span<const FileFindings> files) {
  std::string suites;
  std::size_t tests = 0;
  std::size_t failures = 0;
  for (const FileFindings& each : files) {
    const std::size_t count = each.findings.size();
    const std::size_t cases = count == 0 ? 1 : count;
    tests += cases;
    failures += count;
    suites += fmt::format(
        "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"0\">\n",
        xml_text(each.file), cases, count);
    for (const Finding& finding : each.findings) suites += case_of(finding, each.file);
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

}  // namespace archsynth::cli

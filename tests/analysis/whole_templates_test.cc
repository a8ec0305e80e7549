// Templates of tests/lint/whole: `validate` finds what their lines say (`# expect ARC2010
// ARC3001`), and nothing else.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;

std::set<fs::path> whole_fixtures() {
  const fs::path folder = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/lint/whole";
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.insert(entry.path());
  return files;
}

/// `line code`, for each that the text expects.
std::set<std::string> expected_in(const std::string& text) {
  std::set<std::string> result;
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    const std::size_t mark = line.find("# expect ");
    if (mark == std::string::npos) continue;
    std::istringstream codes(line.substr(mark + 9));
    for (std::string code; codes >> code;) result.insert(std::to_string(number) + " " + code);
  }
  return result;
}

class WholeTemplate : public ::testing::TestWithParam<fs::path> {};

TEST_P(WholeTemplate, HasTheFindingsThatItExpects) {
  std::ifstream in(GetParam(), std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const Source source(GetParam().filename().string(), text);
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
  if (checked) validate(*checked, {}, found);
  std::set<std::string> got;
  for (const Diagnostic& each : found.items()) {
    const Span* span = each.origin.span();
    const std::size_t line = span == nullptr ? 0 : source.position_at(span->begin).line;
    got.insert(std::to_string(line) + " " + each.code);
  }
  EXPECT_EQ(got, expected_in(text)) << render(found);
}

INSTANTIATE_TEST_SUITE_P(Analysis, WholeTemplate, ::testing::ValuesIn(whole_fixtures()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

}  // namespace
}  // namespace archsynth::analysis

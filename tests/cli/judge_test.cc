#include "cli/judge.h"

#include <chrono>
#include <vector>

#include "golden.h"

namespace archsynth::cli {
namespace {

namespace fs = std::filesystem;

std::string text_of(const picture::FileFindings& found) {
  std::string text = found.file + "\n";
  for (const Diagnostic& each : found.findings) text += each.subject.pointer + "\n" + render(each);
  return text;
}

TEST(Judge, SaysTheSameForManyFilesAsForEach) {
  std::vector<std::string> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/lint/relations")) {
    files.push_back(entry.path().string());
  }
  files.push_back("missing.yaml");
  JudgeOptions options;
  options.regions = {"us-east-1"};
  options.today = std::chrono::year(2026) / 11 / 23;
  std::deque<Sources> sources;
  const std::vector<picture::FileFindings> together = judge_all(files, options, sources);
  ASSERT_EQ(together.size(), files.size());
  std::size_t count = 0;
  for (std::size_t i = 0; i < files.size(); ++i) {
    Sources own;
    EXPECT_EQ(text_of(together[i]), text_of(judge(files[i], options, own)));
    count += together[i].findings.size();
  }
  EXPECT_GT(count, files.size() / 2);
}

TEST(Judge, JudgesNothingOfNoFiles) {
  JudgeOptions options;
  options.regions = {"us-east-1"};
  std::deque<Sources> sources;
  EXPECT_TRUE(judge_all({}, options, sources).empty());
}

}  // namespace
}  // namespace archsynth::cli

// Changes as people make them: each folder of tests/diff has `old` and `new`, as YAML or JSON, and
// what `archsynth diff` says of them, standard error after standard output.

#include <sys/wait.h>

#include <set>

#include "golden.h"

namespace archsynth::testing {
namespace {

namespace fs = std::filesystem;

const fs::path kScenarios = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/diff";

std::vector<fs::path> scenarios() {
  std::set<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(kScenarios)) {
    if (entry.is_directory()) folders.insert(entry.path());
  }
  return {folders.begin(), folders.end()};
}

/// `old.yaml` or `old.json`.
std::string file_of(const fs::path& folder, const std::string& side) {
  return fs::exists(folder / (side + ".json")) ? side + ".json" : side + ".yaml";
}

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t count = 0;
  for (std::size_t at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

class DiffScenario : public ::testing::TestWithParam<fs::path> {};

TEST_P(DiffScenario, IsJudgedAsExpected) {
  const fs::path folder = GetParam();
  const std::string name = "diff-" + std::to_string(::getpid()) + "-" + folder.filename().string();
  const fs::path out = fs::path(::testing::TempDir()) / name;
  const std::string line = "cd '" + folder.string() + "' && env -u NO_COLOR TERM=dumb '" +
                           ARCHSYNTH_BINARY "' diff " + file_of(folder, "old") + " " +
                           file_of(folder, "new") + " >'" + out.string() + "' 2>'" + out.string() +
                           ".err' </dev/null";
  const int status = std::system(line.c_str());
  ASSERT_TRUE(WIFEXITED(status)) << "killed";
  const std::string said = read_file(out) + read_file(out.string() + ".err") + "exit " +
                           std::to_string(WEXITSTATUS(status)) + "\n";
  fs::remove(out);
  fs::remove(out.string() + ".err");
  // What fails is a finding that says so, whatever else is said of the resource.
  EXPECT_LE(count(said, "deploy will fail\n"), count(said, "[ARC5002 "));
  expect_golden(folder / "expected.txt", said);
}

INSTANTIATE_TEST_SUITE_P(Cli, DiffScenario, ::testing::ValuesIn(scenarios()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.filename().string();
                         });

}  // namespace
}  // namespace archsynth::testing

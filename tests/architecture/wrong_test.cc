// Wrong files, and exactly what is said about each: `wrong/x.yaml` and `wrong/x.txt`.

#include <set>

#include "archsynth/archsynth.h"
#include "golden.h"

namespace archsynth {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/architecture/wrong";

std::vector<fs::path> wrong_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFolder)) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  }
  return {files.begin(), files.end()};
}

class WrongFile : public ::testing::TestWithParam<fs::path> {};

TEST_P(WrongFile, IsExplained) {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source =
      sources.add(GetParam().filename().string(), testing::read_file(GetParam()));
  const std::unique_ptr<Stack> stack = load(source, diagnostics);
  if (stack != nullptr) {
    diagnostics = stack->diagnostics();
    synthesize(*stack, diagnostics);
  }
  EXPECT_TRUE(diagnostics.has_errors());
  fs::path expected = GetParam();
  testing::expect_golden(expected.replace_extension(".txt"), render(diagnostics));
}

INSTANTIATE_TEST_SUITE_P(Architecture, WrongFile, ::testing::ValuesIn(wrong_files()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

TEST(WrongFiles, AreMany) { EXPECT_GE(wrong_files().size(), 60U); }

}  // namespace
}  // namespace archsynth

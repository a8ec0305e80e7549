#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "house/rules.h"

namespace archsynth::house {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

struct File {
  std::string path;
  std::string text;
};

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every C++ file, CMake file and script that the project's people write, in order.
const std::vector<File>& repository() {
  static const std::vector<File> kFiles = [] {
    const fs::path root = ARCHSYNTH_SOURCE_DIR;
    std::vector<File> files;
    for (const char* folder : {"include", "src", "tests", "examples", "cmake"}) {
      if (!fs::exists(root / folder)) continue;
      for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
        const std::string extension = entry.path().extension().string();
        const std::vector<std::string> known = {".cc",  ".h",  ".cmake", ".sh",
                                                ".txt", ".py", ".cjs"};
        if (!entry.is_regular_file() ||
            entry.path().string().find("node_modules") != std::string::npos ||
            std::ranges::find(known, extension) == known.end()) {
          continue;
        }
        files.push_back({entry.path().lexically_relative(root).string(), read(entry.path())});
      }
    }
    std::ranges::sort(files, {}, &File::path);
    return files;
  }();
  return kFiles;
}

using Rule = Violations (*)(std::string_view, std::string_view);

Violations violations(Rule rule) {
  Violations all;
  for (const File& file : repository())
    std::ranges::copy(rule(file.path, file.text), std::back_inserter(all));
  return all;
}

TEST(House, FindsItsFiles) { EXPECT_GT(repository().size(), 50u); }
TEST(House, LayersIncludeOnlyLowerOnes) { EXPECT_THAT(violations(layering), IsEmpty()); }
TEST(House, LibrariesStayInTheirPlace) { EXPECT_THAT(violations(third_party), IsEmpty()); }
TEST(House, TheCoreHasNoEffects) { EXPECT_THAT(violations(effects), IsEmpty()); }
TEST(House, NothingIsLeftUnfinished) { EXPECT_THAT(violations(unfinished), IsEmpty()); }
TEST(House, FilesKeepTheirShape) { EXPECT_THAT(violations(shape), IsEmpty()); }

}  // namespace
}  // namespace archsynth::house

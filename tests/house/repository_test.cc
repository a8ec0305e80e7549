#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "house/rules.h"

namespace archsynth::house {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;

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
TEST(House, ConditionsAreEvaluatedInOnePlace) { EXPECT_THAT(violations(choices), IsEmpty()); }
TEST(House, NothingIsLeftUnfinished) { EXPECT_THAT(violations(unfinished), IsEmpty()); }
TEST(House, NoDocumentHoldsMarksOfAMerge) {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  for (const char* name : {"CHANGELOG.md", "README.md", ".github/CONTRIBUTING.md"}) {
    EXPECT_THAT(unfinished(name, read(root / name)), IsEmpty());
  }
}
TEST(House, FoldersShareNoCodes) { EXPECT_THAT(shared_codes(repository()), IsEmpty()); }
TEST(House, FilesKeepTheirShape) { EXPECT_THAT(violations(shape), IsEmpty()); }
TEST(House, FunctionsAreShort) { EXPECT_THAT(violations(long_functions), IsEmpty()); }

/// A block of the README under a comment that names a file of the repository: `<!-- path -->`.
struct Block {
  std::string path;
  std::vector<std::string> lines;
};

std::vector<Block> blocks_of(const std::string& markdown) {
  std::vector<Block> blocks;
  std::istringstream in(markdown);
  std::string line;
  std::string path;
  while (std::getline(in, line)) {
    if (line.starts_with("<!-- ") && line.ends_with(" -->")) path = line.substr(5, line.size() - 9);
    if (!line.starts_with("```") || path.empty()) continue;
    Block block{std::exchange(path, {}), {}};
    while (std::getline(in, line) && line != "```") block.lines.push_back(line);
    blocks.push_back(std::move(block));
  }
  return blocks;
}

/// The README and the pages of docs/.
std::vector<fs::path> pages() {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  std::vector<fs::path> all = {root / "README.md"};
  for (const auto& entry : fs::directory_iterator(root / "docs")) {
    if (entry.is_regular_file()) all.push_back(entry.path());
  }
  return all;
}

TEST(Readme, ShowsWhatTheRepositoryHolds) {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  std::size_t count = 0;
  for (const fs::path& page : pages()) {
    for (const Block& block : blocks_of(read(page))) {
      ++count;
      EXPECT_FALSE(block.lines.empty()) << block.path;
      std::istringstream file(read(root / block.path));
      std::string line;
      for (const std::string& shown : block.lines) {
        bool found = false;
        while (!found && std::getline(file, line)) found = line == shown;
        EXPECT_TRUE(found) << page << ": " << block.path
                           << " does not hold, in its place: " << shown;
      }
    }
  }
  EXPECT_GE(count, 12U);
}

TEST(Readme, LinksToWhatThereIs) {
  for (const fs::path& page : pages()) {
    const std::string text = read(page);
    for (std::size_t at = text.find("]("); at != text.npos; at = text.find("](", at + 1)) {
      const std::string link = text.substr(at + 2, text.find(')', at) - at - 2);
      if (link.starts_with("http") || link.starts_with('#')) continue;
      EXPECT_TRUE(fs::exists(page.parent_path() / link.substr(0, link.find('#'))))
          << page << " links to " << link;
    }
  }
}

TEST(Readme, IsShort) {
  std::istringstream words(read(fs::path(ARCHSYNTH_SOURCE_DIR) / "README.md"));
  const auto count = std::distance(std::istream_iterator<std::string>(words), {});
  EXPECT_LT(count, 900);
}

}  // namespace
}  // namespace archsynth::house

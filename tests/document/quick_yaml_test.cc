#include "document/quick_yaml.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "document/text_check.h"
#include "document/two_readers.h"
#include "document/yaml_parser.h"

namespace archsynth::document {
namespace {

namespace fs = std::filesystem;

std::string file_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// How many of the YAML files below a folder QuickYaml reads itself.
struct Share {
  int files = 0;
  int quick = 0;
  std::string others;
};

Share compare(const fs::path& folder) {
  Share share;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string ending = entry.path().extension().string();
    if (!entry.is_regular_file() || (ending != ".yaml" && ending != ".yml")) continue;
    const Source source(entry.path().string(), file_text(entry.path()));
    Diagnostics diagnostics;
    if (!check_text(source, diagnostics, {}) || !check_yaml_characters(source, diagnostics)) {
      continue;
    }
    ++share.files;
    const auto quick = QuickYaml(source, {}).read();
    if (!quick) {
      share.others += source.name() + "\n";
      continue;
    }
    ++share.quick;
    if (has_text_below_tag(*quick)) continue;
    const auto slow = parse_yaml(source, diagnostics, {});
    EXPECT_TRUE(slow && same_tree(*quick, *slow)) << source.name() << render(diagnostics);
    EXPECT_TRUE(diagnostics.items().empty()) << render(diagnostics);
  }
  return share;
}

TEST(QuickYaml, ReadsTheFilesOfTheRepositoryAsYamlCppDoes) {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  for (const char* folder : {"examples", "templates"}) {
    const Share share = compare(root / folder);
    EXPECT_GT(share.files, 0) << folder;
    EXPECT_EQ(share.others, "");
  }
  const Share tests = compare(root / "tests");
  EXPECT_GT(tests.files, 100);
  EXPECT_GE(tests.quick * 100, tests.files * 95) << tests.others;
}

TEST(QuickYaml, ReadsPublicTemplatesAsYamlCppDoes) {
  const char* corpus = std::getenv("ARCHSYNTH_CORPUS");
  if (corpus == nullptr) GTEST_SKIP() << "ARCHSYNTH_CORPUS names no folder";
  const Share share = compare(fs::path(corpus) / "templates");
  RecordProperty("files", share.files);
  RecordProperty("quick", share.quick);
  EXPECT_GE(share.quick * 100, share.files * 95) << share.others;
}

}  // namespace
}  // namespace archsynth::document

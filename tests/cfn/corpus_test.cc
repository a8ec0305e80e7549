#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>

#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"
#include "cfn/findings.h"
#include "cfn/print.h"

namespace archsynth::cfn {
namespace {

namespace fs = std::filesystem;

/// The files of the folder that ARCHSYNTH_TEMPLATE_CORPUS names: public templates, which the
/// repository does not hold.
std::vector<fs::path> corpus() {
  std::vector<fs::path> files;
  const char* folder = std::getenv("ARCHSYNTH_TEMPLATE_CORPUS");
  if (folder == nullptr) return files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

struct Reading {
  std::optional<Template> template_;
  std::string findings;
};

Reading read(const std::string& name, const std::string& text) {
  Sources sources;
  Diagnostics diagnostics;
  const auto node = document::read(sources.add(name, text), diagnostics);
  Reading reading;
  if (node) reading.template_ = read_template(*node, diagnostics);
  reading.findings = findings(diagnostics);
  return reading;
}

class Corpus : public testing::Test {
 protected:
  void SetUp() override {
    if (corpus().empty()) GTEST_SKIP() << "ARCHSYNTH_TEMPLATE_CORPUS names no folder of templates";
  }
};

TEST_F(Corpus, EveryTemplateThatIsReadIsWrittenAndReadAgain) {
  std::size_t clean = 0;
  for (const fs::path& file : corpus()) {
    const Reading first = read(file.filename(), text_of(file));
    if (!first.template_) continue;
    clean += first.findings.empty() ? 1U : 0U;
    if (std::getenv("ARCHSYNTH_TEMPLATE_FINDINGS") != nullptr) std::cout << first.findings;
    const Reading json = read("t.json", to_json(*first.template_));
    ASSERT_TRUE(json.template_) << file << json.findings;
    EXPECT_EQ(*json.template_, *first.template_) << file;
    const Reading yaml = read("t.yaml", to_yaml(*first.template_));
    ASSERT_TRUE(yaml.template_) << file << yaml.findings;
    EXPECT_EQ(*yaml.template_, *first.template_) << file;
    if (first.findings.empty()) {
      EXPECT_EQ(json.findings, "") << file;
      EXPECT_EQ(yaml.findings, "") << file;
    }
  }
  RecordProperty("clean", static_cast<int>(clean));
  EXPECT_GT(clean, 0U);
}

}  // namespace
}  // namespace archsynth::cfn

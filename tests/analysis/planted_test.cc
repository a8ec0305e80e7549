// Defects planted one by one into the template of the reference architecture, as JSON patches in
// tests/lint/planted.json: each is found, under the code that stands there.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/document/reader.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> codes_of(const Source& source, std::string* shown) {
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
  if (checked) validate(*checked, {}, found);
  std::set<std::string> codes;
  for (const Diagnostic& each : found.items()) codes.insert(each.code);
  *shown = render(found);
  return codes;
}

TEST(PlantedDefects, AreAllFound) {
  const fs::path root = ARCHSYNTH_SOURCE_DIR;
  const Source golden("production.yaml", read_file(root / "tests/golden/prod/production.yaml"));
  Diagnostics reading;
  const auto node = document::read(golden, reading);
  ASSERT_TRUE(node.has_value());
  const auto reference = cfn::read_template(*node, reading);
  ASSERT_TRUE(reference.has_value());
  const nlohmann::json right = nlohmann::json::parse(cfn::to_json(*reference));
  std::string shown;
  EXPECT_THAT(codes_of(Source("right.json", right.dump(1)), &shown), ::testing::IsEmpty()) << shown;
  const nlohmann::json defects = nlohmann::json::parse(read_file(root / "tests/lint/planted.json"));
  EXPECT_GE(defects.size(), 50U);
  for (const auto& defect : defects) {
    const nlohmann::json wrong = right.patch(defect["patch"]);
    const auto codes = codes_of(Source("wrong.json", wrong.dump(1)), &shown);
    EXPECT_TRUE(codes.contains(defect["expect"])) << defect["name"] << '\n' << shown;
  }
}

}  // namespace
}  // namespace archsynth::analysis

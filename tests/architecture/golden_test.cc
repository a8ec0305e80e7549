// The template of every example, against files under tests/golden, and of every starter, against
// files beside it; `logical_ids.txt` is the lock file of what must never be renamed.

#include <set>

#include "archsynth/archsynth.h"
#include "golden.h"

namespace archsynth {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = ARCHSYNTH_SOURCE_DIR;

std::vector<fs::path> architecture_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kRoot / "examples")) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  }
  for (const auto& entry : fs::directory_iterator(kRoot / "templates")) {
    files.insert(entry.path() / "architecture.yaml");
  }
  return {files.begin(), files.end()};
}

bool is_example(const fs::path& path) { return path.parent_path().filename() == "examples"; }

std::string name_of_file(const fs::path& path) {
  return (is_example(path) ? path.stem() : path.parent_path().filename()).string();
}

cfn::Template build(const fs::path& path, Profile profile) {
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add(path.filename().string(), testing::read_file(path));
  const std::unique_ptr<Stack> stack =
      load(source, diagnostics, {.environment = std::string(name_of(profile))});
  diagnostics = stack->diagnostics();
  cfn::Template result = synthesize(*stack, diagnostics);
  EXPECT_FALSE(diagnostics.has_errors()) << render(diagnostics);
  return result;
}

class Golden : public ::testing::TestWithParam<fs::path> {};

TEST_P(Golden, TemplateIsAsReviewed) {
  const fs::path& path = GetParam();
  const fs::path folder =
      is_example(path) ? kRoot / "tests/golden" / path.stem() : path.parent_path();
  const cfn::Template production = build(path, Profile::kProduction);
  std::string ids;
  for (const cfn::Resource& resource : production.resources) {
    ids += resource.id.str() + " " + resource.type + "\n";
  }
  testing::expect_golden(folder / "logical_ids.txt", ids);
  testing::expect_golden(folder / "production.yaml", cfn::to_yaml(production));
  const std::string first = cfn::to_json(production);
  EXPECT_EQ(first, cfn::to_json(build(path, Profile::kProduction))) << "not deterministic";
}

INSTANTIATE_TEST_SUITE_P(Architecture, Golden, ::testing::ValuesIn(architecture_files()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           std::string name = name_of_file(info.param);
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

TEST(Golden, ProfilesDifferAsTheReferenceSays) {
  for (Profile profile : {Profile::kStaging, Profile::kDevelopment}) {
    const fs::path folder = kRoot / "tests/golden/minimal";
    testing::expect_golden(folder / (std::string(name_of(profile)) + ".yaml"),
                           cfn::to_yaml(build(kRoot / "examples/minimal.yaml", profile)));
  }
}

TEST(Golden, ReferencePageIsCurrent) {
  testing::expect_golden(kRoot / "examples/REFERENCE.md", architecture_reference());
}

}  // namespace
}  // namespace archsynth

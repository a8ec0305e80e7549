// What keys of the format make: files in `features`, each with the resources that its first line
// names in a golden file beside it.

#include <set>

#include "archsynth/archsynth.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth {
namespace {

namespace fs = std::filesystem;

const fs::path kFeatures = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/architecture/features";

std::vector<fs::path> feature_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kFeatures)) {
    if (entry.path().filename().string().find(".golden.") == std::string::npos) {
      files.insert(entry.path());
    }
  }
  return {files.begin(), files.end()};
}

/// Of a template what the text's first line names after `# shows`.
cfn::Template shown(cfn::Template whole, const std::string& text) {
  const std::string line = text.substr(0, text.find('\n'));
  const std::vector<std::string_view> names = split(line, ' ');
  std::erase_if(whole.resources, [&](const cfn::Resource& resource) {
    return std::find(names.begin(), names.end(), resource.id.str()) == names.end();
  });
  EXPECT_EQ(whole.resources.size() + 2, names.size()) << "a resource is not there";
  cfn::Template part;
  part.resources = std::move(whole.resources);
  return part;
}

class Feature : public ::testing::TestWithParam<fs::path> {};

TEST_P(Feature, MakesWhatWasReviewed) {
  Sources sources;
  Diagnostics diagnostics;
  const std::string text = testing::read_file(GetParam());
  const Source& source = sources.add(GetParam().filename().string(), text);
  const std::unique_ptr<Stack> stack = load(source, diagnostics);
  ASSERT_NE(stack, nullptr) << render(diagnostics);
  diagnostics = stack->diagnostics();
  cfn::Template whole = synthesize(*stack, diagnostics);
  EXPECT_EQ(render(diagnostics), "");
  fs::path golden = GetParam();
  testing::expect_golden(golden.replace_extension(".golden.yaml"),
                         cfn::to_yaml(shown(std::move(whole), text)));
}

INSTANTIATE_TEST_SUITE_P(Architecture, Feature, ::testing::ValuesIn(feature_files()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

}  // namespace
}  // namespace archsynth

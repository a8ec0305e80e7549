// Files of variables: each in `variable_files` with what is read of it, or why not, beside it.

#include "architecture/variable_file.h"

#include <set>

#include "archsynth/architecture/load.h"
#include "archsynth/cfn/writer.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth::architecture {
namespace {

namespace fs = std::filesystem;

const fs::path kVariableFiles =
    fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/architecture/variable_files";

std::vector<fs::path> variable_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kVariableFiles)) {
    if (entry.path().extension() == ".env") files.insert(entry.path());
  }
  return {files.begin(), files.end()};
}

class VariableFile : public ::testing::TestWithParam<fs::path> {};

TEST_P(VariableFile, IsReadAsReviewed) {
  Sources sources;
  Diagnostics found;
  const Source& source =
      sources.add(GetParam().filename().string(), testing::read_file(GetParam()));
  std::string text;
  for (const auto& [name, value] : read_variable_file(source, found)) {
    text += *name + ": " + quoted(value->text) + "\n";
  }
  fs::path expected = GetParam();
  testing::expect_golden(expected.replace_extension(".txt"), text + render(found));
}

INSTANTIATE_TEST_SUITE_P(Architecture, VariableFile, ::testing::ValuesIn(variable_files()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

/// The environments of all containers.
std::string environments_of(const Stack& stack) {
  std::string text;
  stack.each_resource([&](const cfn::Resource& each) {
    if (each.type != "AWS::ECS::TaskDefinition") return;
    const cfn::Value& containers = *each.properties.find("ContainerDefinitions");
    for (const cfn::Value& container : *containers.list()) {
      text += each.id.str() + ":\n" + cfn::to_json(*container.map()->find("Environment")) + "\n";
    }
  });
  return text;
}

TEST(VariableFiles, AreReadInTheirOrder) {
  Sources sources;
  Diagnostics found;
  const Source& source = sources.add("app.yaml", testing::read_file(kVariableFiles / "app.yaml"));
  const auto read = [&](const std::string& path, Diagnostics&) {
    return &sources.add(path, testing::read_file(kVariableFiles / path));
  };
  const std::unique_ptr<Stack> stack = load(source, found, {.file = read});
  EXPECT_EQ(render(stack->diagnostics()), "");
  testing::expect_golden(kVariableFiles / "app.txt", environments_of(*stack));
}

TEST(VariableFiles, NeedAReader) {
  Sources sources;
  Diagnostics found;
  const Source& source = sources.add("app.yaml", testing::read_file(kVariableFiles / "app.yaml"));
  const std::unique_ptr<Stack> stack = load(source, found);
  EXPECT_NE(render(stack->diagnostics()).find("cannot read \"variables.env\" [ARC1530]"),
            std::string::npos);
}

}  // namespace
}  // namespace archsynth::architecture

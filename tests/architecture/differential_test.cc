#include <gtest/gtest.h>

#include "golden.h"
#include "reference.h"

namespace archsynth {
namespace {

// The YAML file and the C++ program state the same architecture; so must their templates.
TEST(Differential, CppAndYamlGiveTheSameTemplate) {
  const std::unique_ptr<Stack> program = reference_architecture();
  Sources sources;
  Diagnostics diagnostics;
  const Source& source = sources.add(
      "prod.yaml", testing::read_file(std::string(ARCHSYNTH_SOURCE_DIR) + "/examples/prod.yaml"));
  const std::unique_ptr<Stack> file = load(source, diagnostics);
  ASSERT_NE(file, nullptr);
  Diagnostics of_program = program->diagnostics();
  Diagnostics of_file = file->diagnostics();
  const std::string from_program = cfn::to_json(synthesize(*program, of_program));
  const std::string from_file = cfn::to_json(synthesize(*file, of_file));
  EXPECT_EQ(render(of_program), "");
  EXPECT_EQ(render(of_file), "");
  EXPECT_EQ(from_program, from_file);
}

TEST(Differential, MistakesInCppPointAtTheProgramsLine) {
  Stack stack({.name = "app"});
  const int line = __LINE__ + 1;
  stack.add<ecs::Cluster>("Cluster", stack.add<kms::Key>("Key", {}), {.log_retention_days = 31});
  const std::string text = render(stack.diagnostics());
  EXPECT_NE(text.find("differential_test.cc:" + std::to_string(line)), std::string::npos) << text;
}

}  // namespace
}  // namespace archsynth

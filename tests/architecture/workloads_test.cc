// Services as teams run them: each makes a template in every profile, without an error.

#include <set>

#include "archsynth/archsynth.h"
#include "golden.h"

namespace archsynth {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> workload_files() {
  std::set<fs::path> files;
  for (const auto& entry :
       fs::directory_iterator(fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/workloads")) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  }
  return {files.begin(), files.end()};
}

class Workload : public ::testing::TestWithParam<fs::path> {};

TEST_P(Workload, MakesATemplateInEveryProfile) {
  for (const Profile profile : kProfiles) {
    Sources sources;
    Diagnostics diagnostics;
    const Source& source =
        sources.add(GetParam().filename().string(), testing::read_file(GetParam()));
    const std::unique_ptr<Stack> stack =
        load(source, diagnostics, {.environment = std::string(name_of(profile))});
    ASSERT_NE(stack, nullptr) << render(diagnostics);
    diagnostics = stack->diagnostics();
    const cfn::Template made = synthesize(*stack, diagnostics);
    EXPECT_FALSE(diagnostics.has_errors()) << render(diagnostics);
    Diagnostics found;
    analysis::validate(made, {}, found);
    EXPECT_FALSE(found.has_errors()) << render(found);
  }
}

INSTANTIATE_TEST_SUITE_P(Architecture, Workload, ::testing::ValuesIn(workload_files()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           std::string name = info.param.stem().string();
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace archsynth

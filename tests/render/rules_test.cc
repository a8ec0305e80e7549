#include "archsynth/render/rules.h"

#include "golden.h"

namespace archsynth::picture {
namespace {

namespace fs = std::filesystem;

const fs::path kRepository = ARCHSYNTH_SOURCE_DIR;

TEST(Rules, PageIsCurrent) {
  testing::expect_golden(kRepository / "examples/RULES.md", rules_as("markdown"));
}

}  // namespace
}  // namespace archsynth::picture

#include "describe/props.h"
#include "golden.h"

namespace archsynth::describe {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / "tests/describe/expected";

TEST(JsonSchema, SaysWhatTheTablesSay) {
  testing::expect_golden(
      kFolder / "schema.json",
      json_schema(record_of<sample::DocumentProps>(), "https://example.com/a", "Documents"));
}

TEST(Reference, SaysWhatTheTablesSay) {
  testing::expect_golden(kFolder / "reference.md",
                         reference(record_of<sample::DocumentProps>(), "Documents"));
}

}  // namespace
}  // namespace archsynth::describe

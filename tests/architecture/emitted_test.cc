// Right files, what is found in them, and the parts of their templates that matter:
// `emitted/x.yaml` begins with comments that name these parts, `emitted/x.txt` has them.

#include <set>

#include "archsynth/analysis/validate.h"
#include "archsynth/archsynth.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth {
namespace {

namespace fs = std::filesystem;

const fs::path kEmittedFolder = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/architecture/emitted";
constexpr std::string_view kShows = "# shows: ";

std::vector<fs::path> emitted_files() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kEmittedFolder)) {
    if (entry.path().extension() == ".yaml") files.insert(entry.path());
  }
  return {files.begin(), files.end()};
}

/// The value at a pointer such as `Resources/Vpc/Properties/CidrBlock`, as JSON on one line.
std::string shown(const cfn::Value& whole, std::string_view pointer) {
  const cfn::Value* value = &whole;
  for (const std::string_view key : split(pointer, '/')) {
    const cfn::Map* map = value->map();
    const cfn::List* list = value->list();
    value = map != nullptr ? map->find(key)
            : list != nullptr && list->size() > std::stoul(std::string(key))
                ? &(*list)[std::stoul(std::string(key))]
                : nullptr;
    if (value == nullptr) return "absent\n";
  }
  return cfn::to_json(*value, true);
}

std::string emitted(const fs::path& path) {
  const std::string text = testing::read_file(path);
  Sources sources;
  Diagnostics diagnostics;
  const std::unique_ptr<Stack> stack =
      load(sources.add(path.filename().string(), text), diagnostics);
  diagnostics = stack->diagnostics();
  const cfn::Template made = synthesize(*stack, diagnostics);
  analysis::validate(made, {.region = stack->props().region}, diagnostics);
  const cfn::Value whole = cfn::without_intrinsics(cfn::to_value(made));
  std::string result = render(diagnostics);
  for (const std::string_view line : split(text, '\n')) {
    if (!line.starts_with(kShows)) continue;
    const std::string_view pointer = line.substr(kShows.size());
    result += std::string(pointer) + ": " + shown(whole, pointer);
  }
  return result;
}

class EmittedFile : public ::testing::TestWithParam<fs::path> {};

TEST_P(EmittedFile, IsAsReviewed) {
  fs::path expected = GetParam();
  testing::expect_golden(expected.replace_extension(".txt"), emitted(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(Architecture, EmittedFile, ::testing::ValuesIn(emitted_files()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

}  // namespace
}  // namespace archsynth

// Rules about functions, attributes, parameters and policies: each has a fixture in
// tests/lint/template of its name, whose offending lines say `# expect ARC3101`. Of what else
// `validate` says of it nothing is asked.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "archsynth/analysis/validate.h"
#include "archsynth/cfn/reader.h"
#include "archsynth/document/reader.h"
#include "archsynth/rules/rules.h"

namespace archsynth::analysis {

std::span<const Rule> argument_rules();
std::span<const Rule> text_rules();
std::span<const Rule> state_rules();
std::span<const Rule> value_rules();
std::span<const Rule> parameter_rules();
std::span<const Rule> attribute_rules();
std::span<const Rule> policy_rules();
std::span<const Rule> scalar_rules();
std::span<const Rule> metadata_rules();
std::span<const Rule> dynamic_rules();
std::span<const Rule> mapping_rules();
std::span<const Rule> place_rules();
std::span<const Rule> policy_size_rules();
std::span<const Rule> update_attribute_rules();

namespace {

namespace fs = std::filesystem;

const fs::path kTemplateFixtures = fs::path(ARCHSYNTH_SOURCE_DIR) / "tests/lint/template";

std::vector<fs::path> fixtures() {
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(kTemplateFixtures)) files.insert(entry.path());
  return {files.begin(), files.end()};
}

class TemplateRule : public ::testing::TestWithParam<fs::path> {};

TEST_P(TemplateRule, FindsWhatItsFixtureExpects) {
  std::ifstream in(GetParam(), std::ios::binary);
  const std::string text(std::istreambuf_iterator<char>(in), {});
  const std::string code = GetParam().stem().string();
  std::multiset<std::size_t> expected;
  std::istringstream lines(text);
  std::string line;
  for (std::size_t number = 1; std::getline(lines, line); ++number) {
    if (line.ends_with("# expect " + code)) expected.insert(number);
  }
  const Source source(GetParam().filename().string(), text);
  Diagnostics found;
  const auto node = document::read(source, found);
  const auto checked = node ? cfn::read_template(*node, found) : std::nullopt;
  ASSERT_TRUE(checked.has_value());
  validate(*checked, {}, found);
  std::multiset<std::size_t> got;
  std::set<std::size_t> seen;
  for (const Diagnostic& each : found.items()) {
    const Span* span = each.origin.span();
    if (each.code != code || span == nullptr) continue;
    const std::size_t at = source.position_at(span->begin).line;
    if (seen.insert(at).second) got.insert(at);
  }
  EXPECT_EQ(got, expected) << render(found);
  EXPECT_FALSE(got.empty());
}

INSTANTIATE_TEST_SUITE_P(Analysis, TemplateRule, ::testing::ValuesIn(fixtures()),
                         [](const ::testing::TestParamInfo<fs::path>& info) {
                           return info.param.stem().string();
                         });

TEST(TemplateRules, AreCompleteAndHaveFixtures) {
  std::set<std::string_view> ids;
  for (const auto rules :
       {argument_rules(), text_rules(), state_rules(), value_rules(), parameter_rules(),
        attribute_rules(), policy_rules(), scalar_rules(), metadata_rules(), dynamic_rules(),
        mapping_rules(), place_rules(), policy_size_rules(), update_attribute_rules()}) {
    for (const Rule& rule : rules) {
      EXPECT_TRUE(ids.insert(rule.id).second) << rule.id;
      for (std::string_view text : {rule.title, rule.why, rule.source}) {
        EXPECT_FALSE(text.empty()) << rule.id;
      }
      EXPECT_TRUE(fs::exists(kTemplateFixtures / (std::string(rule.id) + ".yaml"))) << rule.id;
    }
  }
}

}  // namespace
}  // namespace archsynth::analysis

#include "archsynth/rules/rules.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "archsynth/spec/controls.h"
#include "archsynth/spec/resource_types.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth::analysis {
namespace {

namespace fs = std::filesystem;
using ::testing::IsEmpty;
using ::testing::IsSupersetOf;

const fs::path kSources = fs::path(ARCHSYNTH_SOURCE_DIR) / "src";

/// The codes that the sources below a folder, or one source, have as literals. Tables of what codes
/// mean are left out.
std::set<std::string> codes_in(const fs::path& path) {
  std::vector<fs::path> files;
  if (fs::is_regular_file(path)) files.push_back(path);
  if (fs::is_directory(path)) {
    for (const auto& entry : fs::recursive_directory_iterator(path)) {
      const fs::path extension = entry.path().extension();
      const bool is_table = entry.path().filename() == "rules.cc" ||
                            entry.path().parent_path().filename() == "reading";
      if (!is_table && (extension == ".cc" || extension == ".h")) files.push_back(entry.path());
    }
  }
  static const std::regex kCode("\"(ARC[0-9]{4})\"");
  std::set<std::string> codes;
  for (const fs::path& file : files) {
    const std::string text = testing::read_file(file);
    for (std::sregex_iterator each(text.begin(), text.end(), kCode), end; each != end; ++each) {
      // Controls of `audit` explain themselves.
      if (spec::control(each->str(1)) == nullptr) codes.insert(each->str(1));
    }
  }
  EXPECT_FALSE(files.empty()) << path;
  return codes;
}

std::set<std::string> ids() {
  std::set<std::string> all;
  for (const Rule& rule : rules()) all.emplace(rule.id);
  return all;
}

TEST(Rules, TellOfEveryCode) { EXPECT_THAT(ids(), IsSupersetOf(codes_in(kSources))); }

TEST(Rules, TellOfNoCodeThatNothingReports) {
  const std::set<std::string> reported = codes_in(kSources);
  std::set<std::string> idle;
  for (const std::string& id : ids()) {
    if (!reported.contains(id)) idle.insert(id);
  }
  EXPECT_THAT(idle, IsEmpty());
}

TEST(Rules, AreCompleteAndSorted) {
  std::string_view last;
  for (const Rule& rule : rules()) {
    EXPECT_LT(last, rule.id);
    last = rule.id;
    for (const std::string_view text : {rule.title, rule.why, rule.source}) {
      EXPECT_FALSE(text.empty()) << rule.id;
      EXPECT_FALSE(text.ends_with('.')) << rule.id;
    }
    static const std::regex kSee("([EWI][0-9]{4}( [EWI][0-9]{4})*)?");
    EXPECT_TRUE(std::regex_match(std::string(rule.see), kSee)) << rule.id << ": " << rule.see;
  }
}

TEST(Rules, NameThoseOfCfnLintThatSchemasCarry) {
  const Rule* found = find_rule("ARC3021");
  ASSERT_NE(found, nullptr);
  std::set<std::string_view> carried;
  for (const std::string_view type : spec::resource_type_names()) {
    const auto schema = spec::resource_schema(type, "us-east-1");
    if (!schema) continue;
    for (const spec::SchemaRule& rule : schema->rules()) carried.insert(rule.id);
  }
  EXPECT_THAT(split(found->see, ' '), ::testing::UnorderedElementsAreArray(carried));
}

}  // namespace
}  // namespace archsynth::analysis

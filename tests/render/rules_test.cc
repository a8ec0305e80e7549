#include "archsynth/render/rules.h"

#include <regex>
#include <set>

#include "golden.h"

namespace archsynth::picture {
namespace {

namespace fs = std::filesystem;

const fs::path kRepository = ARCHSYNTH_SOURCE_DIR;

TEST(CommandRules, TellOfEveryCodeOfTheCommand) {
  std::set<std::string> known;
  for (const analysis::RuleDescription& rule : all_rules()) {
    EXPECT_TRUE(known.emplace(rule.id).second) << rule.id;
  }
  static const std::regex kCode("\"(ARC[0-9]{4})\"");
  std::set<std::string> reported;
  std::vector<fs::directory_entry> files;
  for (const char* folder : {"src/cli", "src/input", "src/render"}) {
    for (const auto& entry : fs::recursive_directory_iterator(kRepository / folder))
      files.push_back(entry);
  }
  for (const auto& entry : files) {
    const std::string name = entry.path().filename().string();
    // The other commands report codes of their own.
    const bool is_other = entry.path().parent_path().filename() == "commands";
    if (!entry.is_regular_file() || name == "rules.cc" || (is_other && name != "validate.cc")) {
      continue;
    }
    const std::string text = testing::read_file(entry.path());
    for (std::sregex_iterator each(text.begin(), text.end(), kCode), end; each != end; ++each) {
      EXPECT_TRUE(known.contains(each->str(1))) << each->str(1) << " in " << name;
      reported.insert(each->str(1));
    }
  }
  for (const std::string& id : known) {
    EXPECT_TRUE(!id.starts_with("ARC09") || reported.contains(id)) << id;
  }
}

TEST(CommandRules, PageIsCurrent) {
  testing::expect_golden(kRepository / "examples/RULES.md", rules_as("markdown"));
}

}  // namespace
}  // namespace archsynth::picture

#include "cli/glob.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace archsynth::cli {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Glob, MeetsNames) {
  struct Case {
    const char* pattern;
    const char* name;
    bool is_met;
  };
  constexpr Case kCases[] = {
      {"a.yaml", "a.yaml", true},   {"*.yaml", "a.yaml", true},
      {"*.yaml", "a.yml", false},   {"*", "", true},
      {"a*b*c", "aXbYbZc", true},   {"a*b*c", "aXbYbZ", false},
      {"?.yaml", "ä.yaml", true},   {"??.yaml", "ä.yaml", false},
      {"[a-c]1", "b1", true},       {"[a-c]1", "d1", false},
      {"[!a-c]1", "d1", true},      {"[^a-c]1", "a1", false},
      {"[]x]", "]", true},          {"[ab", "[ab", true},
      {"[ab", "a", false},          {"[à-ü]", "é", true},
      {"\\*.yaml", "*.yaml", true}, {"\\*.yaml", "a.yaml", false},
      {"*.yaml", ".a.yaml", false}, {".*", ".a.yaml", true},
      {"**", "ab", true},           {"[\\]]", "]", true},
      {"a[-]", "a-", true},         {"", "a", false},
  };
  for (const Case& each : kCases) {
    EXPECT_EQ(matches_glob(each.pattern, each.name), each.is_met)
        << each.pattern << " and " << each.name;
  }
}

TEST(Glob, FindsFiles) {
  const fs::path root = fs::path(::testing::TempDir()) / ("glob-" + std::to_string(::getpid()));
  fs::remove_all(root);
  for (const char* name :
       {"t/a.yaml", "t/b.json", "t/u/c.yaml", "t/u/v/d.yaml", "t/.git/e.yaml", "t/w.yaml/f.txt"}) {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name) << "x";
  }
  fs::create_directory_symlink(root / "t", root / "t/u/loop");
  Diagnostics unreadable;
  const auto found = [&](const std::string& pattern) {
    std::vector<std::string> names;
    for (const std::string& each : files_of_glob(root.string() + "/" + pattern, unreadable)) {
      names.push_back(fs::relative(each, root).string());
    }
    return names;
  };
  EXPECT_THAT(found("t/*.yaml"), ElementsAre("t/a.yaml"));
  EXPECT_THAT(found("t/**/*.yaml"), ElementsAre("t/a.yaml", "t/u/c.yaml", "t/u/v/d.yaml"));
  EXPECT_THAT(found("**/[cd].yaml"), ElementsAre("t/u/c.yaml", "t/u/v/d.yaml"));
  EXPECT_THAT(found("t/**"),
              ElementsAre("t/a.yaml", "t/b.json", "t/u/c.yaml", "t/u/v/d.yaml", "t/w.yaml/f.txt"));
  EXPECT_THAT(found("t/**/**/v/*"), ElementsAre("t/u/v/d.yaml"));
  EXPECT_THAT(found("?/u/*.yaml"), ElementsAre("t/u/c.yaml"));
  EXPECT_THAT(found("nothing/*"), IsEmpty());
  EXPECT_THAT(unreadable.items(), IsEmpty());
  fs::remove_all(root);
}

TEST(Glob, FitsPaths) {
  EXPECT_TRUE(matches_path("legacy", "legacy/old.yaml"));
  EXPECT_TRUE(matches_path("legacy/**", "legacy/a/b.yaml"));
  EXPECT_TRUE(matches_path("**/*.json", "a/b/c.json"));
  EXPECT_TRUE(matches_path("./a/*.json", "a/c.json"));
  EXPECT_TRUE(matches_path("/r/**/x", "/r/x/y"));
  EXPECT_FALSE(matches_path("legacy", "legacy.yaml"));
  EXPECT_FALSE(matches_path("*.json", "a/c.json"));
  EXPECT_FALSE(matches_path("a/**/c.json", "a/b/d.json"));
  std::string many;
  std::string deep;
  for (int i = 0; i < 40; ++i) many += "**/a/";
  for (int i = 0; i < 200; ++i) deep += "a/";
  EXPECT_FALSE(matches_path(many + "b", deep));
}

TEST(Glob, VisitsAFolderOnceForEachPartOfThePattern) {
  const fs::path root = fs::path(::testing::TempDir()) / ("deep-" + std::to_string(::getpid()));
  fs::remove_all(root);
  fs::path deepest = root;
  for (int i = 0; i < 40; ++i) deepest /= "a";
  fs::create_directories(deepest);
  std::ofstream(deepest / "t.yaml") << "x";
  std::string pattern = root.string();
  for (int i = 0; i < 20; ++i) pattern += "/**/a";
  Diagnostics unreadable;
  // 40 folders over 20 places: more than 10^11 ways.
  EXPECT_THAT(files_of_glob(pattern + "/*.yaml", unreadable),
              ElementsAre((deepest / "t.yaml").string()));
  fs::remove_all(root);
}

}  // namespace
}  // namespace archsynth::cli

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <stdexcept>

#include "spec/facts.h"
#include "spec/sources.h"
#include "spec/tools/facts_text.h"
#include "spec/tools/image_writer.h"

namespace archsynth::spec {

namespace image {
extern const char bytes[];
}

namespace {

namespace fs = std::filesystem;

/// The committed files in the order in which the build packs them.
std::vector<fs::path> data_files() {
  std::vector<fs::path> files;
  for (const char* folder : {"data", "data/hand"}) {
    std::set<fs::path> sorted;
    for (const auto& entry :
         fs::directory_iterator(fs::path(ARCHSYNTH_SOURCE_DIR) / "src/spec" / folder)) {
      if (entry.path().extension() == ".tsv") sorted.insert(entry.path());
    }
    files.insert(files.end(), sorted.begin(), sorted.end());
  }
  return files;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

TEST(Data, IsCanonicalAndReprintsToTheSameBytes) {
  ASSERT_GT(data_files().size(), 10u);
  for (const fs::path& path : data_files()) {
    std::string text = read(path);
    EXPECT_EQ(tools::print_facts(tools::parse_facts(path.filename(), text)), text) << path;
  }
}

TEST(Data, IsWhatTheBinaryCarries) {
  std::vector<tools::FactsTable> tables;
  for (const fs::path& path : data_files()) {
    tables.push_back(tools::parse_facts(path.filename(), read(path)));
  }
  std::string packed = tools::write_image(tools::merge_facts(std::move(tables)));
  bool same = packed == std::string_view(image::bytes, packed.size());
  EXPECT_TRUE(same);
  EXPECT_LT(packed.size(), std::size_t{8} << 20);
}

TEST(Data, NamesTheSourceOfEveryGeneratedTable) {
  for (const fs::path& path : data_files()) {
    tools::FactsTable table = tools::parse_facts(path.filename(), read(path));
    bool by_hand = path.parent_path().filename() == "hand";
    if (by_hand || table.name == "sources") continue;
    EXPECT_TRUE(std::any_of(table.comments.begin(), table.comments.end(),
                            [](const std::string& line) { return line.starts_with("source: "); }))
        << path;
  }
}

TEST(Data, HandKeptRowsNameAPage) {
  for (const fs::path& path : data_files()) {
    // Words for patterns of another table state no facts.
    const bool has_facts = path.stem() != "sources" && path.stem() != "pattern_words";
    if (path.parent_path().filename() != "hand" || !has_facts) continue;
    tools::FactsTable table = tools::parse_facts(path.filename(), read(path));
    std::size_t page = table.column("page");
    for (const auto& row : table.rows) EXPECT_TRUE(row[page].starts_with("https://")) << row[0];
  }
}

TEST(Facts, FindsEveryRowByItsKey) {
  Table table("resource_types");
  ASSERT_GT(table.size(), 1600u);
  for (std::size_t i = 0; i < table.size(); ++i) {
    auto found = table.find({table[i].text(0)});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->text(0), table[i].text(0));
  }
  EXPECT_FALSE(table.find({"AWS::EC2::Subne"}));
  EXPECT_FALSE(table.find({""}));
}

TEST(Facts, RangesByFirstKey) {
  Table table("rds_versions");
  auto [begin, end] = table.range("mysql");
  ASSERT_LT(begin, end);
  EXPECT_EQ(table[begin].text(0), "mysql");
  EXPECT_EQ(table[end - 1].text(0), "mysql");
  EXPECT_NE(table[begin - 1].text(0), "mysql");
  EXPECT_NE(table[end].text(0), "mysql");
  auto none = table.range("nosql");
  EXPECT_EQ(none.begin, none.end);
}

TEST(Facts, UnknownTableIsAMistakeOfTheProgram) {
  EXPECT_THROW(Table("no_such"), std::logic_error);
}

TEST(Sources, CarryVersionDateAndLicence) {
  std::vector<FactSource> all = sources();
  ASSERT_GE(all.size(), 5u);
  for (const FactSource& source : all) {
    EXPECT_EQ(source.date.size(), 10u) << source.name;
    EXPECT_FALSE(source.facts.empty()) << source.name;
    if (source.name == "pages") continue;
    EXPECT_FALSE(source.version.empty()) << source.name;
    EXPECT_TRUE(source.licence == "MIT-0" || source.licence == "Apache-2.0") << source.name;
  }
}

}  // namespace
}  // namespace archsynth::spec

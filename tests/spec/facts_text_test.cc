#include "spec/tools/facts_text.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "spec/tools/image_writer.h"

namespace archsynth::spec::tools {
namespace {

const std::string kText =
    "# table: rivers\n"
    "# columns: name! country! length_km# cities*\n"
    "# source: an atlas\n"
    "inn\tat\t517\tinnsbruck passau\n"
    "inn\tch\t\t\n"
    "rhine\tde\t1233\tbonn\n";

std::string error_of(const std::string& text) {
  try {
    parse_facts("f.tsv", text);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

TEST(FactsText, PrintsWhatItParsed) {
  FactsTable table = parse_facts("f.tsv", kText);
  EXPECT_EQ(table.name, "rivers");
  EXPECT_EQ(table.keys, 2u);
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.key(table.rows[2]), "rhine\tde");
  EXPECT_EQ(print_facts(table), kText);
}

TEST(FactsText, RefusesWhatIsNotCanonical) {
  const std::string head = "# table: t\n# columns: k! n# l*\n";
  const std::string order = "f.tsv:4: rows are not in ascending order of their keys";
  EXPECT_EQ(error_of(head + "a\t1\tx y\n"), "");
  EXPECT_EQ(error_of(head + "a\t1\tx  y\n"), "f.tsv:3: stray space in l");
  EXPECT_EQ(error_of(head + "a\t1\tx \n"), "f.tsv:3: stray space in l");
  EXPECT_EQ(error_of(head + "a\t-1\tx\n"), "f.tsv:3: bad number in n");
  EXPECT_EQ(error_of(head + "a\t1\n"), "f.tsv:3: wrong cell count");
  EXPECT_EQ(error_of(head + "b\t1\t\na\t1\t\n"), order);
  EXPECT_EQ(error_of(head + "a\t1\t\na\t2\t\n"), order);
  EXPECT_EQ(error_of(head + "a\t1\t"), "f.tsv: no line break at the end");
  EXPECT_EQ(error_of("a\t1\n"), "f.tsv:1: wrong cell count");
}

FactsTable patch(const std::string& key, const std::string& value) {
  return parse_facts(
      "p.tsv", "# table: patches\n# columns: table! key! column! value reason\nrivers\t" + key +
                   "\tlength_km\t" + value + "\tmeasured again\n");
}

std::string patch_error(const std::string& key, const std::string& value) {
  try {
    merge_facts({parse_facts("f.tsv", kText), patch(key, value)});
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return {};
}

TEST(FactsText, MergesFilesOfOneTableAndSorts) {
  auto tables =
      merge_facts({parse_facts("f.tsv", kText),
                   parse_facts("g.tsv",
                               "# table: rivers\n# columns: name! country! length_km# cities*\n"
                               "aare\tch\t288\tbern\n")});
  ASSERT_EQ(tables.size(), 1u);
  ASSERT_EQ(tables[0].rows.size(), 4u);
  EXPECT_EQ(tables[0].rows[0][0], "aare");
}

TEST(FactsText, PatchesOneCellAndRefusesIdlePatches) {
  auto tables = merge_facts({parse_facts("f.tsv", kText), patch("inn ch", "104")});
  EXPECT_EQ(tables.at(0).rows[1][2], "104");
  EXPECT_EQ(patch_error("inn at", "517"), "patch rivers inn at length_km: changes nothing");
  EXPECT_EQ(patch_error("inn de", "217"), "patch rivers inn de length_km: no such row");
}

TEST(ImageWriter, StoresEqualTextsOnce) {
  std::string image = write_image({parse_facts("f.tsv", kText)});
  std::size_t first = image.find("inn");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(image.find("inn", first + 1), image.find("innsbruck")) << "the second inn is shared";
}

}  // namespace
}  // namespace archsynth::spec::tools

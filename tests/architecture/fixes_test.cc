// What is said of words of other tools carries their values over.

#include <fmt/format.h>

#include "archsynth/architecture/architecture.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth {
namespace {

/// A file with an entry below a path of keys.
std::string within(std::string_view path, const std::string& entry) {
  std::string text = entry;
  if (path.empty()) return fmt::format("{{name: shop, {}}}", entry);
  const std::vector<std::string_view> keys = split(path, '.');
  for (auto key = keys.rbegin(); key != keys.rend(); ++key)
    text = fmt::format("{}: {{{}}}", *key, text);
  return fmt::format("{{name: shop, {}}}", text);
}

Diagnostics mistakes_in(const std::string& text, Sources& sources) {
  Diagnostics found;
  auto node = document::read(sources.add("shop.yaml", text), found);
  if (!node) return found;
  const auto file = architecture::decode(*node, {}, found);
  describe::check(file, "", node->span, found);
  return found;
}

TEST(Fixes, OfWordsOfOthersCarryValuesOver) {
  const std::string text = testing::read_file(std::filesystem::path(ARCHSYNTH_SOURCE_DIR) /
                                              "tests/architecture/fixes.tsv");
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> cells = split(line, '\t');
    Sources sources;
    std::string fixes;
    const std::string_view path = cells[0] == "." ? std::string_view() : cells[0];
    const Diagnostics found = mistakes_in(within(path, std::string(cells[1])), sources);
    for (const Diagnostic& each : found.items()) {
      if (each.code != "ARC1003") fixes += (fixes.empty() ? "" : " | ") + each.fix;
    }
    EXPECT_EQ(fixes, cells[2]) << line;
  }
}

}  // namespace
}  // namespace archsynth

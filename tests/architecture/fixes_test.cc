// What is said of words of other tools can be pasted: it makes a file without mistakes.

#include <fmt/format.h>

#include "archsynth/architecture/architecture.h"
#include "archsynth/document/reader.h"
#include "archsynth/support/text.h"
#include "describe/each_field.h"
#include "golden.h"

namespace archsynth {
namespace {

using describe::RecordView;
using describe::Shape;

/// Where keys may stand, each with what surrounds it.
struct Place {
  std::string path;
  const RecordView* record = nullptr;
};

void add_places(const Shape& shape, const std::string& path, std::vector<Place>& to);

void add_places(const RecordView& record, const std::string& path, std::vector<Place>& to) {
  to.push_back({path, &record});
  describe::internal::for_each_field(
      record, record.sample, [&](const describe::Field& field, const void*) {
        const std::string name(field.name);
        add_places(field.shape(), path.empty() ? name : path + "." + name, to);
      });
}

void add_places(const Shape& shape, const std::string& path, std::vector<Place>& to) {
  if (shape.kind() == Shape::Kind::kRecord) add_places(*shape.record(), path, to);
  if (shape.kind() == Shape::Kind::kMap) add_places(*shape.item(), path + ".x", to);
  if (shape.kind() == Shape::Kind::kEither) add_places(*shape.item(), path, to);
}

bool has_key(const RecordView& record, std::string_view key) {
  bool found = false;
  describe::internal::for_each_field(
      record, record.sample,
      [&](const describe::Field& field, const void*) { found = found || field.name == key; });
  return found;
}

std::string within(const Place& place, const std::string& entry) {
  std::string text = entry, end;
  if (place.path.empty()) return fmt::format("{{name: shop, {}}}", entry);
  const std::vector<std::string_view> keys = split(place.path, '.');
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

/// The text that a fix says to write; empty where it gives advice.
std::string text_of(const std::string& fix, const std::string& value) {
  constexpr std::string_view kMeant = "did you mean \"", kWrite = "write `";
  if (fix.starts_with(kMeant) && fix.ends_with("\"?")) {
    return fix.substr(kMeant.size(), fix.size() - kMeant.size() - 2) + ": " + value;
  }
  if (!fix.starts_with(kWrite) || !fix.ends_with('`')) return {};
  std::string text = fix.substr(kWrite.size(), fix.size() - kWrite.size() - 1);
  for (std::size_t at = text.find("` and `"); at != text.npos; at = text.find("` and `")) {
    text.replace(at, 7, ", ");
  }
  // Keys of words with an answer of their own may be advice with an ellipsis.
  return text.find("…") == text.npos ? text : "";
}

/// A key of another tool, with its value.
struct Stated {
  std::string key;
  std::string value;
};

/// What is wrong with a file in which the fix was pasted; empty: nothing, or the fix is advice.
std::string fault_of_fix(const Place& place, const Stated& stated, int& pasted) {
  Sources sources;
  const std::string wrong = within(place, stated.key + ": " + stated.value);
  for (const Diagnostic& each : mistakes_in(wrong, sources).items()) {
    if (each.code != "ARC1001") continue;
    const std::string text = text_of(each.fix, stated.value);
    if (text.empty() || text.find(": ") == text.npos) return {};
    ++pasted;
    for (const Diagnostic& left : mistakes_in(within(place, text), sources).items()) {
      if (left.severity != Severity::kError || left.code == "ARC1003") continue;
      return fmt::format("{}\n  {}\n  {} [{}]\n", wrong, each.fix, left.message, left.code);
    }
    return {};
  }
  return {};
}

/// The key of a row, of which `http.path` stands in a mapping.
Stated stated_of(std::string_view word, std::string_view value) {
  const std::vector<std::string_view> keys = split(word, '.');
  std::string text(value);
  for (std::size_t i = keys.size(); i-- > 1;) text = fmt::format("{{{}: {}}}", keys[i], text);
  return {std::string(keys.front()), text};
}

TEST(Fixes, OfWordsOfOthersCanBePasted) {
  std::vector<Place> places;
  add_places(describe::record_of<architecture::Architecture>(), "", places);
  const std::string rows =
      testing::read_file(std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / "src/describe/words.tsv");
  std::string faults;
  int pasted = 0;
  for (const std::string_view line : split(rows, '\n')) {
    std::vector<std::string_view> cells = split(line, '\t');
    if (line.starts_with('#') || cells.size() < 3 || cells[2].empty()) continue;
    for (const Place& place : places) {
      if (!cells[1].empty() && !has_key(*place.record, cells[1])) continue;
      if (!has_key(*place.record, cells[2].substr(0, cells[2].find('.')))) continue;
      for (const char* value :
           {"true", "3", "512m", "30s", "/api", "shop", "'2'", "[shop]", "{shop: 1}", "0.5"}) {
        faults += fault_of_fix(place, stated_of(cells[0], value), pasted);
      }
    }
  }
  EXPECT_EQ(faults, "");
  EXPECT_GT(pasted, 100);
}

TEST(Fixes, OfWordsOfOthersCarryValuesOver) {
  const std::string text = testing::read_file(std::filesystem::path(ARCHSYNTH_SOURCE_DIR) /
                                              "tests/architecture/fixes.tsv");
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> cells = split(line, '\t');
    Sources sources;
    std::string fixes;
    const Place place{cells[0] == "." ? "" : std::string(cells[0])};
    for (const Diagnostic& each :
         mistakes_in(within(place, std::string(cells[1])), sources).items()) {
      if (each.code != "ARC1003") fixes += (fixes.empty() ? "" : " | ") + each.fix;
    }
    EXPECT_EQ(fixes, cells[2]) << line;
  }
}

}  // namespace
}  // namespace archsynth

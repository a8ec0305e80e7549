// Keys of other formats: each is answered with a key of ours, or with where the way is.

#include <fmt/format.h>

#include "archsynth/archsynth.h"
#include "archsynth/support/text.h"
#include "golden.h"

namespace archsynth {
namespace {

const std::filesystem::path kWordsOfOthers =
    std::filesystem::path(ARCHSYNTH_SOURCE_DIR) / "tests/architecture/words_of_others.tsv";

/// What is said of a key at `services.web.image`.
std::string answer_at(std::string_view place, std::string_view key) {
  std::string text = "{name: shop, ";
  std::string end = "}";
  for (const std::string_view part : split(place, '.')) {
    text += fmt::format("{}: {{", part);
    end += "}";
  }
  text += fmt::format("\"{}\": 1{}", key, end);
  Sources sources;
  Diagnostics diagnostics;
  load(sources.add("shop.yaml", text), diagnostics);
  for (const Diagnostic& each : diagnostics.items()) {
    if (each.code == "ARC1001") return each.fix;
  }
  return "no finding";
}

TEST(WordsOfOthers, AreAnswered) {
  const std::string text = testing::read_file(kWordsOfOthers);
  std::string without;
  for (const std::string_view line : split(text, '\n')) {
    if (line.empty() || line.starts_with('#')) continue;
    const std::vector<std::string_view> cells = split(line, '\t');
    for (const std::string_view key : split(cells[1], ' ')) {
      const std::string answer = answer_at(cells[0], key);
      if (answer.empty() || answer.starts_with("one of") || answer == "no finding") {
        without += fmt::format("{}.{}: {}\n", cells[0], key, answer);
      }
    }
  }
  EXPECT_EQ(without, "");
}

}  // namespace
}  // namespace archsynth

// Random architecture files, one for every key at least: what holds for all of them.

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "random/accepted.h"
#include "random/mistake.h"

namespace archsynth::testing {
namespace {

constexpr std::size_t kShards = 8;
/// Files that are tried for a key before it counts as one that cannot be used.
constexpr std::size_t kTries = 120;
constexpr std::size_t kMistakenFiles = 240;
constexpr std::size_t kMistakesInAFile = 40;

const RandomArchitecture& maker() {
  static const RandomArchitecture made(Json::parse(architecture_schema()));
  return made;
}

bool uses(const Json& node, Path& path, const std::string& place) {
  if (!node.is_structured()) return false;
  std::size_t index = 0;
  for (const auto& [key, value] : node.items()) {
    path.push_back(node.is_array() ? std::to_string(index++) : key);
    const bool found = place_of(path) == place || uses(value, path, place);
    path.pop_back();
    if (found) return true;
  }
  return false;
}

/// A file that is accepted and uses the place; every file that is tried must be accepted.
std::optional<Accepted> file_with(const std::string& place, std::size_t seed) {
  for (std::size_t i = 0; i < kTries; ++i) {
    Random random(seed * kTries + i);
    std::string why;
    Json file = maker().make(random, place);
    auto made = repaired(file, why);
    EXPECT_TRUE(made) << why << write_yaml(file).text;
    Path path;
    if (made && uses(made->file, path, place)) return made;
  }
  return std::nullopt;
}

class RandomArchitectures : public ::testing::TestWithParam<std::size_t> {};

TEST_P(RandomArchitectures, MakeTheSameTemplateAgain) {
  const std::vector<std::string> places = maker().places();
  for (std::size_t i = GetParam(); i < places.size(); i += kShards) {
    // Needs a file beside the architecture file.
    if (places[i].ends_with("/variable_files/-")) continue;
    const auto made = file_with(places[i], i);
    EXPECT_TRUE(made) << places[i] << " is in no file that is accepted";
    if (!made) continue;
    EXPECT_EQ(cfn::to_json(check(made->written.text, "random.yaml").stack),
              cfn::to_json(made->checked.stack));
  }
}

/// Whether an error, or a note of one, is at the line.
bool is_told_at(const Diagnostics& findings, std::size_t line) {
  for (const Diagnostic& each : findings.items()) {
    if (each.severity != Severity::kError) continue;
    if (line_of(each.origin) == line) return true;
    for (const Diagnostic::Related& related : each.related) {
      if (line_of(related.origin) == line) return true;
    }
  }
  return false;
}

TEST_P(RandomArchitectures, HaveMistakesToldAtTheirLines) {
  const std::set<std::string> numbers = maker().number_places();
  std::size_t made = 0;
  std::map<std::string, std::size_t> missed;
  std::string first;
  for (std::size_t seed = GetParam(); seed < kMistakenFiles; seed += kShards) {
    Random random(seed);
    std::string why;
    const auto file = repaired(maker().make(random), why);
    if (!file) continue;
    for (std::size_t i = 0; i < kMistakesInAFile; ++i) {
      const auto wrong = with_mistake(file->written, numbers, random);
      if (!wrong) continue;
      ++made;
      const Checked checked = check(wrong->text, "random.yaml");
      if (is_told_at(checked.findings, wrong->line)) continue;
      if (missed[wrong->kind]++ == 0) {
        first += wrong->kind + " on line " + std::to_string(wrong->line) + "\n" +
                 render(checked.findings) + wrong->text;
      }
    }
  }
  std::size_t all = 0;
  for (const auto& [kind, count] : missed) {
    all += count;
    first += kind + ": " + std::to_string(count) + "\n";
  }
  ASSERT_GT(made, kMistakenFiles / kShards);
  EXPECT_LE(all * 100, made) << all << " of " << made << " are told elsewhere or not at all\n"
                             << first;
}

INSTANTIATE_TEST_SUITE_P(Random, RandomArchitectures, ::testing::Range(std::size_t{0}, kShards));

}  // namespace
}  // namespace archsynth::testing

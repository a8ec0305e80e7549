#include "synonyms.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "words.h"

namespace archsynth::describe::internal {
namespace {

/// `memoryLimitMiB`, `memory-limit-mib` and `memory_limit_mib` are one word.
std::string plain(std::string_view word) {
  std::string result;
  for (const char c : word) {
    if (is_letter_or_digit(c)) result += to_lower(c);
  }
  return result;
}

std::string meant(std::string_view key) { return fmt::format("did you mean {}?", quoted(key)); }

bool has(std::span<const std::string_view> keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// The answer of the first row of a word that holds for these keys.
std::string row_of(std::string_view wanted, std::span<const std::string_view> keys) {
  for (const std::string_view line : split(kWords, '\n')) {
    if (!line.starts_with(wanted) || line.substr(wanted.size(), 1) != "\t") continue;
    std::vector<std::string_view> cells = split(line, '\t');
    cells.resize(4);
    const std::string_view beside = cells[1], key = cells[2], answer = cells[3];
    if ((!beside.empty() && !has(keys, beside)) || (!key.empty() && !has(keys, key))) continue;
    return answer.empty() ? meant(key) : std::string(answer);
  }
  return {};
}

}  // namespace

std::string answer_to(std::string_view word, std::span<const std::string_view> keys) {
  const std::string wanted = plain(word);
  for (const std::string_view key : keys) {
    if (plain(key) == wanted) return meant(key);
  }
  return row_of(wanted, keys);
}

std::string answer_to_other_number(std::string_view word, std::span<const std::string_view> keys) {
  const std::string wanted = plain(word);
  return row_of(wanted.ends_with('s') ? wanted.substr(0, wanted.size() - 1) : wanted + "s", keys);
}

std::string answer_to_value(std::string_view key) {
  constexpr std::string_view kHasValue[] = {"="};
  return row_of(plain(key), kHasValue);
}

}  // namespace archsynth::describe::internal

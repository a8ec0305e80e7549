#include "synonyms.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "words.h"

namespace archsynth::describe::internal {
namespace {

bool has(std::span<const std::string_view> keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

/// The first row of a word that holds for these keys.
std::optional<Word> row_of(std::string_view wanted, std::span<const std::string_view> keys) {
  for (const std::string_view line : split(kWords, '\n')) {
    if (!line.starts_with(wanted) || line.substr(wanted.size(), 1) != "\t") continue;
    std::vector<std::string_view> cells = split(line, '\t');
    cells.resize(5);
    const std::string_view beside = cells[1], key = cells[2];
    const std::string_view own = key.substr(0, key.find('.'));
    if ((!beside.empty() && !has(keys, beside)) || (!own.empty() && !has(keys, own))) continue;
    return Word{key, cells[3], cells[4]};
  }
  return {};
}

std::string text_of_row(std::string_view wanted, std::span<const std::string_view> keys) {
  const std::optional<Word> row = row_of(wanted, keys);
  return row ? row->text() : std::string();
}

}  // namespace

std::string plain(std::string_view word) {
  std::string result;
  for (const char c : word) {
    if (is_letter_or_digit(c) || c == '.') result += to_lower(c);
  }
  return result;
}

std::string Word::text() const {
  if (!answer.empty() || key.empty()) return std::string(answer);
  const std::size_t dot = key.rfind('.');
  if (dot == key.npos) return fmt::format("did you mean {}?", quoted(key));
  return fmt::format("write it as {} in {}", quoted(key.substr(dot + 1)),
                     quoted(key.substr(0, dot)));
}

std::optional<Word> word_of(std::string_view word, std::span<const std::string_view> keys) {
  const std::string wanted = plain(word);
  for (const std::string_view key : keys) {
    if (plain(key) == wanted) return Word{key, "", ""};
  }
  return row_of(wanted, keys);
}

bool has_words_below(std::string_view word) {
  return kWords.find("\n" + plain(word) + ".") != kWords.npos;
}

std::string answer_to(std::string_view word, std::span<const std::string_view> keys) {
  const std::optional<Word> found = word_of(word, keys);
  return found ? found->text() : std::string();
}

std::string answer_to_other_number(std::string_view word, std::span<const std::string_view> keys) {
  const std::string wanted = plain(word);
  return text_of_row(wanted.ends_with('s') ? wanted.substr(0, wanted.size() - 1) : wanted + "s",
                     keys);
}

std::string answer_to_value(std::string_view key) {
  constexpr std::string_view kHasValue[] = {"="};
  return text_of_row(plain(key), kHasValue);
}

}  // namespace archsynth::describe::internal

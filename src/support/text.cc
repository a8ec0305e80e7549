#include "archsynth/support/text.h"
#include "archsynth/support/characters.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "utf8.h"

namespace archsynth {
namespace {

constexpr std::size_t kQuotedCharacters = 60;
constexpr std::size_t kSuggestedNames = 12;
// More names than any template may have, and than there are types of resources.
constexpr std::size_t kMostCompared = 3'000;

std::size_t difference(std::size_t a, std::size_t b) { return a > b ? a - b : b - a; }

/// The edit distance where it is less than the limit; the limit otherwise.
std::size_t distance_below(std::string_view a, std::string_view b, std::size_t limit) {
  while (!a.empty() && !b.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  while (!a.empty() && !b.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  if (difference(a.size(), b.size()) >= limit) return limit;
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> above(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before.swap(above);
    above.swap(row);
    row[0] = i;
    std::size_t least = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
      least = std::min(least, row[j]);
    }
    // A swap can reach back two rows, at the cost of one.
    if (least > limit) return limit;
  }
  return std::min(row[b.size()], limit);
}

template <typename Text>
std::optional<std::string> nearest_of(std::string_view word, std::span<const Text> candidates) {
  if (candidates.size() > kMostCompared) return std::nullopt;
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  const std::string lower = lower_case(word);
  std::size_t best = allowed + 1;
  std::optional<std::string> result;
  for (const std::string_view candidate : candidates) {
    if (difference(word.size(), candidate.size()) >= best) continue;
    const std::size_t distance = distance_below(lower, lower_case(candidate), best);
    if (distance >= best || distance >= std::max(word.size(), candidate.size())) continue;
    best = distance;
    result = std::string(candidate);
  }
  return result;
}

/// The nearest candidate, or else the only one that begins with the word.
template <typename Text>
std::string meant_of(std::string_view word, std::span<const Text> candidates) {
  constexpr std::size_t kShortestStart = 3;
  if (auto near = nearest_of(word, candidates)) return *std::move(near);
  if (word.size() < kShortestStart) return {};
  std::string found;
  for (const std::string_view candidate : candidates) {
    if (!starts_with_ignoring_case(candidate, word)) continue;
    if (!found.empty()) return {};
    found = candidate;
  }
  return found;
}

template <typename Text>
std::string suggest_of(std::string_view word, std::span<const Text> candidates) {
  if (const std::string meant = meant_of(word, candidates); !meant.empty()) {
    return fmt::format("did you mean {}?", quoted(meant));
  }
  if (candidates.empty()) return {};
  const auto shown = candidates.first(std::min(candidates.size(), kSuggestedNames));
  return fmt::format("one of: {}{}", fmt::join(shown, ", "),
                     shown.size() < candidates.size() ? ", …" : "");
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  std::size_t i = 0;
  while (i < text.size()) {
    std::uint64_t word = 0;
    if (text.size() - i >= sizeof word) {
      std::memcpy(&word, text.data() + i, sizeof word);
      if ((word & 0x8080808080808080U) == 0) {
        i += sizeof word;
        continue;
      }
    }
    const Character character = decode_utf8(text, i);
    if (!character.valid) return i;
    i += character.length;
  }
  return std::nullopt;
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  return distance_below(a, b, std::max(a.size(), b.size()) + 1);
}

std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates) {
  return nearest_of(word, candidates);
}

std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates) {
  return nearest_of(word, candidates);
}

std::string meant_key(std::string_view key, std::span<const std::string_view> candidates) {
  return meant_of(key, candidates);
}

std::string suggest(std::string_view word, std::span<const std::string> candidates) {
  return suggest_of(word, candidates);
}

std::string suggest(std::string_view word, std::span<const std::string_view> candidates) {
  return suggest_of(word, candidates);
}

std::string upper_camel(std::string_view name) {
  std::string result;
  bool starts = true;
  for (const char c : name) {
    if (!is_letter_or_digit(c)) {
      starts = true;
      continue;
    }
    result += starts ? to_upper(c) : c;
    starts = false;
  }
  return result;
}

std::string environment_name(std::string_view name) {
  std::string result;
  for (char c : name) {
    c = to_upper(c);
    const bool usable = is_upper(c) || is_digit(c);
    result += usable ? c : '_';
  }
  return result;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
  return fmt::format("{}", fmt::join(parts, separator));
}

std::string Quoted::operator()(std::string_view text) const {
  std::string result = "\"";
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) {
    if (count == kQuotedCharacters) {
      result += "…";
      break;
    }
    const Character character = decode_utf8(text, i);
    if (character.valid && character.code == '"') result += '\\';
    result += printable(text, i, character);
    i += character.length;
  }
  return result += '"';
}

std::string grouped(std::uint64_t number) {
  std::string result = std::to_string(number);
  for (std::size_t at = result.size(); at > 3;) result.insert(at -= 3, ",");
  return result;
}

std::string plural(std::string_view noun) {
  const std::string word(noun);
  if (noun.ends_with("ss") || noun.ends_with('x') || noun.ends_with("ch")) return word + "es";
  if (noun.empty() || noun.ends_with('s')) return word;
  const bool is_ies = noun.ends_with('y') && !noun.ends_with("ay") && !noun.ends_with("ey");
  return is_ies ? word.substr(0, word.size() - 1) + "ies" : word + "s";
}

std::string counted(std::uint64_t count, std::string_view noun) {
  return grouped(count) + " " + (count == 1 ? std::string(noun) : plural(noun));
}

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() &&
         std::equal(prefix.begin(), prefix.end(), text.begin(),
                    [](char a, char b) { return to_lower(a) == to_lower(b); });
}

}  // namespace archsynth

// Patterns of rows in words.

#include "rules/template/pattern_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "spec/edges.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kMeta = "()[]{}|?*+.^$\\";

/// The characters of a class such as `[a-z0-9_]`.
struct Characters {
  bool lower = false;
  bool upper = false;
  bool digits = false;
  std::string others;
};

/// Nothing where the class is not that simple.
std::optional<Characters> characters_of(std::string_view inner) {
  Characters all;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    const std::string_view range = inner.substr(i, 3);
    if (range == "a-z" || range == "A-Z" || range == "0-9") {
      all.lower |= range == "a-z";
      all.upper |= range == "A-Z";
      all.digits |= range == "0-9";
      i += 2;
    } else if (inner[i] == '\\' && i + 1 < inner.size()) {
      const char c = inner[++i];
      const bool is_class = c == 'w' || c == 'd' || c == 's';
      if (is_letter_or_digit(c) && !is_class) return std::nullopt;
      if (c == 'w') all.lower = all.upper = true;
      if (c == 'w' || c == 'd') all.digits = true;
      if (c != 'd') all.others += c == 'w' ? '_' : c == 's' ? ' ' : c;
    } else if (i + 2 < inner.size() && inner[i + 1] == '-') {
      return std::nullopt;
    } else {
      all.others += inner[i];
    }
  }
  return all;
}

/// The same in words; empty: it is not that simple.
std::string words_of_class(std::string_view inner, std::string_view last_word) {
  constexpr std::size_t kMostNamed = 3;
  auto all = characters_of(inner);
  if (!all) return {};
  std::vector<std::string> parts;
  if (all->lower && all->upper) parts.emplace_back("letters");
  if (all->lower != all->upper) {
    parts.emplace_back(all->lower ? "lowercase letters" : "uppercase letters");
  }
  if (all->digits) parts.emplace_back("digits");
  if (std::erase(all->others, ' ') > 0) parts.emplace_back("spaces");
  const std::string& others = all->others;
  if (others.size() > kMostNamed) parts.push_back("any of " + others);
  for (std::size_t i = 0; others.size() <= kMostNamed && i < others.size(); ++i) {
    parts.push_back(quoted(others.substr(i, 1)));
  }
  return listed_words(std::move(parts), last_word);
}

/// Where a class that begins at a place ends, after its bracket.
std::size_t end_of_class(std::string_view pattern, std::size_t at) {
  for (std::size_t i = at + 2; i < pattern.size(); ++i) {
    if (pattern[i] == '\\')
      ++i;
    else if (pattern[i] == ']')
      return i + 1;
  }
  return pattern.npos;
}

/// A pattern of literal text, with `*` for what is any text; nothing: it is more than that.
std::optional<std::string> glob_of(std::string_view pattern) {
  constexpr std::string_view kAnyCase = "(?i:";
  std::string glob;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    const std::string_view rest = pattern.substr(i);
    if (rest.starts_with("\\*")) {
      return std::nullopt;
    } else if (c == '\\' && i + 1 < pattern.size() && !is_letter_or_digit(pattern[i + 1])) {
      glob += pattern[++i];
    } else if (rest.starts_with(kAnyCase)) {
      const std::size_t end = rest.find(')');
      const auto inner = glob_of(rest.substr(kAnyCase.size(), end - kAnyCase.size()));
      if (end == rest.npos || !inner) return std::nullopt;
      glob += *inner;
      i += end;
    } else if (rest.starts_with("[^") || c == '.') {
      const std::size_t end = c == '.' ? i + 1 : end_of_class(pattern, i);
      if (end >= pattern.size() || (pattern[end] != '+' && pattern[end] != '*'))
        return std::nullopt;
      glob += '*';
      i = end;
    } else if (kMeta.find(c) != kMeta.npos) {
      return std::nullopt;
    } else {
      glob += c;
    }
  }
  return glob.starts_with('*') ? std::nullopt : std::optional(glob);
}

/// `GET, PUT or POST` of `GET|PUT|POST`.
std::string words_of_choice(std::string_view inner) {
  std::vector<std::string> all;
  for (const std::string_view each : split(inner, '|')) {
    const auto glob = glob_of(each);
    if (!glob || glob->find('*') != glob->npos) return {};
    all.push_back(*glob);
  }
  return listed_words(std::move(all), "or");
}

/// Words for a whole text: of one class, or one of a few texts.
std::string words_of_whole(std::string_view inner, bool is_wanted) {
  if (inner.starts_with('[') && !inner.starts_with("[^")) {
    const std::size_t end = end_of_class(inner, 0);
    const std::string_view count = end == inner.npos ? "" : inner.substr(end);
    const bool is_repeated = count == "+" || count == "*" ||
                             (count.starts_with('{') && count.find('}') == count.size() - 1);
    const std::string words =
        is_repeated && is_wanted ? words_of_class(inner.substr(1, end - 2), "and") : std::string();
    return words.empty() ? std::string() : "must have only " + words;
  }
  if (inner.starts_with('(') && inner.ends_with(')')) {
    inner = inner.substr(1, inner.size() - 2);
    if (inner.starts_with("?i:")) inner.remove_prefix(3);
  } else if (inner.find('|') != inner.npos) {
    return {};
  }
  const std::string choice = words_of_choice(inner);
  if (choice.empty()) return {};
  return fmt::format("{} {}", is_wanted ? "must be" : "must not be", choice);
}

/// Words for a text that has something at one of its ends, or somewhere.
std::string words_of_part(std::string_view pattern, bool is_wanted) {
  const bool is_start = pattern.starts_with('^');
  const bool is_end = pattern.ends_with('$') && !pattern.ends_with("\\$");
  const auto glob = glob_of(pattern.substr(is_start, pattern.size() - is_start - is_end));
  if (!glob) return {};
  return fmt::format("{} {} {}", is_wanted ? "must" : "must not",
                     is_start && is_end ? "be like"
                     : is_start         ? "start with"
                     : is_end           ? "end with"
                                        : "contain",
                     quoted(*glob));
}

}  // namespace

std::string listed_words(std::vector<std::string> parts, std::string_view last_word) {
  if (parts.size() < 2) return parts.empty() ? std::string() : parts.front();
  const std::string last = std::move(parts.back());
  parts.pop_back();
  return fmt::format("{} {} {}", join(parts, ", "), last_word, last);
}

std::string words_of_pattern(std::string_view pattern, bool is_wanted) {
  const std::string known(
      spec::pattern_words(is_wanted ? std::string(pattern) : "!" + std::string(pattern)));
  if (!known.empty()) return known;
  if (pattern.starts_with("(?i)")) pattern.remove_prefix(4);
  if (!is_wanted && pattern.starts_with("[") && !pattern.starts_with("[^") &&
      end_of_class(pattern, 0) == pattern.size()) {
    const std::string words = words_of_class(pattern.substr(1, pattern.size() - 2), "or");
    return words.empty() ? std::string() : "must not have " + words;
  }
  if (pattern.starts_with('^') && pattern.ends_with('$') && !pattern.ends_with("\\$")) {
    std::string words = words_of_whole(pattern.substr(1, pattern.size() - 2), is_wanted);
    if (!words.empty()) return words;
  }
  return words_of_part(pattern, is_wanted);
}

}  // namespace archsynth::analysis

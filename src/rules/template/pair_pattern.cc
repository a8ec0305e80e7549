#include "rules/template/pair_pattern.h"

#include <fmt/format.h>

#include <charconv>

#include "archsynth/support/text.h"
#include "rules/template/pattern_words.h"
#include "support/patterns.h"

namespace archsynth::analysis {
namespace {

/// The compiled patterns of rows.
struct PairPatterns {
  explicit PairPatterns(const View& /*view*/) {}
  mutable Patterns patterns;
};

/// The bounds of a pattern that asks for a length alone: `^.{1,64}$`; empty: it asks for more.
std::string_view bounds_of(std::string_view pattern) {
  if (pattern.starts_with("(?s)")) pattern.remove_prefix(4);
  const std::size_t brace = pattern.rfind('{');
  if (!pattern.ends_with("}$") || brace == pattern.npos) return {};
  const std::string_view bounds = pattern.substr(brace + 1, pattern.size() - brace - 3);
  const std::string_view repeated = pattern.substr(0, brace);
  const bool is_one =
      repeated == "^." || (repeated.starts_with("^[") && repeated.find(']') == brace - 1);
  return is_one && bounds.find_first_not_of("0123456789,") == bounds.npos ? bounds
                                                                          : std::string_view();
}

std::size_t number_of_characters(std::string_view text) {
  std::size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

/// `"Name" must have at most 64 characters, not 80`; empty: that is not what is wrong.
std::string fault_of_length(std::string_view bounds, std::string_view text,
                            const std::string& name) {
  const auto parts = split(bounds, ',');
  const std::size_t size = code_points(text);
  const std::size_t least = number_of_characters(parts.front());
  if (size < least) {
    return fmt::format("{} must have at least {}, not {}", name, counted(least, "character"), size);
  }
  const std::size_t most = number_of_characters(parts.back());
  if (parts.back().empty() || size <= most) return {};
  return fmt::format("{} must have at most {}, not {}", name, counted(most, "character"), size);
}

}  // namespace

std::string fault_of_pattern(const PairPlace& place, std::string_view pattern,
                             std::string_view relation, const cfn::Value* value,
                             const std::string& name) {
  const bool is_wanted = !relation.starts_with('!');
  if (value->list() != nullptr) {
    for (const cfn::Value* item : place.view.items(value).values) {
      if (item->list() != nullptr) continue;
      std::string fault = fault_of_pattern(place, pattern, relation, item, name);
      if (!fault.empty()) return fault;
    }
    return {};
  }
  auto text = text_at(place, value);
  if (!text && relation.find('$') != relation.npos) text = shape_of(place.view, value);
  if (!text || text->find("{{resolve:") != text->npos) return {};
  if (place.view.made<PairPatterns>().patterns.search(pattern, *text) != !is_wanted) return {};
  const std::string_view bounds = bounds_of(pattern);
  if (!is_wanted && bounds.ends_with(',')) {
    return fmt::format("{} must have at most {}, not {}", name,
                       counted(number_of_characters(bounds) - 1, "character"), code_points(*text));
  }
  std::string fault =
      bounds.empty() || !is_wanted ? std::string() : fault_of_length(bounds, *text, name);
  if (!fault.empty()) return fault;
  // A secret is not repeated.
  const bool is_secret = name.find("Password") != name.npos;
  if (const std::string words = words_of_pattern(pattern, is_wanted); !words.empty()) {
    return is_secret ? fmt::format("{} {}", name, words)
                     : fmt::format("{} {}, not {}", name, words, quoted(*text));
  }
  if (is_wanted && is_secret) return fmt::format("{} does not match {}", name, pattern);
  return is_wanted ? fmt::format("{} is {}, which does not match {}", name, quoted(*text), pattern)
                   : fmt::format("{} must not be {}", name, quoted(*text));
}

}  // namespace archsynth::analysis

#include "rules/template/pair_pattern.h"

#include <fmt/format.h>

#include <charconv>

#include "archsynth/support/text.h"
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
  for (const std::string_view start : {"^.{", "^[\\s\\S]{", "(?s)^.{"}) {
    if (!pattern.starts_with(start) || !pattern.ends_with("}$")) continue;
    const std::string_view bounds = pattern.substr(start.size(), pattern.size() - start.size() - 2);
    if (bounds.find_first_not_of("0123456789,") == bounds.npos) return bounds;
  }
  return {};
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
  const std::string_view bounds = is_wanted ? bounds_of(pattern) : std::string_view();
  std::string fault = bounds.empty() ? std::string() : fault_of_length(bounds, *text, name);
  if (!fault.empty()) return fault;
  if (is_wanted && pattern == "^(?=.*[A-Z])(?=.*[a-z])(?=.*[0-9])") {
    return name + " must have an uppercase letter, a lowercase letter and a digit";
  }
  // A secret is not repeated.
  if (is_wanted && name.find("Password") != name.npos) {
    return fmt::format("{} does not match {}", name, pattern);
  }
  return is_wanted ? fmt::format("{} is {}, which does not match {}", name, quoted(*text), pattern)
                   : fmt::format("{} must not be {}", name, quoted(*text));
}

}  // namespace archsynth::analysis

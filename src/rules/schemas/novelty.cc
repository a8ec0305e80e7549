#include "rules/schemas/novelty.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "spec/lifecycles.h"
#include "spec/version_order.h"

namespace archsynth::analysis {
namespace {

using Known = std::span<const std::string>;

template <typename Keep>
std::string kept(std::string_view text, Keep keep) {
  std::string rest;
  std::copy_if(text.begin(), text.end(), std::back_inserter(rest), keep);
  return rest;
}

bool has_digit(std::string_view text) { return std::any_of(text.begin(), text.end(), is_digit); }

std::string sorted(std::string text) {
  std::sort(text.begin(), text.end());
  return text;
}

/// `lower` and `other` are in lower case.
bool is_spelling_of(const std::string& lower, const std::string& other) {
  if (kept(lower, is_letter_or_digit) == kept(other, is_letter_or_digit)) return true;
  if (lower.size() == other.size() && sorted(lower) == sorted(other)) return true;
  if (has_digit(lower)) return false;
  constexpr std::size_t kMostEdits = 2;
  const std::size_t most = std::min(kMostEdits, std::max<std::size_t>(1, lower.size() / 3));
  const std::size_t longer = std::max(lower.size(), other.size());
  if (longer - std::min(lower.size(), other.size()) <= most &&
      edit_distance(lower, other) <= most && longer > most) {
    return true;
  }
  constexpr std::size_t kShortestPart = 3;
  return lower.size() >= kShortestPart && lower.size() < other.size() &&
         (other.starts_with(lower) || other.ends_with(lower));
}

/// Whether the values switch something: lists of such did not grow.
bool is_switch(Known known) {
  constexpr std::array<std::string_view, 10> kStates = {
      "enabled", "disabled", "enable", "disable", "on", "off", "true", "false", "yes", "no"};
  return std::any_of(known.begin(), known.end(), [&](std::string_view each) {
    return std::find(kStates.begin(), kStates.end(), lower_case(each)) != kStates.end();
  });
}

/// Whether the word has characters, or letters of a case, that no known one has.
bool is_of_other_form(std::string_view word, Known known) {
  const auto known_have = [&](auto&& is) {
    return std::any_of(known.begin(), known.end(), [&](std::string_view each) {
      return std::any_of(each.begin(), each.end(), is);
    });
  };
  return std::any_of(word.begin(), word.end(), [&](char c) {
    if (is_digit(c)) return false;
    if (is_lower(c)) return known.size() > 1 && !known_have(is_lower);
    if (is_upper(c)) return known.size() > 1 && !known_have(is_upper);
    const bool separates = std::string_view("-_.:/").find(c) != std::string_view::npos;
    return !separates && !known_have([c](char other) { return other == c; });
  });
}

}  // namespace

bool is_slip(std::string_view word, Known known) {
  const std::string lower = lower_case(word);
  return std::any_of(known.begin(), known.end(), [&](std::string_view each) {
    return is_spelling_of(lower, lower_case(each));
  });
}

bool is_certainly_wrong(std::string_view value, Known known) {
  return value.empty() || is_switch(known) || is_of_other_form(value, known) ||
         is_slip(value, known);
}

std::string suggest_value(std::string_view value, Known known) {
  const auto letters = [](std::string_view text) {
    return kept(text, [](char c) { return !is_digit(c); });
  };
  std::string_view newest;
  for (const std::string_view each : known) {
    if (!has_digit(value) || letters(each) != letters(value)) continue;
    if (newest.empty() || spec::version_less(newest, each)) newest = each;
  }
  return newest.empty() ? suggest(value, known) : fmt::format("did you mean {}?", quoted(newest));
}

std::string dated_schemas() { return fmt::format("AWS's schemas of {}", spec::lifecycles_date()); }

}  // namespace archsynth::analysis

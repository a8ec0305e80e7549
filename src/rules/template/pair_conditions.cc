// The conditions of rows of `property_pairs`.

#include "rules/template/pair_conditions.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "archsynth/support/text.h"
#include "archsynth/support/wildcards.h"

namespace archsynth::analysis {

Comparison comparison_behind(std::string_view path, std::string_view rest) {
  if (rest.empty()) return {path, {}, {}};
  for (const std::string_view relation :
       {"?=",   "!=",     "!~",    "!$/",    "!/",     ">=", "<=", "in@", "in:",
        "one@", "after@", "same@", "rate>=", "rate<=", "%#", "%=", "=",   "~",
        ">",    "<",      "*",     "$",      "#",      "%",  "/"}) {
    if (!rest.starts_with(relation)) continue;
    return {path, relation, rest.substr(relation.size())};
  }
  return {path, {}, {}};
}

Comparison comparison_of(std::string_view text) {
  const auto is_name = [](char c) {
    return c == '.' || c == '/' || c == ':' || c == '-' || (c >= '0' && c <= '9') ||
           ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
  };
  const auto is_step = [&](std::size_t at) {
    const bool is_star = at > 0 && text[at - 1] == '.' && text.substr(at).starts_with("*.");
    return is_star || text.substr(at).starts_with(">AWS::");
  };
  std::size_t size = 0;
  while (size < text.size() && (is_name(text[size]) || is_step(size))) ++size;
  return comparison_behind(text.substr(0, size), text.substr(size));
}

bool is_one_of(std::string_view text, std::string_view values) {
  const auto all = split(values, '|');
  return std::any_of(all.begin(), all.end(), [&](std::string_view each) {
    return matches_wildcards(each, text, [](char a, char b) { return a == b; });
  });
}

double number_of(std::string_view text) {
  double number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::optional<std::string> item_of(const PairPlace& place, const cfn::Value* list,
                                   std::string_view values) {
  if (list == nullptr || list->list() == nullptr) return std::nullopt;
  for (const cfn::Value* each : place.view.items(list).values) {
    auto text = place.view.text(each);
    // A lone star is a value, not a pattern.
    if (text && (values == "*" ? *text == "*" : is_one_of(*text, values))) return text;
  }
  return std::nullopt;
}

std::optional<double> amount_of(const PairPlace& place, const cfn::Value* value) {
  if (value == nullptr || value->list() == nullptr) return place.view.number(value);
  return static_cast<double>(place.view.items(value).values.size());
}

namespace {

std::optional<bool> holds(const PairPlace& place, std::string_view condition);

/// Whether a condition holds of an item of the list before `.*.`, or of all where it is `!=`.
std::optional<bool> holds_of_items(const PairPlace& place, std::string_view condition,
                                   std::size_t star, bool is_for_all) {
  const Items items = place.view.items(place.at(condition.substr(0, star)));
  const auto is_met = [&](const cfn::Value* each) {
    return holds({place.view, place.resource, each, place.pair}, condition.substr(star + 3)) ==
           true;
  };
  if (is_for_all) {
    return items.complete && !items.values.empty() &&
           std::all_of(items.values.begin(), items.values.end(), is_met);
  }
  return std::any_of(items.values.begin(), items.values.end(), is_met);
}

/// Whether a condition of a row holds; nothing where it is not known.
std::optional<bool> holds(const PairPlace& place, std::string_view condition) {
  if (condition.starts_with('!')) return is_absent(place, condition.substr(1));
  const auto [path, relation, values] = comparison_of(condition);
  if (const std::size_t star = path.find(".*."); star != path.npos) {
    return holds_of_items(place, condition, star, relation == "!=");
  }
  if (relation.empty()) return is_set(place, path);
  if (is_absent(place, path)) return relation == "?=" || relation.starts_with('!');
  const cfn::Value* value = place.at(path);
  if (relation == "~") return item_of(place, value, values).has_value();
  if (relation == "!~") {
    const Items items = place.view.items(value);
    const auto is_known = [&](const auto* each) { return place.view.text(each).has_value(); };
    return items.complete && std::all_of(items.values.begin(), items.values.end(), is_known) &&
           !item_of(place, value, values).has_value();
  }
  if (relation == "%") {
    const auto whole = shape_of(place.view, value);
    return whole && whole->find(values) != whole->npos;
  }
  if (relation == ">" || relation == "<") {
    const auto number = amount_of(place, value);
    if (!number) return std::nullopt;
    return relation == ">" ? *number > number_of(values) : *number < number_of(values);
  }
  if (relation == "*") {
    const auto tail = tail_of(place, value);
    return tail ? std::optional(is_one_of(*tail, fmt::format("*{}", values))) : std::nullopt;
  }
  const auto text = text_at(place, value);
  return text ? std::optional(is_one_of(*text, values) != (relation == "!=")) : std::nullopt;
}

}  // namespace

bool all_hold(const PairPlace& place, std::string_view when) {
  while (!when.empty()) {
    const std::size_t end = std::min(when.find('&'), when.size());
    if (holds(place, without_spaces(when.substr(0, end))) != true) return false;
    when.remove_prefix(std::min(end + 1, when.size()));
  }
  return true;
}

}  // namespace archsynth::analysis

// Numbers and rates that rows of `property_pairs` ask for.

#include "rules/template/pair_numbers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "archsynth/support/text.h"
#include "rules/template/pattern_words.h"

namespace archsynth::analysis {

std::string_view last_name(std::string_view path) {
  return path.substr(path.find_last_of("./:") + 1);
}

std::string wanted_values(std::string_view values) {
  const auto all = split(values, '|');
  const std::size_t star = values.find('*');
  if (star == values.npos) return "be " + listed_words({all.begin(), all.end()}, "or");
  if (all.size() == 1 && star + 1 == values.size()) {
    return "start with " + quoted(values.substr(0, star));
  }
  if (all.size() == 1 && star == 0 && values.find('*', 1) == values.npos) {
    return "end with " + quoted(values.substr(1));
  }
  return "be like " + listed_words({all.begin(), all.end()}, "or");
}

namespace {

/// What is wrong with a number; empty: nothing.
std::string fault_of_number(const PairPlace& place, const Comparison& needs,
                            const cfn::Value* value, const std::string& name) {
  const auto number = amount_of(place, value);
  std::string limit(needs.values);
  std::optional<double> bound = number_of(needs.values);
  if (limit.starts_with('@')) {
    const std::string_view path = needs.values.substr(1, needs.values.find_first_of("*+") - 1);
    const std::string_view rest = needs.values.substr(path.size() + 1);
    bound = place.view.number(place.at(path));
    if (bound && rest.starts_with('*')) *bound *= number_of(rest.substr(1));
    if (bound && rest.starts_with('+')) *bound += number_of(rest.substr(1));
    limit = !bound         ? ""
            : rest.empty() ? fmt::format("{} ({})", quoted(last_name(path)), *bound)
                           : fmt::format("{} ({} {} {})", *bound, quoted(last_name(path)),
                                         rest.front(), rest.substr(1));
  }
  const bool is_least = needs.relation.starts_with('>');
  const bool is_strict = needs.relation.size() == 1;
  if (!number || !bound || (!is_strict && *number == *bound)) return {};
  if (*number != *bound && (*number > *bound) == is_least) return {};
  if (!is_strict && !is_least && *bound == 0 && value->list() == nullptr) {
    return fmt::format("{} must be 0, not {}", name, *number);
  }
  const std::string_view says =
      is_strict ? (is_least ? "above" : "below") : (is_least ? "at least" : "at most");
  return value->list() != nullptr
             ? fmt::format("{} must have {} {} {}, not {}", name, says, limit,
                           limit == "1" ? "item" : "items", *number)
             : fmt::format("{} must be {} {}, not {}", name, says, limit, *number);
}

/// What is wrong with a number that goes by steps, or is one of a few that are not whole.
std::string fault_of_steps(const PairPlace& place, const Comparison& needs, const cfn::Value* value,
                           const std::string& name) {
  const auto number = place.view.number(value);
  if (!number) return {};
  if (needs.relation == "%=") {
    const double step = number_of(needs.values);
    return std::fmod(*number, step) == 0
               ? std::string()
               : fmt::format("{} must be a multiple of {}, not {}", name, needs.values, *number);
  }
  const auto all = split(needs.values, '|');
  const bool is_known = std::any_of(all.begin(), all.end(), [&](std::string_view each) {
    return each.find_first_not_of("0123456789.") != each.npos || number_of(each) == *number;
  });
  return is_known ? std::string()
                  : fmt::format("{} must {}, not {}", name, wanted_values(needs.values), *number);
}

/// The minutes of `rate(2 hours)` or `2 hours`; nothing for others.
std::optional<double> minutes_of(std::string_view text) {
  if (text.starts_with("rate(") && text.ends_with(')')) text = text.substr(5, text.size() - 6);
  const std::size_t blank = text.find(' ');
  if (blank == text.npos || blank == 0) return std::nullopt;
  if (text.substr(0, blank).find_first_not_of("0123456789") != text.npos) return std::nullopt;
  constexpr std::pair<std::string_view, double> kUnits[] = {
      {"minute", 1}, {"hour", 60}, {"day", 1440}};
  for (const auto& [unit, minutes] : kUnits) {
    if (text.substr(blank + 1).starts_with(unit)) return number_of(text) * minutes;
  }
  return std::nullopt;
}

/// What is wrong with how often something runs: `rate(10 minutes)`.
std::string fault_of_rate(const PairPlace& place, const Comparison& needs, const cfn::Value* value,
                          const std::string& name) {
  const auto rate = place.view.text(value);
  const auto minutes = rate ? minutes_of(*rate) : std::nullopt;
  const bool is_least = needs.relation == "rate>=";
  const double bound = *minutes_of(needs.values);
  if (!minutes || *minutes == 0 || (is_least ? *minutes >= bound : *minutes <= bound)) return {};
  return fmt::format("{} must be a rate of {} or {}, not {}", name, needs.values,
                     is_least ? "longer" : "shorter", *rate);
}

/// What is wrong with a number that has to be in one of some ranges: `5431-5455|8191-8215`.
std::string fault_of_ranges(const PairPlace& place, const Comparison& needs,
                            const cfn::Value* value, const std::string& name) {
  const auto number = place.view.number(value);
  if (!number) return {};
  std::vector<std::string> ranges;
  for (const std::string_view each : split(needs.values, '|')) {
    const std::size_t dash = each.find('-');
    if (*number >= number_of(each) && *number <= number_of(each.substr(dash + 1))) return {};
    ranges.push_back(fmt::format("{} to {}", each.substr(0, dash), each.substr(dash + 1)));
  }
  return fmt::format("{} must be {}, not {}", name, listed_words(ranges, "or"), *number);
}

}  // namespace

std::optional<std::string> fault_of_amount(const PairPlace& place, const Comparison& needs,
                                           const cfn::Value* value, const std::string& name) {
  if (needs.relation.starts_with("rate")) return fault_of_rate(place, needs, value, name);
  if (needs.relation == "in:") return fault_of_ranges(place, needs, value, name);
  if (needs.relation.starts_with('>') || needs.relation.starts_with('<')) {
    return fault_of_number(place, needs, value, name);
  }
  const bool is_choice = needs.relation == "=" || needs.relation == "?=";
  if (needs.relation == "%=" || (is_choice && value->get_if<double>() != nullptr)) {
    return fault_of_steps(place, needs, value, name);
  }
  return std::nullopt;
}

}  // namespace archsynth::analysis

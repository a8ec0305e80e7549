#include "spec/schedules.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "facts.h"
#include "schedule_fields.h"

namespace archsynth::spec {
namespace {

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kDays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

struct CronField {
  std::string_view name;
  int least;
  int most;
  bool is_month = false;
  bool is_month_day = false;
  bool is_week_day = false;
};

constexpr CronField kSecond = {"second", 0, 59};
constexpr CronField kCron[] = {{"minute", 0, 59},
                               {"hour", 0, 23},
                               {"day of the month", 1, 31, false, true},
                               {"month", 1, 12, true},
                               {"day of the week", 1, 7, false, false, true},
                               {"year", 1970, 2199}};
/// Sunday is 0 and 7 in a crontab.
constexpr CronField kCrontabWeekDay = {"day of the week", 0, 7, false, false, true};

std::optional<int> whole(std::string_view text) {
  int value = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, failed] = std::from_chars(text.data(), end, value);
  if (failed != std::errc() || stopped != end || value < 0) return std::nullopt;
  return value;
}

bool has_name(const CronField& field, std::string_view text) {
  const std::string name = lower_case(text);
  if (field.is_month) {
    return std::find(std::begin(kMonths), std::end(kMonths), name) != std::end(kMonths);
  }
  return field.is_week_day &&
         std::find(std::begin(kDays), std::end(kDays), name) != std::end(kDays);
}

bool is_value(const CronField& field, std::string_view text) {
  const auto number = whole(text);
  return number ? *number >= field.least && *number <= field.most : has_name(field, text);
}

/// `L`, `LW`, `L-3` and `15W` of days of the month; `L`, `5L` and `TUE#2` of days of the week.
bool is_special_day(const CronField& field, std::string_view text) {
  if (field.is_month_day) {
    if (text == "L" || text == "LW" || text == "W" || text.starts_with("L-")) return true;
    return text.ends_with('W') && is_value(field, text.substr(0, text.size() - 1));
  }
  if (!field.is_week_day) return false;
  if (text == "L") return true;
  if (text.ends_with('L')) return is_value(field, text.substr(0, text.size() - 1));
  const std::size_t hash = text.find('#');
  if (hash == text.npos || !is_value(field, text.substr(0, hash))) return false;
  const auto week = whole(text.substr(hash + 1));
  return week && *week >= 1 && *week <= 5;
}

bool is_range(const CronField& field, std::string_view text) {
  if (text == "*" || text == "?" || is_value(field, text)) return true;
  const std::size_t dash = text.find('-');
  return dash != text.npos && is_value(field, text.substr(0, dash)) &&
         is_value(field, text.substr(dash + 1));
}

/// An item of the list that a field is.
bool is_item(const CronField& field, std::string_view text) {
  if (is_special_day(field, text)) return true;
  const std::size_t slash = text.find('/');
  if (slash == text.npos) return is_range(field, text);
  const auto step = whole(text.substr(slash + 1));
  return step && *step >= 1 && (slash == 0 || is_range(field, text.substr(0, slash)));
}

std::string field_fault(const CronField& field, std::string_view text) {
  if (text.ends_with(',') || text.starts_with(',')) {
    return fmt::format("the fields of {} are separated by spaces, not commas", quoted(text));
  }
  for (const std::string_view item : split(text, ',')) {
    if (is_item(field, item)) continue;
    return fmt::format("the {} must be {} to {}{}, not {}", field.name, field.least, field.most,
                       field.is_month      ? " or JAN to DEC"
                       : field.is_week_day ? " or SUN to SAT"
                                           : "",
                       quoted(item));
  }
  return {};
}

std::string cron_fault(std::string_view text, const ScheduleForms& forms) {
  const std::vector<std::string_view> fields = schedule_fields(text);
  const int count = static_cast<int>(fields.size());
  if (count < forms.least_fields || count > forms.most_fields) {
    return fmt::format(
        "cron(…) has {} fields: minutes, hours, day of the month, month, day of the "
        "week, year; not {}",
        forms.least_fields, count);
  }
  const int seconds = count == 7 ? 1 : 0;
  for (int i = 0; i < count; ++i) {
    const CronField& field = i < seconds ? kSecond : kCron[i - seconds];
    std::string fault = field_fault(field, fields[static_cast<std::size_t>(i)]);
    if (!fault.empty()) return fault;
  }
  // A `?` elsewhere is documented nowhere, and taken.
  if (std::find(fields.begin(), fields.end(), "?") != fields.end()) return {};
  return "the day of the month or the day of the week must be ?";
}

std::string crontab_fault(std::string_view text) {
  const std::vector<std::string_view> fields = schedule_fields(text);
  if (text.starts_with('@')) return {};
  if (fields.size() != 5) {
    return fmt::format(
        "a crontab line has 5 fields: minutes, hours, day of the month, month, day "
        "of the week; not {}",
        fields.size());
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    std::string fault = field_fault(i == 4 ? kCrontabWeekDay : kCron[i], fields[i]);
    if (!fault.empty()) return fault;
  }
  return {};
}

std::string rate_fault(std::string_view text, const ScheduleForms& forms) {
  const std::vector<std::string_view> words = schedule_fields(text);
  if (words.size() != 2) return "rate(…) takes a number and a unit, such as 5 minutes";
  const auto value = whole(words[0]);
  if (!value || *value < 1) {
    return fmt::format("the rate must be a whole number of at least 1, not {}", quoted(words[0]));
  }
  constexpr std::string_view kOne[] = {"minute", "hour", "day"};
  constexpr std::string_view kMany[] = {"minutes", "hours", "days"};
  const bool is_one = std::find(std::begin(kOne), std::end(kOne), words[1]) != std::end(kOne);
  const bool is_many = std::find(std::begin(kMany), std::end(kMany), words[1]) != std::end(kMany);
  if (!is_one && !is_many) {
    return fmt::format("the unit of a rate must be minutes, hours or days, not {}",
                       quoted(words[1]));
  }
  if (!forms.singular_unit || (*value == 1) == is_one) return {};
  return fmt::format("{} takes the unit {}, not {}", *value,
                     is_one ? std::string(words[1]) + "s" : words[1].substr(0, words[1].size() - 1),
                     quoted(words[1]));
}

int days_in(int year, int month) {
  if (month == 2) return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

std::string at_fault(std::string_view text) {
  constexpr std::string_view kShape = "0000-00-00T00:00:00";
  const bool shaped = text.size() == kShape.size() &&
                      std::equal(text.begin(), text.end(), kShape.begin(), [](char c, char shape) {
                        return shape == '0' ? is_digit(c) : c == shape;
                      });
  if (!shaped) return "at(…) takes a time such as 2027-01-31T18:30:00";
  const auto part = [&](std::size_t at) { return *whole(text.substr(at, 2)); };
  const int month = part(5);
  if (month < 1 || month > 12) return fmt::format("unknown month {}", month);
  if (part(8) < 1 || part(8) > days_in(*whole(text.substr(0, 4)), month)) {
    return fmt::format("unknown day {}", text.substr(0, 10));
  }
  if (part(11) > 23 || part(14) > 59 || part(17) > 59) {
    return fmt::format("{} is not a time of day", text.substr(11));
  }
  return {};
}

/// The part between a word with its open parenthesis and the closing one.
std::optional<std::string_view> within(std::string_view text, std::string_view word) {
  if (!text.starts_with(word) || !text.ends_with(')')) return std::nullopt;
  return text.substr(word.size(), text.size() - word.size() - 1);
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return a.size() == b.size() && lower_case(a) == lower_case(b);
}

}  // namespace

std::vector<std::string_view> schedule_fields(std::string_view text) {
  std::vector<std::string_view> fields;
  for (const std::string_view word : split(text, ' ')) {
    if (!word.empty()) fields.push_back(word);
  }
  return fields;
}

std::string schedule_fault(std::string_view text, const ScheduleForms& forms) {
  if (forms.is_crontab) return crontab_fault(text);
  if (const auto cron = within(text, "cron(")) return cron_fault(*cron, forms);
  if (const auto rate = within(text, "rate("); rate && forms.rate) return rate_fault(*rate, forms);
  if (const auto at = within(text, "at("); at && forms.at) return at_fault(*at);
  return fmt::format("a schedule is cron(…){}{}",
                     forms.rate ? forms.at ? ", rate(…)" : " or rate(…)" : "",
                     forms.at ? " or at(…)" : "");
}

bool is_time_zone(std::string_view name) {
  const Table zones("time_zones");
  if (zones.find({name})) return true;
  for (std::size_t i = 0; i < zones.size(); ++i) {
    if (equal_ignoring_case(zones[i].text(0), name)) return true;
  }
  return false;
}

std::vector<std::string_view> time_zones() {
  const Table zones("time_zones");
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < zones.size(); ++i) names.push_back(zones[i].text(0));
  return names;
}

}  // namespace archsynth::spec

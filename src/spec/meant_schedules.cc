#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "schedule_fields.h"
#include "spec/schedules.h"

namespace archsynth::spec {
namespace {

constexpr std::string_view kWeekDays[] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

/// A crontab counts the days of the week from 0, Sunday, `cron(…)` from 1: names are the same.
std::string named_days(std::string_view field) {
  std::string result;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const bool is_step = i > 0 && (field[i - 1] == '/' || field[i - 1] == '#');
    const bool is_alone =
        (i == 0 || !is_digit(field[i - 1])) && (i + 1 == field.size() || !is_digit(field[i + 1]));
    if (!is_step && is_alone && field[i] >= '0' && field[i] <= '7') {
      result += kWeekDays[static_cast<std::size_t>(field[i] - '0') % std::size(kWeekDays)];
    } else {
      result += field[i];
    }
  }
  return result;
}

/// One day field must be `?`.
std::string cron_of(std::vector<std::string_view> fields) {
  const bool is_crontab = fields.size() == 5;
  if (is_crontab) fields.emplace_back("*");
  if (fields.size() != 6) return {};
  std::string_view& month_day = fields[2];
  std::string_view& week_day = fields[4];
  std::string days(week_day);
  if (is_crontab || days.find('0') != days.npos) days = named_days(week_day);
  week_day = days;
  if (month_day != "?" && week_day != "?") {
    if (week_day == "*") {
      week_day = "?";
    } else if (month_day == "*") {
      month_day = "?";
    }
  }
  return fmt::format("cron({})", fmt::join(fields, " "));
}

/// `5 minutes`, `every 5 minutes`, `every hour`.
std::string rate_of(std::vector<std::string_view> words) {
  if (!words.empty() && lower_case(words.front()) == "every") words.erase(words.begin());
  if (words.size() == 1) words.insert(words.begin(), "1");
  if (words.size() != 2 || !std::all_of(words[0].begin(), words[0].end(), is_digit)) return {};
  std::string unit = lower_case(words[1]);
  if (unit.ends_with('s')) unit.pop_back();
  for (const std::string_view known : {"minute", "hour", "day"}) {
    const bool is_meant = unit == known || unit == known.substr(0, 3) || unit == known.substr(0, 1);
    if (is_meant) return fmt::format("rate({} {}{})", words[0], known, words[0] == "1" ? "" : "s");
  }
  return {};
}

}  // namespace

std::string meant_schedule(std::string_view text) {
  const std::size_t open = text.find('(');
  if (open == text.npos) {
    const std::vector<std::string_view> words = schedule_fields(text);
    const std::string rate = rate_of(words);
    return rate.empty() ? cron_of(words) : rate;
  }
  const std::vector<std::string_view> words =
      schedule_fields(text.substr(open + 1, text.rfind(')') - open - 1));
  const std::string kind = lower_case(text.substr(0, open));
  return kind == "cron" ? cron_of(words) : kind == "rate" ? rate_of(words) : std::string();
}

std::string meant_time_zone(std::string_view text) {
  for (const std::string_view zero : {"GMT", "UTC"}) {
    const std::string_view offset = text.substr(std::min(text.size(), zero.size()));
    const bool is_offset = starts_with_ignoring_case(text, zero) && offset.size() > 1 &&
                           (offset.front() == '+' || offset.front() == '-');
    if (!is_offset) continue;
    // The names in Etc count westwards: https://data.iana.org/time-zones/tzdb/etcetera
    const std::string_view hours = offset.substr(offset[1] == '0' && offset.size() > 2 ? 2 : 1);
    const std::string zone = fmt::format("Etc/GMT{}{}", offset.front() == '+' ? '-' : '+',
                                         hours.substr(0, hours.find(':')));
    return is_time_zone(zone) ? zone : std::string();
  }
  const auto near = nearest(text, time_zones());
  return near ? *near : std::string();
}

}  // namespace archsynth::spec

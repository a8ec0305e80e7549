#include "windows.h"

#include <algorithm>
#include <array>

namespace archsynth::rds {

namespace {

constexpr int kDay = 24 * 60;
constexpr int kWeek = 7 * kDay;
constexpr std::array<std::string_view, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// `04:30` as minutes.
std::optional<int> time_of(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  for (std::size_t i : {0, 1, 3, 4}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
  }
  const int hour = (text[0] - '0') * 10 + text[1] - '0';
  const int minute = (text[3] - '0') * 10 + text[4] - '0';
  if (hour > 23 || minute > 59) return std::nullopt;
  return hour * 60 + minute;
}

/// `sun:04:30` as minutes since Monday.
std::optional<int> time_of_week(std::string_view text) {
  if (text.size() != 9 || text[3] != ':') return std::nullopt;
  const auto day = std::find(kDays.begin(), kDays.end(), text.substr(0, 3));
  const std::optional<int> time = time_of(text.substr(4));
  if (day == kDays.end() || !time) return std::nullopt;
  return static_cast<int>(day - kDays.begin()) * kDay + *time;
}

std::optional<Window> window(std::string_view text, std::optional<int> (*time)(std::string_view),
                             int period) {
  const std::size_t dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const std::optional<int> start = time(text.substr(0, dash));
  const std::optional<int> end = time(text.substr(dash + 1));
  if (!start || !end) return std::nullopt;
  return Window{*start, *end > *start ? *end : *end + period};
}

}  // namespace

std::optional<Window> daily_window(std::string_view text) { return window(text, time_of, kDay); }

std::optional<Window> weekly_window(std::string_view text) {
  return window(text, time_of_week, kWeek);
}

bool overlap(const Window& daily, const Window& weekly) {
  // From the day before, whose window may run past midnight, to the second of two weeks.
  for (int day = -1; day < 14; ++day) {
    const int start = daily.start + day * kDay;
    if (start < weekly.end && weekly.start < start + daily.minutes()) return true;
  }
  return false;
}

}  // namespace archsynth::rds

#include "cli/date.h"

#include <charconv>

#include "support/dates.h"

namespace archsynth::cli {

std::optional<std::chrono::year_month_day> date_of(std::string_view text) {
  if (!is_date(text)) return std::nullopt;
  const auto number = [&](std::size_t at, std::size_t size) {
    unsigned value = 0;
    std::from_chars(text.data() + at, text.data() + at + size, value);
    return value;
  };
  return std::chrono::year(static_cast<int>(number(0, 4))) / std::chrono::month(number(5, 2)) /
         std::chrono::day(number(8, 2));
}

std::chrono::year_month_day today() {
  return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
}

}  // namespace archsynth::cli

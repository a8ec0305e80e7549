#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace archsynth::cli {

/// The day that `YYYY-MM-DD` names; nothing for days that no calendar has.
std::optional<std::chrono::year_month_day> date_of(std::string_view text);

/// The system's day in UTC.
std::chrono::year_month_day today();

}  // namespace archsynth::cli

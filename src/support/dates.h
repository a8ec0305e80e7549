#pragma once

#include <string_view>

namespace archsynth {

/// Whether a text has the form `YYYY-MM-DD` and names a day of the calendar.
bool is_date(std::string_view text);

}  // namespace archsynth

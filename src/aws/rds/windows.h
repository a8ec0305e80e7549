#pragma once

#include <optional>
#include <string_view>

namespace archsynth::rds {

/// A span of time that comes back, in minutes: of the day for backups, of the week for maintenance.
/// The end lies after the start, past the day or week when the window runs over its edge.
struct Window {
  int start = 0;
  int end = 0;
  int minutes() const { return end - start; }
};

/// `03:00-04:00`, every day; nothing for other text.
std::optional<Window> daily_window(std::string_view text);
/// `sun:04:30-sun:05:30`, every week; nothing for other text.
std::optional<Window> weekly_window(std::string_view text);
bool overlap(const Window& daily, const Window& weekly);

}  // namespace archsynth::rds

#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace archsynth::spec {

/// How long a recovery takes, or how old restored data can be, in seconds.
struct Recovery {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::string_view page;
};
/// A row of data/hand/recoveries.tsv; throws `std::logic_error` for others.
Recovery recovery(std::string_view what);

/// What AWS commits itself to in a month.
struct Uptime {
  std::int64_t millionths = 0;
  std::string_view page;
};
/// A row of data/hand/uptimes.tsv; nothing for others.
std::optional<Uptime> uptime(std::string_view what);

}  // namespace archsynth::spec

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace archsynth {

/// The byte offset of the first byte that is not well-formed UTF-8; nothing when all is.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

/// Edits (insert, delete, replace, swap of neighbours) between two words.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, ignoring case, when it is near enough to be a likely slip:
/// at most a third of the word's length, at least one edit. The first of equals wins.
std::optional<std::string> nearest(std::string_view word, std::span<const std::string> candidates);
std::optional<std::string> nearest(std::string_view word,
                                   std::span<const std::string_view> candidates);

/// The candidate nearest to a key, or else the only one that begins with it; empty: neither.
std::string meant_key(std::string_view key, std::span<const std::string_view> candidates);

/// `help` for a name that is not one of `candidates`: `did you mean "x"?` when one is near, else
/// `one of: a, b, c` (at most twelve, then `…`), else empty.
std::string suggest(std::string_view word, std::span<const std::string> candidates);
std::string suggest(std::string_view word, std::span<const std::string_view> candidates);

/// `orders-db` → `OrdersDb`: words are separated by anything but ASCII letters and digits, each
/// starts with a capital and keeps its other letters. The one rule by which names become ids.
std::string upper_camel(std::string_view name);

/// `orders-db` → `ORDERS_DB`: a name within an environment variable's.
std::string environment_name(std::string_view name);

std::vector<std::string_view> split(std::string_view text, char separator);
std::string join(std::span<const std::string> parts, std::string_view separator);
/// Without the blanks at both ends.
std::string_view without_spaces(std::string_view text);
/// `"text"` with quotes and control characters escaped, for messages; cut after 60 characters. An
/// object, because a function would lose to `std::quoted` wherever the argument is a `std::string`.
struct Quoted {
  std::string operator()(std::string_view text) const;
};
inline constexpr Quoted quoted;

/// `66207` → `66,207`.
std::string grouped(std::uint64_t number);
/// `policy` → `policies`, `address` → `addresses`; a word that already ends in one `s` stays.
std::string plural(std::string_view noun);
/// `1 day`, `2 days`, `66,207 bytes`.
std::string counted(std::uint64_t count, std::string_view noun);

bool starts_with_ignoring_case(std::string_view text, std::string_view prefix);

}  // namespace archsynth

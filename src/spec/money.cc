#include <algorithm>
#include <cmath>
#include <limits>

#include "archsynth/spec/prices.h"
#include "archsynth/support/characters.h"

namespace archsynth::spec {
namespace {

__extension__ using Wide = __int128;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 2;

std::int64_t saturated(Wide value) {
  return static_cast<std::int64_t>(std::clamp<Wide>(value, -kMost, kMost));
}

/// `value` units of 10^-`scale` with `decimals`, rounded half away from zero.
std::string decimal(std::int64_t value, int scale, int decimals) {
  const bool is_negative = value < 0;
  std::uint64_t size = static_cast<std::uint64_t>(is_negative ? -value : value);
  std::uint64_t unit = 1;
  for (int i = decimals; i < scale; ++i) unit *= 10;
  size = size / unit + (size % unit >= unit - size % unit ? 1 : 0);
  const bool is_zero = size == 0;
  std::string digits = std::to_string(size);
  const auto least = static_cast<std::size_t>(decimals) + 1;
  if (digits.size() < least) digits.insert(0, least - digits.size(), '0');
  if (decimals > 0) digits.insert(digits.size() - static_cast<std::size_t>(decimals), ".");
  return (is_negative && !is_zero ? "-" : "") + digits;
}

/// Without zeros at the end, but with at least so many decimals.
std::string trimmed(std::string text, std::size_t least_decimals) {
  const std::size_t point = text.find('.');
  std::size_t end = text.size();
  while (end > point + 1 + least_decimals && text[end - 1] == '0') --end;
  if (end == point + 1) --end;
  return text.substr(0, end);
}

}  // namespace

std::string Money::text(int decimals) const { return decimal(nanos_, 9, decimals); }

Money& Money::operator+=(Money other) {
  nanos_ = saturated(Wide(nanos_) + other.nanos_);
  return *this;
}

Quantity::Quantity(double value) {
  constexpr double kMostUnits = 1e12;
  // Not a number counts as nothing.
  if (value > 0) millionths_ = std::llround(std::min(value, kMostUnits) * 1e6);
}

std::string Quantity::text() const { return trimmed(decimal(millionths_, 6, 6), 0); }

Money Price::times(Quantity quantity) const {
  const Wide product = Wide(trillionths) * quantity.millionths();
  constexpr std::int64_t kUnit = 1'000'000'000;
  return Money::of_nanos(saturated((product + kUnit / 2) / kUnit));
}

std::string Price::text() const { return trimmed(decimal(trillionths, 12, 12), 2); }

std::optional<std::int64_t> trillionths_of(std::string_view text) {
  constexpr int kDecimals = 12;
  constexpr std::int64_t kMostWhole = 1'000'000;
  std::int64_t value = 0;
  int decimals = -1;
  bool has_digit = false;
  for (const char c : text) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
    } else if (is_digit(c)) {
      if (decimals >= kDecimals) return std::nullopt;
      if (decimals < 0 && value > kMostWhole) return std::nullopt;
      if (decimals >= 0) ++decimals;
      value = value * 10 + (c - '0');
      has_digit = true;
    } else {
      return std::nullopt;
    }
  }
  if (!has_digit) return std::nullopt;
  Wide scaled = value;
  for (int i = std::max(decimals, 0); i < kDecimals; ++i) scaled *= 10;
  if (scaled > Wide(kMostWhole) * 1'000'000'000'000) return std::nullopt;
  return static_cast<std::int64_t>(scaled);
}

}  // namespace archsynth::spec

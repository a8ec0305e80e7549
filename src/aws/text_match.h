#pragma once

#include <cstddef>
#include <string_view>

/// Small steps of which the forms of strings are made. ASCII only, whatever the locale.
namespace archsynth::match {

constexpr bool lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool alpha(char c) { return lower(c) || upper(c); }
constexpr bool alnum(char c) { return alpha(c) || digit(c); }
constexpr bool lower_alnum(char c) { return lower(c) || digit(c); }
constexpr bool upper_alnum(char c) { return upper(c) || digit(c); }
constexpr bool lower_hex(char c) { return digit(c) || (c >= 'a' && c <= 'f'); }
constexpr bool hex(char c) { return lower_hex(c) || (c >= 'A' && c <= 'F'); }
/// Printable and no space.
constexpr bool visible(char c) { return c > ' ' && c <= '~'; }

constexpr bool one_of(char c, std::string_view set) {
  return set.find(c) != std::string_view::npos;
}
constexpr bool lower_alnum_dash(char c) { return lower_alnum(c) || c == '-'; }
constexpr bool alnum_dash(char c) { return alnum(c) || c == '-'; }
constexpr bool alnum_dash_underscore(char c) { return alnum_dash(c) || c == '_'; }

/// Whether every character is of the class; true for an empty text.
template <typename Class>
constexpr bool all(std::string_view text, Class of_class) {
  for (char c : text) {
    if (!of_class(c)) return false;
  }
  return true;
}

/// Takes `prefix` off the front when it stands there.
constexpr bool eat(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

/// A decimal number without leading zeros, of at most nine digits, within the bounds.
constexpr bool number(std::string_view text, int least, int most) {
  if (text.empty() || text.size() > 9 || !all(text, digit)) return false;
  if (text.size() > 1 && text.front() == '0') return false;
  int value = 0;
  for (char c : text) value = value * 10 + (c - '0');
  return value >= least && value <= most;
}

/// Whether the text has the shape: `d` stands for a digit, everything else for itself.
constexpr bool shaped(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == 'd' ? !digit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

}  // namespace archsynth::match

#pragma once

#include <algorithm>
#include <string_view>
#include "archsynth/support/characters.h"

/// The order and the parts of database engine versions, for the importer and the queries alike.
namespace archsynth::spec {

/// `1.9.2` before `1.10`: runs of digits compare as numbers, everything else as text.
inline bool version_less(std::string_view a, std::string_view b) {
  auto next = [&](std::string_view& text) {
    bool digits = is_digit(text[0]);
    std::size_t size = 1;
    while (size < text.size() && is_digit(text[size]) == digits) ++size;
    std::string_view run = text.substr(0, size);
    text.remove_prefix(size);
    return run;
  };
  auto trimmed = [](std::string_view digits) {
    while (digits.size() > 1 && digits[0] == '0') digits.remove_prefix(1);
    return digits;
  };
  while (!a.empty() && !b.empty()) {
    std::string_view x = next(a);
    std::string_view y = next(b);
    if (is_digit(x[0]) && is_digit(y[0])) {
      std::string_view p = trimmed(x);
      std::string_view q = trimmed(y);
      if (p.size() != q.size()) return p.size() < q.size();
      if (p != q) return p < q;
    } else if (x != y) {
      return x < y;
    }
  }
  return a.empty() && !b.empty();
}

/// What names the major version: one number for PostgreSQL from 10 on and for Oracle, two for all
/// others.
inline std::string_view major_part(std::string_view engine, std::string_view version) {
  bool postgres = engine.find("postgres") != engine.npos;
  bool single = engine.find("oracle") != engine.npos;
  std::size_t dot = version.find('.');
  if (postgres) single = std::min(dot, version.size()) >= 2;
  if (!single && dot != version.npos) dot = version.find('.', dot + 1);
  std::string_view major = version.substr(0, dot);
  return major.substr(0, major.find('-'));
}

}  // namespace archsynth::spec

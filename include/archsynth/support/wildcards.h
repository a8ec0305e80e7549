#pragma once

#include <cstddef>
#include <string_view>

namespace archsynth {

/// Whether a pattern stands for a text: `*` for any text, every other character of it for one that
/// `takes(of the pattern, of the text)` says. Without recursion: a later star replaces an earlier
/// one, which is enough since a star takes whatever the rest leaves.
template <typename Takes>
constexpr bool matches_wildcards(std::string_view pattern, std::string_view text,
                                 const Takes& takes) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = pattern.npos;
  std::size_t resumed = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resumed = t;
    } else if (p < pattern.size() && takes(pattern[p], text[t])) {
      ++p;
      ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++resumed;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == pattern.npos;
}

}  // namespace archsynth

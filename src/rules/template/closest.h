#pragma once

#include <iterator>
#include <string>
#include <string_view>

#include "archsynth/support/text.h"

namespace archsynth::analysis {

/// What was surely meant by a word: the one of `all` whose spelling takes the fewest changes, and
/// fewer than `below`; the end where there is none. `spelling` gives a text, empty for what the
/// word cannot mean.
template <typename All, typename Spelling>
auto closest(std::string_view word, const All& all, std::size_t below, const Spelling& spelling) {
  auto best = std::end(all);
  for (auto each = std::begin(all); each != std::end(all); ++each) {
    const std::string text = spelling(*each);
    if (text.empty()) continue;
    const std::size_t distance = edit_distance(text, word);
    if (distance >= below) continue;
    below = distance;
    best = each;
  }
  return best;
}

}  // namespace archsynth::analysis

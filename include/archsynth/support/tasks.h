#pragma once

#include <functional>

namespace archsynth {

/// Runs two tasks that share nothing they change, at once or in any order. Either may throw.
using RunBoth = std::function<void(const std::function<void()>&, const std::function<void()>&)>;

/// Runs them so, or one after the other where nothing is said.
inline void run_both(const RunBoth& how, const std::function<void()>& first,
                     const std::function<void()>& second) {
  if (how) return how(first, second);
  first();
  second();
}

}  // namespace archsynth

#pragma once

#include <functional>

namespace archsynth::cli {

/// Runs both tasks, at once where there is more than one processor; throws what either throws, the
/// first one's first.
void run_both(const std::function<void()>& first, const std::function<void()>& second);

}  // namespace archsynth::cli

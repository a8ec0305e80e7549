#include "cli/parallel.h"

#include <exception>
#include <thread>

#include "cli/memory.h"

namespace archsynth::cli {

void run_both(const std::function<void()>& first, const std::function<void()>& second) {
  if (std::thread::hardware_concurrency() < 2) {
    first();
    second();
    return;
  }
  std::exception_ptr failures[2];
  const auto guarded = [&](const std::function<void()>& task, std::exception_ptr& failure) {
    try {
      task();
    } catch (...) {
      failure = std::current_exception();
    }
  };
  {
    const std::jthread helper([&] {
      expect_input_of_others();
      guarded(first, failures[0]);
    });
    guarded(second, failures[1]);
  }
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
}

}  // namespace archsynth::cli

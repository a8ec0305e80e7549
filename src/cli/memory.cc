#include "cli/memory.h"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

#include <atomic>
#include <cstdint>
#include <memory>

namespace archsynth::cli {

namespace {

constexpr std::size_t kLarge = 64 << 10;

std::atomic<bool> has_large_input = false;

/// Asks for huge pages in the piece that the thread's heap grows by next.
void use_huge_pages() {
#if defined(M_TOP_PAD) && defined(MADV_HUGEPAGE)
  constexpr std::uintptr_t kPiece = 32 << 20;
  constexpr std::uintptr_t kHugePage = 2 << 20;
  mallopt(M_TOP_PAD, kPiece);
  mallopt(M_MMAP_THRESHOLD, kPiece);
  // More than a heap may have left, so that it grows; the piece lies behind this.
  const auto probe = std::make_unique_for_overwrite<char[]>(9 << 20);
  const auto address = reinterpret_cast<std::uintptr_t>(probe.get());
  const std::uintptr_t first = (address + kHugePage - 1) / kHugePage * kHugePage;
  madvise(reinterpret_cast<void*>(first), kPiece - kHugePage, MADV_HUGEPAGE);
#endif
}

}  // namespace

void take_memory_at_once() {
#ifdef M_TOP_PAD
  mallopt(M_TOP_PAD, 8 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

void expect_input(std::size_t bytes) {
  if (bytes < kLarge) return;
  has_large_input = true;
  use_huge_pages();
}

void expect_input_of_others() {
  if (has_large_input) use_huge_pages();
}

}  // namespace archsynth::cli

// Memory for small things, of which a run takes tens of thousands and frees most: from lists of
// each thread by size, without locks. A block holds its size, and what is large is malloc's.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t kStep = 16;
constexpr std::size_t kHead = 8;  ///< before each block, which is aligned to `kStep`
constexpr std::size_t kSizes = 64;
constexpr std::size_t kPiece = 256 << 10;

struct Free {
  Free* next;
};

struct Heap {
  Free* free[kSizes];
  char* at;
  char* end;
};

thread_local constinit Heap heap = {};

std::uint64_t& size_of(void* block) {
  return *reinterpret_cast<std::uint64_t*>(static_cast<char*>(block) - kHead);
}

char* taken(std::size_t bytes) {
  void* piece = std::malloc(bytes);
  if (piece == nullptr) throw std::bad_alloc();
  return static_cast<char*>(piece);
}

[[gnu::noinline]] void* large_block(std::size_t bytes) {
  void* block = taken(bytes + kStep) + kStep;
  size_of(block) = 0;
  return block;
}

[[gnu::noinline]] void take_piece() {
  heap.at = taken(kPiece) + kStep;
  heap.end = heap.at + kPiece - kStep;
}

}  // namespace

void* operator new(std::size_t bytes) {
  const std::size_t size = (bytes + kHead + kStep - 1) / kStep;
  if (size >= kSizes) return large_block(bytes);
  if (Free* block = heap.free[size]) {
    heap.free[size] = block->next;
    return block;
  }
  if (heap.at + size * kStep > heap.end) take_piece();
  void* block = heap.at;
  heap.at += size * kStep;
  size_of(block) = size;
  return block;
}

void operator delete(void* block) noexcept {
  if (block == nullptr) return;
  const std::uint64_t size = size_of(block);
  if (size == 0) return std::free(static_cast<char*>(block) - kStep);
  auto* freed = static_cast<Free*>(block);
  freed->next = heap.free[size];
  heap.free[size] = freed;
}

void operator delete(void* block, std::size_t) noexcept { operator delete(block); }

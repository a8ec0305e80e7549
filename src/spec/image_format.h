#pragma once

#include <cstdint>

/// How the facts lie in the binary: written by `tools/image_writer.cc` at build time, read in place
/// by `facts.cc`. All offsets count bytes from the start of the image; all structures are aligned
/// to four bytes and in the byte order of the machine that builds.
namespace archsynth::spec::image {

/// One value of a row. A text: where its bytes are and how many. A list: where its
/// `TextList::Entry` array is and how many entries it has. A number: `first` is 1 when it is known,
/// `second` its bits.
struct Cell {
  std::uint32_t first = 0;
  std::uint32_t second = 0;
};

/// A table's rows are sorted by key: the texts of the first `keys` columns with tabs between. The
/// slots are a hash table of open addressing over whole keys: row number plus one, 0 is empty.
struct TableHead {
  Cell name;
  std::uint32_t columns = 0;
  std::uint32_t keys = 0;
  std::uint32_t rows = 0;
  std::uint32_t cells_at = 0;
  std::uint32_t slots = 0;  ///< a power of two
  std::uint32_t slots_at = 0;
};

/// The image starts with this; `tables` heads follow.
struct ImageHead {
  std::uint32_t size = 0;
  std::uint32_t tables = 0;
};

/// FNV-1a over bytes; start with `kHashStart`.
inline constexpr std::uint32_t kHashStart = 2166136261u;
constexpr std::uint32_t hash_byte(std::uint32_t hash, char byte) {
  return (hash ^ static_cast<unsigned char>(byte)) * 16777619u;
}

}  // namespace archsynth::spec::image

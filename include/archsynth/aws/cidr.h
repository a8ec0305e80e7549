#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace archsynth::aws {

/// An IPv4 block: all addresses that begin with the same `prefix` bits.
class Cidr {
 public:
  Cidr() = default;
  /// The block of that prefix (0 to 32) that holds the address.
  Cidr(std::uint32_t address, int prefix);

  /// Reads `10.0.0.0/16`: four decimal numbers without leading zeros and a prefix from 0 to 32.
  /// Bits beyond the prefix may be set; see `aligned`. Nothing when the text is no such block.
  static std::optional<Cidr> parse(std::string_view text);

  int prefix() const { return prefix_; }
  std::uint32_t first() const { return first_; }
  std::uint32_t last() const;
  std::uint64_t size() const { return std::uint64_t{1} << (32 - prefix_); }
  /// Whether the text that was parsed names the block by its first address, as AWS demands.
  bool aligned() const { return aligned_; }

  bool contains(const Cidr& other) const;
  bool overlaps(const Cidr& other) const;
  /// Within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16, which RFC 1918 sets aside.
  bool is_private() const;
  /// The block of `bits` more prefix bits at an index; nothing when there is no such block.
  std::optional<Cidr> subnet(int bits, std::uint32_t index) const;
  /// `10.0.0.0/16`, by the first address.
  std::string to_string() const;

  friend bool operator==(const Cidr& a, const Cidr& b) {
    return a.first_ == b.first_ && a.prefix_ == b.prefix_;
  }

 private:
  std::uint32_t first_ = 0;
  int prefix_ = 0;
  bool aligned_ = true;
};

}  // namespace archsynth::aws

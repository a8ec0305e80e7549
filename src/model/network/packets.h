#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the resources of a template are once they run.
namespace archsynth::model {

enum class Family : std::uint8_t { kIpv4, kIpv6 };

/// An address of either family, a port or a protocol.
struct Number {
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  constexpr Number() = default;
  constexpr Number(std::uint64_t small) : low(small) {}
  constexpr Number(std::uint64_t upper, std::uint64_t lower) : high(upper), low(lower) {}
  Number next() const { return {high + (low == UINT64_MAX ? 1 : 0), low + 1}; }
  Number previous() const { return {high - (low == 0 ? 1 : 0), low - 1}; }
  friend constexpr auto operator<=>(const Number&, const Number&) = default;
};

/// All numbers from the first to the last.
struct Range {
  Number first;
  Number last;

  bool contains(const Range& other) const { return first <= other.first && other.last <= last; }
  bool overlaps(const Range& other) const { return first <= other.last && other.first <= last; }
  friend bool operator==(const Range&, const Range&) = default;
};

inline constexpr Range kAllProtocols{0, 255};
inline constexpr Range kAllPorts{0, 65535};
/// Those that a kernel picks: of clients, and of instances for containers without a port of theirs.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html
inline constexpr Range kEphemeralPorts{32768, 65535};
inline constexpr std::uint64_t kIcmp = 1;
inline constexpr std::uint64_t kTcp = 6;
inline constexpr std::uint64_t kUdp = 17;
inline constexpr std::uint64_t kIcmpV6 = 58;

/// A block of addresses, `10.0.0.0/16`, or any other range of one family.
struct Block {
  Family family = Family::kIpv4;
  Range addresses;
  int prefix = 0;  ///< where it is a block

  friend bool operator==(const Block&, const Block&) = default;
};

/// Reads `10.0.0.0/16` or `2001:db8::/32`; bits beyond the prefix are cleared. Nothing for others.
std::optional<Block> block_of(std::string_view text);
/// Every address of the family.
const Block& all_addresses(Family family);
/// The addresses that the internet routes: not those that RFC 1918, RFC 6598 and their like keep.
const std::vector<Block>& public_addresses(Family family);
/// The block at an index when a block is cut into blocks with that many free bits, as `Fn::Cidr`
/// does.
std::optional<Block> part_of(const Block& block, int free_bits, std::uint64_t index);
std::string text_of(const Block& block);

/// Packets of one family: a range of protocols, of destination ports, of sources and of
/// destinations. Where a protocol has no ports, as ICMP, all of them count.
struct Box {
  enum Dimension : std::size_t { kProtocol, kPort, kSource, kDestination };

  Family family = Family::kIpv4;
  std::array<Range, 4> ranges{kAllProtocols, kAllPorts, Range{}, Range{}};

  const Range& protocols() const { return ranges[kProtocol]; }
  const Range& ports() const { return ranges[kPort]; }
  const Range& sources() const { return ranges[kSource]; }
  const Range& destinations() const { return ranges[kDestination]; }
  bool contains(const Box& other) const;
  bool overlaps(const Box& other) const;
  friend bool operator==(const Box&, const Box&) = default;
};

std::optional<Box> intersection(const Box& a, const Box& b);

/// A set of packets, exact. Its boxes may overlap.
class Packets {
 public:
  Packets() = default;
  Packets(const Box& box) : boxes_{box} {}

  const std::vector<Box>& boxes() const { return boxes_; }
  bool empty() const { return boxes_.empty(); }
  bool contains(const Box& packet) const;
  bool overlaps(const Box& box) const;
  void add(const Box& box);
  void add(const Packets& other);
  void remove(const Box& box);
  Packets within(const Packets& other) const;
  Packets within(const Box& box) const;

 private:
  std::vector<Box> boxes_;
};

/// `tcp 443`, `udp 53`, `icmp`, `all traffic`.
std::string service_text(const Range& protocols, const Range& ports);
/// The number of a protocol: `tcp`, `6`; -1 for all and for anything unknown.
int protocol_number(std::string_view name);

}  // namespace archsynth::model

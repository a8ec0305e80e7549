#include <arpa/inet.h>
#include <fmt/format.h>

#include <charconv>
#include <string>

#include "model/network/packets.h"

namespace archsynth::model {
namespace {

int bits_of(Family family) { return family == Family::kIpv4 ? 32 : 128; }

/// The lowest `count` bits.
Number low_bits(int count) {
  if (count <= 0) return {};
  if (count < 64) return {0, (std::uint64_t{1} << count) - 1};
  if (count == 64) return {0, UINT64_MAX};
  return {count == 128 ? UINT64_MAX : (std::uint64_t{1} << (count - 64)) - 1, UINT64_MAX};
}

Block block_at(Family family, const Number& address, int prefix) {
  const Number host = low_bits(bits_of(family) - prefix);
  const Number first{address.high & ~host.high, address.low & ~host.low};
  return {family, {first, {first.high | host.high, first.low | host.low}}, prefix};
}

Number read_bytes(const unsigned char* bytes, int count) {
  Number number;
  for (int i = 0; i < count; ++i) {
    number.high = number.high << 8 | number.low >> 56;
    number.low = number.low << 8 | bytes[i];
  }
  return number;
}

std::vector<Block> blocks_of(std::initializer_list<std::string_view> texts) {
  std::vector<Block> blocks;
  for (const std::string_view text : texts) blocks.push_back(*block_of(text));
  return blocks;
}

std::vector<Block> make_public_ipv4() {
  Packets left(
      Box{Family::kIpv4, {kAllProtocols, kAllPorts, block_of("0.0.0.0/0")->addresses, {}}});
  // RFC 6890, and the multicast and reserved addresses of RFC 1112.
  for (const Block& kept :
       blocks_of({"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
                  "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3"})) {
    left.remove(Box{Family::kIpv4, {kAllProtocols, kAllPorts, kept.addresses, {}}});
  }
  std::vector<Block> blocks;
  for (const Box& each : left.boxes()) blocks.push_back({Family::kIpv4, each.sources(), 0});
  return blocks;
}

}  // namespace

std::optional<Block> block_of(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == text.npos || slash > 45) return std::nullopt;
  const Family family = text.find(':') == text.npos ? Family::kIpv4 : Family::kIpv6;
  const char* end = text.data() + text.size();
  int prefix = 0;
  const auto [rest, error] = std::from_chars(text.data() + slash + 1, end, prefix);
  if (error != std::errc() || rest != end || prefix < 0 || prefix > bits_of(family)) {
    return std::nullopt;
  }
  const std::string address(text.substr(0, slash));
  std::array<unsigned char, 16> bytes{};
  const int known = family == Family::kIpv4 ? AF_INET : AF_INET6;
  if (inet_pton(known, address.c_str(), bytes.data()) != 1) return std::nullopt;
  return block_at(family, read_bytes(bytes.data(), bits_of(family) / 8), prefix);
}

const Block& all_addresses(Family family) {
  static const Block kIpv4 = *block_of("0.0.0.0/0");
  static const Block kIpv6 = *block_of("::/0");
  return family == Family::kIpv4 ? kIpv4 : kIpv6;
}

const std::vector<Block>& public_addresses(Family family) {
  static const std::vector<Block> kIpv4 = make_public_ipv4();
  // What IANA has given out as global unicast.
  static const std::vector<Block> kIpv6 = blocks_of({"2000::/3"});
  return family == Family::kIpv4 ? kIpv4 : kIpv6;
}

std::optional<Block> part_of(const Block& block, int free_bits, std::uint64_t index) {
  const int prefix = bits_of(block.family) - free_bits;
  if (free_bits < 0 || prefix < block.prefix || free_bits > 127) return std::nullopt;
  const int more = prefix - block.prefix;
  if (more < 64 && index >= std::uint64_t{1} << more) return std::nullopt;
  Number offset;
  if (free_bits >= 64) {
    offset.high = index << (free_bits - 64);
  } else {
    offset.low = index << free_bits;
    offset.high = free_bits == 0 ? 0 : index >> (64 - free_bits);
  }
  const Number& first = block.addresses.first;
  return block_at(block.family, {first.high | offset.high, first.low | offset.low}, prefix);
}

std::string text_of(const Block& block) {
  std::array<unsigned char, 16> bytes{};
  const Number& first = block.addresses.first;
  const int count = bits_of(block.family) / 8;
  for (int i = 0; i < count; ++i) {
    const int shift = (count - 1 - i) * 8;
    bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(
        shift >= 64 ? first.high >> (shift - 64) & 255 : first.low >> shift & 255);
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(block.family == Family::kIpv4 ? AF_INET : AF_INET6, bytes.data(), text.data(),
            text.size());
  return fmt::format("{}/{}", text.data(), block.prefix);
}

}  // namespace archsynth::model

#include "archsynth/aws/cidr.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::aws {

namespace {

std::optional<std::uint32_t> number(std::string_view text, std::uint32_t most) {
  if (text.empty() || text.size() > 3 || (text.size() > 1 && text.front() == '0')) return {};
  std::uint32_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return {};
    value = value * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (value > most) return {};
  return value;
}

std::uint32_t host_bits(int prefix) { return prefix == 0 ? ~0U : (1U << (32 - prefix)) - 1; }

}  // namespace

Cidr::Cidr(std::uint32_t address, int prefix)
    : first_(address & ~host_bits(prefix)), prefix_(prefix), aligned_(first_ == address) {}

std::optional<Cidr> Cidr::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return {};
  const std::vector<std::string_view> octets = split(text.substr(0, slash), '.');
  const std::optional<std::uint32_t> prefix = number(text.substr(slash + 1), 32);
  if (octets.size() != 4 || !prefix) return {};
  std::uint32_t address = 0;
  for (std::string_view octet : octets) {
    const std::optional<std::uint32_t> value = number(octet, 255);
    if (!value) return {};
    address = address << 8 | *value;
  }
  return Cidr(address, static_cast<int>(*prefix));
}

std::uint32_t Cidr::last() const { return first_ | host_bits(prefix_); }

bool Cidr::contains(const Cidr& other) const {
  return first_ <= other.first_ && other.last() <= last();
}

bool Cidr::overlaps(const Cidr& other) const { return contains(other) || other.contains(*this); }

bool Cidr::is_private() const {
  return Cidr(0x0A000000U, 8).contains(*this) || Cidr(0xAC100000U, 12).contains(*this) ||
         Cidr(0xC0A80000U, 16).contains(*this);
}

std::optional<Cidr> Cidr::subnet(int bits, std::uint32_t index) const {
  const int prefix = prefix_ + bits;
  if (bits < 0 || prefix > 32 || (bits < 32 && index >= std::uint64_t{1} << bits)) return {};
  return Cidr(first_ + static_cast<std::uint32_t>(std::uint64_t{index} << (32 - prefix)), prefix);
}

std::string Cidr::to_string() const {
  return fmt::format("{}.{}.{}.{}/{}", first_ >> 24, first_ >> 16 & 255, first_ >> 8 & 255,
                     first_ & 255, prefix_);
}

}  // namespace archsynth::aws

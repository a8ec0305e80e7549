#include "model/network/packets.h"

#include <gtest/gtest.h>

#include <random>

namespace archsynth::model {
namespace {

TEST(Blocks, ReadBothFamilies) {
  EXPECT_EQ(text_of(*block_of("10.1.2.3/16")), "10.1.0.0/16");
  EXPECT_EQ(text_of(*block_of("0.0.0.0/0")), "0.0.0.0/0");
  EXPECT_EQ(text_of(*block_of("2001:db8:1::5/48")), "2001:db8:1::/48");
  EXPECT_EQ(text_of(*block_of("::/0")), "::/0");
  for (const char* wrong : {"", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8x", "::1/129",
                            "10.0.0.256/8", "pl-12345678"}) {
    EXPECT_FALSE(block_of(wrong)) << wrong;
  }
}

TEST(Blocks, AreCutAsFnCidrDoes) {
  EXPECT_EQ(text_of(*part_of(*block_of("10.0.0.0/16"), 8, 3)), "10.0.3.0/24");
  EXPECT_EQ(text_of(*part_of(*block_of("2600:1f00::/56"), 64, 2)), "2600:1f00:0:2::/64");
  EXPECT_FALSE(part_of(*block_of("10.0.0.0/24"), 8, 1));
  EXPECT_FALSE(part_of(*block_of("10.0.0.0/24"), 9, 0));
}

TEST(Blocks, PublicOnesLeaveOutWhatIsKept) {
  const auto is_public = [](const char* address) {
    const Block one = *block_of(std::string(address) + "/32");
    for (const Block& each : public_addresses(Family::kIpv4)) {
      if (each.addresses.contains(one.addresses)) return true;
    }
    return false;
  };
  for (const char* each : {"8.8.8.8", "1.0.0.0", "172.32.0.0", "100.128.0.0", "223.255.255.255"}) {
    EXPECT_TRUE(is_public(each)) << each;
  }
  for (const char* each : {"10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "127.0.0.1",
                           "169.254.169.254", "224.0.0.1", "255.255.255.255", "0.0.0.0"}) {
    EXPECT_FALSE(is_public(each)) << each;
  }
}

TEST(ServiceText, NamesWhatPeopleName) {
  EXPECT_EQ(service_text(kAllProtocols, kAllPorts), "all traffic");
  EXPECT_EQ(service_text({kTcp, kTcp}, {443, 443}), "tcp 443");
  EXPECT_EQ(service_text({kUdp, kUdp}, {1, 9}), "udp 1-9");
  EXPECT_EQ(service_text({kIcmp, kIcmp}, kAllPorts), "icmp");
}

/// Boxes of small numbers, whose every packet can be tried.
class Brute {
 public:
  explicit Brute(unsigned seed) : random_(seed) {}

  Box box() {
    Box made;
    for (Range& each : made.ranges) {
      const auto a = random_() % kMost;
      const auto b = random_() % kMost;
      each = {std::min(a, b), std::max(a, b)};
    }
    return made;
  }

  template <typename Visit>
  static void each_packet(Visit visit) {
    for (std::uint64_t i = 0; i < kMost * kMost * kMost * kMost; ++i) {
      std::uint64_t rest = i;
      Box packet;
      for (Range& each : packet.ranges) {
        each = {rest % kMost, rest % kMost};
        rest /= kMost;
      }
      visit(packet);
    }
  }

  static constexpr std::uint64_t kMost = 4;

 private:
  std::mt19937 random_;
};

TEST(Packets, AgreeWithEveryPacket) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    Brute brute(seed);
    const Box a = brute.box();
    const Box b = brute.box();
    const Box c = brute.box();
    Packets united(a);
    united.add(b);
    Packets reduced = united;
    reduced.remove(c);
    const Packets common = united.within(Packets(c));
    Brute::each_packet([&](const Box& packet) {
      const bool in_either = a.contains(packet) || b.contains(packet);
      ASSERT_EQ(united.contains(packet), in_either) << seed;
      ASSERT_EQ(reduced.contains(packet), in_either && !c.contains(packet)) << seed;
      ASSERT_EQ(common.contains(packet), in_either && c.contains(packet)) << seed;
    });
  }
}

TEST(Packets, OfLargeNumbersAreCutExactly) {
  Box all;
  all.family = Family::kIpv6;
  all.ranges[Box::kSource] = all_addresses(Family::kIpv6).addresses;
  all.ranges[Box::kDestination] = all_addresses(Family::kIpv6).addresses;
  Box hole = all;
  hole.ranges[Box::kSource] = block_of("2001:db8::/64")->addresses;
  Packets left(all);
  left.remove(hole);
  Box inside = hole;
  EXPECT_FALSE(left.overlaps(inside));
  inside.ranges[Box::kSource] = block_of("2001:db8:0:1::/64")->addresses;
  EXPECT_TRUE(left.contains(inside));
}

}  // namespace
}  // namespace archsynth::model

#include "archsynth/aws/cidr.h"

#include <gtest/gtest.h>

namespace archsynth::aws {
namespace {

Cidr cidr(std::string_view text) { return Cidr::parse(text).value(); }

TEST(Cidr, ReadsAndPrints) {
  for (const char* text : {"10.0.0.0/16", "0.0.0.0/0", "255.255.255.255/32", "192.168.4.0/22"}) {
    EXPECT_EQ(cidr(text).to_string(), text);
    EXPECT_TRUE(cidr(text).aligned()) << text;
  }
  EXPECT_EQ(cidr("10.0.1.7/24").to_string(), "10.0.1.0/24");
  EXPECT_FALSE(cidr("10.0.1.7/24").aligned());
}

TEST(Cidr, RefusesWhatIsNoBlock) {
  for (const char* text :
       {"", "10.0.0.0", "10.0.0/16", "10.0.0.0.0/16", "10.0.0.256/16", "10.0.0.0/33", "10.0.0.0/",
        "/16", "010.0.0.0/16", "10.0.0.0/016", "10.0.0.0/-1", " 10.0.0.0/16", "10.0.0.0/16 ",
        "10..0.0/16", "a.b.c.d/8", "::/0", "4294967306.0.0.0/8"}) {
    EXPECT_FALSE(Cidr::parse(text)) << text;
  }
}

TEST(Cidr, KnowsItsBounds) {
  EXPECT_EQ(cidr("10.0.1.0/24").size(), 256U);
  EXPECT_EQ(cidr("0.0.0.0/0").size(), 4294967296U);
  EXPECT_EQ(cidr("0.0.0.0/0").last(), 0xFFFFFFFFU);
  EXPECT_EQ(cidr("10.0.1.4/32").last(), cidr("10.0.1.4/32").first());
}

TEST(Cidr, ComparesBlocks) {
  EXPECT_TRUE(cidr("10.0.0.0/16").contains(cidr("10.0.255.0/24")));
  EXPECT_TRUE(cidr("10.0.0.0/16").contains(cidr("10.0.0.0/16")));
  EXPECT_FALSE(cidr("10.0.0.0/16").contains(cidr("10.1.0.0/24")));
  EXPECT_FALSE(cidr("10.0.0.0/24").contains(cidr("10.0.0.0/16")));
  EXPECT_TRUE(cidr("10.0.0.0/24").overlaps(cidr("10.0.0.0/16")));
  EXPECT_FALSE(cidr("10.0.0.0/24").overlaps(cidr("10.0.1.0/24")));
}

TEST(Cidr, KnowsPrivateAddresses) {
  for (const char* text :
       {"10.0.0.0/8", "10.9.0.0/16", "172.16.0.0/12", "172.31.0.0/16", "192.168.0.0/16"}) {
    EXPECT_TRUE(cidr(text).is_private()) << text;
  }
  for (const char* text : {"11.0.0.0/16", "172.32.0.0/16", "192.169.0.0/16", "8.0.0.0/7"}) {
    EXPECT_FALSE(cidr(text).is_private()) << text;
  }
}

TEST(Cidr, CutsSubnets) {
  EXPECT_EQ(cidr("10.0.0.0/16").subnet(8, 11)->to_string(), "10.0.11.0/24");
  EXPECT_EQ(cidr("10.0.0.0/16").subnet(8, 255)->to_string(), "10.0.255.0/24");
  EXPECT_FALSE(cidr("10.0.0.0/16").subnet(8, 256));
  EXPECT_FALSE(cidr("10.0.0.0/28").subnet(8, 0));
  EXPECT_EQ(cidr("0.0.0.0/0").subnet(32, 0xFFFFFFFFU)->to_string(), "255.255.255.255/32");
}

}  // namespace
}  // namespace archsynth::aws

#include "spec/quotas.h"

#include <gtest/gtest.h>

#include <string>

namespace archsynth::spec {
namespace {

TEST(Quotas, Figures) {
  EXPECT_EQ(quota(Quota::kTemplateInlineBytes), 51200);
  EXPECT_EQ(quota(Quota::kTemplateBytes), 1000000);
  EXPECT_EQ(quota(Quota::kResources), 500);
  EXPECT_EQ(quota(Quota::kParameters), 200);
  EXPECT_EQ(quota(Quota::kOutputs), 200);
  EXPECT_EQ(quota(Quota::kMappings), 200);
  EXPECT_EQ(quota(Quota::kTags), 50);
  EXPECT_EQ(quota(Quota::kSubnetReservedAddresses), 5);
}

TEST(Quotas, EachIsInTheDataWithItsPage) {
  for (int i = 0; i <= static_cast<int>(Quota::kSubnetReservedAddresses); ++i) {
    QuotaFact fact = quota_fact(static_cast<Quota>(i));
    EXPECT_GT(fact.value, 0) << fact.name;
    EXPECT_TRUE(fact.page.starts_with("https://")) << fact.name;
  }
}

TEST(Tags, Keys) {
  EXPECT_TRUE(is_tag_key("team"));
  EXPECT_TRUE(is_tag_key("cost center/a+b=c.d_e:f-g@h"));
  EXPECT_TRUE(is_tag_key("größe"));
  EXPECT_TRUE(is_tag_key("aws"));
  EXPECT_FALSE(is_tag_key(""));
  EXPECT_FALSE(is_tag_key("aws:x"));
  EXPECT_FALSE(is_tag_key("AwS:x"));
  EXPECT_FALSE(is_tag_key("a;b"));
  EXPECT_TRUE(is_tag_key(std::string(128, 'k')));
  EXPECT_FALSE(is_tag_key(std::string(129, 'k')));
}

TEST(Tags, Values) {
  EXPECT_TRUE(is_tag_value(""));
  EXPECT_TRUE(is_tag_value(std::string(256, 'v')));
  EXPECT_FALSE(is_tag_value(std::string(257, 'v')));
  EXPECT_FALSE(is_tag_value("a&b"));
}

}  // namespace
}  // namespace archsynth::spec

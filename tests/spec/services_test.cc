#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "spec/elbv2.h"
#include "spec/fargate.h"
#include "spec/logs.h"
#include "spec/regions.h"

namespace archsynth::spec {
namespace {

using ::testing::ElementsAre;

TEST(Fargate, Pairs) {
  EXPECT_TRUE(is_fargate_size(512, 1024));
  EXPECT_FALSE(is_fargate_size(512, 8192));
  EXPECT_FALSE(is_fargate_size(512, 1025));
  EXPECT_FALSE(is_fargate_size(500, 1024));
  EXPECT_TRUE(is_fargate_size(16384, 122880));
  EXPECT_THAT(fargate_memories(256), ElementsAre(512, 1024, 2048));
  EXPECT_THAT(fargate_memories(512), ElementsAre(1024, 2048, 3072, 4096));
  EXPECT_THAT(fargate_memories(500), ElementsAre());
  EXPECT_THAT(fargate_cpus(), ElementsAre(256, 512, 1024, 2048, 4096, 8192, 16384, 32768));
}

TEST(Logs, Retentions) {
  EXPECT_TRUE(is_log_retention(7));
  EXPECT_TRUE(is_log_retention(30));
  EXPECT_FALSE(is_log_retention(31));
  EXPECT_FALSE(is_log_retention(0));
  EXPECT_EQ(log_retention_days().front(), 1);
  EXPECT_EQ(log_retention_days().back(), 3653);
}

TEST(Elbv2, TlsPolicies) {
  EXPECT_TRUE(tls_policies().contains("ELBSecurityPolicy-2016-08"));
  EXPECT_TRUE(tls_policies().contains("ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09"));
  EXPECT_TRUE(tls_policies().contains(recommended_tls_policy()));
  EXPECT_FALSE(tls_policies().contains("ELBSecurityPolicy-2099-01"));
  EXPECT_EQ(access_log_delivery_service(), "logdelivery.elasticloadbalancing.amazonaws.com");
}

TEST(Regions, PartitionAndZones) {
  auto virginia = region("us-east-1");
  ASSERT_TRUE(virginia);
  EXPECT_EQ(virginia->partition, "aws");
  EXPECT_THAT(virginia->zones.to_vector(), ElementsAre("a", "b", "c", "d", "e", "f"));
  EXPECT_EQ(region("cn-north-1")->partition, "aws-cn");
  EXPECT_EQ(region("cn-north-1")->dns_suffix, "amazonaws.com.cn");
  EXPECT_EQ(region("us-gov-west-1")->partition, "aws-us-gov");
  EXPECT_FALSE(region("us-east-9"));
  EXPECT_GE(region_names().size(), 46u);
}

}  // namespace
}  // namespace archsynth::spec

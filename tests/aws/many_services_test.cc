#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <set>

#include "archsynth/aws/autoscaling.h"
#include "archsynth/aws/cloudwatch.h"
#include "aws/ecs_stack.h"

namespace archsynth {
namespace {

constexpr const char* kImage = "public.ecr.aws/nginx/nginx:1.27";

struct ManyServices : ServiceStack {
  rds::Database& database = stack.add<rds::Database>("main-database", vpc, key, {});
  cloudwatch::Alarms& alarms = stack.add<cloudwatch::Alarms>("Alarms", key, {});
  cloudwatch::Dashboard& dashboard = stack.add<cloudwatch::Dashboard>("Dashboard", {});

  ecs::FargateService& add_one(int number) {
    auto& service =
        add("service-" + std::to_string(number),
            {.image = {.uri = kImage}, .port = 8000, .variables = {{"LOG_LEVEL", "info"}}});
    service.connect_to(database);
    return service;
  }
  void watch(ecs::FargateService& service) {
    autoscaling::scale(service);
    alarms.watch(service);
    dashboard.show(service);
  }
};

TEST(ManyServices, HaveIdsOfTheirOwnAndTheSameTextEachTime) {
  const auto build = [](int count) {
    ManyServices in;
    auto& load_balancer = in.add_load_balancer();
    for (int i = 0; i < count; ++i) {
      auto& service = in.add_one(i);
      service.expose(load_balancer, {.path = {"/" + std::to_string(i) + "/*"}});
      in.watch(service);
    }
    std::set<std::string> ids;
    std::size_t resources = 0;
    in.stack.each_resource([&](const cfn::Resource& each) {
      ids.insert(each.id.str());
      ++resources;
    });
    EXPECT_EQ(ids.size(), resources);
    EXPECT_EQ(findings(in.stack), "");
    return std::pair(resources, lines(in.stack));
  };
  const auto none = build(0), one = build(1), fifty = build(50), again = build(50);
  EXPECT_EQ(fifty.second, again.second);
  // A dashboard, which only exists where something is shown, and then each service the same.
  EXPECT_EQ(fifty.first, none.first + 1 + 50 * (one.first - none.first - 1));
}

TEST(ManyServices, TakeTimeInProportion) {
  const auto seconds = [](int count) {
    double best = 1e9;
    for (int run = 0; run < 3; ++run) {
      const std::clock_t begin = std::clock();
      ManyServices in;
      for (int i = 0; i < count; ++i) in.watch(in.add_one(i));
      best = std::min(best, static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC);
    }
    return best;
  };
  // Four times when linear, sixteen when quadratic.
  EXPECT_LT(seconds(400), 9 * seconds(100));
}

}  // namespace
}  // namespace archsynth

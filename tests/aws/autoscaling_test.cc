#include "archsynth/aws/autoscaling.h"

#include <gtest/gtest.h>

#include "aws/ecs_stack.h"

namespace archsynth::autoscaling {
namespace {

constexpr const char* kImage = "public.ecr.aws/nginx/nginx:1.27";

/// Target and policies alone.
std::string scaling(const construct::Construct& service) {
  std::string text;
  service.each_resource([&](const cfn::Resource& each) {
    if (each.type.starts_with("AWS::ApplicationAutoScaling::")) {
      text += line_of(service, each.id.str()) + "\n";
    }
  });
  return text;
}

TEST(Scale, TracksCpuAndMemory) {
  ServiceStack in;
  auto& service = in.add("api", {.image = {.uri = kImage}});
  scale(service);
  EXPECT_EQ(
      scaling(service),
      R"(ApiScalableTarget: {"Type":"AWS::ApplicationAutoScaling::ScalableTarget","Properties":{"ServiceNamespace":"ecs","ScalableDimension":"ecs:service:DesiredCount","ResourceId":{"Fn::Join":["/",["service",{"Ref":"Cluster"},{"Fn::GetAtt":["ApiService","Name"]}]]},"MinCapacity":2,"MaxCapacity":6}}
ApiCpuScaling: {"Type":"AWS::ApplicationAutoScaling::ScalingPolicy","Properties":{"PolicyName":"ApiCpuScaling","PolicyType":"TargetTrackingScaling","ScalingTargetId":{"Ref":"ApiScalableTarget"},"TargetTrackingScalingPolicyConfiguration":{"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageCPUUtilization"},"TargetValue":70,"ScaleOutCooldown":60,"ScaleInCooldown":300}}}
ApiMemoryScaling: {"Type":"AWS::ApplicationAutoScaling::ScalingPolicy","Properties":{"PolicyName":"ApiMemoryScaling","PolicyType":"TargetTrackingScaling","ScalingTargetId":{"Ref":"ApiScalableTarget"},"TargetTrackingScalingPolicyConfiguration":{"PredefinedMetricSpecification":{"PredefinedMetricType":"ECSServiceAverageMemoryUtilization"},"TargetValue":80,"ScaleOutCooldown":60,"ScaleInCooldown":300}}}
)");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(Scale, TracksMetricsOfOnesOwn) {
  ServiceStack in;
  auto& service = in.add("api", {.image = {.uri = kImage},
                                 .tasks = {.min = 0},
                                 .scaling = {.metrics = {{"jobs-per-task",
                                                          {.metric_namespace = "AWS/SQS",
                                                           .metric_name = "Waiting",
                                                           .dimensions = {{"QueueName", "jobs"}},
                                                           .statistic = ecs::Statistic::kMaximum,
                                                           .target = 2.5}}},
                                             .scale_in_cooldown_seconds = 240}});
  scale(service);
  EXPECT_EQ(
      line_of(service, "ApiJobsPerTaskScaling"),
      R"(ApiJobsPerTaskScaling: {"Type":"AWS::ApplicationAutoScaling::ScalingPolicy","Properties":{"PolicyName":"ApiJobsPerTaskScaling","PolicyType":"TargetTrackingScaling","ScalingTargetId":{"Ref":"ApiScalableTarget"},"TargetTrackingScalingPolicyConfiguration":{"CustomizedMetricSpecification":{"Namespace":"AWS/SQS","MetricName":"Waiting","Dimensions":[{"Name":"QueueName","Value":"jobs"}],"Statistic":"Maximum"},"TargetValue":2.5,"ScaleOutCooldown":60,"ScaleInCooldown":240}}})");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(Scale, TracksRequestsAndKeepsSchedules) {
  ServiceStack in;
  auto& load_balancer = in.add_load_balancer();
  auto& repository =
      in.stack.add<ecr::Repository>("shop-repository", in.key, {.repository_name = "shop"});
  auto& service = in.add(
      "api", {.image = {.repository = {.repository_name = "shop"}},
              .port = 8000,
              .scaling = {.requests_per_task = 600,
                          .schedules = {{"night",
                                         {.schedule = "cron(0 22 * * ? *)",
                                          .time_zone = "Europe/Berlin",
                                          .min = 1,
                                          .max = 2}},
                                        {"pulse", {.schedule = "rate(2 hours)", .max = 8}}}}});
  service.run_image_of(repository);
  service.expose(load_balancer);
  scale(service);
  EXPECT_EQ(
      line_of(service, "ApiScalableTarget"),
      R"~(ApiScalableTarget: {"Type":"AWS::ApplicationAutoScaling::ScalableTarget","Properties":{"ServiceNamespace":"ecs","ScalableDimension":"ecs:service:DesiredCount","ResourceId":{"Fn::Join":["/",["service",{"Ref":"Cluster"},{"Fn::GetAtt":["ApiService","Name"]}]]},"MinCapacity":{"Fn::If":["ApiHasImage",2,0]},"MaxCapacity":6,"ScheduledActions":[{"ScheduledActionName":"night","Schedule":"cron(0 22 * * ? *)","Timezone":"Europe/Berlin","ScalableTargetAction":{"MinCapacity":{"Fn::If":["ApiHasImage",1,0]},"MaxCapacity":2}},{"ScheduledActionName":"pulse","Schedule":"rate(2 hours)","ScalableTargetAction":{"MaxCapacity":8}}]}})~");
  EXPECT_EQ(
      line_of(service, "ApiRequestScaling"),
      R"(ApiRequestScaling: {"Type":"AWS::ApplicationAutoScaling::ScalingPolicy","Properties":{"PolicyName":"ApiRequestScaling","PolicyType":"TargetTrackingScaling","ScalingTargetId":{"Ref":"ApiScalableTarget"},"TargetTrackingScalingPolicyConfiguration":{"PredefinedMetricSpecification":{"PredefinedMetricType":"ALBRequestCountPerTarget","ResourceLabel":{"Fn::Join":["/",[{"Fn::GetAtt":["LoadBalancer","LoadBalancerFullName"]},{"Fn::GetAtt":["ApiTargetGroup","TargetGroupFullName"]}]]}},"TargetValue":600,"ScaleOutCooldown":60,"ScaleInCooldown":300}}})");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(Scale, LeavesAFixedCountAlone) {
  ServiceStack in;
  auto& service = in.add("api", {.image = {.uri = kImage}, .tasks = {.min = 2, .max = 2}});
  scale(service);
  EXPECT_EQ(scaling(service), "");
  EXPECT_EQ(findings(in.stack), "");
}

TEST(Scale, RefusesWhatHasNoEffect) {
  ServiceStack in;
  const int line = __LINE__ + 1;
  scale(in.add(
      "api",
      {.image = {.uri = kImage},
       .scaling = {
           .requests_per_task = 10,
           .schedules = {
               {"never", {.schedule = "rate(1 hour)"}},
               {"pulse", {.schedule = "rate(1 hour)", .time_zone = "Europe/Berlin", .min = 3}}}}}));
  scale(in.add("web",
               {.image = {.uri = kImage},
                .tasks = {.min = 2, .max = 2},
                .scaling = {.schedules = {{"night", {.schedule = "rate(1 day)", .min = 1}}}}}));
  EXPECT_EQ(
      findings_from(in.stack, __FILE__, line),
      R"~(+4: error: "requests_per_task" has no effect: no load balancer sends "api" requests [ARC1223]
+6: error: the schedule "never" has no effect [ARC1220]
  fix: set "min", "max" or both
+7: error: "time_zone" has no effect on "rate(1 hour)" [ARC1224]
  fix: only `cron` and `at` schedules name times of a day
+11: error: the schedule "night" has no effect: "min" and "max" are both 2 [ARC1222]
  fix: raise "max", or remove the schedule
)~");
}

TEST(Scale, RefusesBoundsThatContradict) {
  ServiceStack in;
  const int line = __LINE__ + 1;
  scale(in.add("api",
               {.image = {.uri = kImage},
                .tasks = {.min = 2, .max = 6},
                .scaling = {.schedules = {{"both", {.schedule = "rate(1 day)", .min = 5, .max = 4}},
                                          {"least", {.schedule = "rate(1 day)", .min = 7}},
                                          {"most", {.schedule = "rate(1 day)", .max = 1}}}}}));
  EXPECT_EQ(findings_from(in.stack, __FILE__, line),
            R"(+2: error: "min" is 2, more than "max", which is 1 [ARC1221]
  fix: a schedule without its own bound uses the service's
+5: note: the other bound
+3: error: "min" is 5, more than "max", which is 4 [ARC1221]
  fix: a schedule without its own bound uses the service's
+3: note: the other bound
+4: error: "min" is 7, more than "max", which is 6 [ARC1221]
  fix: a schedule without its own bound uses the service's
+2: note: the other bound
)");
}

}  // namespace
}  // namespace archsynth::autoscaling

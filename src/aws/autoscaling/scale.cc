#include "archsynth/aws/autoscaling.h"

#include <fmt/format.h>

#include "archsynth/support/text.h"

namespace archsynth::autoscaling {

namespace {

bool is_rate(const ecs::ScheduleProps& schedule) {
  return schedule.schedule->substr(0, 5) == "rate(";
}

/// The role that scaling uses anyway: GovCloud's handlers have asked for it.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
cfn::Value role_in(std::string_view region) {
  if (!region.starts_with("us-gov-")) return {};
  return cfn::sub(
      "arn:${AWS::Partition}:iam::${AWS::AccountId}:role/aws-service-role/"
      "ecs.application-autoscaling.amazonaws.com/"
      "AWSServiceRoleForApplicationAutoScaling_ECSService");
}

/// A target tracking policy on one metric.
cfn::Resource& track(ecs::FargateService& service, const cfn::Resource& target,
                     const std::string& name, const char* kind, cfn::Map metric, cfn::Value value) {
  const ecs::ScalingProps& scaling = service.props().scaling;
  return service.add_resource(name, "AWS::ApplicationAutoScaling::ScalingPolicy",
                              {{"PolicyName", service.logical_id(name).str()},
                               {"PolicyType", "TargetTrackingScaling"},
                               {"ScalingTargetId", target.ref()},
                               {"TargetTrackingScalingPolicyConfiguration",
                                cfn::Map{{kind, std::move(metric)},
                                         {"TargetValue", std::move(value)},
                                         {"ScaleOutCooldown", scaling.scale_out_cooldown_seconds},
                                         {"ScaleInCooldown", scaling.scale_in_cooldown_seconds}}}});
}

constexpr const char* kPredefined = "PredefinedMetricSpecification";

/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-applicationautoscaling-scalingpolicy-customizedmetricspecification.html
cfn::Map customized(const ecs::MetricProps& metric, Diagnostics& to) {
  constexpr const char* kStatistics[] = {"Average", "Minimum", "Maximum", "Sum", "SampleCount"};
  cfn::List dimensions;
  for (const auto& [name, value] : metric.dimensions) {
    dimensions.emplace_back(cfn::Map{{"Name", name}, {"Value", aws::value_of(value, to)}});
  }
  cfn::Map made{{"Namespace", metric.metric_namespace}, {"MetricName", metric.metric_name}};
  if (!dimensions.empty()) made.set("Dimensions", std::move(dimensions));
  made.set("Statistic", cfn::Value(kStatistics[static_cast<int>(*metric.statistic)])
                            .with_origin(metric.statistic.origin()));
  return made;
}

void track_metrics(ecs::FargateService& service, const cfn::Resource& target) {
  for (const auto& [name, metric] : service.props().scaling.metrics) {
    cfn::Resource& policy =
        track(service, target, *name + "-scaling", "CustomizedMetricSpecification",
              customized(metric, service.diagnostics()), metric.target);
    policy.origin = name.origin();
  }
}

void check_bounds(const Sourced<int>& least, const Sourced<int>& most, Diagnostics& to) {
  if (*least <= *most) return;
  const bool blame_most = !least.stated();
  Diagnostic& found =
      to.error("ARC1221", (blame_most ? most : least).origin(),
               fmt::format("\"min\" is {}, more than \"max\", which is {}", *least, *most));
  found.related.push_back({(blame_most ? least : most).origin(), "the other bound"});
  found.fix = "a schedule without its own bound uses the service's";
}

void check(const std::string& name, const ecs::ScheduleProps& schedule,
           const ecs::TasksProps& tasks, const Origin& origin, Diagnostics& to) {
  if (schedule.min.missing() && schedule.max.missing()) {
    to.error("ARC1220", origin, fmt::format("the schedule {} has no effect", quoted(name))).fix =
        "set \"min\", \"max\" or both";
  } else {
    check_bounds(schedule.min ? schedule.min : tasks.min, schedule.max ? schedule.max : tasks.max,
                 to);
  }
  if (is_rate(schedule) && schedule.time_zone.stated()) {
    to.error("ARC1224", schedule.time_zone.origin(),
             fmt::format("\"time_zone\" has no effect on {}", quoted(*schedule.schedule)))
        .fix = "only `cron` and `at` schedules name times of a day";
  }
}

cfn::List scheduled_actions(ecs::FargateService& service) {
  cfn::List actions;
  for (const auto& [name, schedule] : service.props().scaling.schedules) {
    check(*name, schedule, service.props().tasks, name.origin(), service.diagnostics());
    cfn::Value least = schedule.min;
    // Before the first image a schedule must not start tasks that cannot run.
    if (!least.absent()) least = service.when_image_exists(std::move(least));
    actions.emplace_back(
        cfn::Map{{"ScheduledActionName", name},
                 {"Schedule", schedule.schedule},
                 {"Timezone", is_rate(schedule) ? cfn::Value() : cfn::Value(schedule.time_zone)},
                 {"ScalableTargetAction",
                  cfn::Map{{"MinCapacity", std::move(least)}, {"MaxCapacity", schedule.max}}}});
  }
  return actions;
}

void refuse_schedules(ecs::FargateService& service) {
  const ecs::FargateServiceProps& props = service.props();
  if (*props.tasks.min > *props.tasks.max) return;  // was reported
  for (const auto& [name, schedule] : props.scaling.schedules) {
    service.diagnostics()
        .error("ARC1222", name.origin(),
               fmt::format("the schedule {} has no effect: \"min\" and \"max\" are both {}",
                           quoted(*name), *props.tasks.min))
        .fix = "raise \"max\", or remove the schedule";
  }
}

}  // namespace

void scale(ecs::FargateService& service) {
  const ecs::FargateServiceProps& props = service.props();
  const ecs::ScalingProps& scaling = props.scaling;
  if (!service.scales()) return refuse_schedules(service);
  cfn::Resource& target = service.add_resource(
      "ScalableTarget", "AWS::ApplicationAutoScaling::ScalableTarget",
      {{"ServiceNamespace", "ecs"},
       {"ScalableDimension", "ecs:service:DesiredCount"},
       {"ResourceId", cfn::join("/", {"service", service.cluster().name(), service.name()})},
       {"MinCapacity", service.when_image_exists(props.tasks.min)},
       {"MaxCapacity", props.tasks.max},
       {"RoleARN", role_in(service.stack().props().region)}});
  if (cfn::List actions = scheduled_actions(service); !actions.empty()) {
    target.properties.set("ScheduledActions", std::move(actions));
  }
  const auto predefined = [](const char* metric) {
    return cfn::Map{{"PredefinedMetricType", metric}};
  };
  track(service, target, "CpuScaling", kPredefined, predefined("ECSServiceAverageCPUUtilization"),
        scaling.cpu_percent);
  track(service, target, "MemoryScaling", kPredefined,
        predefined("ECSServiceAverageMemoryUtilization"), scaling.memory_percent);
  track_metrics(service, target);
  if (!scaling.requests_per_task) return;
  if (service.load_balancer() == nullptr) {
    service.diagnostics().error(
        "ARC1223", scaling.requests_per_task.origin(),
        fmt::format("\"requests_per_task\" has no effect: no load balancer sends {} requests",
                    quoted(service.label())));
    return;
  }
  cfn::Map metric = predefined("ALBRequestCountPerTarget");
  metric.set("ResourceLabel", cfn::join("/", {service.load_balancer()->full_name(),
                                              service.target_group()->full_name()}));
  track(service, target, "RequestScaling", kPredefined, std::move(metric),
        scaling.requests_per_task);
}

}  // namespace archsynth::autoscaling

// Auto Scaling groups: how many instances run, what is Spot, how they are replaced.

#include <algorithm>

#include "model/workloads/instances.h"
#include "model/workloads/settings.h"

namespace archsynth::model {
namespace {

/// What counts how many instances of a group run.
bool is_scaled(const view::View& view, const cfn::Resource& group) {
  for (const char* type :
       {"AWS::AutoScaling::ScalingPolicy", "AWS::AutoScaling::ScheduledAction"}) {
    for (const cfn::Resource* each : view.of(type)) {
      if (view.target(view::property(*each, {"AutoScalingGroupName"})) == &group) return true;
    }
  }
  return false;
}

/// Whether a capacity provider of ECS has the group, or its instances may join a cluster.
bool hosts_tasks(const view::View& view, const Instances& instances, const cfn::Resource& group) {
  for (const cfn::Resource* each : view.of("AWS::ECS::CapacityProvider")) {
    if (view::refers_to(view.references(*each), group)) return true;
  }
  const auto& all = instances.all();
  return std::any_of(all.begin(), all.end(), [&](const ContainerInstances& each) {
    return each.resource == &group && each.joining != Joining::kNone;
  });
}

/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-autoscaling-autoscalinggroup-instancesdistribution.html
void set_spot(const view::View& view, Group& made) {
  const Settings mixed = Settings(view, *made.resource).in("MixedInstancesPolicy");
  const Settings shares = mixed.in("InstancesDistribution");
  made.on_demand_base = shares.number("OnDemandBaseCapacity");
  made.on_demand_percent = shares.number("OnDemandPercentageAboveBaseCapacity");
  made.is_spot = made.on_demand_percent.or_default(100).value_or(100) < 100;
  if (made.launch == nullptr || made.is_spot) return;
  const cfn::Value* options = launch_setting(*made.launch, "InstanceMarketOptions");
  made.is_spot = Settings(view, options).text("MarketType").value == "spot" ||
                 launch_setting(*made.launch, "SpotPrice") != nullptr;
  if (made.is_spot) made.on_demand_percent = {options, 0, false};
}

RollingUpdate update_of(const view::View& view, const cfn::Resource& group) {
  const Settings settings = Settings(view, &group.update_policy).in("AutoScalingRollingUpdate");
  return {Settings(view, &group.update_policy).at("AutoScalingRollingUpdate"),
          settings.number("MinInstancesInService"), settings.number("MaxBatchSize"),
          settings.truth("WaitOnResourceSignals")};
}

void add_attachments(const view::View& view, const Settings& settings, Group& made) {
  for (const cfn::Value* each : settings.items("TargetGroupARNs").values) {
    made.attachments.push_back({each});
    attach(view, {each, resource_named(view, each)}, made.attachments.back());
  }
  for (const cfn::Value* each : settings.items("LoadBalancerNames").values) {
    const cfn::Resource* classic = resource_named(view, each);
    if (classic == nullptr) continue;
    made.attachments.push_back({each});
    made.attachments.back().balancers.push_back(classic);
  }
}

}  // namespace

void Workloads::add_groups() {
  const auto& all = view_.of("AWS::AutoScaling::AutoScalingGroup");
  if (all.empty()) return;
  const Instances instances(view_);
  for (const cfn::Resource* each : all) {
    const Settings settings(view_, *each);
    Group& made = groups_.emplace_back();
    made.resource = each;
    made.launch = launch_of(view_, *each);
    made.min = settings.number("MinSize");
    made.max = settings.number("MaxSize");
    made.desired = settings.number("DesiredCapacity");
    made.is_scaled = is_scaled(view_, *each);
    made.hosts_tasks = hosts_tasks(view_, instances, *each);
    made.update = update_of(view_, *each);
    set_spot(view_, made);
    add_attachments(view_, settings, made);
  }
}

}  // namespace archsynth::model

#include "model/workloads/workloads.h"

#include <algorithm>

#include "model/workloads/settings.h"

namespace archsynth::model {
namespace {

constexpr std::string_view kTargetGroupType = "AWS::ElasticLoadBalancingV2::TargetGroup";
constexpr std::string_view kListenerType = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view kListenerRuleType = "AWS::ElasticLoadBalancingV2::ListenerRule";

/// Both spellings: CloudFormation's, and the lower one of `AWS::Events::Rule`'s targets.
Placement placement_of(const view::View& view, const Settings& settings, const char* subnets,
                       const char* groups, const char* address) {
  Placement made;
  made.at = settings.at(subnets);
  const view::Items in = settings.items(subnets);
  made.has_all_subnets = in.complete;
  for (const cfn::Value* each : in.values) {
    SubnetUse use;
    use.at = each;
    use.resource = resource_named(view, each);
    if (use.resource != nullptr && use.resource->type == "AWS::EC2::Subnet") {
      use.zone = zone_of(view, *use.resource);
    }
    made.subnets.push_back(std::move(use));
  }
  const view::Items of = settings.items(groups);
  made.has_all_groups = of.complete;
  for (const cfn::Value* each : of.values) {
    made.groups.push_back({each, resource_named(view, each)});
  }
  if (address != nullptr) made.public_address = settings.text(address);
  return made;
}

std::vector<CapacityShare> shares_of(const view::View& view, const view::Items& strategy) {
  std::vector<CapacityShare> all;
  for (const cfn::Value* each : strategy.values) {
    const Settings share(view, each);
    all.push_back(
        {each, share.text("CapacityProvider"), share.number("Weight"), share.number("Base")});
  }
  return all;
}

/// The default strategy of a cluster of the template.
view::Items cluster_strategy(const view::View& view, const cfn::Resource* cluster) {
  if (cluster == nullptr) return {};
  for (const cfn::Resource* each : view.of("AWS::ECS::ClusterCapacityProviderAssociations")) {
    const Settings settings(view, *each);
    if (settings.named("Cluster").resource == cluster) {
      return settings.items("DefaultCapacityProviderStrategy");
    }
  }
  return Settings(view, *cluster).items("DefaultCapacityProviderStrategy");
}

void set_capacity(const view::View& view, const Settings& settings, Service& service) {
  view::Items strategy = settings.items("CapacityProviderStrategy");
  const bool has_own = !strategy.complete || !strategy.values.empty();
  if (!has_own && service.launch_type.is_absent) {
    strategy = cluster_strategy(view, service.cluster.resource);
  }
  service.capacity = shares_of(view, strategy);
  service.has_all_capacity = strategy.complete;
  service.is_on_fargate = service.launch_type.value == "FARGATE";
  for (const CapacityShare& each : service.capacity) {
    service.is_on_fargate |=
        each.provider.value == "FARGATE" || each.provider.value == "FARGATE_SPOT";
  }
}

Attachment attachment_of(const view::View& view, const cfn::Value* at) {
  const Settings settings(view, at);
  Attachment made{at, {}, settings.text("ContainerName"), settings.number("ContainerPort")};
  attach(view, settings.named("TargetGroupArn"), made);
  return made;
}

Deployments deployments_of(const Settings& service) {
  const Settings settings = service.in("DeploymentConfiguration");
  const Settings breaker = settings.in("DeploymentCircuitBreaker");
  return {settings.text("Strategy"), settings.number("MinimumHealthyPercent"),
          settings.number("MaximumPercent"), breaker.truth("Enable"), breaker.truth("Rollback")};
}

Scaling scaling_of(const view::View& view, const cfn::Resource& scaled) {
  Scaling made;
  for (const cfn::Resource* target : view.of("AWS::ApplicationAutoScaling::ScalableTarget")) {
    const cfn::Value* id = view::property(*target, {"ResourceId"});
    if (resource_within(view, id, {scaled.type}) != &scaled) continue;
    const Settings settings(view, *target);
    made = {target, settings.number("MinCapacity"), settings.number("MaxCapacity")};
    for (const cfn::Resource* policy : view.of("AWS::ApplicationAutoScaling::ScalingPolicy")) {
      if (view.target(view::property(*policy, {"ScalingTargetId"})) == target) {
        made.policies.push_back(policy);
      }
    }
  }
  return made;
}

}  // namespace

void attach(const view::View& view, const Named& group, Attachment& to) {
  to.group = group;
  if (group.resource == nullptr || group.resource->type != kTargetGroupType) return;
  const auto add_balancer = [&](const cfn::Resource& listener) {
    const cfn::Resource* balancer =
        resource_named(view, view::property(listener, {"LoadBalancerArn"}));
    const auto& all = to.balancers;
    if (balancer == nullptr || std::find(all.begin(), all.end(), balancer) != all.end()) return;
    to.balancers.push_back(balancer);
  };
  for (const std::string_view type : {kListenerType, kListenerRuleType}) {
    for (const cfn::Resource* route : view.of(type)) {
      if (!view::refers_to(view.references(*route), *group.resource)) continue;
      to.routes.push_back(route);
      const cfn::Resource* listener =
          type == kListenerType
              ? route
              : view.target(view::property(*route, {"ListenerArn"}), kListenerType);
      if (listener != nullptr) add_balancer(*listener);
    }
  }
}

std::string zone_of(const view::View& view, const cfn::Resource& subnet) {
  return zone_of(view, view::property(subnet, {"AvailabilityZone"}));
}

std::string zone_of(const view::View& view, const cfn::Value* zone) {
  if (const auto text = view.text(zone)) {
    const char last = text->empty() ? ' ' : text->back();
    return last >= 'a' && last <= 'z' ? std::string(1, last) : std::string();
  }
  const auto* call = zone == nullptr ? nullptr : zone->get_if<cfn::Call>();
  const bool is_select = call != nullptr && call->function == cfn::Function::kSelect;
  const cfn::List* arguments = is_select ? call->argument.front().list() : nullptr;
  if (arguments == nullptr || arguments->size() != 2) return {};
  const auto* all = arguments->back().get_if<cfn::Call>();
  const auto index = view.number(&arguments->front());
  const bool is_zones = all != nullptr && all->function == cfn::Function::kGetAZs;
  if (!is_zones || !index || *index < 0 || *index > 25) return {};
  return std::string(1, static_cast<char>('a' + static_cast<int>(*index)));
}

std::vector<std::string> Placement::zones() const {
  std::vector<std::string> all;
  for (const SubnetUse& each : subnets) {
    if (!each.zone.empty()) all.push_back(each.zone);
  }
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  return all;
}

Workloads::Workloads(const view::View& view) : view_(view) {
  add_tasks();
  add_batch_jobs();
  add_services();
  add_groups();
  add_jobs();
  add_functions();
}

void Workloads::add_services() {
  for (const cfn::Resource* each : view_.of("AWS::ECS::Service")) {
    const Settings settings(view_, *each);
    Service& made = services_.emplace_back();
    made.resource = each;
    made.cluster = settings.named("Cluster");
    made.definition = settings.named("TaskDefinition");
    made.task = task(made.definition);
    made.scheduling = settings.text("SchedulingStrategy");
    made.launch_type = settings.text("LaunchType");
    made.desired = settings.number("DesiredCount");
    made.grace_seconds = settings.number("HealthCheckGracePeriodSeconds");
    made.zone_rebalancing = settings.text("AvailabilityZoneRebalancing");
    set_capacity(view_, settings, made);
    made.placement =
        placement_of(view_, settings.in("NetworkConfiguration").in("AwsvpcConfiguration"),
                     "Subnets", "SecurityGroups", "AssignPublicIp");
    for (const cfn::Value* item : settings.items("LoadBalancers").values) {
      made.attachments.push_back(attachment_of(view_, item));
    }
    made.deployments = deployments_of(settings);
    made.scaling = scaling_of(view_, *each);
  }
}

void Workloads::add_jobs() {
  const auto add = [&](const cfn::Resource& resource, const cfn::Value* target, bool is_rule) {
    const Settings settings(view_, target);
    const Settings ecs = settings.in("EcsParameters");
    if (ecs.at("TaskDefinitionArn") == nullptr) return;
    Job& made = jobs_.emplace_back();
    made.resource = &resource;
    made.at = target;
    made.definition = ecs.named("TaskDefinitionArn");
    made.task = task(made.definition);
    made.cluster = settings.named("Arn");
    made.role = settings.named("RoleArn");
    made.count = ecs.number("TaskCount");
    const Settings network =
        ecs.in("NetworkConfiguration").in(is_rule ? "AwsVpcConfiguration" : "AwsvpcConfiguration");
    made.placement = placement_of(view_, network, "Subnets", "SecurityGroups", "AssignPublicIp");
  };
  for (const cfn::Resource* each : view_.of("AWS::Scheduler::Schedule")) {
    add(*each, view::property(*each, {"Target"}), false);
  }
  for (const cfn::Resource* each : view_.of("AWS::Events::Rule")) {
    for (const cfn::Value* target : Settings(view_, *each).items("Targets").values) {
      add(*each, target, true);
    }
  }
}

void Workloads::add_functions() {
  for (const cfn::Resource* each : view_.of("AWS::Lambda::Function")) {
    const Settings settings(view_, *each);
    Function& made = functions_.emplace_back();
    made.resource = each;
    made.role = settings.named("Role");
    made.placement =
        placement_of(view_, settings.in("VpcConfig"), "SubnetIds", "SecurityGroupIds", nullptr);
    made.image = settings.in("Code").at("ImageUri");
    made.repository = source_of_image(view_, made.image).repository;
    for (const cfn::Value* item : settings.items("FileSystemConfigs").values) {
      Named point = Settings(view_, item).named("Arn");
      if (point.resource == nullptr) {
        point.resource = resource_within(view_, point.at, {"AWS::EFS::AccessPoint"});
      }
      made.file_systems.push_back(point);
    }
    for (const cfn::Resource* source : view_.of("AWS::Lambda::EventSourceMapping")) {
      const cfn::Value* name = view::property(*source, {"FunctionName"});
      if (resource_within(view_, name, {"AWS::Lambda::Function"}) != each) continue;
      made.sources.push_back({source, Settings(view_, *source).named("EventSourceArn")});
    }
  }
}

}  // namespace archsynth::model

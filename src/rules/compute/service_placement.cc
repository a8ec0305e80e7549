// Where ECS services run: launch types, capacity providers, placement.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kPlacedService = "AWS::ECS::Service";
constexpr std::string_view kPlacedCluster = "AWS::ECS::Cluster";
constexpr std::string_view kAssociations = "AWS::ECS::ClusterCapacityProviderAssociations";

constexpr std::string_view kCreateServicePage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html";
constexpr std::string_view kFargateTaskPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html";
constexpr std::string_view kNetworkingPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html";
constexpr std::string_view kStrategyPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/"
    "API_CapacityProviderStrategyItem.html";
constexpr std::string_view kDaemonPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service-options.html";

/// Why a task definition cannot run on Fargate, as the end of a sentence; empty when it may.
std::string fargate_fault(const View& view, const cfn::Resource& task) {
  const auto mode = view.text(property(task, {"NetworkMode"}));
  if (mode && *mode != "awsvpc") return fmt::format("has the network mode {}", quoted(*mode));
  if (lacks(task, "NetworkMode")) return "has no network mode awsvpc";
  for (const char* key : {"Cpu", "Memory"}) {
    if (lacks(task, key)) return fmt::format("has no \"{}\"", key);
  }
  return {};
}

void check_fargate_task(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kPlacedService)) {
    const cfn::Resource* task = task_of(view, *service);
    if (task == nullptr || !runs_on_fargate(view, *service)) continue;
    const std::string fault = fargate_fault(view, *task);
    if (fault.empty()) continue;
    report(*service, property(*service, {"TaskDefinition"}),
           fmt::format("{} runs on Fargate, but its task definition {} {}",
                       quoted(service->id.str()), quoted(task->id.str()), fault));
  }
}

void check_network_mode(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kPlacedService)) {
    const cfn::Resource* task = task_of(view, *service);
    if (task == nullptr || !has(*service, "NetworkConfiguration")) continue;
    if (runs_on_fargate(view, *service)) continue;
    const auto mode = view.text(property(*task, {"NetworkMode"}));
    if (!lacks(*task, "NetworkMode") && (!mode || *mode == "awsvpc")) continue;
    report(*service, property(*service, {"NetworkConfiguration"}),
           fmt::format("{} has a network configuration, but tasks of {} use the network mode {}",
                       quoted(service->id.str()), quoted(task->id.str()), mode.value_or("bridge")));
  }
}

void check_launch_or_strategy(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kPlacedService)) {
    const cfn::Value* strategy = property(*service, {"CapacityProviderStrategy"});
    if (!has(*service, "LaunchType") || view.items(strategy).values.empty()) continue;
    report(*service, property(*service, {"LaunchType"}),
           fmt::format("{} has both \"LaunchType\" and \"CapacityProviderStrategy\"",
                       quoted(service->id.str())));
  }
}

/// Whether the list surely lacks the provider.
bool surely_lacks(const View& view, const cfn::Value* list, const cfn::Value& provider) {
  if (list == nullptr) return true;
  const Items items = view.items(list);
  if (!items.complete) return false;
  const auto name = view.text(&provider);
  return std::none_of(items.values.begin(), items.values.end(), [&](const cfn::Value* item) {
    const auto other = view.text(item);
    return name && other ? *name == *other
                         : view.same(item, &provider) || (!other && !view.target(item));
  });
}

/// Whether no association of the template can give the cluster the provider.
bool none_is_associated(const View& view, const cfn::Resource& cluster,
                        const cfn::Value& provider) {
  const View::Resources& all = view.of(kAssociations);
  return std::all_of(all.begin(), all.end(), [&](const cfn::Resource* each) {
    const cfn::Resource* other = view.target(property(*each, {"Cluster"}));
    if (other != nullptr && other != &cluster) return true;
    return surely_lacks(view, property(*each, {"CapacityProviders"}), provider);
  });
}

void check_strategy(const View& view, const Report& report, const cfn::Resource& resource,
                    const cfn::Value* strategy, const cfn::Resource& cluster) {
  if (!lacks(cluster, "CapacityProviders") && property(cluster, {"CapacityProviders"}) == nullptr) {
    return;
  }
  for (const cfn::Value* item : view.items(strategy).values) {
    const cfn::Value* provider = member(item, {"CapacityProvider"});
    if (provider == nullptr || (!view.text(provider) && view.target(provider) == nullptr)) {
      continue;
    }
    const cfn::Resource* made = view.target(provider, "AWS::ECS::CapacityProvider");
    // One of managed instances belongs to the cluster that it names.
    if (made != nullptr && has(*made, "ClusterName")) continue;
    const cfn::Value* list = property(cluster, {"CapacityProviders"});
    if (!surely_lacks(view, list, *provider)) continue;
    if (cluster.type == kPlacedCluster && !none_is_associated(view, cluster, *provider)) continue;
    const auto name = view.text(provider);
    report(resource, provider,
           fmt::format("the cluster {} does not have the capacity provider {}",
                       quoted(cluster.id.str()),
                       quoted(name ? *name : view.target(provider)->id.str())))
        .fix = "add it to \"CapacityProviders\" of the cluster";
  }
}

void check_cluster_has_provider(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kPlacedService)) {
    const cfn::Resource* cluster = view.target(property(*service, {"Cluster"}), kPlacedCluster);
    if (cluster == nullptr) continue;
    check_strategy(view, report, *service, property(*service, {"CapacityProviderStrategy"}),
                   *cluster);
  }
  for (const std::string_view type : {kPlacedCluster, kAssociations}) {
    for (const cfn::Resource* each : view.of(type)) {
      check_strategy(view, report, *each, property(*each, {"DefaultCapacityProviderStrategy"}),
                     *each);
    }
  }
}

/// The strategies of services, clusters and associations.
template <typename Visit>
void each_strategy(const View& view, const Visit& visit) {
  for (const std::string_view type : {kPlacedService, kPlacedCluster, kAssociations}) {
    const char* key =
        type == kPlacedService ? "CapacityProviderStrategy" : "DefaultCapacityProviderStrategy";
    for (const cfn::Resource* each : view.of(type)) {
      const cfn::Value* strategy = property(*each, {key});
      if (strategy != nullptr) visit(*each, *strategy, view.items(strategy));
    }
  }
}

void check_bases(const View& view, const Report& report) {
  each_strategy(view,
                [&](const cfn::Resource& resource, const cfn::Value& strategy, const Items& items) {
                  const auto has_base = [&](const cfn::Value* item) {
                    return view.number(member(item, {"Base"})).value_or(0) > 0;
                  };
                  if (std::count_if(items.values.begin(), items.values.end(), has_base) < 2) return;
                  report(resource, &strategy, "more than one capacity provider has a \"Base\"");
                });
}

void check_fargate_placement(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kPlacedService)) {
    if (!runs_on_fargate(view, *service)) continue;
    for (const char* key : {"PlacementStrategies", "PlacementConstraints"}) {
      const cfn::Value* place = property(*service, {key});
      if (view.items(place).values.empty()) continue;
      report(*service, place,
             fmt::format("{} runs on Fargate, which does not support \"{}\"",
                         quoted(service->id.str()), key));
    }
  }
  for (const cfn::Resource* task : view.of("AWS::ECS::TaskDefinition")) {
    const Items modes = view.items(property(*task, {"RequiresCompatibilities"}));
    const cfn::Value* place = property(*task, {"PlacementConstraints"});
    if (!modes.complete || modes.values.size() != 1 || view.items(place).values.empty()) continue;
    if (!requires_fargate(view, *task)) continue;
    report(*task, place,
           fmt::format("{} runs on Fargate, which does not support \"PlacementConstraints\"",
                       quoted(task->id.str())));
  }
}

void check_daemon(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kPlacedService)) {
    const cfn::Value* place = property(*service, {"SchedulingStrategy"});
    if (view.text(place) != "DAEMON") continue;
    const std::string name = quoted(service->id.str());
    if (has(*service, "DesiredCount")) {
      report(*service, property(*service, {"DesiredCount"}),
             fmt::format("the daemon {} cannot have a \"DesiredCount\"", name));
    }
    if (!view.items(property(*service, {"PlacementStrategies"})).values.empty()) {
      report(*service, property(*service, {"PlacementStrategies"}),
             fmt::format("the daemon {} cannot have \"PlacementStrategies\"", name));
    }
    if (runs_on_fargate(view, *service)) {
      report(*service, place,
             fmt::format("{} runs on Fargate, which does not support daemons", name));
    }
    const cfn::Value* controller = property(*service, {"DeploymentController", "Type"});
    const auto type = view.text(controller);
    if (type && *type != "ECS") {
      report(*service, controller,
             fmt::format("the daemon {} cannot have the deployment controller {}", name, *type));
    }
  }
}

constexpr Rule kPlacementsRules[] = {
    {"ARC4116", Severity::kError, "Fargate service with a task definition for EC2",
     "ECS refuses the service: the task definition does not support Fargate",
     "set \"NetworkMode\" to awsvpc, \"Cpu\" and \"Memory\" in the task definition",
     kFargateTaskPage, "E3054", check_fargate_task},
    {"ARC4117", Severity::kError, "both a launch type and a capacity provider strategy",
     "ECS refuses the service: a launch type excludes capacity providers", "drop \"LaunchType\"",
     kCreateServicePage, "", check_launch_or_strategy},
    {"ARC4118", Severity::kError, "capacity provider is not associated with the cluster",
     "ECS refuses a strategy with a capacity provider that the cluster does not have",
     "add the capacity provider to the cluster", kStrategyPage, "", check_cluster_has_provider},
    {"ARC4119", Severity::kError, "capacity provider strategy with two bases",
     "ECS refuses the strategy: only one capacity provider can have a base",
     "drop \"Base\" of all but one", kStrategyPage, "", check_bases},
    {"ARC4120", Severity::kError, "placement settings on a Fargate service",
     "ECS refuses placement strategies and constraints for tasks on Fargate",
     "remove the placement settings", kFargateTaskPage, "", check_fargate_placement},
    {"ARC4121", Severity::kError, "daemon service cannot be created",
     "ECS refuses the service: a daemon runs one task on each container instance",
     "remove the setting, or set \"SchedulingStrategy\" to REPLICA", kDaemonPage, "", check_daemon},
    {"ARC4122", Severity::kError, "network configuration without network mode awsvpc",
     "ECS refuses the service: the tasks have no network interfaces of their own",
     "drop \"NetworkConfiguration\", or set \"NetworkMode\" to awsvpc", kNetworkingPage, "",
     check_network_mode},
};

}  // namespace

std::span<const Rule> service_placement_rules() { return kPlacementsRules; }

}  // namespace archsynth::analysis

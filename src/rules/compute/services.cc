// ECS services, and what they run behind.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kService = "AWS::ECS::Service";
constexpr std::string_view kTaskDefinition = "AWS::ECS::TaskDefinition";
constexpr std::string_view kServicesTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";
constexpr std::string_view kServicePage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-resource-ecs-service.html";

/// Calls `visit(service, entry, task)` for each entry of a service's load balancers.
template <typename Visit>
void for_each_balancer(const View& view, const Visit& visit) {
  for (const cfn::Resource* service : view.of(kService)) {
    const cfn::Resource* task = task_of(view, *service);
    for (const cfn::Value* entry : view.items(property(*service, {"LoadBalancers"})).values) {
      visit(*service, *entry, task);
    }
  }
}

void check_container_name(const View& view, const Report& report) {
  for_each_balancer(
      view, [&](const cfn::Resource& service, const cfn::Value& entry, const cfn::Resource* task) {
        const cfn::Value* place = member(&entry, {"ContainerName"});
        const auto name = view.text(place);
        if (!name || task == nullptr) return;
        const Items containers = containers_of(view, *task);
        if (!names_are_known(view, containers) || container_named(view, containers, *name)) return;
        std::vector<std::string> names;
        for (const cfn::Value* c : containers.values)
          names.push_back(*view.text(member(c, {"Name"})));
        report(service, place,
               fmt::format("the task definition {} has no container {}", quoted(task->id.str()),
                           quoted(*name)))
            .fix = suggest(*name, names);
      });
}

void check_container_port(const View& view, const Report& report) {
  for_each_balancer(
      view, [&](const cfn::Resource& service, const cfn::Value& entry, const cfn::Resource* task) {
        const cfn::Value* place = member(&entry, {"ContainerPort"});
        const auto port = view.number(place);
        const auto name = view.text(member(&entry, {"ContainerName"}));
        if (!port || !name || task == nullptr) return;
        const cfn::Value* container = container_named(view, containers_of(view, *task), *name);
        if (container == nullptr || container->map() == nullptr) return;
        const cfn::Value* mappings = member(container, {"PortMappings"});
        if (mappings == nullptr && container->map()->find("PortMappings") != nullptr) return;
        const Items ports = view.items(mappings);
        if (mappings != nullptr && !ports.complete) return;
        std::vector<std::string> mapped;
        for (const cfn::Value* mapping : ports.values) {
          const auto of_container = view.number(member(mapping, {"ContainerPort"}));
          if (!of_container || *of_container == *port) return;
          mapped.push_back(fmt::format("{}", *of_container));
        }
        report(service, place,
               fmt::format("the container {} does not map the port {}", quoted(*name), *port))
            .fix = mapped.empty() ? "add a port mapping"
                                  : "use one of the mapped ports: " + join(mapped, ", ");
      });
}

void check_network_configuration(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kService)) {
    if (!lacks(*service, "NetworkConfiguration")) continue;
    const cfn::Resource* task = task_of(view, *service);
    const auto mode = task ? view.text(property(*task, {"NetworkMode"})) : std::nullopt;
    const bool own_network = runs_on_fargate(view, *service) || (mode && *mode == "awsvpc");
    if (!own_network) continue;
    report(*service, nullptr,
           fmt::format("the service {} is missing \"NetworkConfiguration\"",
                       quoted(service->id.str())))
        .missing = {"NetworkConfiguration"};
  }
}

void check_target_type(const View& view, const Report& report) {
  for_each_balancer(view, [&](const cfn::Resource& service, const cfn::Value& entry,
                              const cfn::Resource* task) {
    const auto mode = task ? view.text(property(*task, {"NetworkMode"})) : std::nullopt;
    if (!runs_on_fargate(view, service) && !(mode && *mode == "awsvpc")) return;
    const cfn::Resource* group =
        view.target(member(&entry, {"TargetGroupArn"}), kServicesTargetGroup);
    if (group == nullptr) return;
    const cfn::Value* type = property(*group, {"TargetType"});
    const auto stated = view.text(type);
    if (type == nullptr ? !lacks(*group, "TargetType") : !stated || *stated == "ip") return;
    report(*group, type,
           fmt::format("the target group {} registers {}, but tasks of {} have their own addresses",
                       quoted(group->id.str()), stated ? quoted(*stated) : "instances",
                       quoted(service.id.str())));
  });
}

/// Whether tasks share the addresses of their instances.
bool has_no_addresses(const View& view, const cfn::Resource& task) {
  const auto mode = view.text(property(task, {"NetworkMode"}));
  const Items compatible = view.items(property(task, {"RequiresCompatibilities"}));
  const bool is_for_fargate = std::any_of(
      compatible.values.begin(), compatible.values.end(),
      [&](const cfn::Value* each) { return view.text(each).value_or("FARGATE") == "FARGATE"; });
  return mode ? *mode != "awsvpc" : lacks(task, "NetworkMode") && !is_for_fargate;
}

void check_registered_addresses(const View& view, const Report& report) {
  for_each_balancer(
      view, [&](const cfn::Resource& service, const cfn::Value& entry, const cfn::Resource* task) {
        if (task == nullptr || runs_on_fargate(view, service) || !has_no_addresses(view, *task))
          return;
        const cfn::Resource* group =
            view.target(member(&entry, {"TargetGroupArn"}), kServicesTargetGroup);
        const cfn::Value* type = group == nullptr ? nullptr : property(*group, {"TargetType"});
        if (view.text(type) != "ip") return;
        report(*group, type,
               fmt::format("the target group {} registers addresses, but tasks of {} have none",
                           quoted(group->id.str()), quoted(service.id.str())));
      });
}

/// Whether a container has a health check of its own, or nothing says that none has.
bool may_check_health(const View& view, const cfn::Resource* task) {
  if (task == nullptr) return true;
  const Items containers = containers_of(view, *task);
  return !containers.complete || std::any_of(containers.values.begin(), containers.values.end(),
                                             [](const cfn::Value* each) {
                                               return each->map() == nullptr ||
                                                      each->map()->contains("HealthCheck");
                                             });
}

void check_grace_period(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kService)) {
    if (!has(*service, "HealthCheckGracePeriodSeconds") || !lacks(*service, "LoadBalancers") ||
        !lacks(*service, "ServiceRegistries") || !lacks(*service, "VpcLatticeConfigurations") ||
        may_check_health(view, task_of(view, *service))) {
      continue;
    }
    report(*service, property(*service, {"HealthCheckGracePeriodSeconds"}),
           fmt::format("{} has a health check grace period but no load balancer",
                       quoted(service->id.str())));
  }
}

void check_deployment_room(const View& view, const Report& report) {
  for (const cfn::Resource* service : view.of(kService)) {
    const auto least =
        view.number(property(*service, {"DeploymentConfiguration", "MinimumHealthyPercent"}));
    const cfn::Value* place = property(*service, {"DeploymentConfiguration", "MaximumPercent"});
    const auto most = view.number(place);
    const auto strategy = view.text(property(*service, {"SchedulingStrategy"}));
    if (!least || !most || *least < 100 || *most > 100 || (strategy && *strategy == "DAEMON")) {
      continue;
    }
    report(*service, place,
           fmt::format("deployments of {} can neither stop an old task nor start a new one",
                       quoted(service->id.str())));
  }
}

void check_listener_first(const View& view, const Report& report) {
  for_each_balancer(view, [&](const cfn::Resource& service, const cfn::Value& entry,
                              const cfn::Resource*) {
    const cfn::Resource* group =
        view.target(member(&entry, {"TargetGroupArn"}), kServicesTargetGroup);
    if (group == nullptr) return;
    std::vector<const cfn::Resource*> routes;
    for (const char* type :
         {"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"}) {
      for (const cfn::Resource* route : view.of(type)) {
        for (const cfn::Reference& reference : view.references(*route)) {
          if (reference.target == group->id) routes.push_back(route);
        }
      }
    }
    if (routes.empty()) return;
    const auto is_route = [&](const cfn::LogicalId& id) {
      return std::any_of(routes.begin(), routes.end(),
                         [&](const cfn::Resource* route) { return route->id == id; });
    };
    // One step further is as good: the service waits for something that waits for the listener.
    const auto waits = [&](const cfn::Resource& resource, const auto& self, int depth) -> bool {
      std::vector<cfn::LogicalId> on = resource.depends_on;
      for (const cfn::Reference& r : view.references(resource)) {
        on.push_back(r.target);
      }
      return std::any_of(on.begin(), on.end(), [&](const cfn::LogicalId& id) {
        if (is_route(id)) return true;
        const cfn::Resource* next = view.find(id.str());
        return depth > 0 && next != nullptr && next != &resource && self(*next, self, depth - 1);
      });
    };
    if (waits(service, waits, 6)) return;
    report(service, member(&entry, {"TargetGroupArn"}),
           fmt::format("{} can be created before {} connects its target group",
                       quoted(service.id.str()), quoted(routes.front()->id.str())))
        .fix = fmt::format("add `DependsOn: {}`", routes.front()->id.str());
  });
}

/// Tasks that fail their health checks before a program has started are stopped again and again.
void check_time_to_start(const View& view, const Report& report) {
  constexpr double kLeastSeconds = 10;
  for_each_balancer(
      view, [&](const cfn::Resource& service, const cfn::Value& entry, const cfn::Resource*) {
        const cfn::Value* place = property(service, {"HealthCheckGracePeriodSeconds"});
        const cfn::Resource* group =
            view.target(member(&entry, {"TargetGroupArn"}), kServicesTargetGroup);
        const auto grace = view.number(place);
        if (group == nullptr || !grace) return;
        const auto interval = view.number(property(*group, {"HealthCheckIntervalSeconds"}));
        const auto failures = view.number(property(*group, {"UnhealthyThresholdCount"}));
        if (!interval || !failures) return;
        const double seconds = *grace + *interval * *failures;
        if (seconds > kLeastSeconds) return;
        report(service, place,
               fmt::format("{} stops tasks that are not healthy within {} seconds",
                           quoted(service.id.str()), seconds));
      });
}

constexpr Rule kServicesRules[] = {
    {"ARC4867", Severity::kWarning, "tasks have no time to start before health checks fail",
     "ECS stops tasks that are still starting, and never reaches the desired count",
     "raise \"HealthCheckGracePeriodSeconds\"", kServicePage, "", check_time_to_start},
    {"ARC4101", Severity::kError, "service load balancer names an unknown container",
     "ECS refuses the service", "use a container of the task definition", kServicePage, "",
     check_container_name},
    {"ARC4102", Severity::kError, "service load balancer uses an unmapped port",
     "ECS refuses the service", "map the port in the task definition", kServicePage, "",
     check_container_port},
    {"ARC4103", Severity::kError, "Fargate service has no network configuration",
     "ECS refuses the service because the subnets of its tasks are not set",
     "set \"NetworkConfiguration\" with subnets and security groups", kServicePage, "",
     check_network_configuration},
    {"ARC4104", Severity::kError, "target group does not register tasks by address",
     "ECS refuses the service because the awsvpc network mode needs the target type ip",
     "set \"TargetType\" to ip", kServicePage, "", check_target_type},
    {"ARC4871", Severity::kError, "target group registers addresses that tasks do not have",
     "ECS refuses the service because only the awsvpc network mode gives tasks addresses",
     "set \"TargetType\" to instance, or \"NetworkMode\" to awsvpc", kServicePage, "",
     check_registered_addresses},
    {"ARC4105", Severity::kError, "health check grace period without a load balancer",
     "ECS refuses the service", "remove \"HealthCheckGracePeriodSeconds\"", kServicePage, "",
     check_grace_period},
    {"ARC4106", Severity::kError, "deployment can neither stop nor start a task",
     "with a minimum and a maximum of 100 %, every deployment waits until it fails",
     "raise \"MaximumPercent\" or lower \"MinimumHealthyPercent\"", kServicePage, "",
     check_deployment_room},
    {"ARC4107", Severity::kWarning, "service does not wait for its listener",
     "ECS refuses the service if its target group is not yet connected to a load balancer",
     "add the listener to the service's \"DependsOn\"", kServicePage, "", check_listener_first},
};

}  // namespace

const cfn::Resource* task_of(const View& view, const cfn::Resource& service) {
  return view.target(property(service, {"TaskDefinition"}), kTaskDefinition);
}

bool runs_on_fargate(const View& view, const cfn::Resource& service) {
  const auto launch_type = view.text(property(service, {"LaunchType"}));
  if (launch_type) return *launch_type == "FARGATE";
  const Items strategy = view.items(property(service, {"CapacityProviderStrategy"}));
  for (const cfn::Value* item : strategy.values) {
    const auto provider = view.text(member(item, {"CapacityProvider"}));
    if (provider && (*provider == "FARGATE" || *provider == "FARGATE_SPOT")) return true;
  }
  return false;
}

std::span<const Rule> service_rules() { return kServicesRules; }

}  // namespace archsynth::analysis

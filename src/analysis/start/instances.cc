// Services on instances of the template: whether any instance joins their cluster, and where.

#include "model/workloads/instances.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "checks.h"

namespace archsynth::analysis {
namespace {

using model::ContainerInstances;
using model::Joining;
using model::Service;

/// Whether tasks wait for instances that nothing but groups of the template start.
bool waits_for_instances(const View& view, const Service& service) {
  const cfn::Resource* cluster = service.cluster.resource;
  const bool is_on_instances =
      service.launch_type.value == "EC2" ||
      (service.launch_type.is_absent && service.capacity.empty() && service.has_all_capacity);
  const bool is_daemon = service.scheduling.or_default("REPLICA") != "REPLICA";
  if (!is_on_instances || is_daemon || service.desired.or_default(1).value_or(0) <= 0) return false;
  return cluster != nullptr && cluster->type == "AWS::ECS::Cluster" &&
         !has(*cluster, "CapacityProviders") &&
         view.of("AWS::ECS::ClusterCapacityProviderAssociations").empty();
}

/// Those that join the cluster; nothing where others may.
std::optional<std::vector<const ContainerInstances*>> members_of(
    const std::deque<ContainerInstances>& all, const cfn::Resource* cluster) {
  std::vector<const ContainerInstances*> members;
  for (const ContainerInstances& each : all) {
    if (each.joining == Joining::kUnknown) return std::nullopt;
    if (each.joining == Joining::kCluster && each.cluster == cluster) members.push_back(&each);
  }
  return members;
}

/// The groups behind the capacity providers of a service; nothing where there may be others.
std::optional<std::vector<const ContainerInstances*>> providers_of(
    const View& view, const std::deque<ContainerInstances>& all, const Service& service) {
  std::vector<const ContainerInstances*> groups;
  for (const model::CapacityShare& each : service.capacity) {
    const cfn::Resource* provider =
        view.target(member(each.at, {"CapacityProvider"}), "AWS::ECS::CapacityProvider");
    const cfn::Resource* group =
        provider == nullptr
            ? nullptr
            : view.target(property(*provider, {"AutoScalingGroupProvider", "AutoScalingGroupArn"}));
    const auto found = std::find_if(all.begin(), all.end(), [&](const ContainerInstances& one) {
      return one.resource == group;
    });
    if (found == all.end()) return std::nullopt;
    groups.push_back(&*found);
  }
  if (!service.has_all_capacity || groups.empty()) return std::nullopt;
  return groups;
}

/// Why instances run no task of the cluster, as the end of a sentence.
struct Fault {
  std::string text;
  const cfn::Value* at = nullptr;
  std::string fix;
};

Fault fault_of(const ContainerInstances& instances, const cfn::Resource& cluster) {
  const std::string name = quoted(instances.resource->id.str());
  switch (instances.joining) {
    case Joining::kCluster:
      if (instances.cluster != &cluster) {
        return {fmt::format("{} joins {}", name, quoted(instances.cluster->id.str())),
                instances.user_data, "name the cluster of the service in the user data"};
      }
      return {fmt::format("{} has a \"MaxSize\" of 0", name), instances.max.at,
              "raise \"MaxSize\""};
    case Joining::kNone:
      return {fmt::format("the image of {} has no ECS agent", name), instances.image,
              "use an image from /aws/service/ecs/optimized-ami"};
    default:
      return {fmt::format("{} joins {}", name, quoted(instances.other)), instances.user_data,
              fmt::format("set ECS_CLUSTER=${{{}}} in the user data of {}", cluster.id.str(),
                          quoted(instances.launch->id.str()))};
  }
}

void report_fault(const Report& report, const Service& service,
                  const ContainerInstances& instances) {
  const cfn::Resource& cluster = *service.cluster.resource;
  const Fault fault = fault_of(instances, cluster);
  const bool is_own = instances.joining == Joining::kCluster;
  Diagnostic& found =
      report(is_own ? *instances.resource : *instances.launch, fault.at,
             fmt::format("no instance joins {}, in which {} runs: {}", quoted(cluster.id.str()),
                         quoted(service.resource->id.str()), fault.text));
  found.fix = fault.fix;
  found.related.push_back({service.resource->origin, "the service"});
  // Images of one's own could run the agent all the same.
  if (instances.joining == Joining::kNone) found.severity = Severity::kWarning;
}

/// Whether instances surely take no tasks of a cluster.
bool takes_none(const ContainerInstances& each, const cfn::Resource* cluster) {
  return each.max.value == 0 || each.joining == Joining::kOther || each.joining == Joining::kNone ||
         (each.joining == Joining::kCluster && each.cluster != cluster);
}

/// The instances that should run the tasks of a service, and cannot; null where some can, or may.
const ContainerInstances* blamed_for(const View& view, const Service& service,
                                     const std::deque<ContainerInstances>& all) {
  if (const auto groups = providers_of(view, all, service)) {
    const bool is_none =
        std::all_of(groups->begin(), groups->end(), [&](const ContainerInstances* each) {
          return takes_none(*each, service.cluster.resource);
        });
    return is_none ? groups->front() : nullptr;
  }
  if (!waits_for_instances(view, service)) return nullptr;
  const auto members = members_of(all, service.cluster.resource);
  if (!members) return nullptr;
  const auto is_empty = [](const ContainerInstances* each) { return each->max.value == 0; };
  if (!std::all_of(members->begin(), members->end(), is_empty)) return nullptr;
  const ContainerInstances* blamed = members->empty() ? nullptr : members->front();
  for (const Joining each : {Joining::kOther, Joining::kNone}) {
    for (const ContainerInstances& one : all) {
      if (blamed == nullptr && one.joining == each) blamed = &one;
    }
  }
  return blamed;
}

}  // namespace

std::vector<const ContainerInstances*> hosts_of(const View& view, const Service& service) {
  const auto& all = view.made<model::Instances>().all();
  if (all.empty() || service.is_on_fargate) return {};
  auto hosts = providers_of(view, all, service);
  if (!hosts && waits_for_instances(view, service))
    hosts = members_of(all, service.cluster.resource);
  return hosts.value_or(std::vector<const ContainerInstances*>());
}

void check_instances_of_services(const View& view, const Report& report) {
  const auto& instances = view.made<model::Instances>();
  if (instances.all().empty()) return;
  std::set<const ContainerInstances*> told;
  for (const Service& each : view.made<model::Workloads>().services()) {
    const cfn::Resource* cluster = each.cluster.resource;
    if (cluster == nullptr || cluster->type != "AWS::ECS::Cluster") continue;
    const ContainerInstances* blamed = blamed_for(view, each, instances.all());
    if (blamed != nullptr && told.insert(blamed).second) report_fault(report, each, *blamed);
  }
}

void check_zones_of_instances(const View& view, const Report& report, const Service& service,
                              const cfn::Resource& balancer) {
  if (!waits_for_instances(view, service)) return;
  const auto type = view.text(property(balancer, {"Type"}));
  if (type && *type != "application") return;
  const std::vector<std::string> zones = zones_of_balancer(view, balancer);
  const auto members = members_of(view.made<model::Instances>().all(), service.cluster.resource);
  if (zones.empty() || !members || members->empty()) return;
  for (const ContainerInstances* each : *members) {
    if (!each->has_all_subnets || each->subnets.empty()) return;
    for (const model::SubnetUse& subnet : each->subnets) {
      const bool is_met = std::find(zones.begin(), zones.end(), subnet.zone) != zones.end();
      if (subnet.zone.empty() || is_met) return;
    }
  }
  const ContainerInstances& first = *members->front();
  report(*first.resource, first.subnets.front().at,
         fmt::format("{} has no subnet in the zones of {}, so tasks there get no requests",
                     quoted(balancer.id.str()), quoted(first.resource->id.str())))
      .related.push_back({balancer.origin, "the load balancer"});
}

}  // namespace archsynth::analysis

// Load balancers in front of services, scaling behind them, and alarms and jobs beside.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "checks.h"
#include "rules/identities/grants.h"

namespace archsynth::analysis {
namespace {

using model::Attachment;
using model::Service;

constexpr std::string_view kConnectedGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

/// Whether anything but the service itself names the group, so that it may connect it.
bool is_named_elsewhere(const View& view, const cfn::Resource& group) {
  for (const cfn::Resource* each : view.resources()) {
    const bool may_connect =
        !each->type.starts_with("AWS::") || each->type.starts_with("AWS::CloudFormation::") ||
        each->type.starts_with("AWS::ElasticLoadBalancingV2::Listener") ||
        each->type.starts_with("AWS::VpcLattice::") || each->type == "AWS::EC2::VPCEndpointService";
    if (!may_connect) continue;
    if (refers_to(view.references(*each), group)) return true;
  }
  return false;
}

void check_zones(const View& view, const Report& report, const Service& service,
                 const cfn::Resource& balancer) {
  const std::vector<std::string> zones = zones_of_balancer(view, balancer);
  if (zones.empty()) return;
  for (const model::SubnetUse& each : service.placement.subnets) {
    if (each.zone.empty() || std::find(zones.begin(), zones.end(), each.zone) != zones.end()) {
      continue;
    }
    report(*service.resource, each.at,
           fmt::format("{} has no subnet in zone {}, so tasks there get no requests",
                       quoted(balancer.id.str()), each.zone))
        .related.push_back({balancer.origin, "the load balancer"});
    return;
  }
}

/// The parts of `service/cluster/name`, each a value or a text; empty where it is built otherwise.
struct ScaledId {
  const cfn::Resource* cluster = nullptr;
  std::string cluster_text{};
  const cfn::Resource* service = nullptr;
  std::string service_text{};
};

void add_part(const View& view, ScaledId& id, std::size_t index, const cfn::Value& part) {
  const cfn::Resource* resource = view.target(&part);
  if (index == 1) {
    id.cluster = resource;
    id.cluster_text = view.text(&part).value_or("");
  } else if (index == 2) {
    id.service = resource;
    if (resource == nullptr) id.service_text = view.text(&part).value_or("");
  }
}

/// Whether no service of a cluster that the template makes has the name, though it has services.
bool is_nobody_of(const View& view, const model::Workloads& workloads, const ScaledId& id) {
  if (id.service_text.empty() || id.cluster == nullptr) return false;
  bool has_services = false;
  for (const Service& each : workloads.services()) {
    if (each.cluster.resource != id.cluster) continue;
    has_services = true;
    const cfn::Value* name = property(*each.resource, {"ServiceName"});
    if (name == nullptr ? !lacks(*each.resource, "ServiceName") : !view.text(name)) return false;
    if (view.text(name) == id.service_text) return false;
  }
  return has_services;
}

std::optional<ScaledId> scaled_id(const View& view, const cfn::Value* value) {
  ScaledId id;
  std::size_t index = 0;
  if (const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>()) {
    for (const cfn::SubPiece& each : cfn::pieces(*sub)) {
      if (each.kind == cfn::SubPiece::Kind::kText) {
        const std::vector<std::string_view> parts = split(each.text, '/');
        for (std::size_t i = 0; i < parts.size(); ++i) {
          if (i > 0) ++index;
          if (!parts[i].empty() && index == 1) id.cluster_text = parts[i];
          if (!parts[i].empty() && index == 2) id.service_text = parts[i];
        }
        continue;
      }
      const std::size_t dot = each.text.find('.');
      if (sub->variables.find(each.text) != nullptr) return std::nullopt;
      const cfn::Value part = cfn::ref(cfn::LogicalId(each.text.substr(0, dot)));
      add_part(view, id, index, part);
    }
    return id;
  }
  const auto* call = value == nullptr ? nullptr : value->get_if<cfn::Call>();
  const bool is_join = call != nullptr && call->function == cfn::Function::kJoin;
  const cfn::List* arguments = is_join ? call->argument.front().list() : nullptr;
  const cfn::List* parts =
      arguments == nullptr || arguments->size() != 2 ? nullptr : arguments->back().list();
  if (parts == nullptr || view.text(&arguments->front()) != "/") return std::nullopt;
  for (const cfn::Value& each : *parts) add_part(view, id, index++, each);
  return id;
}

/// A service in a cluster that another stack has, of which the name is known.
void check_named_cluster(const View& view, const cfn::Resource& target, const cfn::Value* place,
                         const ScaledId& id, const Service& service, const Report& report) {
  const cfn::Value* stated = property(*service.resource, {"Cluster"});
  const auto text = stated == nullptr ? std::optional<std::string>("default") : view.text(stated);
  if (!text) return;
  const std::string name = text->substr(text->rfind('/') + 1);
  const cfn::Value* own = id.cluster == nullptr ? nullptr : property(*id.cluster, {"ClusterName"});
  const auto scaled = own != nullptr ? view.text(own) : std::optional(id.cluster_text);
  // A cluster of the template without a name gets one of its own.
  if (!scaled || *scaled == name || (id.cluster == nullptr && scaled->empty())) return;
  report(target, place,
         fmt::format("{} is in the cluster {}, not in {}", quoted(service.resource->id.str()),
                     quoted(name), quoted(id.cluster != nullptr ? id.cluster->id.str() : *scaled)))
      .fix = fmt::format("use !Sub \"service/{}/${{{}.Name}}\"", name, service.resource->id.str());
}

}  // namespace

std::vector<std::string> zones_of_balancer(const View& view, const cfn::Resource& balancer) {
  std::vector<std::string> zones;
  const Items subnets = view.items(property(balancer, {"Subnets"}));
  if (!subnets.complete) return {};
  for (const cfn::Value* each : subnets.values) {
    const cfn::Resource* subnet = view.target(each, "AWS::EC2::Subnet");
    zones.push_back(subnet == nullptr ? std::string() : model::zone_of(view, *subnet));
    if (zones.back().empty()) return {};
  }
  return zones;
}

void check_group_is_connected(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const Service& service : workloads.services()) {
    for (const Attachment& each : service.attachments) {
      const cfn::Resource* group = each.group.resource;
      if (group == nullptr || group->type != kConnectedGroup) continue;
      if (!each.routes.empty() || is_named_elsewhere(view, *group)) continue;
      report(*service.resource, each.group.at,
             fmt::format("no listener forwards to the target group {} of {}",
                         quoted(group->id.str()), quoted(service.resource->id.str())))
          .related.push_back({group->origin, "the target group"});
    }
  }
}

void check_zones_of_balancers(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const Service& service : workloads.services()) {
    for (const Attachment& each : service.attachments) {
      for (const cfn::Resource* balancer : each.balancers) {
        check_zones(view, report, service, *balancer);
        check_zones_of_instances(view, report, service, *balancer);
      }
    }
  }
}

void check_scaled_service(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const cfn::Resource* target : view.of("AWS::ApplicationAutoScaling::ScalableTarget")) {
    const cfn::Value* place = property(*target, {"ResourceId"});
    const bool is_service =
        view.text(property(*target, {"ScalableDimension"})) == "ecs:service:DesiredCount";
    const auto id = is_service ? scaled_id(view, place) : std::nullopt;
    if (!id) continue;
    for (const Service& service : workloads.services()) {
      const cfn::Resource* cluster = service.cluster.resource;
      if (id->service != service.resource) continue;
      if (cluster == nullptr) check_named_cluster(view, *target, place, *id, service, report);
      const bool is_other =
          id->cluster != nullptr
              ? id->cluster != cluster
              : !id->cluster_text.empty() && cluster != nullptr &&
                    id->cluster_text != view.text(property(*cluster, {"ClusterName"}));
      if (cluster == nullptr || !is_other) continue;
      report(*target, place,
             fmt::format("{} is in the cluster {}, not in {}", quoted(service.resource->id.str()),
                         quoted(cluster->id.str()),
                         quoted(id->cluster != nullptr ? id->cluster->id.str() : id->cluster_text)))
          .fix = fmt::format("use !Sub \"service/${{{}}}/${{{}.Name}}\"", cluster->id.str(),
                             service.resource->id.str());
    }
    if (is_nobody_of(view, workloads, *id)) {
      report(*target, place,
             fmt::format("{} has no service {}", quoted(id->cluster->id.str()),
                         quoted(id->service_text)))
          .fix = "use the form service/CLUSTER/SERVICE, with the name of a service";
    }
    if (id->cluster != nullptr && id->cluster->type == "AWS::ECS::Service") {
      report(*target, place,
             fmt::format("\"ResourceId\" names the service {} where the cluster goes",
                         quoted(id->cluster->id.str())))
          .fix = "use the form service/CLUSTER/SERVICE";
    }
  }
}

void check_jobs(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const model::Job& job : workloads.jobs()) {
    if (job.task == nullptr || job.task->network_mode.value != "awsvpc") continue;
    const cfn::Value* ecs = member(job.at, {"EcsParameters"});
    const bool is_set = ecs->map() == nullptr || ecs->map()->contains("NetworkConfiguration");
    if (is_set) continue;
    report(*job.resource, origin_within(job.at, "EcsParameters"),
           fmt::format("{} does not set the subnets in which {} runs",
                       quoted(job.resource->id.str()), quoted(job.task->resource->id.str())));
  }
}

void check_service_alarms(const View& view, const Report& report) {
  for (const cfn::Resource* alarm : view.of("AWS::CloudWatch::Alarm")) {
    const cfn::Value* dimensions = property(*alarm, {"Dimensions"});
    const Items items = view.items(dimensions);
    if (view.text(property(*alarm, {"Namespace"})) != "AWS/ECS" || !items.complete) continue;
    bool has_service = false;
    bool has_cluster = false;
    for (const cfn::Value* each : items.values) {
      const auto name = view.text(member(each, {"Name"}));
      has_service |= name == "ServiceName";
      has_cluster |= !name || name == "ClusterName";
    }
    if (!has_service || has_cluster) continue;
    report(*alarm, dimensions,
           fmt::format("{} names a service without its cluster, so it never has data",
                       quoted(alarm->id.str())));
  }
}

void check_nat_addresses(const View& view, const Report& report) {
  for (const cfn::Resource* each : view.of("AWS::EC2::NatGateway")) {
    const bool is_public = lacks(*each, "ConnectivityType") ||
                           view.text(property(*each, {"ConnectivityType"})) == "public";
    if (!is_public || !lacks(*each, "AllocationId") || !lacks(*each, "AvailabilityMode")) continue;
    report(*each, nullptr,
           fmt::format("the public NAT gateway {} has no address", quoted(each->id.str())));
  }
}

/// Options of DHCP may name servers of their own.
void check_names_of_vpcs(const View& view, const Report& report) {
  for (const cfn::Resource* vpc : view.of("AWS::EC2::VPC")) {
    const cfn::Value* set = property(*vpc, {"EnableDnsSupport"});
    const View::Resources& options = view.of("AWS::EC2::VPCDHCPOptionsAssociation");
    if (view.truth(set) != false || !options.empty() || is_handed_on(view, *vpc)) continue;
    for (const model::Service& service : view.made<model::Workloads>().services()) {
      const bool is_run = view.number(property(*service.resource, {"DesiredCount"}))
                              .value_or(lacks(*service.resource, "DesiredCount") ? 1 : 0) > 0;
      if (service.task == nullptr || !service.is_on_fargate || !is_run) continue;
      const cfn::Value* subnets =
          property(*service.resource, {"NetworkConfiguration", "AwsvpcConfiguration", "Subnets"});
      const Items items = view.items(subnets);
      const bool is_in =
          std::any_of(items.values.begin(), items.values.end(), [&](const cfn::Value* each) {
            const cfn::Resource* subnet = view.target(each, "AWS::EC2::Subnet");
            return subnet != nullptr && view.target(property(*subnet, {"VpcId"})) == vpc;
          });
      if (!is_in) continue;
      report(*vpc, set,
             fmt::format("tasks of {} cannot find their registry, because DNS is off in {}",
                         quoted(service.resource->id.str()), quoted(vpc->id.str())))
          .related.push_back({service.resource->origin, "the service"});
      break;
    }
  }
}

void check_private_names(const View& view, const Report& report) {
  std::vector<const cfn::Resource*> told;
  for (const cfn::Resource* endpoint : view.of("AWS::EC2::VPCEndpoint")) {
    const cfn::Resource* vpc = view.target(property(*endpoint, {"VpcId"}), "AWS::EC2::VPC");
    const bool is_private = view.truth(property(*endpoint, {"PrivateDnsEnabled"})) == true &&
                            view.text(property(*endpoint, {"VpcEndpointType"})) == "Interface";
    if (!is_private || vpc == nullptr) continue;
    for (const auto& [key, by_default] :
         {std::pair("EnableDnsHostnames", false), std::pair("EnableDnsSupport", true)}) {
      const cfn::Value* set = property(*vpc, {key});
      const auto holds =
          set == nullptr && lacks(*vpc, key) ? std::optional(by_default) : view.truth(set);
      if (holds != false || std::find(told.begin(), told.end(), vpc) != told.end()) continue;
      told.push_back(vpc);
      Diagnostic& found = report(
          *vpc, set,
          fmt::format("private DNS of {} needs {}", quoted(endpoint->id.str()), quoted(key)));
      found.fix = fmt::format("set {} to true", quoted(key));
      found.related.push_back({endpoint->origin, "the endpoint"});
    }
  }
}

}  // namespace archsynth::analysis

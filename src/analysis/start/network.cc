// What workloads need of the network: registries, secrets, logs, load balancers.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "analysis/start/network.h"

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "checks.h"
#include "model/identities/identities.h"
#include "model/workloads/instances.h"
#include "rules/compute/tasks.h"

namespace archsynth::analysis {
namespace {

using model::Node;
using model::Subnet;
using model::Task;

/// Registries on the internet; others may be anywhere.
constexpr std::string_view kPublicRegistries[] = {
    "docker.io",           "gcr.io",         "ghcr.io",
    "mcr.microsoft.com",   "public.ecr.aws", "quay.io",
    "registry.gitlab.com", "registry.k8s.io"};

bool is_of_public_registry(const View& view, const cfn::Value* image) {
  const std::string text = view.text(image).value_or("");
  const std::size_t slash = text.find('/');
  if (text.empty()) return false;
  const std::string host = text.substr(0, slash);
  // Without a host it is Docker Hub's.
  if (slash == text.npos || host.find_first_of(".:") == host.npos) return host != "localhost";
  return std::find(std::begin(kPublicRegistries), std::end(kPublicRegistries), host) !=
         std::end(kPublicRegistries);
}

/// The region of an image's registry; empty: not known.
std::string region_of_image(const View& view, const cfn::Value* image) {
  if (image == nullptr) return {};
  const std::string text = view.made<model::Identities>().arns().text(*image);
  const std::size_t registry = text.find(".dkr.ecr");
  const std::size_t begin = registry == text.npos ? registry : text.find('.', registry + 5);
  return begin == text.npos ? std::string()
                            : text.substr(begin + 1, text.find('.', begin + 1) - begin - 1);
}

std::string region_of_secret(const View& view, const model::SecretVariable& secret) {
  const std::string arn = arns_of_secret(view, secret, {}).front();
  const auto parts = model::arn_parts(arn);
  return parts.size() > 3 ? std::string(parts[3]) : std::string();
}

/// Whether a region is surely another than that of the stack, whose endpoints do not serve it.
bool is_other_region(const View& view, const std::string& region) {
  const auto& endpoints = view.of("AWS::EC2::VPCEndpoint");
  return !region.empty() && region.front() >= 'a' && !view.region().empty() &&
         region != view.region() &&
         std::none_of(endpoints.begin(), endpoints.end(),
                      [](const cfn::Resource* each) { return has(*each, "ServiceRegion"); });
}

void add_secret(const View& view, const model::SecretVariable& secret,
                std::vector<ServiceCall>& calls) {
  const std::string service = service_of_secret(view, secret);
  if (service.empty()) return;
  const std::string region = region_of_secret(view, secret);
  const Origin& at = secret.from->origin();
  if (is_other_region(view, region))
    return add_call(calls, {"internet", "cannot read its secret of " + region, at, region});
  add_call(calls, {"aws:" + service, "cannot read its secrets", at});
}

End end_called(const std::string& service) {
  const bool is_internet = service == "internet";
  return {is_internet ? End::Kind::kInternet : End::Kind::kService, service, nullptr,
          model::public_addresses(model::Family::kIpv4)};
}

/// Whether an existing VPC may have endpoints that the template does not know, and the groups let
/// tasks out to them.
bool may_have_endpoints(const Node& node, const Subnet& subnet) {
  if (subnet.vpc != nullptr && subnet.vpc->is_known) return false;
  return std::any_of(node.groups.begin(), node.groups.end(), [](const model::SecurityGroup* group) {
    return !group->is_known ||
           std::any_of(group->egress.begin(), group->egress.end(),
                       [](const model::GroupRule& rule) {
                         return rule.ports.overlaps({443, 443}) &&
                                rule.protocols.overlaps({model::kTcp, model::kTcp});
                       });
  });
}

/// A number that a port may be.
std::optional<std::uint64_t> port_in(const std::optional<double>& value) {
  if (!value || *value < 1 || *value > 65535) return std::nullopt;
  return static_cast<std::uint64_t>(*value);
}

/// The ports on which the tasks of a service are targets of a group; nothing where that is not
/// known.
std::optional<model::Range> ports_of(const Node& balancer, const Node& node,
                                     const model::Attachment& attachment) {
  if (!port_in(attachment.port.value)) return std::nullopt;
  for (const model::Forward& each : balancer.forwards) {
    const bool is_meant =
        each.target == &node && each.group.name == attachment.group.resource->id.str();
    if (is_meant && each.target_ports != model::kAllPorts) return each.target_ports;
  }
  return std::nullopt;
}

std::string text_of(const model::Range& ports) {
  return ports.first == ports.last ? fmt::format("port {}", ports.first.low)
                                   : fmt::format("ports {} to {}", ports.first.low, ports.last.low);
}

/// Whether tasks have interfaces of their own, or run on instances of the template alone.
bool is_on_known_hosts(const RunningStack& stack, const model::Service& service) {
  if (service.task->network_mode.value == "awsvpc") return true;
  const auto& all = stack.state.made<model::Instances>().all();
  return service.task->network_mode.or_default("bridge") == "bridge" &&
         std::any_of(all.begin(), all.end(), [&](const model::ContainerInstances& each) {
           return each.joining == model::Joining::kCluster &&
                  each.cluster == service.cluster.resource;
         });
}

void check_balancer(const RunningStack& stack, const Node& balancer, const Node& node,
                    const model::Attachment& attachment, NetworkReport& report) {
  const cfn::Value* health_at = property(*attachment.group.resource, {"HealthCheckPort"});
  const auto health = port_in(stack.state.number(health_at));
  struct Step {
    std::optional<model::Range> ports;
    std::string step;
    const cfn::Value* at;
  };
  const Step steps[] = {
      {ports_of(balancer, node, attachment), "gets no requests", attachment.port.at},
      {health ? std::optional(model::Range{*health, *health}) : std::nullopt,
       "fails its health checks", health_at}};
  for (const Step& each : steps) {
    if (!each.ports) continue;
    check_way(stack, {balancer, node}, *each.ports, each.step, each.at->origin(), report);
  }
}

/// Whether some rule of the groups lets anybody in on the port.
bool admits(const Node& balancer, const model::Listener& listener) {
  return std::any_of(
      balancer.groups.begin(), balancer.groups.end(), [&](const model::SecurityGroup* group) {
        return !group->is_known || std::any_of(group->ingress.begin(), group->ingress.end(),
                                               [&](const model::GroupRule& rule) {
                                                 return rule.ports.overlaps(listener.ports) &&
                                                        rule.protocols.overlaps(listener.protocols);
                                               });
      });
}

bool forwards(const Node& balancer, const model::Listener& listener) {
  return std::any_of(
      balancer.forwards.begin(), balancer.forwards.end(),
      [&](const model::Forward& each) { return each.port == listener.ports.first.low; });
}

/// A load balancer of which clients reach no listener that forwards. One of several may be there
/// for health checks alone.
void check_clients(const Node& balancer, const Report& report) {
  if (balancer.groups.empty() || balancer.forwards.empty()) return;
  const model::Listener* closed = nullptr;
  for (const model::Listener& each : balancer.listeners) {
    if (!forwards(balancer, each)) continue;
    if (admits(balancer, each)) return;
    closed = &each;
  }
  if (closed == nullptr) return;
  const model::SecurityGroup& group = *balancer.groups.front();
  report(group.place.name, first_known(group.ingress_origin, group.place.origin),
         fmt::format("no one can connect to {}: {} allows no traffic on port {}",
                     quoted(balancer.place.name), group.place.name, closed->ports.first.low))
      .related.push_back({closed->place.origin, fmt::format("{} listens", closed->place.name)});
}

}  // namespace

void check_way(const RunningStack& stack, const BalancedWay& way, const model::Range& ports,
               const std::string& step, const Origin& at, NetworkReport& report) {
  Asked asked = asked_for(0);
  asked.ports = ports;
  for (const Subnet* subnet : way.node.subnets) {
    Node one = way.node;
    one.subnets = {subnet};
    const auto outcome = best_of(Paths(stack.network, asked).direct(way.balancer, one), true);
    if (!outcome || outcome->is_reachable) continue;
    return report(way.node, fmt::format("{} on {}", step, text_of(ports)), *outcome, at, {});
  }
}

std::vector<ServiceCall> calls_of(const View& view, const Task& task) {
  std::vector<ServiceCall> calls;
  for (const model::Container& container : task.containers) {
    const bool is_private =
        container.repository != nullptr || is_private_image(view, container.image);
    add_image(view, container.image, is_private, origin_within(container.at, "Image"), calls);
    for (const model::SecretVariable& each : container.secrets) add_secret(view, each, calls);
    if (container.registry) add_secret(view, *container.registry, calls);
    const model::Logging& logging = container.logging;
    const bool is_here = logging.region.value.value_or(std::string(view.region())) == view.region();
    if (logging.driver.value != "awslogs" || !is_here) continue;
    add_call(calls, {"aws:logs", "cannot write its logs", logging.driver.at->origin()});
  }
  return calls;
}

void add_call(std::vector<ServiceCall>& calls, ServiceCall call) {
  const bool is_known = std::any_of(calls.begin(), calls.end(), [&](const ServiceCall& each) {
    return each.service == call.service;
  });
  if (!is_known) calls.push_back(std::move(call));
}

/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html: layers are in S3.
void add_image(const View& view, const cfn::Value* image, bool is_private, const Origin& at,
               std::vector<ServiceCall>& calls) {
  const char* step = "cannot pull its image";
  if (is_of_public_registry(view, image)) {
    add_call(calls, {"internet", step, at});
  } else if (is_private) {
    const std::string region = region_of_image(view, image);
    if (is_other_region(view, region))
      return add_call(calls, {"internet", fmt::format("{} of {}", step, region), at, region});
    for (const char* service : {"aws:ecr.api", "aws:ecr.dkr", "aws:s3"})
      add_call(calls, {service, step, at});
  }
}

std::optional<Outcome> blocked_call(const RunningStack& stack, const Node& node,
                                    const std::string& service) {
  const auto ask = [&](model::Family family) {
    const Paths paths(stack.network, asked_for(443, family));
    return best_of(paths.between(end_of(node), end_called(service)), true);
  };
  auto outcome = ask(model::Family::kIpv4);
  if (!outcome || outcome->is_reachable) return std::nullopt;
  const auto six = ask(model::Family::kIpv6);
  if (six && six->is_reachable) return std::nullopt;
  return outcome;
}

void check_calls(const RunningStack& stack, const Node& node, const std::vector<ServiceCall>& calls,
                 NetworkReport& report) {
  for (const ServiceCall& call : calls) {
    for (const Subnet* subnet : node.subnets) {
      if (call.service != "internet" && may_have_endpoints(node, *subnet)) continue;
      Node one = node;
      one.subnets = {subnet};
      const auto outcome = blocked_call(stack, one, call.service);
      if (!outcome) continue;
      if (!call.region.empty()) {
        report.tell_region(node, call, *outcome);
        break;
      }
      report(node, call.step, *outcome, call.at, subnet->place.name);
    }
  }
}

namespace {

/// What the agent on an instance calls, for itself and for the tasks.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
std::vector<ServiceCall> calls_of_host(const View& view, const Task* task,
                                       const model::ContainerInstances& host) {
  std::vector<ServiceCall> calls;
  for (const char* each : {"aws:ecs-agent", "aws:ecs-telemetry", "aws:ecs"})
    calls.push_back({each, "cannot join its cluster", host.resource->origin});
  if (task == nullptr) return calls;
  for (ServiceCall& each : calls_of(view, *task)) add_call(calls, std::move(each));
  return calls;
}

/// Whether instances may call services through a proxy.
bool may_have_proxy(const View& view, const model::ContainerInstances& host) {
  const auto text = host.user_data == nullptr ? std::optional<std::string>("")
                                              : model::text_made(view, host.user_data);
  return host.launch == nullptr || !text || lower_case(*text).find("proxy") != text->npos;
}

void check_ways_of_hosts(const RunningStack& stack, NetworkReport& told) {
  if (stack.state.of("AWS::ECS::Service").empty()) return;
  std::set<const cfn::Resource*> asked;
  for (const model::Service& service : stack.workloads.services()) {
    for (const model::ContainerInstances* host : hosts_of(stack.state, service)) {
      const Node* node = stack.network.node(host->resource->id.str());
      if (node == nullptr || may_have_proxy(stack.state, *host)) continue;
      if (asked.insert(host->resource).second)
        check_calls(stack, *node, calls_of_host(stack.state, service.task, *host), told);
    }
  }
}

}  // namespace

void check_ways_to_services(const View& view, const Report& report) {
  if (view.of("AWS::ECS::TaskDefinition").empty()) return;
  const auto& stack = view.made<RunningStack>();
  NetworkReport told(report, stack);
  check_ways_of_hosts(stack, told);
  each_task_node(stack, [&](const Node& node, const Task& task, const model::Service* service) {
    // On instances, pulling and logging is up to the instance.
    const bool is_fargate = service == nullptr ? is_on_fargate(task) : service->is_on_fargate;
    if (is_fargate) check_calls(stack, node, calls_of(stack.state, task), told);
  });
}

void check_ways_of_balancers(const View& view, const Report& report) {
  if (view.of("AWS::ElasticLoadBalancingV2::LoadBalancer").empty()) return;
  const auto& stack = view.made<RunningStack>();
  NetworkReport told(report, stack);
  for (const model::Service& service : stack.workloads.services()) {
    const Node* node = stack.network.node(service.resource->id.str());
    if (node == nullptr || service.task == nullptr || !is_on_known_hosts(stack, service)) continue;
    for (const model::Attachment& attachment : service.attachments) {
      for (const cfn::Resource* each : attachment.balancers) {
        const Node* balancer = stack.network.node(each->id.str());
        if (balancer == nullptr) continue;
        check_balancer(stack, *balancer, *node, attachment, told);
      }
    }
  }
  for (const Node& each : stack.network.nodes()) {
    if (each.type == "AWS::ElasticLoadBalancingV2::LoadBalancer") check_clients(each, report);
  }
}

}  // namespace archsynth::analysis

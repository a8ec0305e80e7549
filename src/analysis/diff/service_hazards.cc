// Services, load balancers and networks.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "hazards.h"
#include "openings.h"
#include "renames.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";
constexpr std::string_view kListener = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view kService = "AWS::ECS::Service";
constexpr std::string_view kTasks = "AWS::ECS::TaskDefinition";

constexpr std::string_view kRollbackPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";
constexpr std::string_view kListenerPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-listeners.html";
constexpr std::string_view kSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kZonePage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-subnets.html";
constexpr std::string_view kRollingPage =
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-attribute-updatepolicy.html";
constexpr std::string_view kNatPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html";

/// A service of an architecture file has one port, which is not there twice for a while.
void fix_in_file(const Change& change, std::string_view code, Diagnostic& finding) {
  if (!change.all.has_moves) return;
  finding.fix = fmt::format(
      "deploy while traffic is low, and add to \"acknowledge\": "
      "{{resource: {}, change: {}, reason: planned for low traffic}}",
      finding.subject.resource, code);
}

/// Whether a service runs the tasks behind the target group.
bool has_service_of(const Change& change, const std::string& task, const std::string& group) {
  return std::any_of(change.sides.after().begin(), change.sides.after().end(),
                     [&](const auto& each) {
                       return each.second->type == kService && names(*each.second, task) &&
                              names(*each.second, group);
                     });
}

/// The change of the port of tasks in a group that changes its port, or that of its checks, too;
/// null where there is none.
const PropertyChange* port_of_tasks(const Change& change, const ResourceChange& task,
                                    const ResourceChange& group) {
  const bool is_changed = changed_property(group, "Port") != nullptr ||
                          changed_property(group, "HealthCheckPort") != nullptr;
  if (!is_changed || !has_service_of(change, task.id, group.id)) return nullptr;
  const PropertyChange* port = nullptr;
  for (const PropertyChange& property : task.properties) {
    if (property.path.ends_with(".ContainerPort")) port = &property;
  }
  return port;
}

void check_ports(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed(change, kTasks)) {
    for (const ResourceChange* group : changed(change, kTargetGroup)) {
      const PropertyChange* port = port_of_tasks(change, *each, *group);
      if (port == nullptr) continue;
      const char* outcome =
          group->consequence >= Consequence::kMayReplace
              ? "is replaced: requests fail until targets of the new one are healthy"
              : "checks the old tasks on the new one: a deployment cannot be rolled back";
      Diagnostic& finding = report(each->id, port->origin,
                                   fmt::format("{} changes its port together with {}, which {}",
                                               quoted(each->id), quoted(group->id), outcome));
      fix_in_file(change, "ARC5111", finding);
      break;
    }
  }
}

/// Whether a group is replaced because its tasks get another port, which is said of these.
bool has_moved_tasks(const Change& change, const ResourceChange& group) {
  const auto tasks = changed(change, kTasks);
  return std::any_of(tasks.begin(), tasks.end(), [&](const ResourceChange* each) {
    return port_of_tasks(change, *each, group) != nullptr;
  });
}

/// The names of a certificate of the template; empty where they are not known.
std::set<std::string> names_of(const ResourcesById& resources, const cfn::Value& named) {
  std::set<std::string> names;
  for (const cfn::Reference& each : cfn::references(named)) {
    const auto found = resources.find(each.target.str());
    if (found == resources.end()) continue;
    if (found->second->type != "AWS::CertificateManager::Certificate") continue;
    const cfn::Value* more = property(*found->second, {"SubjectAlternativeNames"});
    const cfn::Value* first = property(*found->second, {"DomainName"});
    if (first != nullptr) names.insert(brief(*first));
    if (more == nullptr || more->list() == nullptr) continue;
    for (const cfn::Value& name : *more->list()) names.insert(brief(name));
  }
  return names;
}

/// Whether a certificate is for the name, itself or by a wildcard for one label.
bool is_named(const std::set<std::string>& names, const std::string& name) {
  const std::size_t dot = name.find('.');
  return names.contains(name) || (dot != name.npos && names.contains("*" + name.substr(dot)));
}

void check_certificate(const Change& change, const ResourceChange& listener, const Report& report) {
  const PropertyChange* certificate = changed_property(listener, "Certificates");
  const cfn::Value* old = property(*change.sides.before().at(listener.id), {"Certificates"});
  const cfn::Value* now = property(*change.sides.after().at(listener.id), {"Certificates"});
  if (certificate == nullptr || old == nullptr || now == nullptr) return;
  const std::set<std::string> before = names_of(change.sides.before(), *old);
  const std::set<std::string> after = names_of(change.sides.after(), *now);
  if (before.empty() || after.empty()) {
    report(listener.id, certificate->origin,
           fmt::format("{} gets a different certificate; names missing from it fail",
                       quoted(listener.id)));
    return;
  }
  for (const std::string& each : before) {
    if (is_named(after, each)) continue;
    report(listener.id, certificate->origin,
           fmt::format("the new certificate of {} lacks {}", quoted(listener.id), each));
  }
}

bool is_forwarding(const cfn::Resource& resource) {
  return resource.type == kListener || resource.type == "AWS::ElasticLoadBalancingV2::ListenerRule";
}

/// Groups under another id, to which what forwarded to the old one forwards before any target is
/// in them.
void check_renamed_groups(const Change& change, const Report& report) {
  for (const Rename& each : change.all.renames) {
    if (each.type != kTargetGroup) continue;
    for (const auto& [id, listener] : change.sides.after()) {
      const auto old = change.sides.before().find(id);
      if (!is_forwarding(*listener) || old == change.sides.before().end()) continue;
      if (!names(*listener, each.to) || !names(*old->second, each.from)) continue;
      report(each.to, change.sides.after().at(each.to)->origin,
             fmt::format("{} is replaced by {} under a live listener; requests fail until targets "
                         "of the new one are healthy",
                         quoted(each.from), quoted(each.to)));
      break;
    }
  }
}

/// Whether a listener or rule of the stack forwards to the group.
bool is_forwarded_to(const Change& change, const std::string& group) {
  return std::any_of(
      change.sides.before().begin(), change.sides.before().end(),
      [&](const auto& each) { return is_forwarding(*each.second) && names(*each.second, group); });
}

/// Whether another listener of the same balancer has the port afterwards.
bool is_port_taken_over(const Change& change, const std::string& listener,
                        const std::string& port) {
  const cfn::Value* balancer = property(*change.sides.after().at(listener), {"LoadBalancerArn"});
  return std::any_of(change.sides.after().begin(), change.sides.after().end(),
                     [&](const auto& each) {
                       if (each.second->type != kListener || each.first == listener) return false;
                       const cfn::Value* other = property(*each.second, {"LoadBalancerArn"});
                       return balancer != nullptr && other != nullptr && *other == *balancer &&
                              change.new_text(each.first, {"Port"}) == port;
                     });
}

void check_listeners(const Change& change, const Report& report) {
  check_renamed_groups(change, report);

  for (const ResourceChange* each : changed(change, kListener)) {
    check_certificate(change, *each, report);
    const PropertyChange* port = changed_property(*each, "Port");
    const std::string old = change.old_text(each->id, {"Port"});
    if (port != nullptr && !old.empty() && !is_port_taken_over(change, each->id, old)) {
      report(each->id, port->origin,
             fmt::format("{} no longer listens on port {}", quoted(each->id), old));
    }
    if (each->consequence >= Consequence::kMayReplace && each->data != DataFate::kFails) {
      report(
          each->id, each->origin,
          fmt::format("{} is replaced; requests fail until the new one exists", quoted(each->id)));
    }
  }
  for (const ResourceChange* each : changed(change, kTargetGroup)) {
    const bool is_replaced =
        each->consequence >= Consequence::kMayReplace && each->data != DataFate::kFails;
    if (!is_replaced || !is_forwarded_to(change, each->id)) continue;
    const PropertyChange* cause = &each->properties.front();
    for (const PropertyChange& property : each->properties) {
      if (property.consequence > cause->consequence) cause = &property;
    }
    if (cause->path == "Port" && has_moved_tasks(change, *each)) continue;
    Diagnostic& finding =
        report(each->id, cause->origin,
               fmt::format("{} {} replaced under a live listener; requests fail until "
                           "targets of the new one are healthy",
                           quoted(each->id),
                           each->consequence == Consequence::kReplaces ? "is" : "may be"));
    fix_in_file(change, "ARC5114", finding);
  }
}

/// Source: https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html
void check_nodes(const Change& change, const Report& report) {
  for (const ResourceChange* each : changed(change, "AWS::EKS::Nodegroup")) {
    const PropertyChange* property = changed_property(*each, "LaunchTemplate");
    const bool is_rolled = each->consequence < Consequence::kMayReplace && !each->is_refused;
    if (property == nullptr || !is_rolled) continue;
    report(each->id, property->origin,
           fmt::format("changing LaunchTemplate replaces every node of {}", quoted(each->id)))
        .fix = "deploy the change only if intended, with an UpdateConfig that leaves enough nodes";
  }
}

/// Source:
/// https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.CfnAutoScalingInstanceRefresh.html
bool refreshes(const cfn::Resource& group) {
  const cfn::Value* strategy =
      member(&group.update_policy, {"AutoScalingInstanceRefresh", "Strategy"});
  return strategy != nullptr && strategy->string() != nullptr && *strategy->string() == "Rolling";
}

/// The policies under which the instances of a group are replaced one after the other.
void check_rolling(const Change& change, const Report& report) {
  check_nodes(change, report);
  for (const ResourceChange* each : changed(change, "AWS::AutoScaling::AutoScalingGroup")) {
    const cfn::Resource& group = *change.sides.after().at(each->id);
    const bool rolls = member(&group.update_policy, {"AutoScalingRollingUpdate"}) != nullptr;
    if (!rolls && !refreshes(group)) continue;
    for (const std::string_view key : {"LaunchTemplate", "MixedInstancesPolicy",
                                       "LaunchConfigurationName", "VPCZoneIdentifier"}) {
      const PropertyChange* property = changed_property(*each, key);
      const bool refreshed = key == "LaunchTemplate" || key == "MixedInstancesPolicy";
      if (property == nullptr || (!rolls && !refreshed)) continue;
      Diagnostic& found =
          report(each->id, property->origin,
                 fmt::format("changing {} replaces every instance of {}", key, quoted(each->id)));
      if (!rolls) found.fix = "deploy the change only if intended, with MinHealthyPercentage";
      break;
    }
  }
}

/// What listeners and rules name: the target groups to which they forward, among others.
std::set<std::string> forwarded_to(const ResourcesById& resources) {
  std::set<std::string> named;
  for (const auto& [id, each] : resources) {
    if (!is_forwarding(*each)) continue;
    for (const cfn::Reference& reference : cfn::references(each->properties)) {
      named.insert(reference.target.str());
    }
  }
  return named;
}

/// The property by which targets are put into target groups.
const cfn::Value* groups_of_targets(const cfn::Resource& resource) {
  if (resource.type == kService) return property(resource, {"LoadBalancers"});
  const bool is_group = resource.type == "AWS::AutoScaling::AutoScalingGroup";
  return is_group ? property(resource, {"TargetGroupARNs"}) : nullptr;
}

void check_forwarding(const Change& change, const Report& report) {
  const std::set<std::string> before = forwarded_to(change.sides.before());
  const std::set<std::string> after = forwarded_to(change.sides.after());
  for (const auto& [id, resource] : change.sides.after()) {
    const cfn::Value* groups = groups_of_targets(*resource);
    if (groups == nullptr) continue;
    const bool is_new = !change.sides.before().contains(id);
    const bool is_deployed = resource->type == kService && change.all.find(id) != nullptr;
    for (const cfn::Reference& named : cfn::references(*groups)) {
      const std::string& group = named.target.str();
      const auto found = change.sides.after().find(group);
      if (found == change.sides.after().end() || found->second->type != kTargetGroup) continue;
      // Another stack may have a listener for a group that has been there without one.
      const bool had_listener = before.contains(group) || !change.sides.before().contains(group);
      if (after.contains(group) || (!had_listener && !is_new)) continue;
      report(id, resource->origin,
             is_deployed
                 ? fmt::format("no listener forwards to {}, so {} cannot be deployed",
                               quoted(group), quoted(id))
                 : fmt::format("no listener forwards to {} any more, so {} gets no requests",
                               quoted(group), quoted(id)));
    }
  }
}

void check_blocks(const Change& change, const Report& report) {
  for (const char* type : {"AWS::EC2::Subnet", "AWS::EC2::VPC"}) {
    for (const ResourceChange* each : changed(change, type)) {
      const PropertyChange* block = changed_property(*each, "CidrBlock");
      // That it fails says more.
      if (block == nullptr || !block->chain.empty() || each->data == DataFate::kFails) continue;
      report(each->id, block->origin,
             fmt::format("changing the block of {} re-creates it with everything in it",
                         quoted(each->id)));
    }
  }
}

std::size_t items(const ResourcesById& resources, const std::string& id, std::string_view list) {
  const auto found = resources.find(id);
  const cfn::Value* value = found == resources.end() ? nullptr : property(*found->second, {list});
  return value == nullptr || value->list() == nullptr ? 0 : value->list()->size();
}

void check_zones(const Change& change, const Report& report) {
  struct Spread {
    std::string_view type;
    std::string_view subnets;
  };
  constexpr Spread kSpreads[] = {{"AWS::ElasticLoadBalancingV2::LoadBalancer", "Subnets"},
                                 {"AWS::RDS::DBSubnetGroup", "SubnetIds"}};
  for (const Spread& spread : kSpreads) {
    for (const ResourceChange* each : changed(change, spread.type)) {
      const PropertyChange* subnets = changed_property(*each, spread.subnets);
      const std::size_t old = items(change.sides.before(), each->id, spread.subnets);
      const std::size_t now = items(change.sides.after(), each->id, spread.subnets);
      if (subnets == nullptr || now == 0 || now >= old) continue;
      report(each->id, subnets->origin,
             fmt::format("{} is in {} subnets instead of {}", quoted(each->id), now, old));
    }
  }
}

void check_gateways(const Change& change, const Report& report) {
  const auto count = [](const ResourcesById& resources) {
    return std::count_if(resources.begin(), resources.end(), [](const auto& each) {
      return each.second->type == "AWS::EC2::NatGateway";
    });
  };
  const auto old = count(change.sides.before());
  const auto now = count(change.sides.after());
  if (old < 2 || now != 1) return;
  for (const auto& [id, resource] : change.sides.after()) {
    if (resource->type != "AWS::EC2::NatGateway") continue;
    const cfn::Value* mode = resource->properties.find("AvailabilityMode");
    if (mode != nullptr && *mode == cfn::Value("regional")) continue;
    report(id, resource->origin,
           fmt::format("{} is the only one left of {} NAT gateways; if its zone fails, no zone has "
                       "internet access",
                       quoted(id), old));
  }
}

constexpr Rule kServiceHazardsRules[] = {
    {"ARC5118", Severity::kError, "update replaces every instance of a group",
     "the instances are stopped in batches, with everything that runs on them",
     "deploy the change only if intended, with MinInstancesInService and a signal", kRollingPage,
     "", check_rolling},
    {"ARC5119", Severity::kError, "target group has no listener",
     "the targets get no requests, and a service fails to deploy: \"the target group does not have "
     "an associated load balancer\"",
     "add a listener or a rule that forwards to it, and add that to the DependsOn of the service",
     kListenerPage, "", check_forwarding},
    {"ARC5111", Severity::kError, "container port changes together with its health check",
     "requests fail during the deployment, or a failed one cannot be rolled back",
     "add the new port first, switch over, then remove the old port", kRollbackPage, "",
     check_ports},
    {"ARC5114", Severity::kError, "listener, certificate or target group is replaced under load",
     "requests fail during the deployment, or permanently",
     "add the new one next to the old one, switch over, then remove the old one", kListenerPage, "",
     check_listeners},
    {"ARC5115", Severity::kError, "address block changes",
     "the update fails, or everything in the block is re-created",
     "add subnets with new blocks, and keep the old ones", kSubnetPage, "", check_blocks},
    {"ARC5116", Severity::kError, "fewer Availability Zones",
     "less capacity is left when a zone fails, and resources in the removed zone are moved",
     "keep the zone", kZonePage, "", check_zones},
    {"ARC5117", Severity::kError, "only one NAT gateway is left",
     "the failure of one zone disconnects all zones", "keep one NAT gateway in each zone", kNatPage,
     "", check_gateways},
};

}  // namespace

std::span<const Rule> service_hazards() { return kServiceHazardsRules; }

}  // namespace archsynth::analysis

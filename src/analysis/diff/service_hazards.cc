// Services, load balancers and networks.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "analysis/relations/graph.h"
#include "archsynth/support/text.h"
#include "hazards.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";
constexpr std::string_view kListener = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view kService = "AWS::ECS::Service";
constexpr std::string_view kTarget = "AWS::ApplicationAutoScaling::ScalableTarget";

constexpr std::string_view kRollbackPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html";
constexpr std::string_view kCountPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-auto-scaling.html";
constexpr std::string_view kListenerPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-listeners.html";
constexpr std::string_view kSubnetPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html";
constexpr std::string_view kZonePage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-subnets.html";
constexpr std::string_view kNatPage =
    "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html";

std::optional<long> whole_number(const std::string& text) {
  long value = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || error != std::errc() || rest != text.data() + text.size()) return {};
  return value;
}

void check_ports(const Change& change, const ChangeReport& report) {
  for (const ResourceChange* each : changed(change, "AWS::ECS::TaskDefinition")) {
    const PropertyChange* port = nullptr;
    for (const PropertyChange& property : each->properties) {
      if (property.path.ends_with(".ContainerPort")) port = &property;
    }
    if (port == nullptr) continue;
    for (const ResourceChange* group : changed(change, kTargetGroup)) {
      const bool is_checked = changed_property(*group, "Port") != nullptr ||
                              changed_property(*group, "HealthCheckPort") != nullptr;
      if (!is_checked) continue;
      report(port->origin,
             fmt::format("{} listens on another port, and {} checks its health there: when the "
                         "deployment fails, the old tasks stay unhealthy",
                         quoted(each->id), quoted(group->id)));
      break;
    }
  }
}

void check_count(const Change& change, const ChangeReport& report) {
  for (const auto& [id, target] : change.sides.after()) {
    if (target->type != kTarget) continue;
    const cfn::Value* scaled = property(*target, {"ResourceId"});
    if (scaled == nullptr) continue;
    for (const cfn::Reference& each : cfn::references(*scaled)) {
      const ResourceChange* service = change.all.find(each.target.str());
      if (service == nullptr || service->type != kService) continue;
      const PropertyChange* count = changed_property(*service, "DesiredCount");
      const bool is_set = count != nullptr && !count->after.absent();
      if (!is_set || service->action != ResourceChange::Action::kModify) continue;
      report(count->origin, fmt::format("{} is scaled automatically, and the deployment sets it "
                                        "back to the stated count",
                                        quoted(service->id)));
    }
  }
}

void check_capacity(const Change& change, const ChangeReport& report) {
  for (const ResourceChange* each : changed(change, kTarget)) {
    const PropertyChange* most = changed_property(*each, "MaxCapacity");
    const auto now = whole_number(change.new_text(each->id, {"MaxCapacity"}));
    const auto least = whole_number(change.old_text(each->id, {"MinCapacity"}));
    if (most == nullptr || !now || !least || *now >= *least) continue;
    report(most->origin, fmt::format("{} may have at most {} now, where at least {} were running",
                                     quoted(each->id), *now, *least));
  }
}

void check_listeners(const Change& change, const ChangeReport& report) {
  for (const ResourceChange* each : changed(change, kListener)) {
    if (const PropertyChange* certificate = changed_property(*each, "Certificates")) {
      report(certificate->origin, fmt::format("the certificate of {} is exchanged: names that the "
                                              "new one lacks fail at once",
                                              quoted(each->id)));
    }
    if (each->consequence >= Consequence::kMayReplace) {
      report(each->origin, fmt::format("{} is made anew: two listeners cannot share the port, so "
                                       "the update fails, or requests do",
                                       quoted(each->id)));
    }
  }
  for (const ResourceChange* each : changed(change, kTargetGroup)) {
    if (each->consequence < Consequence::kMayReplace) continue;
    const PropertyChange* cause = &each->properties.front();
    for (const PropertyChange& property : each->properties) {
      if (property.consequence > cause->consequence) cause = &property;
    }
    report(cause->origin, fmt::format("{} is made anew under a live listener: requests fail until "
                                      "targets of the new one are healthy",
                                      quoted(each->id)));
  }
}

void check_blocks(const Change& change, const ChangeReport& report) {
  for (const char* type : {"AWS::EC2::Subnet", "AWS::EC2::VPC"}) {
    for (const ResourceChange* each : changed(change, type)) {
      const PropertyChange* block = changed_property(*each, "CidrBlock");
      if (block == nullptr || !block->chain.empty()) continue;
      report(block->origin,
             fmt::format("{} gets another block: it and all in it is made anew, and the update "
                         "fails where the new block overlaps one that is still there",
                         quoted(each->id)));
    }
  }
}

std::size_t items(const ResourcesById& resources, const std::string& id, std::string_view list) {
  const auto found = resources.find(id);
  const cfn::Value* value = found == resources.end() ? nullptr : property(*found->second, {list});
  return value == nullptr || value->list() == nullptr ? 0 : value->list()->size();
}

void check_zones(const Change& change, const ChangeReport& report) {
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
      report(subnets->origin,
             fmt::format("{} is in {} subnets instead of {}", quoted(each->id), now, old));
    }
  }
}

void check_gateways(const Change& change, const ChangeReport& report) {
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
    report(resource->origin,
           fmt::format("{} is the only NAT gateway of {}: while its zone fails, no zone reaches "
                       "anything outside",
                       quoted(id), old));
  }
}

constexpr ChangeRule kServiceHazardsRules[] = {
    {{"ARC5111", Severity::kError, "a container's port changes apart from its health check",
      "a failed deployment cannot be rolled back: the old tasks are checked on the new port",
      "add the new port first, switch over, then take the old one away", kRollbackPage, ""},
     check_ports},
    {{"ARC5112", Severity::kError, "a scaled service has no stated count",
      "a deployment under load takes running tasks away",
      "leave DesiredCount out, and state the least capacity instead", kCountPage, ""},
     check_count},
    {{"ARC5113", Severity::kError, "what runs fits into the new capacity",
      "running tasks are stopped at once", "lower the least capacity first", kCountPage, ""},
     check_capacity},
    {{"ARC5114", Severity::kError, "what takes requests stays while it is changed",
      "requests fail for the time of the deployment, or for good",
      "add the new one beside the old one, move over, then take the old one away", kListenerPage,
      ""},
     check_listeners},
    {{"ARC5115", Severity::kError, "blocks of addresses stay", "the update fails, or all is moved",
      "add subnets of new blocks, and leave the old ones", kSubnetPage, ""},
     check_blocks},
    {{"ARC5116", Severity::kError, "as many zones as before take part",
      "there is less left when a zone fails, and what runs in the dropped one is moved",
      "keep the zone", kZonePage, ""},
     check_zones},
    {{"ARC5117", Severity::kError, "there is a NAT gateway in more than one zone",
      "one zone's failure cuts all of them off", "keep one for each zone", kNatPage, ""},
     check_gateways},
};

}  // namespace

std::span<const ChangeRule> service_hazards() { return kServiceHazardsRules; }

}  // namespace archsynth::analysis

// Elastic Load Balancing: listeners, rules, target groups.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kLoadBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view kListener = "AWS::ElasticLoadBalancingV2::Listener";
constexpr std::string_view kTargetGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

constexpr std::string_view kTargetGroupPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
    "API_CreateTargetGroup.html";
constexpr std::string_view kBalancerTargetPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/"
    "application-load-balancer-target.html";
constexpr std::string_view kCreateListenerPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html";

bool is_application(std::string_view protocol) { return protocol == "HTTP" || protocol == "HTTPS"; }

void check_timeout(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kTargetGroup)) {
    const cfn::Value* place = property(*group, {"HealthCheckTimeoutSeconds"});
    const auto timeout = view.number(place);
    const auto interval = view.number(property(*group, {"HealthCheckIntervalSeconds"}));
    const auto protocol = view.text(property(*group, {"Protocol"}));
    if (!timeout || !interval || *timeout < *interval) continue;
    // Network load balancers take a timeout as long as the interval.
    if (*timeout == *interval && !(protocol && is_application(*protocol))) continue;
    report(*group, place,
           fmt::format("the health check timeout ({} seconds) must be less than the interval ({})",
                       *timeout, *interval));
  }
}

void check_certificate(const View& view, const Report& report) {
  for (const cfn::Resource* listener : view.of(kListener)) {
    const cfn::Value* place = property(*listener, {"Protocol"});
    const auto protocol = view.text(place);
    if (!protocol || (*protocol != "HTTPS" && *protocol != "TLS")) continue;
    if (!lacks(*listener, "Certificates")) continue;
    report(*listener, place,
           fmt::format("{} uses {} without a certificate", quoted(listener->id.str()), *protocol))
        .missing = {"Certificates"};
  }
}

void check_plain_listener(const View& view, const Report& report) {
  for (const cfn::Resource* listener : view.of(kListener)) {
    const auto protocol = view.text(property(*listener, {"Protocol"}));
    if (!protocol || *protocol != "HTTP") continue;
    for (const char* key : {"Certificates", "SslPolicy"}) {
      if (!has(*listener, key)) continue;
      report(*listener, property(*listener, {key}),
             fmt::format("{} uses HTTP, which does not support \"{}\"", quoted(listener->id.str()),
                         key));
    }
  }
}

/// The target groups that an action forwards to.
std::vector<const cfn::Value*> groups_of(const View& view, const cfn::Value& action) {
  std::vector<const cfn::Value*> groups;
  if (const cfn::Value* one = member(&action, {"TargetGroupArn"})) groups.push_back(one);
  for (const cfn::Value* entry :
       view.items(member(&action, {"ForwardConfig", "TargetGroups"})).values) {
    if (const cfn::Value* one = member(entry, {"TargetGroupArn"})) groups.push_back(one);
  }
  return groups;
}

void check_protocols(const View& view, const Report& report) {
  for (const cfn::Resource* listener : view.of(kListener)) {
    const auto protocol = view.text(property(*listener, {"Protocol"}));
    if (!protocol) continue;
    for (const cfn::Value* action : view.items(property(*listener, {"DefaultActions"})).values) {
      for (const cfn::Value* arn : groups_of(view, *action)) {
        const cfn::Resource* group = view.target(arn, kTargetGroup);
        const auto type = group ? view.text(property(*group, {"TargetType"})) : std::nullopt;
        const auto of_group = group ? view.text(property(*group, {"Protocol"})) : std::nullopt;
        if (!of_group || (type && (*type == "lambda" || *type == "alb"))) continue;
        if (is_application(*protocol) == is_application(*of_group)) continue;
        report(
            *listener, arn,
            fmt::format("{} uses {}, but the target group {} uses {}", quoted(listener->id.str()),
                        *protocol, quoted(group->id.str()), *of_group));
      }
    }
  }
}

void check_shared_groups(const View& view, const Report& report) {
  // A target group serves one load balancer.
  for (const cfn::Resource* group : view.of(kTargetGroup)) {
    const cfn::Resource* first = nullptr;
    for (const cfn::Resource* listener : view.of(kListener)) {
      const cfn::Resource* balancer =
          view.target(property(*listener, {"LoadBalancerArn"}), kLoadBalancer);
      if (balancer == nullptr || !balancer->condition.empty()) continue;
      for (const cfn::Value* action : view.items(property(*listener, {"DefaultActions"})).values) {
        for (const cfn::Value* arn : groups_of(view, *action)) {
          if (view.target(arn) != group || balancer == first) continue;
          if (first != nullptr) {
            report(*listener, arn,
                   fmt::format("the target group {} already serves the load balancer {}",
                               quoted(group->id.str()), quoted(first->id.str())));
          }
          first = balancer;
        }
      }
    }
  }
}

/// The ports that the listeners of a load balancer have; nothing where one is not known.
std::optional<std::vector<double>> listener_ports(const View& view, const cfn::Resource& balancer) {
  std::vector<double> ports;
  for (const cfn::Resource* listener : view.of(kListener)) {
    const cfn::Resource* of = view.target(property(*listener, {"LoadBalancerArn"}));
    const auto port = view.number(property(*listener, {"Port"}));
    if (of == nullptr || (of == &balancer && !port)) return std::nullopt;
    if (of == &balancer) ports.push_back(*port);
  }
  return ports;
}

/// A load balancer as a target has to listen on the port of the target.
void check_balancer_targets(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kTargetGroup)) {
    if (view.text(property(*group, {"TargetType"})) != "alb") continue;
    for (const cfn::Value* target : view.items(property(*group, {"Targets"})).values) {
      const cfn::Resource* balancer = view.target(member(target, {"Id"}), kLoadBalancer);
      const cfn::Value* place = member(target, {"Port"});
      if (place == nullptr) place = property(*group, {"Port"});
      const auto port = view.number(place);
      if (balancer == nullptr || !port) continue;
      const auto ports = listener_ports(view, *balancer);
      if (!ports || ports->empty() || std::count(ports->begin(), ports->end(), *port) > 0) continue;
      report(*group, place,
             fmt::format("no listener of the load balancer {} has the port {}",
                         quoted(balancer->id.str()), *port))
          .fix = fmt::format("use the port of its listener, {}", ports->front());
    }
  }
}

void check_lambda_targets(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kTargetGroup)) {
    const auto type = view.text(property(*group, {"TargetType"}));
    if (!type || *type != "lambda") continue;
    for (const char* key : {"Port", "Protocol", "VpcId"}) {
      if (!has(*group, key)) continue;
      report(*group, property(*group, {key}),
             fmt::format("a target group of Lambda functions does not support \"{}\"", key));
    }
  }
}

void check_group_has_network(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of(kTargetGroup)) {
    const auto type = lacks(*group, "TargetType") ? std::optional<std::string>("instance")
                                                  : view.text(property(*group, {"TargetType"}));
    if (!type || *type == "lambda") continue;
    for (const char* key : {"Port", "Protocol", "VpcId"}) {
      if (!lacks(*group, key)) continue;
      report(*group, nullptr,
             fmt::format("the target group {} needs \"{}\"", quoted(group->id.str()), key));
    }
  }
}

void check_network_balancer(const View& view, const Report& report) {
  for (const cfn::Resource* listener : view.of(kListener)) {
    const cfn::Resource* balancer =
        view.target(property(*listener, {"LoadBalancerArn"}), kLoadBalancer);
    const cfn::Value* place = property(*listener, {"Protocol"});
    const auto protocol = view.text(place);
    if (balancer == nullptr || !protocol) continue;
    const auto type = view.text(property(*balancer, {"Type"}));
    const bool application = lacks(*balancer, "Type") || (type && *type == "application");
    const bool network = type && *type == "network";
    if ((application && !is_application(*protocol)) || (network && is_application(*protocol))) {
      report(*listener, place,
             fmt::format("{} cannot use {} because {} is {} load balancer",
                         quoted(listener->id.str()), *protocol, quoted(balancer->id.str()),
                         network ? "a network" : "an application"));
    }
  }
}

constexpr Rule kLoadBalancersRules[] = {
    {"ARC4201", Severity::kError, "health check timeout is not less than the interval",
     "Elastic Load Balancing refuses the target group",
     "lower \"HealthCheckTimeoutSeconds\" or raise \"HealthCheckIntervalSeconds\"",
     kTargetGroupPage, "", check_timeout},
    {"ARC4202", Severity::kError, "TLS listener has no certificate",
     "Elastic Load Balancing refuses the listener", "set \"Certificates\"", kCreateListenerPage,
     "E3676", check_certificate},
    {"ARC4203", Severity::kError, "certificate or TLS policy on a listener without TLS",
     "Elastic Load Balancing refuses the listener",
     "set \"Protocol\" to HTTPS, or remove the property", kCreateListenerPage, "",
     check_plain_listener},
    {"ARC4206", Severity::kError, "listener and target group have different protocols",
     "Elastic Load Balancing refuses the listener", "change one of the protocols",
     kCreateListenerPage, "", check_protocols},
    {"ARC4207", Severity::kError, "target group is used by two load balancers",
     "Elastic Load Balancing refuses the second listener because the target group is in use",
     "create a target group for each load balancer", kTargetGroupPage, "", check_shared_groups},
    {"ARC4862", Severity::kError, "load balancer does not listen on the port of the target group",
     "Elastic Load Balancing refuses the target", "use the port of one of its listeners",
     kBalancerTargetPage, "", check_balancer_targets},
    {"ARC4208", Severity::kError, "port on a target group of Lambda functions",
     "Elastic Load Balancing refuses the target group", "remove the property", kTargetGroupPage, "",
     check_lambda_targets},
    {"ARC4209", Severity::kError, "target group is missing its port, protocol or VPC",
     "Elastic Load Balancing refuses the target group", "set the property", kTargetGroupPage, "",
     check_group_has_network},
    {"ARC4210", Severity::kError, "protocol is not supported by the load balancer's type",
     "application load balancers support HTTP and HTTPS, network load balancers TCP, UDP and TLS",
     "change the listener's protocol or the load balancer's type", kCreateListenerPage, "",
     check_network_balancer},
};

}  // namespace

std::span<const Rule> load_balancer_rules() { return kLoadBalancersRules; }

}  // namespace archsynth::analysis

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/aws/elbv2.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "aws/elbv2/clients.h"
#include "aws/elbv2/routes.h"

namespace archsynth::elbv2 {

namespace {

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
constexpr std::size_t kMostValues = 5;
constexpr std::size_t kMostWildcards = 6;

cfn::Value condition(std::string_view field, std::string_view config, cfn::Value values) {
  return cfn::Map{{"Field", field}, {config, cfn::Map{{"Values", std::move(values)}}}};
}

Origin origin_of(const RouteProps& route, const Origin& otherwise) {
  for (const describe::List<std::string>* list : {&route.host, &route.path}) {
    if (!list->empty()) return list->origin().known() ? list->origin() : (*list)[0].origin();
  }
  return otherwise;
}

std::size_t wildcards_in(const describe::List<std::string>& texts) {
  std::size_t count = 0;
  for (const Sourced<std::string>& text : texts) {
    count += static_cast<std::size_t>(
        std::count_if(text->begin(), text->end(), [](char c) { return c == '*' || c == '?'; }));
  }
  return count;
}

void relate(Diagnostic& diagnostic, const Origin& other) {
  if (other.is_stated()) diagnostic.related.push_back({other, "the other one"});
}

}  // namespace

cfn::Resource& LoadBalancer::route(const construct::Name& name, const RouteProps& route,
                                   const cfn::Value& target_group_arn) {
  begin_to_serve();
  // What a route that was written wrongly takes is not known.
  const bool is_known = !route.host.invalid() && !route.path.invalid();
  if (is_known) check_limits(name, route);
  Rule rule{name.label,
            route.priority ? *route.priority : derived_priority(route),
            route.priority ? route.priority.origin() : origin_of(route, name.origin),
            {},
            {}};
  for (const Sourced<std::string>& host : route.host) rule.hosts.push_back(lower_case(*host));
  for (const Sourced<std::string>& path : route.path) rule.paths.push_back(*path);
  for (const Rule& other : rules_) {
    if (is_known) check_order(rule, other);
  }

  cfn::List conditions;
  if (!route.host.empty()) {
    conditions.push_back(condition("host-header", "HostHeaderConfig", route.host));
  }
  if (!route.path.empty()) {
    conditions.push_back(condition("path-pattern", "PathPatternConfig", route.path));
  }
  cfn::Resource& resource =
      add_resource(name.id, "AWS::ElasticLoadBalancingV2::ListenerRule",
                   {{"Actions", forward(target_group_arn, tokens_of(name, route))},
                    {"Conditions", std::move(conditions)},
                    {"ListenerArn", serving_listener_->ref()},
                    {"Priority", cfn::Value(rule.priority).with_origin(rule.origin)}});
  if (name.origin.known()) resource.origin = name.origin;
  if (is_known) rules_.push_back(std::move(rule));
  return resource;
}

void LoadBalancer::forward_default(const cfn::Value& target_group_arn, const Origin& origin) {
  begin_to_serve();
  if (default_origin_) {
    Diagnostic& twice = diagnostics().error(
        "ARC1336", origin, "two services receive the requests that no route matches");
    twice.fix = "give all but one of them a route with a host or a path";
    relate(twice, *default_origin_);
    return;
  }
  default_origin_ = origin;
  serving_listener_->properties.set(
      "DefaultActions", forward(target_group_arn, props_.jwt && https_ ? &*props_.jwt : nullptr));
}

void LoadBalancer::check_limits(const construct::Name& name, const RouteProps& route) {
  const std::size_t values = route.host.size() + route.path.size();
  const std::size_t wildcards = wildcards_in(route.host) + wildcards_in(route.path);
  if (values == 0) {
    diagnostics().error(
        "ARC1332", name.origin,
        fmt::format("the route {} has neither a host nor a path", quoted(name.label)));
  }
  if (values > kMostValues) {
    diagnostics()
        .error("ARC1333", origin_of(route, name.origin),
               fmt::format("the route {} has {} hosts and paths, but a rule can have {}",
                           quoted(name.label), values, kMostValues))
        .fix = "a pattern with * can match several";
  }
  if (wildcards > kMostWildcards) {
    diagnostics().error("ARC1333", origin_of(route, name.origin),
                        fmt::format("the route {} has {} wildcards, but a rule can have {}",
                                    quoted(name.label), wildcards, kMostWildcards));
  }
}

int LoadBalancer::next_free(int priority) const {
  const auto is_taken = [this](int number) {
    return std::any_of(rules_.begin(), rules_.end(),
                       [number](const Rule& other) { return other.priority == number; });
  };
  while (is_taken(priority)) ++priority;
  return priority;
}

void LoadBalancer::check_order(const Rule& rule, const Rule& other) {
  const auto takes_all_of = [](const Rule& wide, const Rule& narrow) {
    return cover(wide.hosts, narrow.hosts) && cover(wide.paths, narrow.paths);
  };
  if (takes_all_of(rule, other) && takes_all_of(other, rule)) {
    relate(diagnostics().error("ARC1334", rule.origin,
                               fmt::format("the routes {} and {} match the same requests",
                                           quoted(other.label), quoted(rule.label))),
           other.origin);
    return;
  }
  if (rule.priority == other.priority) {
    Diagnostic& clash =
        diagnostics().error("ARC1335", rule.origin,
                            fmt::format("the routes {} and {} have the same priority {}",
                                        quoted(other.label), quoted(rule.label), rule.priority));
    // Were another number derived, the one that is deployed could move when a route is added.
    clash.fix = fmt::format("set \"priority\" of the newer one, for example `priority: {}`",
                            next_free(rule.priority));
    relate(clash, other.origin);
    return;
  }
  const Rule& first = rule.priority < other.priority ? rule : other;
  const Rule& second = rule.priority < other.priority ? other : rule;
  if (!takes_all_of(first, second)) return;
  Diagnostic& hidden = diagnostics().error(
      "ARC1337", second.origin,
      fmt::format("no request reaches the route {}, because {} comes first and matches them all",
                  quoted(second.label), quoted(first.label)));
  hidden.fix = first.priority > 1 ? fmt::format("give {} a \"priority\" below {}",
                                                quoted(second.label), first.priority)
                                  : fmt::format("give {} a \"priority\" above that of {}",
                                                quoted(first.label), quoted(second.label));
  relate(hidden, first.origin);
}

}  // namespace archsynth::elbv2

// Elastic Load Balancing: attributes by kind of load balancer, and actions of listeners.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/rule.h"
#include "spec/elbv2.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSettingsBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view kSettingsGroup = "AWS::ElasticLoadBalancingV2::TargetGroup";

constexpr std::string_view kBalancerAttributePage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
    "API_LoadBalancerAttribute.html";
constexpr std::string_view kActionPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Action.html";
constexpr std::string_view kRedirectPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/"
    "API_RedirectActionConfig.html";
constexpr std::string_view kListenerCertificatesPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateListener.html";

/// `application`, `network` or `gateway`; empty when it is not known.
std::string type_of_balancer(const View& view, const cfn::Resource& balancer) {
  if (lacks(balancer, "Type")) return "application";
  return view.text(property(balancer, {"Type"})).value_or("");
}

/// The type of load balancer that a target group can serve, by its protocol.
std::string type_of_group(const View& view, const cfn::Resource& group) {
  const auto target = view.text(property(group, {"TargetType"}));
  if (target == "lambda") return "application";
  if (target == "alb") return "network";
  const auto protocol = view.text(property(group, {"Protocol"}));
  if (!protocol) return {};
  if (*protocol == "HTTP" || *protocol == "HTTPS") return "application";
  return *protocol == "GENEVE" ? "gateway" : "network";
}

std::string value_fault(const View& view, const spec::BalancerAttribute& attribute,
                        const cfn::Value* value) {
  const auto text = view.text(value);
  if (!text) return {};
  std::vector<std::string> values;
  for (const std::string_view each : attribute.values) values.emplace_back(each);
  if (!values.empty()) {
    if (std::find(values.begin(), values.end(), *text) != values.end()) return {};
    return fmt::format("must be {}, not {}", join(values, " or "), quoted(*text));
  }
  const auto number = view.number(value);
  const auto least = static_cast<double>(attribute.least);
  const auto most = static_cast<double>(attribute.most);
  if (attribute.most == 0 || (number && *number >= least && *number <= most)) return {};
  return fmt::format("must be {} to {}, not {}", attribute.least, attribute.most, quoted(*text));
}

void check_attribute_list(const View& view, const Report& report, const cfn::Resource& resource,
                          const char* list, std::string_view of, const std::string& type) {
  for (const cfn::Value* item : view.items(property(resource, {list})).values) {
    const cfn::Value* place = member(item, {"Key"});
    const auto key = view.text(place);
    if (!key) continue;
    const auto attribute = spec::balancer_attribute(of, *key);
    if (!attribute) {
      // Without a name that is near, it may be newer than the facts.
      const auto near = nearest(*key, spec::balancer_attributes(of));
      if (near && edit_distance(*key, *near) <= 2) {
        report(resource, place, fmt::format("unknown attribute {}", quoted(*key))).fix =
            fmt::format("did you mean {}?", quoted(*near));
      }
      continue;
    }
    const bool fits =
        std::find(attribute->types.begin(), attribute->types.end(), type) != attribute->types.end();
    if (!type.empty() && !fits) {
      report(resource, place,
             fmt::format("{} {} load balancer has no attribute {}",
                         type == "application" ? "an" : "a", type, quoted(*key)));
      continue;
    }
    const cfn::Value* value = member(item, {"Value"});
    const std::string fault = value_fault(view, *attribute, value);
    if (!fault.empty()) report(resource, value, fmt::format("{} {}", quoted(*key), fault));
  }
}

/// An attribute that needs another one, or cannot stand beside a value of it.
struct AttributePair {
  std::string_view key;
  std::string_view value;  ///< that it has; `+`: a number above 0
  std::string_view other;
  std::string_view refused;  ///< the values of the other; empty: it must be there
};

constexpr AttributePair kAttributePairs[] = {
    {"access_logs.s3.enabled", "true", "access_logs.s3.bucket", ""},
    {"connection_logs.s3.enabled", "true", "connection_logs.s3.bucket", ""},
    {"stickiness.type", "app_cookie", "stickiness.app_cookie.cookie_name", ""},
    {"slow_start.duration_seconds", "+", "load_balancing.algorithm.type",
     "least_outstanding_requests|weighted_random"},
};

void check_attribute_pairs(const View& view, const Report& report, const cfn::Resource& resource,
                           const char* list) {
  const Items items = view.items(property(resource, {list}));
  const auto find = [&](std::string_view key) {
    const auto found =
        std::find_if(items.values.begin(), items.values.end(),
                     [&](const auto* each) { return view.text(member(each, {"Key"})) == key; });
    return found == items.values.end() ? nullptr : *found;
  };
  for (const AttributePair& pair : kAttributePairs) {
    const cfn::Value* own = find(pair.key);
    const cfn::Value* value = member(own, {"Value"});
    const bool holds =
        pair.value == "+" ? view.number(value).value_or(0) > 0 : view.text(value) == pair.value;
    if (own == nullptr || !holds || !items.complete) continue;
    const cfn::Value* other = find(pair.other);
    const auto text = view.text(member(other, {"Value"}));
    const auto refused = split(pair.refused, '|');
    if (pair.refused.empty()
            ? other != nullptr
            : !text || std::find(refused.begin(), refused.end(), *text) == refused.end()) {
      continue;
    }
    report(resource, value,
           pair.refused.empty()
               ? fmt::format("{} needs the attribute {}", quoted(pair.key), quoted(pair.other))
               : fmt::format("{} does not fit {} {}", quoted(pair.key), pair.other, quoted(*text)));
  }
}

void check_attributes_of_balancers(const View& view, const Report& report) {
  for (const cfn::Resource* balancer : view.of(kSettingsBalancer)) {
    check_attribute_list(view, report, *balancer, "LoadBalancerAttributes", "load_balancer",
                         type_of_balancer(view, *balancer));
    check_attribute_pairs(view, report, *balancer, "LoadBalancerAttributes");
  }
  for (const cfn::Resource* group : view.of(kSettingsGroup)) {
    check_attribute_list(view, report, *group, "TargetGroupAttributes", "target_group",
                         type_of_group(view, *group));
    check_attribute_pairs(view, report, *group, "TargetGroupAttributes");
  }
}

void check_stickiness_type(const View& view, const Report& report) {
  struct Stickiness {
    std::string_view value;
    std::string_view type;
  };
  constexpr Stickiness kTypes[] = {{"app_cookie", "application"},
                                   {"lb_cookie", "application"},
                                   {"source_ip", "network"},
                                   {"source_ip_dest_ip", "gateway"},
                                   {"source_ip_dest_ip_proto", "gateway"}};
  for (const cfn::Resource* group : view.of(kSettingsGroup)) {
    const std::string type = type_of_group(view, *group);
    for (const cfn::Value* item : view.items(property(*group, {"TargetGroupAttributes"})).values) {
      const cfn::Value* place = member(item, {"Value"});
      const auto value = view.text(place);
      if (type.empty() || !value || view.text(member(item, {"Key"})) != "stickiness.type") continue;
      const bool fits = std::any_of(std::begin(kTypes), std::end(kTypes), [&](const auto& each) {
        return each.value == *value && each.type == type;
      });
      if (fits) continue;
      report(*group, place,
             fmt::format("{} {} load balancer does not support the stickiness {}",
                         type == "application" ? "an" : "a", type, quoted(*value)));
    }
  }
}

/// Calls `visit(resource, actions)` for the actions of listeners and rules.
template <typename Visit>
void each_actions(const View& view, const Visit& visit) {
  for (const cfn::Resource* listener : view.of("AWS::ElasticLoadBalancingV2::Listener")) {
    visit(*listener, property(*listener, {"DefaultActions"}));
  }
  for (const cfn::Resource* rule : view.of("AWS::ElasticLoadBalancingV2::ListenerRule")) {
    visit(*rule, property(*rule, {"Actions"}));
  }
}

struct ActionNeed {
  std::string_view type;
  std::string_view key;
};
constexpr ActionNeed kActionNeeds[] = {{"authenticate-cognito", "AuthenticateCognitoConfig"},
                                       {"authenticate-oidc", "AuthenticateOidcConfig"},
                                       {"fixed-response", "FixedResponseConfig"},
                                       {"forward", "TargetGroupArn"},
                                       {"jwt-validation", "JwtValidationConfig"},
                                       {"redirect", "RedirectConfig"}};

/// What an action of the type needs and lacks; empty when nothing is.
std::string missing_part(const cfn::Value& action, std::string_view type) {
  const cfn::Map* map = action.map();
  if (map == nullptr) return {};
  for (const ActionNeed& need : kActionNeeds) {
    if (need.type != type || map->contains(need.key)) continue;
    if (type != "forward") return std::string(need.key);
    const cfn::Value* config = map->find("ForwardConfig");
    if (config == nullptr) return "TargetGroupArn";
    if (config->map() != nullptr && !config->map()->contains("TargetGroups")) return "TargetGroups";
  }
  return {};
}

void check_action_parts(const View& view, const Report& report) {
  each_actions(view, [&](const cfn::Resource& resource, const cfn::Value* actions) {
    const Items items = view.items(actions);
    for (const cfn::Value* action : items.values) {
      const cfn::Value* place = member(action, {"Type"});
      const auto type = view.text(place);
      if (!type) continue;
      const std::string missing = missing_part(*action, *type);
      if (missing.empty()) continue;
      report(resource, place,
             fmt::format("the {} action of {} needs \"{}\"", quoted(*type),
                         quoted(resource.id.str()), missing))
          .fix = fmt::format("set \"{}\"", missing);
    }
  });
}

void check_action_order(const View& view, const Report& report) {
  each_actions(view, [&](const cfn::Resource& resource, const cfn::Value* actions) {
    const Items items = view.items(actions);
    if (!items.complete || items.values.empty()) return;
    std::size_t routing = 0;
    for (const cfn::Value* action : items.values) {
      const auto type = view.text(member(action, {"Type"}));
      if (!type) return;
      routing += *type == "forward" || *type == "redirect" || *type == "fixed-response";
    }
    if (routing == 1) return;
    report(
        resource, actions,
        fmt::format("{} has {} actions that forward, redirect or respond; exactly one is required",
                    quoted(resource.id.str()), routing));
  });
}

void check_redirect(const View& view, const Report& report) {
  each_actions(view, [&](const cfn::Resource& resource, const cfn::Value* actions) {
    for (const cfn::Value* action : view.items(actions).values) {
      const cfn::Value* redirect = member(action, {"RedirectConfig"});
      if (redirect == nullptr || redirect->map() == nullptr) continue;
      const cfn::Resource* listener = has(resource, "ListenerArn")
                                          ? view.target(property(resource, {"ListenerArn"}))
                                          : &resource;
      bool changes = false;
      for (const auto& [key, same] : {std::pair{"Host", "#{host}"},
                                      {"Path", "/#{path}"},
                                      {"Port", "#{port}"},
                                      {"Protocol", "#{protocol}"}}) {
        const cfn::Value* value = redirect->map()->find(key);
        // The listener's own port and protocol change nothing.
        const auto text = view.text(value);
        const bool is_own = listener != nullptr && text && listener->properties.contains(key) &&
                            view.text(property(*listener, {key})) == text;
        changes |= value != nullptr && text != same && !is_own;
      }
      if (changes) continue;
      report(resource, redirect,
             fmt::format("the redirect of {} leads to itself", quoted(resource.id.str())));
    }
  });
}

void check_one_certificate(const View& view, const Report& report) {
  for (const cfn::Resource* listener : view.of("AWS::ElasticLoadBalancingV2::Listener")) {
    const cfn::Value* place = property(*listener, {"Certificates"});
    const std::size_t count = view.items(place).values.size();
    if (count < 2) continue;
    report(
        *listener, place,
        fmt::format("{} has {} default certificates, not one", quoted(listener->id.str()), count));
  }
}

void check_rule_conditions(const View& view, const Report& report) {
  for (const cfn::Resource* rule : view.of("AWS::ElasticLoadBalancingV2::ListenerRule")) {
    std::size_t count = 0;
    for (const cfn::Value* condition : view.items(property(*rule, {"Conditions"})).values) {
      const cfn::Map* map = condition->map();
      if (map == nullptr) continue;
      for (const cfn::MapEntry& entry : *map) {
        const cfn::Value* values =
            entry.key == "Values" ? &entry.value : member(&entry.value, {"Values"});
        count += view.items(values).values.size();
      }
      if (map->size() != 1 || !map->contains("Field")) continue;
      report(*rule, condition,
             fmt::format("a condition of {} has no values", quoted(rule->id.str())));
    }
    if (count <= 5) continue;
    report(
        *rule, property(*rule, {"Conditions"}),
        fmt::format("{} compares {} values; at most 5 are allowed", quoted(rule->id.str()), count))
        .fix = "spread the values over several rules";
  }
}

constexpr Rule kSettingsRules[] = {
    {"ARC4217", Severity::kError, "conditions of a listener rule have no values, or too many",
     "Elastic Load Balancing refuses the rule", "set \"Values\"",
     "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RuleCondition.html",
     "", check_rule_conditions},
    {"ARC4211", Severity::kError, "attribute does not apply to the load balancer's type",
     "Elastic Load Balancing refuses the attribute", "drop the attribute, or change its value",
     kBalancerAttributePage, "", check_attributes_of_balancers},
    {"ARC4212", Severity::kError, "stickiness does not apply to the load balancer's type",
     "Elastic Load Balancing refuses the attribute",
     "use lb_cookie for application load balancers, source_ip for network load balancers",
     kBalancerAttributePage, "", check_stickiness_type},
    {"ARC4213", Severity::kError, "action lacks what its type needs",
     "Elastic Load Balancing refuses the action", "set the missing property", kActionPage, "",
     check_action_parts},
    {"ARC4214", Severity::kError, "no action, or more than one, answers a request",
     "Elastic Load Balancing refuses the actions",
     "keep one action of type forward, redirect or fixed-response", kActionPage, "",
     check_action_order},
    {"ARC4215", Severity::kError, "redirect to itself",
     "Elastic Load Balancing refuses a redirect that changes neither host, path, port nor "
     "protocol",
     "change one of them, such as \"Protocol\": HTTPS", kRedirectPage, "", check_redirect},
    {"ARC4216", Severity::kError, "more than one default certificate",
     "Elastic Load Balancing refuses the listener",
     "add the others as AWS::ElasticLoadBalancingV2::ListenerCertificate",
     kListenerCertificatesPage, "", check_one_certificate},
};

}  // namespace

std::span<const Rule> load_balancer_setting_rules() { return kSettingsRules; }

}  // namespace archsynth::analysis

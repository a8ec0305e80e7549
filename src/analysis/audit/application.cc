// Layer 5: load balancers, databases, buckets, queues, functions, APIs.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/text.h"
#include "spec/lifecycles.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kBalancerType = "AWS::ElasticLoadBalancingV2::LoadBalancer";

bool is_application_balancer(const View& view, const cfn::Resource& balancer) {
  const Seen kind = seen(view, balancer, "Type");
  return kind.is_absent || kind.is("application");
}

void check_attribute(const AuditedStack& stack, std::string_view key, bool is_of_any_balancer,
                     AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of(kBalancerType)) {
    if (!is_of_any_balancer && !is_application_balancer(stack.view, *each)) continue;
    const Seen found = balancer_attribute(stack.view, *each, key);
    if (!found.text && !found.is_absent) {
      to.unknown(*each, "LoadBalancerAttributes", fmt::format("{} is known at deployment", key));
      continue;
    }
    to.answer(found.is("true"), *each, "LoadBalancerAttributes",
              fmt::format("{} is {}", key, found.text.value_or("not set")),
              found.at == nullptr ? Origin() : found.at->origin());
  }
}

void check_headers(const AuditedStack& stack, AuditAnswers& to) {
  check_attribute(stack, "routing.http.drop_invalid_header_fields.enabled", false, to);
}
void check_balancer_deletion(const AuditedStack& stack, AuditAnswers& to) {
  check_attribute(stack, "deletion_protection.enabled", true, to);
}

void check_desync(const AuditedStack& stack, AuditAnswers& to) {
  constexpr std::string_view kKey = "routing.http.desync_mitigation_mode";
  for (const cfn::Resource* each : stack.view.of(kBalancerType)) {
    if (!is_application_balancer(stack.view, *each)) continue;
    const Seen found = balancer_attribute(stack.view, *each, kKey);
    if (!found.text && !found.is_absent) {
      to.unknown(*each, "LoadBalancerAttributes", fmt::format("{} is known at deployment", kKey));
      continue;
    }
    to.answer(!found.is("monitor"), *each, "LoadBalancerAttributes",
              fmt::format("{} is {}", kKey, found.text.value_or("not set, which means defensive")));
  }
}

void check_firewalls(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of(kBalancerType)) {
    if (!is_application_balancer(stack.view, *each)) continue;
    const cfn::Resource* found = nullptr;
    for (const cfn::Resource* one : stack.view.of("AWS::WAFv2::WebACLAssociation")) {
      if (stack.view.target(property(*one, {"ResourceArn"})) == each) found = one;
    }
    if (found == nullptr && has_open_name(stack, "AWS::WAFv2::WebACLAssociation", "ResourceArn")) {
      to.unknown(*each, {}, "what an AWS::WAFv2::WebACLAssociation names is known at deployment");
      continue;
    }
    to.answer(found != nullptr, *each, {},
              found != nullptr ? found->id.str() + " protects it"
                               : "no AWS::WAFv2::WebACLAssociation names it",
              found != nullptr ? found->origin : Origin());
  }
}

/// Instances that are databases of their own: neither of a cluster nor replicas.
template <typename Visit>
void each_database(const AuditedStack& stack, const Visit& visit) {
  for (const cfn::Resource* each : stack.view.of("AWS::RDS::DBInstance")) {
    if (property(*each, {"DBClusterIdentifier"}) != nullptr) continue;
    visit(*each, property(*each, {"SourceDBInstanceIdentifier"}) != nullptr);
  }
}

void check_database_ports(const AuditedStack& stack, AuditAnswers& to) {
  each_database(stack, [&](const cfn::Resource& each, bool) {
    const auto engine = stack.view.text(property(each, {"Engine"}));
    const auto known = engine ? spec::engine(*engine) : std::nullopt;
    const Seen port = seen(stack.view, each, "Port");
    if (!known || (!port.is_absent && !port.text)) {
      return to.unknown(each, "Port", "Port is known at deployment");
    }
    const std::string customary = std::to_string(known->default_port);
    to.answer(port.text && *port.text != customary, each, "Port",
              "Port is " + port.text.value_or("not set, which means " + customary),
              port.at == nullptr ? Origin() : port.at->origin());
  });
}

void check_backup_plans(const AuditedStack& stack, AuditAnswers& to) {
  each_database(stack, [&](const cfn::Resource& each, bool is_replica) {
    const model::Store* store = stack.stores.find(each.id.str());
    if (is_replica || store == nullptr) return;
    to.answer(store->plan != nullptr, each, {},
              store->plan != nullptr ? store->plan->id.str() + " selects it"
                                     : "no AWS::Backup::BackupSelection in the template names it");
  });
}

void check_bucket_acls(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::S3::Bucket")) {
    const Seen acl = seen(stack.view, *each, "AccessControl");
    if (!acl.is_absent && !acl.text) {
      to.unknown(*each, "AccessControl", "AccessControl is known at deployment");
      continue;
    }
    const bool is_public =
        acl.text && (acl.text->starts_with("Public") || acl.is("AuthenticatedRead"));
    to.answer(!is_public, *each, "AccessControl",
              "AccessControl is " + acl.text.value_or("not set"),
              acl.at == nullptr ? Origin() : acl.at->origin());
  }
}

/// A queue that others name as their dead-letter queue needs none.
void check_dead_letters(const AuditedStack& stack, AuditAnswers& to) {
  std::vector<const cfn::Resource*> targets;
  for (const cfn::Resource* each : stack.view.of("AWS::SQS::Queue")) {
    const cfn::Value* policy = property(*each, {"RedrivePolicy"});
    if (policy == nullptr) continue;
    for (const cfn::Reference& one : cfn::references(*policy)) {
      targets.push_back(stack.view.find(one.target.str()));
    }
  }
  for (const cfn::Resource* each : stack.view.of("AWS::SQS::Queue")) {
    const bool is_target = std::find(targets.begin(), targets.end(), each) != targets.end();
    const bool has_one = has(*each, "RedrivePolicy");
    to.answer(is_target || has_one, *each, "RedrivePolicy",
              is_target ? "it is a dead-letter queue"
              : has_one ? "RedrivePolicy is set"
                        : "RedrivePolicy is not set");
  }
}

void check_secret_rotation(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* secret : stack.view.of("AWS::SecretsManager::Secret")) {
    const cfn::Resource* found = nullptr;
    for (const cfn::Resource* each : stack.view.of("AWS::SecretsManager::RotationSchedule")) {
      const cfn::Resource* of = stack.view.target(property(*each, {"SecretId"}));
      if (of != nullptr && of->type == "AWS::SecretsManager::SecretTargetAttachment")
        of = stack.view.target(property(*of, {"SecretId"}));
      if (of == secret) found = each;
    }
    constexpr std::string_view kSchedule = "AWS::SecretsManager::RotationSchedule";
    if (found == nullptr && has_open_name(stack, kSchedule, "SecretId")) {
      to.unknown(*secret, {}, fmt::format("what an {} names is known at deployment", kSchedule));
      continue;
    }
    to.answer(found != nullptr, *secret, {},
              found != nullptr ? found->id.str() + " rotates it"
                               : "no AWS::SecretsManager::RotationSchedule names it");
  }
}

void check_runtimes(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::Lambda::Function")) {
    const Seen runtime = seen(stack.view, *each, "Runtime");
    if (!runtime.text) {
      if (!runtime.is_absent) to.unknown(*each, "Runtime", "Runtime is known at deployment");
      continue;
    }
    const auto end = spec::lambda_runtime(*runtime.text);
    const bool is_over =
        end && !end->deprecated.empty() && end->deprecated <= spec::lifecycles_date();
    to.answer(!is_over, *each, "Runtime",
              is_over
                  ? fmt::format("{} has had no support since {}", *runtime.text, end->deprecated)
                  : "Runtime is " + *runtime.text,
              runtime.at->origin());
  }
}

void check_cache_ports(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::ElastiCache::ReplicationGroup")) {
    const Seen port = seen(stack.view, *each, "Port");
    if (!port.is_absent && !port.text) {
      to.unknown(*each, "Port", "Port is known at deployment");
      continue;
    }
    to.answer(port.text && !port.is("6379"), *each, "Port",
              "Port is " + port.text.value_or("not set, which means 6379"));
  }
}

void check_authorization(const AuditedStack& stack, const cfn::Resource& method, bool has_key,
                         AuditAnswers& to) {
  const Seen kind = seen(stack.view, method, "AuthorizationType");
  if (!kind.is_absent && !kind.text)
    return to.unknown(method, "AuthorizationType", "AuthorizationType is known at deployment");
  const bool has_authorization = kind.text && !kind.is("NONE");
  to.answer(has_key || has_authorization, method, "AuthorizationType",
            has_key && !has_authorization ? "ApiKeyRequired is true"
                                          : "AuthorizationType is " + kind.text.value_or("not set"),
            kind.at == nullptr ? Origin() : kind.at->origin());
}

/// Whether clients call a route without a connection that an authorizer has let in: those of a
/// WebSocket API ask for authorization when they connect.
/// Source:
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-route-keys-connect-disconnect.html
bool is_way_in(const AuditedStack& stack, const cfn::Resource& route) {
  const Seen key = seen(stack.view, route, "RouteKey");
  if (key.is("$connect")) return true;
  if (key.text && key.text->find(' ') != key.text->npos) return !key.text->starts_with("OPTIONS ");
  const cfn::Resource* api = stack.view.target(property(route, {"ApiId"}));
  return api != nullptr && seen(stack.view, *api, "ProtocolType").is("HTTP");
}

void check_api_methods(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::ApiGateway::Method")) {
    if (seen(stack.view, *each, "HttpMethod").is("OPTIONS")) continue;
    const bool has_key = seen(stack.view, *each, "ApiKeyRequired").is("true");
    check_authorization(stack, *each, has_key, to);
  }
  for (const cfn::Resource* each : stack.view.of("AWS::ApiGatewayV2::Route")) {
    if (is_way_in(stack, *each)) check_authorization(stack, *each, false, to);
  }
}

/// Services that wait for the answer of a function.
constexpr std::string_view kSynchronous[] = {"apigateway.amazonaws.com",
                                             "elasticloadbalancing.amazonaws.com"};

/// What a function's own queue is for: events that nobody waits for. Batches of a source go back
/// to the source.
/// Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
bool is_called_by_sources_alone(const View& view, const cfn::Resource& function) {
  bool has_source = false;
  for (const cfn::Resource* each : view.resources()) {
    if (each == &function) continue;
    const auto& all = view.references(*each);
    const bool names_it = std::any_of(all.begin(), all.end(), [&](const cfn::Reference& one) {
      return one.target == function.id;
    });
    if (!names_it) continue;
    has_source |= each->type == "AWS::Lambda::EventSourceMapping";
    const auto principal = view.text(property(*each, {"Principal"}));
    const bool is_synchronous = each->type == "AWS::Lambda::EventSourceMapping" ||
                                each->type.starts_with("AWS::ApiGateway") ||
                                (each->type == "AWS::Lambda::Permission" && principal &&
                                 std::find(std::begin(kSynchronous), std::end(kSynchronous),
                                           *principal) != std::end(kSynchronous));
    if (!is_synchronous) return false;
  }
  return has_source;
}

void check_failed_events(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::Lambda::Function")) {
    const bool is_kept = !seen(stack.view, *each, "DeadLetterConfig.TargetArn").is_absent;
    const bool by_sources = !is_kept && is_called_by_sources_alone(stack.view, *each);
    to.answer(is_kept || by_sources, *each, "DeadLetterConfig",
              is_kept      ? "DeadLetterConfig.TargetArn is set"
              : by_sources ? "only event source mappings and callers that wait invoke it"
                           : "DeadLetterConfig.TargetArn is not set");
  }
}

constexpr AuditCheck kApplicationChecks[] = {
    {"ARC6513", check_headers},         {"ARC6514", check_balancer_deletion},
    {"ARC6515", check_firewalls},       {"ARC6516", check_desync},
    {"ARC6521", check_database_ports},  {"ARC6523", check_backup_plans},
    {"ARC6525", check_bucket_acls},     {"ARC6528", check_dead_letters},
    {"ARC6529", check_secret_rotation}, {"ARC6530", check_failed_events},
    {"ARC6532", check_runtimes},        {"ARC6535", check_cache_ports},
    {"ARC6538", check_api_methods},
};

}  // namespace

std::span<const AuditCheck> application_checks() { return kApplicationChecks; }

}  // namespace archsynth::analysis

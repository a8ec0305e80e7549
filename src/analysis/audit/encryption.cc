// Layer 4: encryption at rest and in transit.

#include <fmt/format.h>

#include <algorithm>

#include "answers.h"
#include "archsynth/support/text.h"
#include "elements.h"
#include "model/identities/patterns.h"

namespace archsynth::analysis {
namespace {

void check_storage(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::RDS::DBInstance")) {
    if (property(*each, {"DBClusterIdentifier"}) != nullptr) {
      to.pass(*each, "DBClusterIdentifier", "the cluster holds the data");
    } else if (property(*each, {"SourceDBInstanceIdentifier"}) != nullptr) {
      to.pass(*each, "SourceDBInstanceIdentifier", "a replica is encrypted if its source is");
    } else {
      to.property(stack.view, *each, {"", "StorageEncrypted", "true", "fail@DBSnapshotIdentifier"});
    }
  }
}

/// What makes an engine refuse connections without TLS.
std::string_view tls_parameter(std::string_view engine) {
  if (engine.find("postgres") != engine.npos) return "rds.force_ssl";
  if (engine.find("mysql") != engine.npos || engine.find("mariadb") != engine.npos)
    return "require_secure_transport";
  return {};
}

void check_tls_of(const AuditedStack& stack, const std::string& type, AuditAnswers& to) {
  const bool is_cluster = type == "AWS::RDS::DBCluster";
  const char* key = is_cluster ? "DBClusterParameterGroupName" : "DBParameterGroupName";
  for (const cfn::Resource* each : stack.view.of(type)) {
    if (property(*each, {"DBClusterIdentifier"}) != nullptr) continue;  // its cluster decides
    const auto engine = stack.view.text(property(*each, {"Engine"}));
    const std::string_view name = engine ? tls_parameter(*engine) : std::string_view();
    if (name.empty()) continue;
    const cfn::Value* at = property(*each, {key});
    const cfn::Resource* group = stack.view.target(
        at, is_cluster ? "AWS::RDS::DBClusterParameterGroup" : "AWS::RDS::DBParameterGroup");
    if (group == nullptr) {
      to.unknown(*each, key,
                 fmt::format("{} is set in a parameter group outside the template", name));
      continue;
    }
    const cfn::Value* parameters = property(*group, {"Parameters"});
    const cfn::Value* value = parameters == nullptr || parameters->map() == nullptr
                                  ? nullptr
                                  : parameters->map()->find(name);
    const auto text = stack.view.text(value);
    if (value == nullptr) {
      to.unknown(*each, key, fmt::format("{} has the default for the engine version", name));
    } else if (!text) {
      to.unknown(*each, key, fmt::format("{} is known at deployment", name), value->origin());
    } else {
      const bool is_on = text == "1" || text == "ON" || text == "true";
      to.answer(is_on, *each, key,
                fmt::format("{} is {} in {}", name, text.value_or("computed"), group->id.str()),
                value->origin());
    }
  }
}

void check_database_tls(const AuditedStack& stack, AuditAnswers& to) {
  check_tls_of(stack, "AWS::RDS::DBInstance", to);
  check_tls_of(stack, "AWS::RDS::DBCluster", to);
}

constexpr std::string_view kListenerType = "AWS::ElasticLoadBalancingV2::Listener";

/// The redirect to HTTPS that is all that a listener does.
bool redirects(const View& view, const cfn::Resource& listener) {
  const Items actions = view.items(property(listener, {"DefaultActions"}));
  return !actions.values.empty() &&
         std::all_of(actions.values.begin(), actions.values.end(), [&](const cfn::Value* each) {
           return view.text(member(each, {"Type"})) == "redirect" &&
                  view.text(member(each, {"RedirectConfig", "Protocol"})) == "HTTPS";
         });
}

void check_listeners(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of(kListenerType)) {
    const Seen protocol = seen(stack.view, *each, "Protocol");
    if (!protocol.text) {
      if (!protocol.is_absent) to.unknown(*each, "Protocol", "Protocol is known at deployment");
      continue;
    }
    if (protocol.is("HTTP")) {
      const bool is_redirect = redirects(stack.view, *each);
      to.answer(is_redirect, *each, "DefaultActions",
                is_redirect ? "HTTP redirects to HTTPS" : "Protocol is HTTP",
                protocol.at->origin());
    } else if (protocol.is("HTTPS") || protocol.is("TLS")) {
      to.pass(*each, "Protocol", "Protocol is " + *protocol.text, protocol.at->origin());
    }
  }
}

/// Policies whose names say TLS 1.2 or newer.
bool is_modern(std::string_view policy) {
  for (const std::string_view each : {"-TLS13-1-2-", "-TLS13-1-3-", "-TLS-1-2-", "-FS-1-2-"}) {
    if (policy.find(each) != policy.npos) return true;
  }
  return false;
}

void check_tls_policies(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of(kListenerType)) {
    const Seen protocol = seen(stack.view, *each, "Protocol");
    if (!protocol.is("HTTPS") && !protocol.is("TLS")) continue;
    const Seen policy = seen(stack.view, *each, "SslPolicy");
    if (policy.is_absent) {
      to.fail(*each, "SslPolicy", "SslPolicy is not set");
    } else if (!policy.text) {
      to.unknown(*each, "SslPolicy", "SslPolicy is known at deployment");
    } else {
      to.answer(is_modern(*policy.text), *each, "SslPolicy", "SslPolicy is " + *policy.text,
                policy.at->origin());
    }
  }
}

void check_certificates(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of(kListenerType)) {
    const Seen protocol = seen(stack.view, *each, "Protocol");
    if (!protocol.is("HTTPS") && !protocol.is("TLS")) continue;
    const Items all = stack.view.items(property(*each, {"Certificates"}));
    if (lacks(*each, "Certificates")) {
      to.fail(*each, "Certificates", "Certificates is not set");
      continue;
    }
    for (const cfn::Value* one : all.values) {
      const cfn::Value* arn = member(one, {"CertificateArn"});
      const auto text = stack.view.text(arn);
      const bool is_of_stack =
          stack.view.target(arn, "AWS::CertificateManager::Certificate") != nullptr;
      if (is_of_stack || (text && text->find(":acm:") != text->npos)) {
        to.pass(*each, "Certificates", "an ACM certificate", one->origin());
      } else if (text) {
        to.fail(*each, "Certificates", *text, one->origin());
      } else {
        to.unknown(*each, "Certificates", "CertificateArn is known at deployment", one->origin());
      }
    }
  }
}

/// Whether the objects of a bucket are among the resources, as far as that is known.
bool covers_objects(const AuditedStack& stack, const cfn::Value* resources,
                    const cfn::Resource& bucket) {
  const std::string objects = stack.identities.arns().of(bucket) + "/" + model::kSomePart;
  const std::vector<Element> all = elements_of(stack, resources);
  return std::any_of(all.begin(), all.end(), [&](const Element& each) {
    return each.text == "*" || model::covers_all(each.widest, objects) != Certainty::kNo;
  });
}

/// Which requests without TLS a statement leaves that denies others of them: `some actions`; empty:
/// none. Of topics and queues it is enough that nobody can send.
std::string_view left_by_denial(const AuditedStack& stack, const cfn::Map& statement,
                                const cfn::Resource& resource) {
  const cfn::Value* condition = statement.find("Condition");
  const cfn::Map& tests = *condition->map();
  if (stack.view.truth(member(condition, {"Bool", "aws:SecureTransport"})) != false)
    return "all of them, because its condition is not false";
  if (tests.size() != 1 || tests.begin()->value.map()->size() != 1)
    return "those that do not meet its other conditions";
  if (statement.contains("NotPrincipal") || admission_of(stack, statement).is != Openness::kAnyone)
    return "those of other principals";
  const bool is_bucket = resource.type == "AWS::S3::Bucket";
  const auto actions = texts_at(stack.view, statement, "Action");
  const bool is_all = std::any_of(actions.begin(), actions.end(), [&](const auto& each) {
    if (!each) return true;
    const std::string name = lower_case(*each);
    return name.ends_with("*") ||
           (!is_bucket && (name == "sns:publish" || name == "sqs:sendmessage"));
  });
  if (!is_all) return "those for other actions";
  if (is_bucket && !covers_objects(stack, statement.find("Resource"), resource))
    return "those for objects of the bucket";
  return {};
}

/// What policies that name a resource do to requests without TLS.
struct Denial {
  Verdict verdict = Verdict::kFail;
  std::string evidence = "no policy denies requests without TLS";
  Origin at{};
};

void judge_denials(const AuditedStack& stack, const cfn::Resource& policy,
                   const cfn::Resource& resource, Denial& to) {
  const cfn::Value* document = property(policy, {"PolicyDocument"});
  if (document == nullptr) return;
  for (const cfn::Value* each : statements_in(stack.view, *document)) {
    const cfn::Map* map = each->map();
    const cfn::Value* condition = map == nullptr ? nullptr : map->find("Condition");
    if (member(condition, {"Bool", "aws:SecureTransport"}) == nullptr) continue;
    if (to.verdict == Verdict::kPass || stack.view.text(map->find("Effect")) != "Deny") continue;
    const std::string_view left = left_by_denial(stack, *map, resource);
    const bool is_whole = left.empty();
    to.verdict = is_whole ? Verdict::kPass : Verdict::kFail;
    to.evidence = is_whole ? policy.id.str() + " denies requests without TLS"
                           : fmt::format("{} denies requests without TLS, but leaves {}",
                                         policy.id.str(), left);
    to.at = is_whole ? policy.origin : first_known(condition->origin(), each->origin());
  }
  if (const cfn::Value* part = model::unknown_part(*document);
      part != nullptr && to.verdict == Verdict::kFail)
    to = {Verdict::kUnknown, policy.id.str() + " is known at deployment", part->origin()};
}

void check_transport(const AuditedStack& stack, std::string_view type, std::string_view policy_type,
                     const char* subjects, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of(type)) {
    Denial found;
    for (const cfn::Resource* policy : stack.view.of(policy_type)) {
      const cfn::Value* of = property(*policy, {subjects});
      if (of != nullptr && refers_to(cfn::references(*of), *each))
        judge_denials(stack, *policy, *each, found);
    }
    if (found.verdict == Verdict::kUnknown)
      to.unknown(*each, {}, std::move(found.evidence), found.at);
    else
      to.answer(found.verdict == Verdict::kPass, *each, {}, std::move(found.evidence), found.at);
  }
}

void check_topic_transport(const AuditedStack& stack, AuditAnswers& to) {
  check_transport(stack, "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "Topics", to);
}
void check_queue_transport(const AuditedStack& stack, AuditAnswers& to) {
  check_transport(stack, "AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues", to);
}
void check_bucket_transport(const AuditedStack& stack, AuditAnswers& to) {
  check_transport(stack, "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket", to);
}

void check_queue_encryption(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::SQS::Queue")) {
    const Seen managed = seen(stack.view, *each, "SqsManagedSseEnabled");
    if (has(*each, "KmsMasterKeyId")) {
      to.pass(*each, "KmsMasterKeyId", "KmsMasterKeyId is set");
    } else if (managed.text) {
      to.answer(managed.is("true"), *each, "SqsManagedSseEnabled",
                "SqsManagedSseEnabled is " + *managed.text, managed.at->origin());
    } else {
      to.unknown(*each, "SqsManagedSseEnabled",
                 "neither KmsMasterKeyId nor SqsManagedSseEnabled is set");
    }
  }
}

/// The algorithm of the first rule; nothing: not known.
std::optional<std::string> algorithm_of(const AuditedStack& stack, const cfn::Resource& bucket) {
  const cfn::Value* rules =
      property(bucket, {"BucketEncryption", "ServerSideEncryptionConfiguration"});
  for (const cfn::Value* each : stack.view.items(rules).values) {
    const cfn::Value* of = member(each, {"ServerSideEncryptionByDefault", "SSEAlgorithm"});
    if (const auto text = stack.view.text(of)) return text;
  }
  return std::nullopt;
}

void check_bucket_encryption(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::S3::Bucket")) {
    const bool is_set = !lacks(*each, "BucketEncryption");
    to.answer(is_set, *each, "BucketEncryption",
              is_set ? "BucketEncryption is set"
                     : "BucketEncryption is not set: S3 encrypts with its own keys");
  }
}

/// The load balancer that writes its access logs there: it can write to no bucket with another key.
/// Source:
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
const cfn::Resource* balancer_logging_to(const AuditedStack& stack, const cfn::Resource& bucket) {
  for (const cfn::Resource* each : stack.view.of("AWS::ElasticLoadBalancingV2::LoadBalancer")) {
    if (seen(stack.view, *each, "Type").is("network")) continue;
    const Seen found = balancer_attribute(stack.view, *each, "access_logs.s3.bucket");
    if (stack.view.target(found.at) == &bucket) return each;
  }
  return nullptr;
}

void check_bucket_keys(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::S3::Bucket")) {
    const auto algorithm = algorithm_of(stack, *each);
    if (const cfn::Resource* balancer = balancer_logging_to(stack, *each)) {
      to.pass(*each, "BucketEncryption",
              balancer->id.str() + " can log only to buckets with S3 managed keys");
      continue;
    }
    if (!algorithm && !lacks(*each, "BucketEncryption")) {
      to.unknown(*each, "BucketEncryption", "SSEAlgorithm is known at deployment");
      continue;
    }
    to.answer(algorithm && algorithm->starts_with("aws:kms"), *each, "BucketEncryption",
              "SSEAlgorithm is " + algorithm.value_or("not set"));
  }
}

void check_mounts(const AuditedStack& stack, AuditAnswers& to) {
  for (const model::Task& task : stack.workloads.tasks()) {
    for (const model::Volume& each : task.volumes) {
      if (each.file_system.at == nullptr) continue;
      const auto state = each.transit_encryption.or_default("DISABLED");
      if (!state) {
        to.unknown(*task.resource, "Volumes", "TransitEncryption is known at deployment");
        continue;
      }
      to.answer(*state == "ENABLED", *task.resource, "Volumes",
                fmt::format("TransitEncryption of {} is {}", each.name.value.value_or("a volume"),
                            each.transit_encryption.is_absent ? "not set" : *state),
                each.at->origin());
    }
  }
}

void check_cache_passwords(const AuditedStack& stack, AuditAnswers& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::ElastiCache::ReplicationGroup")) {
    const bool has_one = has(*each, "AuthToken") || has(*each, "UserGroupIds");
    to.answer(has_one, *each, "AuthToken",
              has_one ? "AuthToken or UserGroupIds is set" : "AuthToken is not set");
  }
}

constexpr AuditCheck kEncryptionChecks[] = {
    {"ARC6401", check_storage},           {"ARC6403", check_database_tls},
    {"ARC6404", check_listeners},         {"ARC6405", check_tls_policies},
    {"ARC6406", check_certificates},      {"ARC6410", check_topic_transport},
    {"ARC6411", check_queue_encryption},  {"ARC6412", check_queue_transport},
    {"ARC6413", check_bucket_encryption}, {"ARC6414", check_bucket_keys},
    {"ARC6415", check_bucket_transport},  {"ARC6418", check_mounts},
    {"ARC6421", check_cache_passwords},
};

}  // namespace

std::span<const AuditCheck> encryption_checks() { return kEncryptionChecks; }

}  // namespace archsynth::analysis

// Data at rest and who may use it: buckets, keys, log groups, policies.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "rules/rule.h"
#include "rules/stores/storage.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kBucket = "AWS::S3::Bucket";
constexpr std::string_view kBucketPolicy = "AWS::S3::BucketPolicy";
constexpr std::string_view kStorageLoadBalancer = "AWS::ElasticLoadBalancingV2::LoadBalancer";
constexpr std::string_view kKey = "AWS::KMS::Key";

constexpr std::string_view kAccessLogsPage =
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "enable-access-logging.html";
constexpr std::string_view kKeyPolicyPage =
    "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html";
constexpr std::string_view kLogKeyPage =
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html";
constexpr std::string_view kTopicKeyPage =
    "https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html";
constexpr std::string_view kTrailKeyPage =
    "https://docs.aws.amazon.com/awscloudtrail/latest/userguide/"
    "create-kms-key-policy-for-cloudtrail.html";
constexpr std::string_view kDisabledKeyPage =
    "https://docs.aws.amazon.com/kms/latest/developerguide/enabling-keys.html";
constexpr std::string_view kBucketPolicyPage =
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html";

/// Calls `visit(text, place)` for a string, or for each of a list.
template <typename Visit>
void for_each_text(const View& view, const cfn::Value* value, const Visit& visit) {
  if (value == nullptr) return;
  std::vector<const cfn::Value*> values = {value};
  if (value->list() != nullptr) values = view.items(value).values;
  for (const cfn::Value* each : values) visit(view.text(each), each);
}

/// A policy that is known to the last statement.
struct Policy {
  std::vector<const cfn::Value*> statements;
  bool known = false;
};

Policy policy_of(const View& view, const cfn::Value* document) {
  const cfn::Value* statement = member(document, {"Statement"});
  if (statement == nullptr) return {};
  if (statement->map() != nullptr) return {{statement}, true};
  const Items items = view.items(statement);
  const bool known =
      items.complete && std::all_of(items.values.begin(), items.values.end(),
                                    [](const cfn::Value* each) { return each->map() != nullptr; });
  return {items.values, known};
}

bool allows(const View& view, const cfn::Value* statement) {
  const auto effect = view.text(member(statement, {"Effect"}));
  return !effect || *effect == "Allow";
}

/// Whether a statement's principals may include the service, for all that is known.
bool may_name_service(const View& view, const cfn::Value* statement, std::string_view service) {
  const cfn::Value* principal = member(statement, {"Principal"});
  if (principal == nullptr) return true;
  if (principal->map() == nullptr) return true;  // "*", or computed
  if (const cfn::Value* accounts = member(principal, {"AWS"})) {
    bool everybody = false;
    for_each_text(view, accounts, [&](const std::optional<std::string>& text, const cfn::Value*) {
      everybody = everybody || (text && *text == "*");
    });
    if (everybody) return true;
  }
  const cfn::Value* services = member(principal, {"Service"});
  bool found = false;
  for_each_text(view, services,
                [&](const std::optional<std::string>& text, const cfn::Value* place) {
                  if (text) {
                    found = found || text->find(service) != std::string::npos;
                    return;
                  }
                  const auto* sub = place->get_if<cfn::Sub>();
                  found = found || sub == nullptr || sub->text.find(service) != std::string::npos;
                });
  return found;
}

/// Whether a policy lets somebody write objects, or may.
bool may_let_write(const View& view, const cfn::Resource& policy) {
  const Policy read = policy_of(view, property(policy, {"PolicyDocument"}));
  if (!read.known) return true;
  return std::any_of(read.statements.begin(), read.statements.end(), [&](const cfn::Value* each) {
    if (!allows(view, each)) return false;
    const cfn::Value* actions = member(each, {"Action"});
    if (actions == nullptr) return true;
    const Items items = one_or_many(view, actions);
    return !items.complete ||
           std::any_of(items.values.begin(), items.values.end(), [&](const cfn::Value* action) {
             const auto pattern = view.text(action);
             return !pattern || names_action(*pattern, "s3:PutObject");
           });
  });
}

void check_log_bucket_policy(const View& view, const Report& report) {
  for (const cfn::Resource* balancer : view.of(kStorageLoadBalancer)) {
    bool enabled = false;
    const cfn::Value* place = nullptr;
    for (const cfn::Value* item :
         view.items(property(*balancer, {"LoadBalancerAttributes"})).values) {
      const auto key = view.text(member(item, {"Key"}));
      if (key && *key == "access_logs.s3.enabled") {
        enabled = view.truth(member(item, {"Value"})).value_or(false);
      }
      if (key && *key == "access_logs.s3.bucket") place = member(item, {"Value"});
    }
    const cfn::Resource* bucket = view.target(place, kBucket);
    if (!enabled || bucket == nullptr) continue;
    const auto& policies = view.of(kBucketPolicy);
    const bool has_policy =
        std::any_of(policies.begin(), policies.end(), [&](const cfn::Resource* policy) {
          const cfn::Value* of = property(*policy, {"Bucket"});
          if (view.target(of) == nullptr) return true;
          return view.target(of) == bucket && may_let_write(view, *policy);
        });
    if (!has_policy) {
      report(*balancer, place,
             fmt::format("no bucket policy lets the load balancer write to {}",
                         quoted(bucket->id.str())));
    }
    for (const cfn::Value* rule :
         view.items(property(*bucket, {"BucketEncryption", "ServerSideEncryptionConfiguration"}))
             .values) {
      const cfn::Value* algorithm = member(rule, {"ServerSideEncryptionByDefault", "SSEAlgorithm"});
      const auto name = view.text(algorithm);
      if (!name || name->rfind("aws:kms", 0) != 0) continue;
      report(*bucket, algorithm,
             fmt::format("{} stores the access logs of {}, which do not support KMS encryption",
                         quoted(bucket->id.str()), quoted(balancer->id.str())))
          .fix = "set \"SSEAlgorithm\" to AES256";
    }
  }
}

void check_bucket_of_policy(const View& view, const Report& report) {
  for (const cfn::Resource* policy : view.of(kBucketPolicy)) {
    const cfn::Resource* bucket = view.target(property(*policy, {"Bucket"}), kBucket);
    if (bucket == nullptr) continue;
    for (const cfn::Value* statement :
         policy_of(view, property(*policy, {"PolicyDocument"})).statements) {
      const cfn::Value* resources = member(statement, {"Resource"});
      if (resources == nullptr) continue;
      std::vector<const cfn::Resource*> named;
      for (const cfn::Reference& reference : cfn::references(*resources)) {
        const cfn::Resource* other = view.find(reference.target.str());
        if (other != nullptr) named.push_back(other);
      }
      const bool all_others =
          !named.empty() &&
          std::all_of(named.begin(), named.end(), [&](const cfn::Resource* other) {
            return other->type == kBucket && other != bucket;
          });
      if (!all_others) continue;
      report(*policy, resources,
             fmt::format("a statement in the policy of {} covers {}", quoted(bucket->id.str()),
                         quoted(named.front()->id.str())));
    }
  }
}

void check_key_lockout(const View& view, const Report& report) {
  for (const cfn::Resource* key : view.of(kKey)) {
    const cfn::Value* document = property(*key, {"KeyPolicy"});
    const Policy policy = policy_of(view, document);
    const auto bypass = view.truth(property(*key, {"BypassPolicyLockoutSafetyCheck"}));
    if (!policy.known || !lacks(*key, "BypassPolicyLockoutSafetyCheck") || bypass) continue;
    const bool administrable =
        std::any_of(policy.statements.begin(), policy.statements.end(), [&](const cfn::Value* s) {
          if (!allows(view, s)) return false;
          const cfn::Value* principal = member(s, {"Principal"});
          const bool people = principal == nullptr || principal->map() == nullptr ||
                              principal->map()->find("AWS") != nullptr;
          if (!people) return false;
          const cfn::Value* actions = member(s, {"Action"});
          if (actions == nullptr) return true;
          bool may_put = false;
          for_each_text(view, actions,
                        [&](const std::optional<std::string>& text, const cfn::Value*) {
                          may_put = may_put || !text || *text == "*" || *text == "kms:*" ||
                                    *text == "kms:Put*" || *text == "kms:PutKeyPolicy";
                        });
          return may_put;
        });
    if (administrable) continue;
    report(*key, document,
           fmt::format("the policy of {} locks everyone out", quoted(key->id.str())));
  }
}

/// Whether a key's policy lets a service use it, as far as it is known.
bool admits(const View& view, const cfn::Resource& key, std::string_view service) {
  const Policy policy = policy_of(view, property(key, {"KeyPolicy"}));
  return !policy.known ||
         std::any_of(policy.statements.begin(), policy.statements.end(),
                     [&](const cfn::Value* statement) {
                       return allows(view, statement) && may_name_service(view, statement, service);
                     });
}

void check_log_key(const View& view, const Report& report) {
  for (const cfn::Resource* group : view.of("AWS::Logs::LogGroup")) {
    const cfn::Value* place = property(*group, {"KmsKeyId"});
    const cfn::Resource* key = view.target(place, kKey);
    if (key == nullptr || admits(view, *key, "logs.")) continue;
    report(*group, place,
           fmt::format("the policy of {} does not let CloudWatch Logs use the key",
                       quoted(key->id.str())));
  }
}

/// Source:
/// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
void check_trail_key(const View& view, const Report& report) {
  for (const cfn::Resource* trail : view.of("AWS::CloudTrail::Trail")) {
    const cfn::Value* place = property(*trail, {"KMSKeyId"});
    const cfn::Resource* key = view.target(place, kKey);
    if (key == nullptr || admits(view, *key, "cloudtrail.")) continue;
    report(
        *trail, place,
        fmt::format("the policy of {} does not let CloudTrail use the key", quoted(key->id.str())));
  }
}

/// Whether a property, by the name of its last part, holds the key that encrypts.
bool is_key_name(std::string_view name) {
  return name.find("Kms") != name.npos || name.find("KMS") != name.npos ||
         name == "EncryptionKey" || name == "EncryptionKeyArn";
}

/// Whether a property of the value, at any depth, names the key as what encrypts.
bool is_encrypted_with(const View& view, const cfn::Map& map, const cfn::Resource& key) {
  return std::any_of(map.begin(), map.end(), [&](const cfn::MapEntry& each) {
    if (is_key_name(each.key) && view.target(&each.value) == &key) return true;
    if (each.value.map() != nullptr) return is_encrypted_with(view, *each.value.map(), key);
    const cfn::List* items = each.value.list();
    return items != nullptr &&
           std::any_of(items->begin(), items->end(), [&](const cfn::Value& item) {
             return item.map() != nullptr && is_encrypted_with(view, *item.map(), key);
           });
  });
}

void check_disabled_keys(const View& view, const Report& report) {
  for (const cfn::Resource* key : view.of(kKey)) {
    const cfn::Value* place = property(*key, {"Enabled"});
    if (view.truth(place) != false) continue;
    for (const cfn::Resource* each : view.resources()) {
      if (each->type == "AWS::KMS::Alias" || !is_encrypted_with(view, each->properties, *key)) {
        continue;
      }
      report(*key, place,
             fmt::format("{} is encrypted with {}, which is disabled", quoted(each->id.str()),
                         quoted(key->id.str())))
          .related.push_back({each->origin, "what it encrypts"});
      break;
    }
  }
}

void check_topic_key(const View& view, const Report& report) {
  for (const cfn::Resource* topic : view.of("AWS::SNS::Topic")) {
    const cfn::Value* place = property(*topic, {"KmsMasterKeyId"});
    if (place == nullptr) continue;
    const cfn::Resource* alarm = nullptr;
    for (const cfn::Resource* each : view.of("AWS::CloudWatch::Alarm")) {
      for (const char* list : {"AlarmActions", "OKActions", "InsufficientDataActions"}) {
        for (const cfn::Value* action : view.items(property(*each, {list})).values) {
          if (view.target(action) == topic) alarm = each;
        }
      }
    }
    if (alarm == nullptr) continue;
    const auto alias = place->string() != nullptr ? *place->string() : std::string();
    const cfn::Resource* key = view.target(place, kKey);
    const Policy policy = key ? policy_of(view, property(*key, {"KeyPolicy"})) : Policy();
    const bool admitted =
        !policy.known ||
        std::any_of(policy.statements.begin(), policy.statements.end(), [&](const cfn::Value* s) {
          return allows(view, s) && may_name_service(view, s, "cloudwatch.");
        });
    if (admitted && alias.find("alias/aws/sns") == std::string::npos) continue;
    report(
        *topic, place,
        fmt::format("the alarm {} cannot publish to {} because its key does not allow CloudWatch",
                    quoted(alarm->id.str()), quoted(topic->id.str())));
  }
}

constexpr Rule kStorageRules[] = {
    {"ARC4701", Severity::kError, "load balancer cannot write its access logs",
     "Elastic Load Balancing refuses the attribute because access to the bucket is denied",
     "add a bucket policy for logdelivery.elasticloadbalancing.amazonaws.com", kAccessLogsPage, "",
     check_log_bucket_policy},
    {"ARC4702", Severity::kError, "bucket policy covers another bucket", "S3 refuses the policy",
     "use the policy's own bucket", kBucketPolicyPage, "", check_bucket_of_policy},
    {kKeyLockout, Severity::kError, "key policy locks everyone out",
     "KMS refuses the policy because no one could manage the key",
     "allow kms:* to the account's root", kKeyPolicyPage, "", check_key_lockout},
    {"ARC4704", Severity::kError, "CloudWatch Logs cannot use the log group's key",
     "CloudWatch Logs refuses the log group",
     "allow logs.<region>.amazonaws.com to encrypt and decrypt in the key policy", kLogKeyPage, "",
     check_log_key},
    {"ARC4705", Severity::kError, "alarm cannot publish to its topic",
     "CloudWatch cannot encrypt its messages, so no one is notified",
     "use a customer-managed key whose policy allows cloudwatch.amazonaws.com", kTopicKeyPage, "",
     check_topic_key},
    {"ARC4710", Severity::kError, "CloudTrail cannot use the trail's key",
     "CloudTrail refuses the trail", "allow cloudtrail.amazonaws.com to use the key in its policy",
     kTrailKeyPage, "", check_trail_key},
    {"ARC4711", Severity::kWarning, "key is disabled",
     "what the key encrypts can be neither created nor read", "set \"Enabled\" to true",
     kDisabledKeyPage, "", check_disabled_keys},
};

}  // namespace

std::span<const Rule> storage_rules() { return kStorageRules; }

}  // namespace archsynth::analysis

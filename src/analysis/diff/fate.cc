#include "fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/relations/graph.h"
#include "archsynth/spec/lifecycles.h"
#include "archsynth/spec/schema.h"
#include "archsynth/support/text.h"
#include "canonical.h"

namespace archsynth::analysis {
namespace {

struct Held {
  std::string_view type;
  std::string_view data;
};
/// Beside those of the facts, what cannot be made again from elsewhere.
constexpr Held kHeld[] = {
    {"AWS::Backup::BackupVault", "its recovery points"},
    {"AWS::CloudFormation::Stack", "all that the nested stack holds"},
    {"AWS::Cognito::UserPool", "its users"},
    {"AWS::DocDB::DBCluster", "its documents"},
    {"AWS::DynamoDB::GlobalTable", "its items"},
    {"AWS::DynamoDB::Table", "its items"},
    {"AWS::EC2::Volume", "what is on the volume"},
    {"AWS::ECR::Repository", "its images"},
    {"AWS::EFS::FileSystem", "its files"},
    {"AWS::ElastiCache::CacheCluster", "what it caches"},
    {"AWS::ElastiCache::ReplicationGroup", "what it caches"},
    {"AWS::FSx::FileSystem", "its files"},
    {"AWS::KMS::Key", "the key: what it encrypted can no longer be read"},
    {"AWS::Kinesis::Stream", "its records"},
    {"AWS::Logs::LogGroup", "its logs"},
    {"AWS::RDS::DBCluster", "its databases"},
    {"AWS::RDS::DBInstance", "its databases"},
    {"AWS::S3::Bucket", "its objects"},
    {"AWS::SQS::Queue", "its messages"},
    {"AWS::SecretsManager::Secret", "the secret"},
};

/// Where a type says that its resources must not be deleted, and how.
struct Protection {
  std::string_view type;
  std::string_view property;
  std::string_view value;
};
constexpr Protection kProtections[] = {
    {"AWS::Cognito::UserPool", "DeletionProtection", "ACTIVE"},
    {"AWS::DocDB::DBCluster", "DeletionProtection", "true"},
    {"AWS::DynamoDB::Table", "DeletionProtectionEnabled", "true"},
    {"AWS::Logs::LogGroup", "DeletionProtectionEnabled", "true"},
    {"AWS::Neptune::DBCluster", "DeletionProtection", "true"},
    {"AWS::RDS::DBCluster", "DeletionProtection", "true"},
    {"AWS::RDS::DBInstance", "DeletionProtection", "true"},
};

/// Names that two resources of a type cannot share, where the schema's identifier is another.
struct Named {
  std::string_view type;
  std::string_view property;
};
constexpr Named kNamed[] = {
    {"AWS::EC2::SecurityGroup", "GroupName"},
    {"AWS::ECS::Service", "ServiceName"},
    {"AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"},
    {"AWS::ElasticLoadBalancingV2::TargetGroup", "Name"},
    {"AWS::SNS::Topic", "TopicName"},
    {"AWS::SQS::Queue", "QueueName"},
    {"AWS::SecretsManager::Secret", "Name"},
};

std::string text_of(const cfn::Value& value) {
  const cfn::Value plain = canonical(value);
  return plain.string() == nullptr ? "" : *plain.string();
}

/// What protects a resource from deletion; empty where nothing does.
std::string protection_of(const cfn::Resource& resource) {
  for (const Protection& each : kProtections) {
    if (each.type != resource.type) continue;
    const cfn::Value* value = property(resource, {each.property});
    if (value != nullptr && text_of(*value) == each.value) return std::string(each.property);
  }
  if (resource.type != "AWS::ElasticLoadBalancingV2::LoadBalancer") return {};
  const cfn::Value* attributes = property(resource, {"LoadBalancerAttributes"});
  if (attributes == nullptr || attributes->list() == nullptr) return {};
  for (const cfn::Value& each : *attributes->list()) {
    const cfn::Value* key = member(&each, {"Key"});
    const cfn::Value* value = member(&each, {"Value"});
    if (key == nullptr || value == nullptr) continue;
    if (text_of(*key) == "deletion_protection.enabled" && text_of(*value) == "true") {
      return text_of(*key);
    }
  }
  return {};
}

/// CloudFormation deletes these only when they are empty.
bool must_be_empty(const cfn::Resource& resource) {
  if (resource.type == "AWS::S3::Bucket") return true;
  if (resource.type != "AWS::ECR::Repository") return false;
  const cfn::Value* force = property(resource, {"EmptyOnDelete"});
  return force == nullptr || text_of(*force) != "true";
}

void judge(const cfn::Resource& old, const std::string& policy, std::string_view policy_name,
           ResourceChange& change) {
  const std::string_view data = data_of(old.type);
  if (policy.starts_with("Retain")) {
    change.is_retained = true;
    change.data = data.empty() ? DataFate::kNone : DataFate::kRetained;
    change.data_reason =
        fmt::format("{} is {}: the old one stays outside of the stack", policy_name, policy);
    return;
  }
  const std::string protection = protection_of(old);
  if (!protection.empty()) {
    change.data = DataFate::kFails;
    change.data_reason = fmt::format("{} is on: it cannot be deleted", protection);
  } else if (data.empty()) {
    return;
  } else if (policy == "Snapshot") {
    change.data = DataFate::kSnapshot;
    change.data_reason =
        fmt::format("{} is Snapshot: {} are left in a snapshot", policy_name, data);
  } else if (must_be_empty(old)) {
    change.data = DataFate::kFails;
    change.data_reason = fmt::format("it is deleted only when it is empty of {}", data.substr(4));
  } else {
    change.data = DataFate::kLost;
    change.data_reason = std::string(data);
  }
}

/// RDS keeps a snapshot where nothing is said.
/// Source:
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
std::string deletion_policy_of(const cfn::Resource& resource) {
  const std::string stated = text_of(resource.deletion_policy);
  if (!stated.empty()) return stated;
  const bool is_alone = resource.type == "AWS::RDS::DBInstance" &&
                        !resource.properties.contains("DBClusterIdentifier");
  return is_alone || resource.type == "AWS::RDS::DBCluster" ? "Snapshot" : "Delete";
}

/// The weaker of the two: which template's attribute counts is not documented.
std::string replace_policy_of(const cfn::Resource& before, const cfn::Resource& after) {
  constexpr std::array<std::string_view, 3> kStrength = {"Delete", "Snapshot", "Retain"};
  std::size_t weakest = kStrength.size() - 1;
  for (const cfn::Resource* each : {&before, &after}) {
    const std::string stated = text_of(each->update_replace_policy);
    const auto found = std::find(kStrength.begin(), kStrength.end(), stated);
    const std::size_t strength =
        found == kStrength.end() ? 0 : static_cast<std::size_t>(found - kStrength.begin());
    weakest = std::min(weakest, strength);
  }
  return std::string(kStrength[weakest]);
}

/// The property that gives the resource its name, when it is stated; else empty.
std::string name_property(const cfn::Resource& resource) {
  for (const Named& each : kNamed) {
    if (each.type == resource.type && property(resource, {each.property})) {
      return std::string(each.property);
    }
  }
  const auto schema = spec::resource_schema(resource.type);
  if (!schema) return {};
  const spec::Datum identifier = schema->primary_identifier();
  if (identifier.size() != 1) return {};
  constexpr std::string_view kPrefix = "/properties/";
  const std::string_view pointer = identifier[0].text();
  if (!pointer.starts_with(kPrefix) || schema->read_only(pointer)) return {};
  const std::string_view name = pointer.substr(kPrefix.size());
  return property(resource, {name}) != nullptr ? std::string(name) : "";
}

}  // namespace

std::string_view data_of(std::string_view type) {
  const auto* found = std::find_if(std::begin(kHeld), std::end(kHeld),
                                   [&](const Held& each) { return each.type == type; });
  if (found != std::end(kHeld)) return found->data;
  return spec::is_stateful(type) ? "its data" : "";
}

void judge_removal(const cfn::Resource& before, ResourceChange& change) {
  judge(before, deletion_policy_of(before), "DeletionPolicy", change);
}

void judge_replacement(const cfn::Resource& before, const cfn::Resource& after,
                       ResourceChange& change) {
  judge(before, replace_policy_of(before, after), "UpdateReplacePolicy", change);
  const std::string name = name_property(before);
  if (name.empty()) return;
  const cfn::Value* kept = property(after, {name});
  if (kept == nullptr || !means_the_same(*property(before, {name}), *kept)) return;
  change.data = DataFate::kFails;
  change.data_reason = fmt::format(
      "the new one is made while the old one still has the {} {}", name,
      kept->string() != nullptr ? quoted(*kept->string()) : std::string("that it is given"));
}

}  // namespace archsynth::analysis

#include "fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "analysis/relations/graph.h"
#include "archsynth/spec/schema.h"
#include "archsynth/spec/type_facts.h"
#include "archsynth/support/text.h"
#include "canonical.h"

namespace archsynth::analysis {
namespace {

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

/// Whether a property has that value; a list of Key and Value its key.
bool is_set(const cfn::Resource& resource, const spec::DataFacts::Protection& wanted) {
  const cfn::Value* value = resource.properties.find(wanted.path.substr(0, wanted.path.find('.')));
  if (const std::size_t dot = wanted.path.find('.'); dot != wanted.path.npos) {
    value = member(value, {wanted.path.substr(dot + 1)});
  }
  if (value == nullptr) return false;
  if (wanted.key.empty()) return text_of(*value) == wanted.value;
  if (value->list() == nullptr) return false;
  return std::any_of(value->list()->begin(), value->list()->end(), [&](const cfn::Value& each) {
    const cfn::Value* key = member(&each, {"Key"});
    const cfn::Value* stated = member(&each, {"Value"});
    return key != nullptr && stated != nullptr && text_of(*key) == wanted.key &&
           text_of(*stated) == wanted.value;
  });
}

/// What protects a resource from deletion; empty where nothing does.
std::string protection_of(const cfn::Resource& resource, const spec::DataFacts& facts) {
  if (!facts.protection || !is_set(resource, *facts.protection)) return {};
  return std::string(facts.protection->key.empty() ? facts.protection->path
                                                   : facts.protection->key);
}

/// Whether CloudFormation deletes it only when it is empty.
bool must_be_empty(const cfn::Resource& resource, const spec::DataFacts& facts) {
  return facts.is_deleted_when_empty && !(facts.unless && is_set(resource, *facts.unless));
}

void judge(const cfn::Resource& old, const std::string& policy, std::string_view policy_name,
           ResourceChange& change) {
  const spec::DataFacts facts = spec::data_facts(old.type);
  const std::string_view data = facts.data;
  if (policy.starts_with("Retain")) {
    change.is_retained = true;
    change.data = data.empty() ? DataFate::kNone : DataFate::kRetained;
    change.data_reason =
        fmt::format("{} is {}: the old one stays outside of the stack", policy_name, policy);
    return;
  }
  const std::string protection = protection_of(old, facts);
  if (!protection.empty()) {
    change.data = DataFate::kFails;
    change.data_reason = fmt::format("{} is on: it cannot be deleted", protection);
  } else if (data.empty()) {
    return;
  } else if (policy == "Snapshot") {
    change.data = DataFate::kSnapshot;
    change.data_reason =
        fmt::format("{} is Snapshot: {} are left in a snapshot", policy_name, data);
  } else if (must_be_empty(old, facts)) {
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

std::string_view data_of(std::string_view type) { return spec::data_facts(type).data; }

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

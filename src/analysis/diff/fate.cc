#include "fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "archsynth/support/text.h"
#include "canonical.h"
#include "spec/type_facts.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {

bool is_read_by_name(const cfn::Resource& resource) {
  constexpr std::string_view kOthers[] = {
      "AWS::Backup::BackupVault",
      "AWS::CloudFormation::Stack",
      "AWS::ElastiCache::CacheCluster",
      "AWS::ElastiCache::ReplicationGroup",
      "AWS::KMS::Key",
      "AWS::Logs::LogGroup",
      "AWS::SecretsManager::Secret",
  };
  return std::find(std::begin(kOthers), std::end(kOthers), resource.type) == std::end(kOthers);
}

namespace {

std::string text_of(const cfn::Value& value) {
  const cfn::Value plain = canonical(value);
  return plain.string() == nullptr ? "" : *plain.string();
}

}  // namespace

std::optional<std::string> protection_value(const cfn::Resource& resource,
                                            const spec::DataFacts::Protection& of) {
  const cfn::Value* value = value_at(resource, of.path);
  if (value == nullptr) return std::nullopt;
  if (of.key.empty()) return text_of(*value);
  if (value->list() == nullptr) return std::nullopt;
  for (const cfn::Value& each : *value->list()) {
    const cfn::Value* key = member(&each, {"Key"});
    const cfn::Value* stated = member(&each, {"Value"});
    if (key != nullptr && stated != nullptr && text_of(*key) == of.key) return text_of(*stated);
  }
  return std::nullopt;
}

namespace {

bool has(const cfn::Resource& resource, const spec::DataFacts::Protection& wanted) {
  return protection_value(resource, wanted) == wanted.value;
}

/// What protects a resource from deletion; empty where nothing does.
std::string protection_of(const cfn::Resource& resource) {
  const auto protection = spec::data_facts(resource.type).protection;
  if (!protection || !has(resource, *protection)) return {};
  return std::string(protection->key.empty() ? protection->path : protection->key);
}

/// CloudFormation deletes these only when they are empty.
bool must_be_empty(const cfn::Resource& resource) {
  const spec::DataFacts facts = spec::data_facts(resource.type);
  return facts.is_deleted_when_empty && !(facts.unless && has(resource, *facts.unless));
}

void judge(const cfn::Resource& old, const std::string& policy, std::string_view policy_name,
           ResourceChange& change) {
  const std::string_view data = data_of(old);
  if (policy.starts_with("Retain")) {
    change.is_retained = true;
    change.data = data.empty() ? DataFate::kNone : DataFate::kRetained;
    change.data_reason =
        fmt::format("{} is {}, so the old one stays outside the stack", policy_name, policy);
    return;
  }
  const std::string protection = protection_of(old);
  change.is_protected = !protection.empty();
  if (change.is_protected) {
    change.data = DataFate::kOrphaned;
    change.data_reason =
        fmt::format("{} is on, so it is not deleted and stays outside the stack", protection);
  } else if (data.empty()) {
    return;
  } else if (holds_a_stack(old.type)) {
    change.data = DataFate::kUnknown;
    change.data_reason = fmt::format("it takes {} with it", data);
  } else if (policy == "Snapshot" && spec::data_facts(old.type).takes_snapshot) {
    change.data = DataFate::kSnapshot;
    change.data_reason =
        fmt::format("{} is Snapshot, so only a snapshot of {} is kept", policy_name, data);
  } else if (must_be_empty(old)) {
    change.data = DataFate::kOrphaned;
    change.data_reason =
        fmt::format("it is deleted only if it contains no {}; otherwise it stays outside the stack",
                    data.starts_with("its ") ? data.substr(4) : data);
  } else {
    change.data = DataFate::kLost;
    change.data_reason = policy == "Snapshot"
                             ? fmt::format("{}; {} is Snapshot, which {} does not support", data,
                                           policy_name, old.type)
                             : std::string(data);
  }
}

std::string deletion_policy_of(const cfn::Resource& resource) {
  const std::string stated = text_of(resource.deletion_policy);
  if (!stated.empty()) return stated;
  const bool is_default = spec::data_facts(resource.type).snapshot_is_default;
  return is_default && !data_of(resource).empty() ? "Snapshot" : "Delete";
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

/// What has its data elsewhere, and is told to take it from another place.
void judge_other_store(const cfn::Resource& before, ResourceChange& change) {
  const spec::DataFacts facts = spec::data_facts(before.type);
  for (const PropertyChange& each : change.properties) {
    const bool is_store = std::find(facts.data_elsewhere.begin(), facts.data_elsewhere.end(),
                                    each.path) != facts.data_elsewhere.end();
    const bool is_stated = each.before.string() != nullptr && each.after.string() != nullptr;
    if (!is_store || !is_stated || change.data != DataFate::kNone) continue;
    change.data = DataFate::kUnknown;
    change.data_reason = fmt::format("its data is now that of {}, and afterwards that of {}",
                                     brief(each.before), brief(each.after));
  }
}

}  // namespace

bool holds_a_stack(std::string_view type) {
  return spec::data_facts(type).data.starts_with("everything in ");
}

std::string_view data_of(std::string_view type) { return spec::data_facts(type).data; }

namespace {

/// Whether a secret is made of others, as a connection string is: it holds nothing of its own.
bool is_composed(const cfn::Resource& resource) {
  const cfn::Value* text = resource.type == "AWS::SecretsManager::Secret"
                               ? property(resource, {"SecretString"})
                               : nullptr;
  return text != nullptr && brief(*text).find("{{resolve:") != std::string::npos;
}

}  // namespace

std::string_view data_of(const cfn::Resource& resource) {
  if (is_composed(resource)) return {};
  const spec::DataFacts facts = spec::data_facts(resource.type);
  const bool is_elsewhere =
      std::any_of(facts.data_elsewhere.begin(), facts.data_elsewhere.end(),
                  [&](std::string_view key) { return property(resource, {key}) != nullptr; });
  return is_elsewhere ? std::string_view() : facts.data;
}

void judge_removal(const cfn::Resource& before, ResourceChange& change) {
  judge(before, deletion_policy_of(before), "DeletionPolicy", change);
}

void judge_replacement(const cfn::Resource& before, const cfn::Resource& after,
                       ResourceChange& change) {
  judge(before, replace_policy_of(before, after), "UpdateReplacePolicy", change);
  judge_other_store(before, change);
  const bool stays = change.data == DataFate::kRetained || change.data == DataFate::kOrphaned;
  // Who gives a bucket another name asks for another bucket.
  const bool is_asked =
      std::any_of(change.properties.begin(), change.properties.end(),
                  [](const auto& each) { return each.path == "BucketName" && each.chain.empty(); });
  change.is_emptied = stays && change.consequence == Consequence::kReplaces && !is_asked &&
                      !data_of(before).empty() && is_read_by_name(before);
}

}  // namespace archsynth::analysis

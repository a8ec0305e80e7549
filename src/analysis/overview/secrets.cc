#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "parts.h"
#include "view/users.h"

namespace archsynth::analysis {
namespace {

/// The ids by which a secret's value is reached: its own and its attachment's.
std::set<std::string> ids_of(const View& view, const cfn::Resource& secret) {
  std::set<std::string> ids{secret.id.str()};
  for (const cfn::Resource* each : view.made<view::Users>().of({secret.id.str()})) {
    if (each->type != "AWS::SecretsManager::SecretTargetAttachment") continue;
    for (const cfn::Value* value : values_at(*each, "SecretId")) {
      for (const Leaf& leaf : leaves(view, *value)) {
        if (leaf.resource == &secret) ids.insert(each->id.str());
      }
    }
  }
  return ids;
}

bool names_any(const cfn::Value& value, const std::set<std::string>& ids) {
  const std::vector<cfn::Reference> all = cfn::references(value);
  return std::any_of(all.begin(), all.end(),
                     [&](const cfn::Reference& each) { return ids.count(each.target.str()) != 0; });
}

/// The variables of containers that hold the secret's value.
std::vector<std::string> variables_of(const View& view, const cfn::Resource& task,
                                      const std::set<std::string>& ids) {
  std::vector<std::string> names;
  for (const cfn::Value* container : values_at(task, "ContainerDefinitions")) {
    const cfn::Value all =
        container->list() != nullptr ? *container : cfn::Value(cfn::List{*container});
    for (const cfn::Value* secrets : values_at(all, "Secrets")) {
      if (secrets->list() == nullptr) continue;
      for (const cfn::Value& secret : *secrets->list()) {
        if (!names_any(secret, ids)) continue;
        for (const cfn::Value* name : values_at(secret, "Name")) {
          names.push_back(shown_value(view, *name));
        }
      }
    }
  }
  return names;
}

/// How a resource gets the value; empty where it does not.
std::string reader_text(const View& view, const cfn::Resource& each,
                        const std::set<std::string>& ids) {
  std::vector<std::string> ways;
  if (each.type == "AWS::ECS::TaskDefinition") ways = variables_of(view, each, ids);
  if (!ways.empty()) return fmt::format("{} as {}", each.id.str(), join(ways, ", "));
  for (const cfn::MapEntry& entry : each.properties) {
    if (names_any(entry.value, ids)) ways.push_back(entry.key);
  }
  if (ways.empty()) return {};
  const std::string roles = shown_at(view, each, "Roles");
  const bool is_policy = each.type.compare(0, 10, "AWS::IAM::") == 0;
  if (is_policy && !roles.empty()) return fmt::format("{} by {}", roles, each.id.str());
  return fmt::format("{} in {}", each.id.str(), join(ways, ", "));
}

}  // namespace

std::vector<SecretRow> secret_rows(const View& view) {
  std::vector<SecretRow> rows;
  for (const cfn::Resource* secret : view.of("AWS::SecretsManager::Secret")) {
    const std::set<std::string> ids = ids_of(view, *secret);
    SecretRow row{secret->id.str(),
                  shown_at(view, *secret, "Description"),
                  shown_at(view, *secret, "KmsKeyId"),
                  {}};
    for (const cfn::Resource* each : view.made<view::Users>().of(ids)) {
      if (ids.count(each->id.str()) != 0) continue;
      std::string reader = reader_text(view, *each, ids);
      if (!reader.empty()) row.readers.push_back(std::move(reader));
    }
    rows.push_back(std::move(row));
  }
  for (const std::string_view type : {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}) {
    for (const cfn::Resource* each : view.of(type)) {
      if (!view.truth(property(*each, {"ManageMasterUserPassword"})).value_or(false)) continue;
      rows.push_back({each->id.str(),
                      "the master password, which RDS manages in its own secret",
                      shown_at(view, *each, "MasterUserSecret.KmsKeyId"),
                      {}});
    }
  }
  return rows;
}

}  // namespace archsynth::analysis

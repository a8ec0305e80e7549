// Permissions that what runs needs.

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "archsynth/support/text.h"
#include "hazards.h"
#include "renames.h"
#include "updates.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kSecretPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "specifying-sensitive-data-secrets.html";

/// What has to be permitted for a secret to be read, and for what its key encrypts.
bool is_reading(std::string_view action) {
  constexpr std::string_view kActions[] = {"secretsmanager:GetSecretValue", "secretsmanager:*",
                                           "kms:Decrypt", "kms:*", "*"};
  return std::find(std::begin(kActions), std::end(kActions), action) != std::end(kActions);
}

/// What stands for a secret, or for the key that one is under.
bool is_secret(const cfn::Resource& resource) {
  constexpr std::string_view kTypes[] = {"AWS::SecretsManager::Secret",
                                         "AWS::SecretsManager::SecretTargetAttachment",
                                         "AWS::KMS::Key"};
  return std::find(std::begin(kTypes), std::end(kTypes), resource.type) != std::end(kTypes);
}

/// Whether somebody may still do the same, on something else or in other words.
bool is_given_otherwise(const Change& change, const SecurityChange& taken) {
  return std::any_of(change.all.security.begin(), change.all.security.end(),
                     [&](const SecurityChange& each) {
                       return each.is_wider && each.grant.principal == taken.grant.principal &&
                              is_reading(each.grant.action) &&
                              (each.resource == taken.resource || each.grant.on == taken.grant.on);
                     });
}

/// The logical id of what a grant is on; a key's or a secret's own policy says `*`. Empty for a key
/// that leaves it to the account's policies too.
std::string target_of(const cfn::Resource& policy, const Grant& grant) {
  if (grant.on != "*") return grant.on;
  if (policy.type == "AWS::KMS::Key") {
    const cfn::Value* document = property(policy, {"KeyPolicy"});
    const bool is_shared =
        document != nullptr && brief(*document).find(":root") != std::string::npos;
    return is_shared ? "" : policy.id.str();
  }
  const cfn::Value* secret = property(policy, {"SecretId"});
  if (policy.type != "AWS::SecretsManager::ResourcePolicy" || secret == nullptr) return {};
  return brief(*secret);
}

/// The roles that an identity policy is for; nothing of others.
std::optional<std::set<std::string>> roles_of(const cfn::Resource& policy) {
  if (policy.type == "AWS::IAM::Role") return std::set<std::string>{policy.id.str()};
  if (!policy.type.starts_with("AWS::IAM::")) return std::nullopt;
  std::set<std::string> roles;
  for (const char* key : {"RoleName", "Roles"}) {
    for (const auto& each : references_at(policy, key)) roles.insert(each.target.str());
  }
  return roles;
}

/// Whether what runs reads its secrets under one of the roles: of a task, that of the agent, which
/// reads them before the containers start.
bool reads_under(const cfn::Resource& user, const std::set<std::string>& roles) {
  const bool is_task = user.type == "AWS::ECS::TaskDefinition";
  const auto named = references_at(user, is_task ? "ExecutionRoleArn" : "Role");
  return named.empty() || std::any_of(named.begin(), named.end(), [&](const auto& each) {
           return roles.contains(each.target.str());
         });
}

/// What names a secret, or one under the key, before the change and after it, and runs.
std::string user_of(const Change& change, const std::string& id, const cfn::Resource& policy) {
  const auto roles = roles_of(policy);
  std::vector<std::string> wanted = {id};
  for (const auto& [secret, resource] : change.sides.after()) {
    if (resource->type == "AWS::SecretsManager::Secret" && names(*resource, id)) {
      wanted.push_back(secret);
    }
  }
  for (const auto& [user, resource] : change.sides.after()) {
    if (!change.sides.before().contains(user)) continue;
    if (resource->type != "AWS::ECS::TaskDefinition" && resource->type != "AWS::Lambda::Function") {
      continue;
    }
    const cfn::Resource& task = *resource;
    const bool is_user = std::any_of(wanted.begin(), wanted.end(),
                                     [&](const std::string& each) { return names(task, each); });
    if (is_user && (!roles || roles->empty() || reads_under(task, *roles))) return user;
  }
  return {};
}

void check_readers(const Change& change, const Report& report) {
  for (const SecurityChange& each : change.all.security) {
    if (each.is_wider || !is_reading(each.grant.action)) continue;
    // A role or policy that goes as a whole belongs to something that goes with it.
    const auto policy = change.sides.after().find(each.resource);
    if (policy == change.sides.after().end()) continue;
    const std::string id = target_of(*policy->second, each.grant);
    const auto secret = change.sides.after().find(id);
    const bool is_kept = secret != change.sides.after().end() && is_secret(*secret->second);
    if (!is_kept || is_given_otherwise(change, each)) continue;
    const std::string user = user_of(change, id, *policy->second);
    if (user.empty()) continue;
    report(each.resource, policy->second->origin,
           fmt::format("{} no longer allows {} on {}, which {} needs", quoted(each.resource),
                       each.grant.action, quoted(id), quoted(user)));
  }
}

constexpr Rule kRules[] = {
    {"ARC5131", Severity::kError, "permission to read a secret is removed while it is still read",
     "running tasks continue, but new tasks or functions fail to start, even after a rollback",
     "remove the secret from its readers first, then the permission", kSecretPage, "",
     check_readers},
};

}  // namespace

std::span<const Rule> access_hazards() { return kRules; }

}  // namespace archsynth::analysis

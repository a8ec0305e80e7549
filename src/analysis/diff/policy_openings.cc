#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "canonical.h"
#include "openings.h"
#include "rules/template/embedded.h"
#include "support/sha256.h"
#include "view/view.h"

namespace archsynth::analysis {
namespace {

/// The texts of a scalar or of a list's items.
std::vector<std::string> texts_of(const cfn::Value* value) {
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (const cfn::List* list = value->list()) {
    for (const cfn::Value& each : *list) texts.push_back(shown(&each));
  } else if (const cfn::Map* map = value->map()) {
    for (const cfn::MapEntry& entry : *map) {
      for (const std::string& each : texts_of(&entry.value)) {
        texts.push_back(entry.key == "AWS" ? each : entry.key + " " + each);
      }
    }
  } else {
    texts.push_back(shown(value));
  }
  return texts;
}

std::vector<std::string> at_least_one(std::vector<std::string> texts) {
  if (texts.empty()) texts.emplace_back();
  return texts;
}

Conditions conditions_of(const cfn::Value& statement) {
  Conditions conditions;
  const cfn::Value* condition = member(&statement, {"Condition"});
  if (condition == nullptr) return conditions;
  if (condition->map() == nullptr) return {{brief(*condition), {}}};
  for (const cfn::MapEntry& test : *condition->map()) {
    if (test.value.map() == nullptr) continue;
    for (const cfn::MapEntry& key : *test.value.map()) {
      const std::vector<std::string> values = texts_of(&key.value);
      conditions[test.key + " " + key.key].insert(values.begin(), values.end());
    }
  }
  return conditions;
}

/// Who `*` is: everyone in the accounts, or in the organization, that one of the conditions names.
/// That condition is taken out then.
/// Source:
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
std::string everyone_under(Conditions& conditions) {
  for (auto each = conditions.begin(); each != conditions.end(); ++each) {
    const std::size_t space = each->first.find(' ');
    const std::string_view test = std::string_view(each->first).substr(0, space);
    const std::string key =
        lower_case(each->first.substr(std::min(space, each->first.size() - 1) + 1));
    const bool is_about_them =
        key == "kms:calleraccount" || key == "aws:principalaccount" || key == "aws:principalorgid";
    const std::string values =
        join(std::vector<std::string>(each->second.begin(), each->second.end()), kOr);
    if (!is_about_them || (test != "StringEquals" && test != "StringLike") || values.empty() ||
        values.find_first_of("*?") != values.npos) {
      continue;
    }
    conditions.erase(each);
    return std::string(kEveryoneOf) + values;
  }
  return "*";
}

/// What the policy is about, where the resource is nothing but a policy.
std::string owner_of(const cfn::Resource& resource) {
  struct Attached {
    std::string_view type;
    std::string_view property;
  };
  constexpr Attached kAttached[] = {
      {"AWS::IAM::ManagedPolicy", "Roles"}, {"AWS::IAM::Policy", "Groups"},
      {"AWS::IAM::Policy", "Roles"},        {"AWS::IAM::Policy", "Users"},
      {"AWS::IAM::RolePolicy", "RoleName"}, {"AWS::Lambda::Permission", "FunctionName"},
      {"AWS::S3::BucketPolicy", "Bucket"},  {"AWS::SecretsManager::ResourcePolicy", "SecretId"},
      {"AWS::SNS::TopicPolicy", "Topics"},  {"AWS::SQS::QueuePolicy", "Queues"},
  };
  for (const Attached& each : kAttached) {
    const cfn::Value* value =
        each.type == resource.type ? property(resource, {each.property}) : nullptr;
    if (value == nullptr) continue;
    const std::vector<cfn::Reference> all = cfn::references(*value);
    return all.empty() ? shown(value) : all.front().target.str();
  }
  return resource.id.str();
}

std::string who(const std::string& principal) { return principal == "*" ? "anyone" : principal; }

struct Statement {
  const cfn::Resource& resource;
  const cfn::Value& value;
  const Origin& origin;
};

std::string text_of(const std::string& id, bool is_allow, const Grant& grant) {
  const std::string action = action_text(grant);
  std::string what;
  if (grant.principal.empty()) {
    what = fmt::format("{} {} {}", id, is_allow ? "allows" : "denies", action);
  } else if (is_allow) {
    what = fmt::format("{} lets {} call {}", id, who(grant.principal), action);
  } else {
    what = fmt::format("{} denies {} {}", id, who(grant.principal), action);
  }
  return what + on_text(grant);
}

/// `anything except` all that an element such as `NotAction` lists.
void add_excluded(const cfn::Value* listed, std::string_view words,
                  std::vector<std::string>& texts) {
  std::vector<std::string> excluded = texts_of(listed);
  if (excluded.empty()) return;
  std::sort(excluded.begin(), excluded.end());
  texts.push_back(fmt::format("{}{}{}", words, kExcept, join(excluded, ", ")));
}

/// Grants of one statement that are reported one by one. Policies that AWS takes have fewer.
constexpr std::size_t kMostGrants = 4'096;

/// One text for all of them, another one where any differs.
void summarise(std::vector<std::string>& texts, std::string_view plural) {
  if (std::find(texts.begin(), texts.end(), "*") != texts.end()) {
    texts = {"*"};
  } else if (texts.size() > 1) {
    texts = {fmt::format("{} {}: {} … ({:.8})", texts.size(), plural, texts.front(),
                         sha256_base64(join(texts, "\n")))};
  }
}

void add_statement(const Statement& statement, OpenState& state) {
  const cfn::Value* effect = member(&statement.value, {"Effect"});
  const std::string stated = shown(effect);
  const bool is_allow = stated == "Allow";
  if (!is_allow && stated != "Deny") return;
  Conditions conditions = conditions_of(statement.value);
  Conditions of_principal;
  std::vector<std::string> actions = texts_of(member(&statement.value, {"Action"}));
  add_excluded(member(&statement.value, {"NotAction"}), "any action", actions);
  std::vector<std::string> resources = texts_of(member(&statement.value, {"Resource"}));
  add_excluded(member(&statement.value, {"NotResource"}), "any resource", resources);
  std::vector<std::string> principals = texts_of(member(&statement.value, {"Principal"}));
  add_excluded(member(&statement.value, {"NotPrincipal"}), "anyone", principals);
  for (std::string& each : principals) each = principal_of(std::move(each));
  if (is_allow && principals == std::vector<std::string>{"*"}) {
    of_principal = conditions;
    principals.front() = everyone_under(conditions);
  }
  principals = at_least_one(std::move(principals));
  resources = at_least_one(std::move(resources));
  const auto grants = [&] { return principals.size() * actions.size() * resources.size(); };
  if (grants() > kMostGrants) summarise(resources, "resources");
  if (grants() > kMostGrants) summarise(actions, "actions");
  if (grants() > kMostGrants) summarise(principals, "principals");
  Openings& openings = is_allow ? state.allowed : state.denied;
  for (const std::string& principal : principals) {
    for (const std::string& action : actions) {
      for (const std::string& on : resources) {
        Opening opening;
        opening.resource = statement.resource.id.str();
        opening.owner = owner_of(statement.resource);
        opening.is_public = is_allow && principal == "*" && conditions.empty() &&
                            statement.resource.type != "AWS::EC2::VPCEndpoint";
        opening.origin = statement.origin;
        opening.grant = {principal, action, on};
        opening.conditions = conditions;
        opening.of_principal = of_principal;
        openings[text_of(opening.resource, is_allow, opening.grant)].push_back(opening);
      }
    }
  }
}

void add_document(const cfn::Resource& resource, const cfn::Value& document, const Origin* place,
                  OpenState& state) {
  const cfn::Value* statements = member(&document, {"Statement"});
  if (statements == nullptr) return;
  const auto add = [&](const cfn::Value& each) {
    if (each.map() == nullptr) return;
    add_statement({resource, each, place == nullptr ? each.origin() : *place}, state);
  };
  if (statements->list() == nullptr) return add(*statements);
  for (const cfn::Value& each : *statements->list()) add(each);
}

/// Permissions and policies that are attached by name.
void add_attached(const cfn::Resource& resource, OpenState& state) {
  const cfn::Value* attached = property(resource, {"ManagedPolicyArns"});
  if (attached != nullptr && attached->list() != nullptr) {
    for (const cfn::Value& each : *attached->list()) {
      Opening opening = opening_of(resource, resource.id.str());
      if (each.origin().known()) opening.origin = each.origin();
      const std::string policy = shown(&each);
      if (is_managed_policy(policy)) opening.policy = policy;
      const std::vector<cfn::Reference> named = cfn::references(each);
      if (!named.empty()) opening.attached = named.front().target.str();
      state.allowed[fmt::format("{}: has the policy {}", opening.owner, policy)].push_back(opening);
    }
  }
  constexpr std::string_view kPermissions[] = {"AWS::Events::EventBusPolicy",
                                               "AWS::Lambda::LayerVersionPermission",
                                               "AWS::Lambda::Permission"};
  const bool is_permission = std::find(std::begin(kPermissions), std::end(kPermissions),
                                       resource.type) != std::end(kPermissions);
  if (!is_permission || property(resource, {"Principal"}) == nullptr) return;
  const std::string principal = principal_of(shown(property(resource, {"Principal"})));
  Opening opening = opening_of(resource, owner_of(resource));
  for (const std::string_view key : {"SourceArn", "SourceAccount", "PrincipalOrgID",
                                     "OrganizationId", "Condition", "EventSourceToken"}) {
    const cfn::Value* value = property(resource, {key});
    if (value == nullptr) continue;
    opening.conditions[fmt::format("{} {}", key == "SourceArn" ? "ArnLike" : "StringEquals", key)] =
        {shown(value)};
    opening.limits += fmt::format(" for {}", shown(value));
  }
  opening.is_public = principal == "*" && opening.conditions.empty();
  const std::string action = shown(property(resource, {"Action"}));
  opening.for_all = fmt::format("{} lets anyone call {}", opening.owner, action);
  state.allowed[fmt::format("{} lets {} call {}", opening.owner, who(principal), action)].push_back(
      opening);
}

/// What a rule of an access string permits; empty where it takes something away.
/// Source: https://docs.aws.amazon.com/MemoryDB/latest/devguide/clusters.acls.html
std::string access_of(std::string_view rule) {
  if (rule == "on") return "connections";
  if (rule == "nopass") return "connections without a password";
  if (rule == "allkeys") return "keys *";
  if (rule == "allchannels") return "channels *";
  if (rule == "allcommands" || rule == "+@all") return "commands *";
  if (rule.empty()) return {};
  const std::string rest(rule.substr(1));
  if (rule.front() == '~') return "keys " + rest;
  if (rule.front() == '&') return "channels " + rest;
  if (rule.front() == '+') return "commands " + rest;
  return rule.front() == '%' ? "keys " + std::string(rule) : std::string();
}

/// Who may do what with the data of collections.
/// Source:
/// https://docs.aws.amazon.com/opensearch-service/latest/developerguide/serverless-data-access.html
void add_data_access(const cfn::Resource& resource, OpenState& state) {
  const auto document = embedded(property(resource, {"Policy"}), false, true);
  if (!document || document->value.list() == nullptr) return;
  for (const cfn::Value& access : *document->value.list()) {
    const cfn::Value* rules = member(&access, {"Rules"});
    if (rules == nullptr || rules->list() == nullptr) continue;
    for (const cfn::Value& rule : *rules->list()) {
      for (const std::string& principal : texts_of(member(&access, {"Principal"}))) {
        for (const std::string& action : texts_of(member(&rule, {"Permission"}))) {
          for (const std::string& on : texts_of(member(&rule, {"Resource"}))) {
            Opening opening;
            opening.resource = opening.owner = resource.id.str();
            opening.origin = resource.origin;
            opening.grant = {principal_of(principal), action, on};
            state.allowed[text_of(opening.owner, true, opening.grant)].push_back(opening);
          }
        }
      }
    }
  }
}

/// A policy that narrows what is allowed without it.
struct Narrowing {
  std::string_view type;
  std::string_view property;
  std::string_view principal;  ///< whom it lets in without the policy; empty: who uses the resource
};

/// Sources:
/// https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html
/// https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
/// https://docs.aws.amazon.com/transfer/latest/userguide/requirements-roles.html
/// https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_CreateProfile.html
constexpr Narrowing kNarrowing[] = {
    {"AWS::EC2::VPCEndpoint", "PolicyDocument", "*"},
    {"AWS::EFS::FileSystem", "FileSystemPolicy", "*"},
    {"AWS::RolesAnywhere::Profile", "SessionPolicy", ""},
    {"AWS::Transfer::User", "Policy", ""},
};

const Narrowing* narrowing_of(std::string_view type) {
  const auto found = std::find_if(std::begin(kNarrowing), std::end(kNarrowing),
                                  [&](const Narrowing& each) { return each.type == type; });
  return found == std::end(kNarrowing) ? nullptr : found;
}

/// Everything is allowed where the policy is left out.
void add_unnarrowed(const cfn::Resource& resource, Openings& allowed) {
  const Narrowing* narrowing = narrowing_of(resource.type);
  if (narrowing == nullptr || property(resource, {narrowing->property}) != nullptr) return;
  Opening opening = opening_of(resource, resource.id.str());
  opening.grant = {std::string(narrowing->principal), "*", "*"};
  allowed[fmt::format("{} has no {}, which allows everything", opening.owner, narrowing->property)]
      .push_back(opening);
}

}  // namespace

void add_permissions(const cfn::Resource& resource, const spec::OpenProperty& row,
                     Openings& openings) {
  const auto add = [&](std::string action) {
    Opening opening = opening_of(resource, resource.id.str());
    opening.grant.action = std::move(action);
    openings[fmt::format("{} {} {}", opening.owner, row.what, action_text(opening.grant))]
        .push_back(opening);
  };
  for (const Item& each : items_of(resource, row)) {
    const std::string text = shown(each.value);
    if (row.open == "actions") {
      add(text == "ALL" ? "*" : text);
      continue;
    }
    for (const std::string_view rule : split(text, ' ')) {
      if (const std::string what = access_of(rule); !what.empty()) add(what);
    }
  }
}

std::string action_text(const Grant& grant) {
  return grant.action == "*" ? "any action" : grant.action;
}

std::string on_text(const Grant& grant) {
  if (grant.on.empty()) return {};
  return grant.on == "*" ? " on any resource" : " on " + grant.on;
}

void add_policies(const cfn::Resource& resource, OpenState& state) {
  for (const cfn::MapEntry& entry : resource.properties) {
    const Origin& place = entry.value.origin().known() ? entry.value.origin() : resource.origin;
    cfn::walk(entry.value, [&](const cfn::Value& value) {
      if (value.map() != nullptr) return add_document(resource, value, nullptr, state);
      if (!is_policy_text(value)) return;
      if (const auto document = embedded(&value, false, true); document) {
        add_document(resource, document->value, &place, state);
      }
    });
  }
  // One statement, which is a property of the resource.
  if (const cfn::Value* statement = resource.properties.find("Statement");
      statement != nullptr && statement->map() != nullptr) {
    add_statement({resource, *statement, resource.origin}, state);
  }
  add_attached(resource, state);
  add_unnarrowed(resource, state.allowed);
  if (resource.type == "AWS::OpenSearchServerless::AccessPolicy") add_data_access(resource, state);
}

}  // namespace archsynth::analysis

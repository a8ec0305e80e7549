// Who is let in by policies of resources: other accounts, users of keys, readers of secrets.

#include <fmt/format.h>

#include <algorithm>

#include "analysis/identities/identities.h"
#include "archsynth/support/characters.h"
#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "view/users.h"

namespace archsynth::analysis {
namespace {

using model::Allowance;
using model::Certainty;
using model::Identity;
using model::ResourcePolicy;
using model::RoleUse;
using model::Statement;

/// Whether a condition leaves nobody but callers of the stack's own account.
bool is_for_own_account(const IdentityStack& stack, const Statement& statement) {
  return std::any_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const model::ConditionTest& each) {
                       const std::string key = lower_case(each.key);
                       return each.operation == "StringEquals" &&
                              (key == "kms:calleraccount" || key == "aws:principalaccount") &&
                              each.values ==
                                  std::vector<std::string>{stack.identities.arns().account()};
                     });
}

void add_foreign(const IdentityStack& stack, const cfn::Resource& on, const Statement& statement,
                 std::vector<ForeignAccess>& to) {
  if (!statement.allows || is_for_own_account(stack, statement)) return;
  std::vector<std::string> actions;
  for (const std::string& each : statement.actions) actions.push_back(model::readable(each));
  if (statement.has_other_actions) actions = {"all actions except " + join(actions, ", ")};
  const auto add = [&](std::string who) {
    to.push_back(
        {on.id.str(), std::move(who), actions, conditions_text(statement), statement.origin});
  };
  if (statement.has_other_principals) return add("anyone except those it names");
  for (const model::Principal& each : statement.principals) {
    if (is_foreign(stack, each)) add(name_of(stack, each));
  }
}

/// Permissions of functions for accounts.
void add_foreign_callers(const IdentityStack& stack, std::vector<ForeignAccess>& to) {
  for (const cfn::Resource* each : stack.view.of("AWS::Lambda::Permission")) {
    const cfn::Value* who = property(*each, {"Principal"});
    if (who == nullptr) continue;
    const model::Principal principal{"AWS", stack.identities.arns().text(*who), nullptr};
    if (!is_foreign(stack, principal)) continue;
    const cfn::Resource* function = stack.view.target(property(*each, {"FunctionName"}));
    const bool is_limited = property(*each, {"PrincipalOrgID"}) != nullptr;
    to.push_back({function == nullptr ? each->id.str() : function->id.str(),
                  name_of(stack, principal),
                  {stack.view.text(property(*each, {"Action"})).value_or("lambda:InvokeFunction")},
                  is_limited ? "a condition on aws:PrincipalOrgID" : "",
                  each->origin});
  }
}

/// The resources whose code has the credentials of a role, or which a role starts.
std::string users_of(const IdentityStack& stack, const Identity& who) {
  std::vector<std::string> users;
  for (const RoleUse& each : stack.identities.uses()) {
    if (each.role != who.resource) continue;
    const std::string& id = each.user->id.str();
    if (std::find(users.begin(), users.end(), id) == users.end()) users.push_back(id);
  }
  return users.empty() ? who.id() : fmt::format("{} ({})", who.id(), join(users, ", "));
}

const Origin& origin_of(const Allowance& found, const Identity& who) {
  return found.by != nullptr ? found.by->origin : who.resource->origin;
}

std::string both(const std::string& one, const std::string& other) {
  if (one.empty() || other.empty() || one == other) return one.empty() ? other : one;
  return one + " and " + other;
}

/// Adds the principals of a statement that are not identities of the account.
void add_principals(const IdentityStack& stack, const Statement& statement, std::string how,
                    std::vector<Reader>& to) {
  if (statement.has_other_principals)
    to.push_back(
        {"anyone except those it names", how, conditions_text(statement), statement.origin});
  for (const model::Principal& each : statement.principals) {
    if (statement.has_other_principals) break;
    std::string name = name_of(stack, each);
    if (name == "anyone" && is_for_own_account(stack, statement)) name = "anyone of this account";
    if (each.resource != nullptr || name == "this account") continue;
    std::string by = how;
    std::string open = conditions_text(statement);
    settle_limits(each, statement, by, open);
    to.push_back({name, std::move(by), std::move(open), statement.origin});
  }
}

/// Whether the policy of a key lets an identity of the stack decrypt, with its own policies or
/// without.
/// Source: https://docs.aws.amazon.com/kms/latest/developerguide/control-access-overview.html
Allowance may_decrypt(const IdentityStack& stack, const cfn::Resource& key, const Identity& who,
                      const model::RequestContext& request, std::string& how) {
  constexpr std::string_view kDecrypt = "kms:Decrypt";
  const auto arns = stack.identities.arns().of(key, kDecrypt);
  const Allowance own = stack.identities.allows(who, kDecrypt, arns, request);
  const auto policies = stack.identities.on(key);
  Allowance best;
  const auto take = [&](Allowance one, std::string_view by) {
    if (one.answer <= best.answer) return;
    best = std::move(one);
    how = by;
  };
  // Without a policy of its own a key lets the account in.
  if (policies.empty()) take(own, "by its policies");
  for (const ResourcePolicy* policy : policies) {
    for (const Statement& each : policy->statements) {
      const Certainty met = std::min(each.names(kDecrypt), each.is_met(request));
      if (!each.allows || met == Certainty::kNo) continue;
      bool is_by_account = false;
      const Certainty let_in = stack.identities.lets_in(each, who, is_by_account);
      const std::string open = met == Certainty::kMaybe ? conditions_text(each) : std::string();
      if (is_by_account && let_in == Certainty::kMaybe) {
        take({std::min(own.answer, met), own.by, both(own.open, open)}, "by its policies");
      } else if (let_in != Certainty::kNo) {
        take({std::min(let_in, met), &each, open}, "by the key policy");
      }
    }
  }
  return best;
}

/// Whether conditions leave only some uses of a key, such as those through a service.
bool is_limited_to_uses(const Allowance& found) {
  if (found.by == nullptr || found.by->conditions.empty()) return false;
  const auto keys = found.by->condition_keys();
  return found.open == conditions_text(*found.by) &&
         std::all_of(keys.begin(), keys.end(),
                     [](const std::string& each) { return each.starts_with("kms:"); });
}

ReadableKey readable_key(const IdentityStack& stack, const cfn::Resource& key) {
  ReadableKey made{key.id.str(), {}, {}};
  for (const cfn::Resource* each : stack.view.made<view::Users>().of({key.id.str()})) {
    const bool is_about = each->type.starts_with("AWS::IAM::") || each->type == "AWS::KMS::Alias";
    if (is_about || each == &key || each->type.ends_with("Policy")) continue;
    made.encrypts.push_back(each->id.str());
  }
  for (const ResourcePolicy* policy : stack.identities.on(key)) {
    for (const Statement& each : policy->statements) {
      if (each.allows && each.names("kms:Decrypt") == Certainty::kYes)
        add_principals(stack, each, "by the key policy", made.readers);
    }
  }
  for (const Identity& who : stack.identities.all()) {
    if (who.resource->type == "AWS::IAM::Group") continue;
    std::string how;
    Allowance found = may_decrypt(stack, key, who, {}, how);
    if (found.answer == Certainty::kNo) continue;
    if (is_limited_to_uses(found)) {
      how += ", limited by " + join(found.by->condition_keys(), ", ");
      found.open.clear();
    }
    made.readers.push_back({users_of(stack, who), how, found.open, origin_of(found, who)});
  }
  return made;
}

/// A secret, or a database that keeps one.
struct Secret {
  const cfn::Resource* resource = nullptr;
  std::string name;
  std::vector<std::string> arns;
  const cfn::Value* key = nullptr;
};

std::vector<Secret> secrets_of(const IdentityStack& stack) {
  const model::Arns& arns = stack.identities.arns();
  std::vector<Secret> all;
  for (const cfn::Resource* each : stack.view.of("AWS::SecretsManager::Secret")) {
    all.push_back({each, each->id.str(), arns.of(*each, "secretsmanager:GetSecretValue"),
                   property(*each, {"KmsKeyId"})});
  }
  for (const char* type : {"AWS::RDS::DBInstance", "AWS::RDS::DBCluster"}) {
    for (const cfn::Resource* each : stack.view.of(type)) {
      const auto managed = stack.view.truth(property(*each, {"ManageMasterUserPassword"}));
      if (!managed.value_or(false)) continue;
      all.push_back({each,
                     "the password that RDS keeps for " + each->id.str(),
                     {arns.of_master_secret(*each)},
                     property(*each, {"MasterUserSecret", "KmsKeyId"})});
    }
  }
  return all;
}

class Readers {
 public:
  Readers(const IdentityStack& stack, const Secret& secret) : stack_(stack), secret_(secret) {
    made_.secret = secret.name;
    key_ = stack.view.target(secret.key, "AWS::KMS::Key");
    if (key_ != nullptr) made_.key = key_->id.str();
    request_["kms:viaservice"] = stack.identities.arns().via("secretsmanager");
  }

  ReadableSecret take() {
    for (const Identity& who : stack_.identities.all()) {
      if (who.resource->type != "AWS::IAM::Group") add_identity(who);
    }
    for (const ResourcePolicy* policy : stack_.identities.on(*secret_.resource)) {
      for (const Statement& each : policy->statements) {
        if (each.allows && each.names("secretsmanager:GetSecretValue") == Certainty::kYes)
          add_others(each);
      }
    }
    add_containers();
    add_templates();
    return std::move(made_);
  }

 private:
  void add_identity(const Identity& who) {
    constexpr std::string_view kRead = "secretsmanager:GetSecretValue";
    Allowance found = stack_.identities.allows(who, kRead, secret_.arns);
    std::string how = "by its policies";
    for (const ResourcePolicy* policy : stack_.identities.on(*secret_.resource)) {
      for (const Statement& each : policy->statements) {
        bool is_by_account = false;
        if (each.names(kRead) != Certainty::kYes) continue;
        const Certainty let_in = stack_.identities.lets_in(each, who, is_by_account);
        if (let_in != Certainty::kYes || each.is_met({}) == Certainty::kNo) continue;
        if (!each.allows) {
          if (each.conditions.empty()) return;
          if (found.open.empty()) found.open = "a Deny with " + conditions_text(each);
        } else if (found.answer != Certainty::kYes) {
          found = {each.is_met({}), &each, conditions_text(each)};
          how = "by the secret's policy";
        }
      }
    }
    if (found.answer == Certainty::kNo) return;
    std::string open = found.open;
    if (key_ != nullptr) {
      std::string by;
      const Allowance decrypts = may_decrypt(stack_, *key_, who, request_, by);
      if (decrypts.answer == Certainty::kNo) return;
      open = both(open, decrypts.open);
    } else if (secret_.key != nullptr && open.empty() && !is_key_of_aws()) {
      open = "the policy of its key";
    }
    made_.readers.push_back({users_of(stack_, who), how, open, origin_of(found, who)});
  }

  /// Other accounts, which the policy of the key has to let in, too.
  /// Source:
  /// https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_examples_cross.html
  void add_others(const Statement& statement) {
    std::vector<Reader> others;
    add_principals(stack_, statement, "by the secret's policy", others);
    for (Reader& each : others) {
      if (key_ != nullptr && !key_lets_in(each.who)) continue;
      if (key_ == nullptr && (secret_.key == nullptr || is_key_of_aws())) continue;
      if (key_ == nullptr) each.open = both(each.open, "the policy of its key");
      made_.readers.push_back(std::move(each));
    }
  }

  bool key_lets_in(const std::string& who) const {
    for (const ResourcePolicy* policy : stack_.identities.on(*key_)) {
      for (const Statement& each : policy->statements) {
        if (!each.allows || each.names("kms:Decrypt") != Certainty::kYes) continue;
        std::vector<Reader> let_in;
        add_principals(stack_, each, {}, let_in);
        for (const Reader& one : let_in) {
          if (one.who == who || one.who == "anyone") return true;
        }
      }
    }
    return false;
  }

  bool is_key_of_aws() const {
    return stack_.view.text(secret_.key).value_or("").find("alias/aws/") != std::string::npos;
  }

  /// Containers that get it as variables.
  void add_containers() {
    for (const model::Task& task : stack_.workloads.tasks()) {
      for (const model::Container& container : task.containers) {
        std::vector<std::string> names;
        for (const model::SecretVariable& each : container.secrets) {
          if (behind(stack_.view, each.source) != secret_.resource) continue;
          names.push_back(each.name.value.value_or("?"));
        }
        const cfn::Value* at = container.at;
        add_user(fmt::format("container {} of {}", container.name.value.value_or("?"),
                             task.resource->id.str()),
                 "as {}", names, at == nullptr ? Origin() : at->origin(), *task.resource);
      }
    }
  }

  /// Properties in which CloudFormation resolves it.
  void add_templates() {
    const std::string& id = secret_.resource->id.str();
    for (const cfn::Resource* resource : stack_.view.made<view::Users>().of({id})) {
      if (resource == secret_.resource) continue;
      std::vector<std::string> names;
      Origin origin;
      for (const cfn::MapEntry& each : resource->properties) {
        if (!resolves(each.value)) continue;
        names.push_back(each.key);
        if (!origin.is_stated()) origin = each.value.origin();
      }
      add_user("CloudFormation", "for {} of " + resource->id.str(), names, origin, *resource);
    }
  }

  void add_user(std::string who, const std::string& how, const std::vector<std::string>& names,
                const Origin& origin, const cfn::Resource& within) {
    if (names.empty()) return;
    std::string text = how;
    text.replace(text.find("{}"), 2, join(names, ", "));
    made_.readers.push_back(
        {std::move(who), std::move(text), {}, origin.is_stated() ? origin : within.origin});
  }

  bool resolves(const cfn::Value& value) const {
    bool found = false;
    cfn::walk(value, [&](const cfn::Value& each) {
      const auto* sub = each.get_if<cfn::Sub>();
      const bool is_dynamic =
          each.get_if<cfn::DynamicReference>() != nullptr ||
          (sub != nullptr && sub->text.find("{{resolve:secretsmanager:") != std::string::npos);
      if (!is_dynamic) return;
      for (const cfn::Reference& one : cfn::references(each))
        found |= stack_.view.find(one.target.str()) == secret_.resource;
    });
    return found;
  }

  const IdentityStack& stack_;
  const Secret& secret_;
  const cfn::Resource* key_ = nullptr;
  model::RequestContext request_;
  ReadableSecret made_;
};

}  // namespace

std::vector<ForeignAccess> foreign_accesses(const IdentityStack& stack) {
  std::vector<ForeignAccess> found;
  for (const Identity& role : stack.identities.all()) {
    for (const Statement& each : role.trust) add_foreign(stack, *role.resource, each, found);
  }
  for (const ResourcePolicy& policy : stack.identities.policies()) {
    for (const Statement& each : policy.statements) add_foreign(stack, *policy.on, each, found);
  }
  add_foreign_callers(stack, found);
  return found;
}

std::vector<ReadableKey> readable_keys(const IdentityStack& stack) {
  std::vector<ReadableKey> all;
  for (const cfn::Resource* each : stack.view.of("AWS::KMS::Key"))
    all.push_back(readable_key(stack, *each));
  return all;
}

std::vector<ReadableSecret> readable_secrets(const IdentityStack& stack) {
  std::vector<ReadableSecret> all;
  for (const Secret& each : secrets_of(stack)) all.push_back(Readers(stack, each).take());
  return all;
}

}  // namespace archsynth::analysis

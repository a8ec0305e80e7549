// Grants with wildcards, and grants without use.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "analysis/identities/identities.h"
#include "archsynth/support/text.h"
#include "rules/identities/grants.h"
#include "spec/lifecycles.h"
#include "spec/permissions.h"

namespace archsynth::analysis {
namespace {

using model::Certainty;
using model::Identity;
using model::RoleUse;
using model::Statement;

bool has_wildcard(std::string_view text) { return text.find_first_of("*?") != text.npos; }

/// A statement of the template with all identities that have it.
struct SharedStatement {
  const Statement* statement = nullptr;
  std::vector<std::string> identities;
  std::vector<const Identity*> holders;
};

std::vector<SharedStatement> shared_statements(const IdentityStack& stack) {
  std::vector<SharedStatement> all;
  std::unordered_map<const cfn::Resource*, std::vector<std::size_t>> of_resource;
  for (const Identity& who : stack.identities.all()) {
    for (const Statement& each : who.statements) {
      if (!each.allows) continue;
      std::vector<std::size_t>& known = of_resource[each.resource];
      const auto same = std::find_if(known.begin(), known.end(), [&](std::size_t index) {
        const Statement& one = *all[index].statement;
        return one.source == each.source && one.actions == each.actions &&
               one.resources == each.resources;
      });
      const std::size_t place = same == known.end() ? all.size() : *same;
      if (place == all.size()) {
        known.push_back(place);
        all.emplace_back();
      }
      SharedStatement& at = all[place];
      if (at.statement == nullptr) at.statement = &each;
      if (std::find(at.holders.begin(), at.holders.end(), &who) != at.holders.end()) continue;
      at.identities.push_back(who.id());
      at.holders.push_back(&who);
    }
  }
  return all;
}

std::vector<std::string> readable_all(const std::vector<std::string>& texts, bool negated,
                                      std::string_view of) {
  std::vector<std::string> all;
  for (const std::string& each : texts) all.push_back(model::readable(each));
  if (negated) return {fmt::format("all {} except {}", of, join(all, ", "))};
  return all;
}

/// A resource that stands for more than the objects within one of the stack.
bool is_wide(const std::string& resource) {
  return has_wildcard(resource) && resource.find(model::name_token("").front()) == resource.npos;
}

/// Whether it is about nothing but objects within one of the resources.
bool is_within(const IdentityStack& stack, const std::string& resource,
               const std::vector<std::string>& reached) {
  return std::any_of(reached.begin(), reached.end(), [&](const std::string& id) {
    const std::string own = stack.identities.arns().of(*stack.view.find(id));
    return resource.starts_with(own) && resource.size() > own.size();
  });
}

bool is_wildcard_grant(const Statement& each) {
  if (each.has_other_actions || each.has_other_resources) return true;
  if (std::any_of(each.actions.begin(), each.actions.end(), has_wildcard)) return true;
  return std::any_of(each.resources.begin(), each.resources.end(), is_wide) &&
         std::any_of(each.actions.begin(), each.actions.end(), spec::can_be_limited);
}

/// Whether a pattern can name an action of a service that the type belongs to.
bool is_of_service(std::string_view action, const spec::PhysicalName& name) {
  const std::string_view service = action.substr(0, action.find(':'));
  return std::any_of(name.kinds.begin(), name.kinds.end(), [&](std::string_view kind) {
    return model::covers_action(service, kind.substr(0, kind.find(':'))) == Certainty::kYes;
  });
}

/// Whether an action of the statement can be called on the resource.
bool reaches(const IdentityStack& stack, const Statement& statement, const cfn::Resource& resource,
             const spec::PhysicalName& name) {
  const auto is_about = [&](std::string_view action) {
    const auto arns = stack.identities.arns().of(resource, action);
    return statement.is_about_some(arns) == Certainty::kYes;
  };
  if (statement.has_other_actions) {
    const bool is_left_out = std::any_of(
        statement.actions.begin(), statement.actions.end(),
        [&](const auto& each) { return each.ends_with(":*") && is_of_service(each, name); });
    return !is_left_out && is_about("");
  }
  return std::any_of(statement.actions.begin(), statement.actions.end(), [&](const auto& each) {
    if (!is_of_service(each, name)) return false;
    return is_about(has_wildcard(each) ? std::string_view() : std::string_view(each));
  });
}

/// The resources of the stack that it is about, of those that IAM can limit policies to.
std::vector<std::string> reached_by(const IdentityStack& stack, const Statement& statement) {
  std::vector<std::string> reached;
  for (const auto& [type, resources] : stack.view.types()) {
    const auto name = spec::physical_name(type);
    if (!name) continue;
    for (const cfn::Resource* each : resources) {
      if (reaches(stack, statement, *each, *name)) reached.push_back(each->id.str());
    }
  }
  return reached;
}

std::size_t count_actions(const Statement& statement) {
  std::size_t count = 0;
  for (const std::string& each : statement.actions) count += spec::count_iam_actions(each);
  return statement.has_other_actions ? spec::count_iam_actions("*") - count : count;
}

/// Whether no resource that the statement names is of a kind that the action is about.
bool is_without_effect(const IdentityStack& stack, const Statement& statement,
                       const std::string& action) {
  if (has_wildcard(action) || statement.has_other_resources || statement.resources.empty())
    return false;
  const auto forms = stack.identities.arns().forms(action);
  if (!forms) return false;
  return std::all_of(
      statement.resources.begin(), statement.resources.end(), [&](const std::string& each) {
        // What a computed ARN is about is not known, and services also take patterns above the
        // ARNs that they document.
        if (!each.starts_with("arn:") || (forms->empty() && has_wildcard(each))) return false;
        return std::all_of(forms->begin(), forms->end(), [&](const std::string& form) {
          return model::covers_some(each, form) == Certainty::kNo;
        });
      });
}

std::string kinds_text(const std::string& action) {
  const std::size_t colon = action.find(':');
  const auto scopes = spec::action_scopes(std::string_view(action).substr(0, colon),
                                          std::string_view(action).substr(colon + 1));
  std::vector<std::string> kinds;
  for (std::string_view each : *scopes) {
    if (each.starts_with('!')) each.remove_prefix(1);
    kinds.emplace_back(each);
  }
  return kinds.empty() ? action + " supports no resource but \"*\""
                       : fmt::format("{} applies to {}, and the statement has no such resource",
                                     action, join(kinds, " or "));
}

void add_without_effect(const IdentityStack& stack, const SharedStatement& each,
                        std::vector<UnusedGrant>& to) {
  if (each.statement->has_other_actions || !each.statement->source.empty()) return;
  for (const std::string& action : each.statement->actions) {
    if (!is_without_effect(stack, *each.statement, action)) continue;
    to.push_back({each.identities,
                  each.statement->resource->id.str(),
                  {action},
                  kinds_text(action),
                  each.statement->origin});
  }
}

/// The task definitions that a role starts, where it does nothing else.
std::vector<const cfn::Resource*> started_by(const IdentityStack& stack, const Identity& role) {
  std::vector<const cfn::Resource*> tasks;
  for (const RoleUse& each : stack.identities.uses()) {
    if (each.role != role.resource) continue;
    if (each.kind != RoleUse::Kind::kAgent) return {};
    tasks.push_back(each.user);
  }
  for (const Statement& each : role.trust) {
    for (const model::Principal& who : each.principals) {
      if (who.kind != "Service" || who.text != "ecs-tasks.amazonaws.com") return {};
    }
  }
  return tasks;
}

/// Whether a task definition, in what is known of it, names no such resource.
bool is_unnamed_in(const IdentityStack& stack, const cfn::Resource& task,
                   const cfn::Resource& secret) {
  for (const cfn::Reference& each : stack.view.references(task)) {
    if (behind(stack.view, stack.view.find(each.target.str())) == &secret) return false;
  }
  for (const model::Task& each : stack.workloads.tasks()) {
    if (each.resource != &task) continue;
    if (!each.has_all_containers) return false;
    for (const model::Container& container : each.containers) {
      for (const model::SecretVariable& one : container.secrets) {
        if (one.source == nullptr) return false;
      }
    }
    return true;
  }
  return false;
}

constexpr std::string_view kSecretActions[][2] = {
    {"AWS::SecretsManager::Secret", "secretsmanager:GetSecretValue"},
    {"AWS::SSM::Parameter", "ssm:GetParameters"},
};

/// Secrets that an execution role may read and that no container of its tasks gets.
void add_unread(const IdentityStack& stack, const SharedStatement& each,
                std::vector<UnusedGrant>& to) {
  const Identity& role = *each.holders.front();
  if (each.holders.size() != 1 || !each.statement->source.empty()) return;
  const auto tasks = started_by(stack, role);
  if (tasks.empty()) return;
  for (const auto& [type, action] : kSecretActions) {
    if (each.statement->names(action) != Certainty::kYes) continue;
    for (const cfn::Resource* secret : stack.view.of(type)) {
      const auto arns = stack.identities.arns().of(*secret, action);
      if (each.statement->is_about_some(arns) != Certainty::kYes) continue;
      const bool is_unread = std::all_of(tasks.begin(), tasks.end(), [&](const auto* task) {
        return is_unnamed_in(stack, *task, *secret);
      });
      if (!is_unread) continue;
      to.push_back({each.identities,
                    each.statement->resource->id.str(),
                    {std::string(action)},
                    fmt::format("no container that it starts gets {}", secret->id.str()),
                    each.statement->origin});
    }
  }
}

}  // namespace

std::vector<WildcardGrant> wildcard_grants(const IdentityStack& stack, bool& is_bounded) {
  constexpr std::size_t kMostAsked = 500'000;
  std::size_t asked = 0;
  std::vector<WildcardGrant> found;
  for (const SharedStatement& each : shared_statements(stack)) {
    const Statement& statement = *each.statement;
    if (!is_wildcard_grant(statement)) continue;
    asked += stack.view.source().resources.size();
    if (asked > kMostAsked) {
      is_bounded = true;
      break;
    }
    const auto reached = reached_by(stack, statement);
    const bool has_wide =
        statement.has_other_actions || statement.has_other_resources ||
        std::any_of(statement.actions.begin(), statement.actions.end(), has_wildcard) ||
        std::any_of(statement.resources.begin(), statement.resources.end(), [&](const auto& one) {
          return is_wide(one) && !is_within(stack, one, reached);
        });
    if (!has_wide) continue;
    found.push_back({each.identities,
                     readable_all(statement.actions, statement.has_other_actions, "actions"),
                     count_actions(statement),
                     readable_all(statement.resources, statement.has_other_resources, "resources"),
                     reached, conditions_text(statement), statement.origin});
  }
  return found;
}

std::vector<UnusedGrant> unused_grants(const IdentityStack& stack) {
  std::vector<UnusedGrant> found;
  for (const SharedStatement& each : shared_statements(stack)) {
    add_without_effect(stack, each, found);
    add_unread(stack, each, found);
  }
  return found;
}

}  // namespace archsynth::analysis

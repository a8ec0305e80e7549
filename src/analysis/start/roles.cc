// Actions that tasks need of their roles.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "archsynth/support/text.h"
#include "checks.h"
#include "rules/compute/tasks.h"
#include "rules/identities/grants.h"

namespace archsynth::analysis {
namespace {

using model::Container;
using model::Named;
using model::SecretVariable;
using model::Task;

const cfn::Resource* role_of(const Named& named) {
  const bool is_role = named.resource != nullptr && named.resource->type == "AWS::IAM::Role";
  return is_role ? named.resource : nullptr;
}

/// `123456789012.dkr.ecr.us-east-1.amazonaws.com/reports:2.1.0` as the ARN of its repository.
std::string repository_arn(const View& view, const cfn::Value* image) {
  const std::string text = view.text(image).value_or("");
  const std::vector<std::string_view> host =
      split(std::string_view(text).substr(0, text.find('/')), '.');
  const std::size_t slash = text.find('/');
  if (slash == text.npos || host.size() < 6 || host[1] != "dkr") return {};
  const std::string name = text.substr(slash + 1, text.find_first_of(":@", slash) - slash - 1);
  return fmt::format("arn:aws:ecr:{}:{}:repository/{}", host[3], host[0], name);
}

/// The ARN of a secret or parameter that is not of the template; empty where it is not known.
std::string secret_arn(const View& view, const SecretVariable& secret) {
  const std::string text = view.text(secret.from).value_or("");
  if (text.empty()) return {};
  if (!text.starts_with("arn:")) {
    return "arn:aws:ssm:::parameter/" + text.substr(text.starts_with('/') ? 1 : 0);
  }
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() <= 7 || parts[2] != "secretsmanager") return text;
  return text.substr(0, static_cast<std::size_t>(parts[7].data() - text.data()) - 1);
}

/// Who may use a key by its own policy.
struct KeyGrant {
  bool is_allowed = false;     ///< the role itself, or it cannot be told
  bool is_by_account = false;  ///< whoever policies of the account let
};

std::vector<const cfn::Value*> each_of(const View& view, const cfn::Value* value) {
  if (value == nullptr) return {};
  return value->list() == nullptr ? std::vector{value} : view.items(value).values;
}

void add_principal(const View& view, const cfn::Value* principal, const cfn::Resource& role,
                   KeyGrant& grant) {
  const auto text = view.text(principal);
  const auto* sub = principal->get_if<cfn::Sub>();
  const std::string shown = sub != nullptr ? sub->text : text.value_or("");
  if (shown == "*") grant.is_allowed = true;
  if (shown.ends_with(":root") || text.value_or("").size() == 12) {
    grant.is_by_account = true;
  } else if (shown.empty() || shown.find("${") != shown.npos) {
    const cfn::Resource* other = view.target(principal, "AWS::IAM::Role");
    grant.is_allowed |= other == nullptr || other == &role;
  }
}

KeyGrant grant_by_key(const View& view, const cfn::Resource& key, const cfn::Resource& role) {
  KeyGrant grant;
  const cfn::Value* policy = property(key, {"KeyPolicy"});
  if (policy == nullptr || policy->map() == nullptr) return {policy != nullptr, true};
  const cfn::Value* statements = member(policy, {"Statement"});
  if (statements == nullptr || (statements->list() != nullptr && !view.items(statements).complete))
    return {true, true};
  for (const cfn::Value* statement : each_of(view, statements)) {
    if (view.text(member(statement, {"Effect"})) != "Allow") continue;
    const auto actions = each_of(view, member(statement, {"Action"}));
    const bool decrypts = std::any_of(actions.begin(), actions.end(), [&](const auto* action) {
      return names_action(view.text(action).value_or("*"), "kms:Decrypt");
    });
    if (!decrypts) continue;
    const cfn::Value* principal = member(statement, {"Principal"});
    if (principal == nullptr) return {true, true};
    const bool is_map = principal->map() != nullptr;
    for (const auto* each : each_of(view, is_map ? member(principal, {"AWS"}) : principal)) {
      add_principal(view, each, role, grant);
    }
  }
  return grant;
}

class TaskRoles {
 public:
  TaskRoles(const View& view, const Report& report, const Task& task, const cfn::Resource& role)
      : view_(view), report_(report), task_(task), role_(role) {}

  void check(const Container& container) {
    check_image(container);
    for (const SecretVariable& each : container.secrets) check_secret(each);
    if (container.registry) check_secret(*container.registry);
    check_logs(container);
  }

 private:
  /// One mistake in a policy is one finding, however many need it.
  void need(const Origin& where, std::string_view who, std::string_view action,
            const GrantTarget& on) {
    const Origin& place = where.known() ? where : task_.resource->origin;
    if (told_.contains(action)) return;
    if (need_action(view_, report_, {*task_.resource, place, role_, who}, action, on)) {
      told_.emplace(action);
    }
  }

  void check_image(const Container& container) {
    const bool is_private =
        container.repository != nullptr || is_private_image(view_, container.image);
    if (!is_on_fargate(task_) || !is_private) return;
    const Origin& where = origin_within(container.at, "Image");
    const GrantTarget on{container.repository, container.repository != nullptr
                                                   ? std::string()
                                                   : repository_arn(view_, container.image)};
    const std::size_t before = told_.size();
    need(where, "pulling this image", "ecr:GetAuthorizationToken", {});
    for (const char* action : {"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}) {
      if (told_.size() == before) need(where, "pulling this image", action, on);
    }
  }

  void check_secret(const SecretVariable& secret) {
    const std::string service = service_of_secret(view_, secret);
    if (service.empty()) return;
    const GrantTarget on{secret.source,
                         secret.source != nullptr ? std::string() : secret_arn(view_, secret)};
    const char* action = service == "ssm" ? "ssm:GetParameters" : "secretsmanager:GetSecretValue";
    need(secret.from->origin(), "reading this secret", action, on);
    const cfn::Resource* key =
        secret.source == nullptr
            ? nullptr
            : view_.target(property(*secret.source, {"KmsKeyId"}), "AWS::KMS::Key");
    if (key == nullptr) return;
    const KeyGrant by_key = grant_by_key(view_, *key, role_);
    // Without the account in the key's policy, which another rule reports, nobody else counts.
    if (by_key.is_allowed || !by_key.is_by_account) return;
    need(secret.from->origin(), "decrypting this secret", "kms:Decrypt", {key, {}});
  }

  void check_logs(const Container& container) {
    const model::Logging& logging = container.logging;
    if (logging.driver.value != "awslogs" || !is_on_fargate(task_)) return;
    const cfn::Resource* group = logging.group.resource;
    const bool is_group = group != nullptr && group->type == "AWS::Logs::LogGroup";
    const std::string name = is_group ? std::string() : view_.text(logging.group.at).value_or("");
    const GrantTarget on{
        is_group ? group : nullptr,
        name.empty() ? name : "arn:aws:logs:::log-group:" + name + ":log-stream:s"};
    const Origin& where = logging.driver.at->origin();
    const std::size_t before = told_.size();
    for (const char* action : {"logs:CreateLogStream", "logs:PutLogEvents"}) {
      if (told_.size() == before) need(where, "writing logs", action, on);
    }
    if (logging.creates_group.value != true || is_group) return;
    need(logging.creates_group.at->origin(), "creating the log group", "logs:CreateLogGroup", {});
  }

  const View& view_;
  const Report& report_;
  const Task& task_;
  const cfn::Resource& role_;
  std::set<std::string, std::less<>> told_;
};

/// Services that a role's trust policy names; empty where it cannot be told.
std::vector<std::string> trusted_by(const View& view, const cfn::Resource& role) {
  std::vector<std::string> services;
  const Items statements = view.items(property(role, {"AssumeRolePolicyDocument", "Statement"}));
  if (!statements.complete) return {};
  for (const cfn::Value* statement : statements.values) {
    const cfn::Value* principal = member(statement, {"Principal", "Service"});
    if (principal == nullptr) return {};
    for (const cfn::Value* each : each_of(view, principal)) {
      const auto text = view.text(each);
      if (!text) return {};
      services.push_back(*text);
    }
  }
  return services;
}

void check_trust(const View& view, const Report& report, const model::Job& job,
                 const cfn::Resource& role) {
  const bool is_rule = job.resource->type == "AWS::Events::Rule";
  const char* service = is_rule ? "events.amazonaws.com" : "scheduler.amazonaws.com";
  const std::vector<std::string> trusted = trusted_by(view, role);
  if (trusted.empty() || std::find(trusted.begin(), trusted.end(), service) != trusted.end())
    return;
  report(*job.resource, job.role.at,
         fmt::format("{} cannot assume the role {}, which trusts only {}",
                     quoted(job.resource->id.str()), quoted(role.id.str()), join(trusted, ", ")))
      .fix = fmt::format("add {} to the role's trust policy", service);
}

}  // namespace

const Origin& origin_within(const cfn::Value* value, std::string_view key) {
  static const Origin kUnknown;
  const cfn::Map* map = value == nullptr ? nullptr : value->map();
  const cfn::MapEntry* entry = map == nullptr ? nullptr : map->find_entry(key);
  if (entry == nullptr) return value == nullptr ? kUnknown : value->origin();
  return first_known(entry->key_origin, entry->value.origin());
}

std::string service_of_secret(const View& view, const SecretVariable& secret) {
  if (secret.from == nullptr) return {};
  if (secret.source != nullptr) {
    return secret.source->type == "AWS::SSM::Parameter" ? "ssm" : "secretsmanager";
  }
  const auto* sub = secret.from->get_if<cfn::Sub>();
  const std::string text = sub != nullptr ? sub->text : view.text(secret.from).value_or("");
  if (text.find(":secretsmanager:") != text.npos) return "secretsmanager";
  if (text.find(":ssm:") != text.npos) return "ssm";
  const bool is_name = !text.empty() && text.find_first_of(":$") == text.npos;
  return is_name ? "ssm" : "";
}

bool is_on_fargate(const Task& task) { return task.requires_fargate; }

void check_roles_of_tasks(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const auto* tasks : {&workloads.tasks(), &workloads.batch_jobs()}) {
    for (const Task& task : *tasks) {
      const cfn::Resource* role = role_of(task.execution_role);
      if (role == nullptr) continue;
      TaskRoles roles(view, report, task, *role);
      for (const Container& each : task.containers) roles.check(each);
    }
  }
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
void check_roles_of_exec(const View& view, const Report& report) {
  constexpr const char* kActions[] = {
      "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
      "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel"};
  for (const model::Service& service : view.made<model::Workloads>().services()) {
    const cfn::Value* at = property(*service.resource, {"EnableExecuteCommand"});
    if (service.task == nullptr || view.truth(at) != true) continue;
    const cfn::Resource* role = role_of(service.task->role);
    if (role == nullptr) continue;
    const auto* lacking = std::find_if(
        std::begin(kActions), std::end(kActions),
        [&](const char* each) { return grant_of(view, *role, each) == Grant::kLacking; });
    if (lacking == std::end(kActions)) continue;
    Diagnostic& found = report(*service.resource, at,
                               fmt::format("ECS Exec cannot work: the role {} lacks {}",
                                           quoted(role->id.str()), *lacking));
    found.severity = Severity::kWarning;
    found.fix = fmt::format("allow {} in a policy of the role", *lacking);
  }
}

/// Elsewhere the constructs of aws-cdk-lib do not let the task's own role be passed.
/// Source:
/// https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-events-targets/lib/ecs-task.ts
bool is_launched_on_fargate(const View& view, const model::Job& job) {
  return is_on_fargate(*job.task) ||
         view.text(member(job.at, {"EcsParameters", "LaunchType"})) == "FARGATE";
}

void check_roles_of_jobs(const View& view, const Report& report) {
  const auto& workloads = view.made<model::Workloads>();
  for (const model::Job& job : workloads.jobs()) {
    const cfn::Resource* role = role_of(job.role);
    if (role == nullptr) continue;
    check_trust(view, report, job, *role);
    const Origin& where = job.role.at->origin();
    const bool is_task = job.task != nullptr;
    const bool is_missing =
        need_action(view, report, {*job.resource, where, *role, "running the task"}, "ecs:RunTask",
                    {is_task ? job.task->resource : nullptr, {}});
    if (is_missing || !is_task) continue;
    for (const Named* each : {&job.task->execution_role, &job.task->role}) {
      if (role_of(*each) == nullptr) continue;
      if (each == &job.task->role && !is_launched_on_fargate(view, job)) continue;
      if (need_action(view, report, {*job.resource, where, *role, "running the task"},
                      "iam:PassRole", {each->resource, {}})) {
        break;
      }
    }
  }
}

}  // namespace archsynth::analysis

// ECS: log routers and groups, and health checks that no container can run.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "model/workloads/workloads.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kFirelensPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html";
constexpr std::string_view kHealthPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html";

constexpr std::string_view kLogConfigPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html";

void check_routers(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of("AWS::ECS::TaskDefinition")) {
    const Items containers = containers_of(view, *task);
    if (!containers.complete) continue;
    const cfn::Value* user = nullptr;
    const cfn::Value* router = nullptr;
    bool is_known = true;
    for (const cfn::Value* each : containers.values) {
      const cfn::Map* map = each->map();
      if (map == nullptr) return;
      const cfn::Value* logs = map->find("LogConfiguration");
      const cfn::Value* driver = member(logs, {"LogDriver"});
      is_known = is_known && (logs == nullptr || view.text(driver));
      if (view.text(driver) == "awsfirelens") user = driver;
      if (const cfn::Value* stated = map->find("FirelensConfiguration")) router = stated;
    }
    if (user != nullptr && router == nullptr) {
      report(*task, user,
             fmt::format("{} logs with awsfirelens, but no container has \"FirelensConfiguration\"",
                         quoted(task->id.str())))
          .fix = "add a container with \"FirelensConfiguration\"";
    } else if (user == nullptr && router != nullptr && is_known) {
      report(*task, router,
             fmt::format("{} has a log router, but no container logs with awsfirelens",
                         quoted(task->id.str())))
          .fix = "set \"LogDriver\" of a container to awsfirelens";
    }
  }
}

void check_health_commands(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of("AWS::ECS::TaskDefinition")) {
    for (const cfn::Value* container : containers_of(view, *task).values) {
      const cfn::Value* command = member(container, {"HealthCheck", "Command"});
      const Items words = view.items(command);
      if (!words.complete || words.values.empty()) continue;
      const auto first = view.text(words.values.front());
      if (!first || *first == "CMD" || *first == "CMD-SHELL" || *first == "NONE") continue;
      // The agent takes a lone program; a whole command line is no program.
      if (words.values.size() == 1 && first->find(' ') == first->npos) continue;
      report(*task, words.values.front(),
             fmt::format("the health check starts with {}, not CMD or CMD-SHELL", quoted(*first)))
          .fix = "write [CMD-SHELL, \"…\"] for a command line, [CMD, …] for a program";
    }
  }
}

/// A name with that of the stack and no other variable: nothing has it before the stack does.
const std::string* name_with_stack(const cfn::Value* value) {
  const auto* sub = value == nullptr ? nullptr : value->get_if<cfn::Sub>();
  if (sub == nullptr || !sub->variables.empty()) return nullptr;
  bool has_stack = false;
  for (const cfn::SubPiece& each : cfn::pieces(*sub)) {
    if (each.kind == cfn::SubPiece::Kind::kText) continue;
    if (!each.text.starts_with("AWS::")) return nullptr;
    has_stack |= each.text == "AWS::StackName";
  }
  return has_stack ? &sub->text : nullptr;
}

/// Whether a log group of the template may have the name.
bool may_be_made(const View& view, const std::string& name) {
  const View::Resources& groups = view.of("AWS::Logs::LogGroup");
  return std::any_of(groups.begin(), groups.end(), [&](const cfn::Resource* each) {
    const cfn::Value* stated = property(*each, {"LogGroupName"});
    if (stated == nullptr) return !lacks(*each, "LogGroupName");
    const std::string* other = name_with_stack(stated);
    return other == nullptr ? stated->string() == nullptr : *other == name;
  });
}

void check_log_groups(const View& view, const Report& report) {
  if (view.of("AWS::ECS::TaskDefinition").empty()) return;
  for (const model::Task& task : view.made<model::Workloads>().tasks()) {
    for (const model::Container& container : task.containers) {
      const model::Logging& logging = container.logging;
      const std::string* name = name_with_stack(logging.group.at);
      const bool is_made = logging.creates_group.or_default(false).value_or(true);
      if (logging.driver.value != "awslogs" || name == nullptr || is_made) continue;
      if (may_be_made(view, *name)) continue;
      report(*task.resource, logging.group.at,
             fmt::format("no resource creates the log group {}", quoted(*name)));
    }
  }
}

constexpr Rule kTaskLogRules[] = {
    {"ARC4145", Severity::kWarning, "no resource creates the log group",
     "the log driver does not find its group, so no task starts",
     "add an AWS::Logs::LogGroup with that name, or set awslogs-create-group", kLogConfigPage, "",
     check_log_groups},
    {"ARC4968", Severity::kError, "log driver awsfirelens without a log router, or the reverse",
     "ECS refuses the task definition",
     "give one container \"FirelensConfiguration\", and another the log driver awsfirelens",
     kFirelensPage, "", check_routers},
    {"ARC4969", Severity::kWarning, "health check without CMD or CMD-SHELL",
     "the container never becomes healthy", "start the command with CMD or CMD-SHELL", kHealthPage,
     "", check_health_commands},
};

}  // namespace

std::span<const Rule> task_log_rules() { return kTaskLogRules; }

}  // namespace archsynth::analysis

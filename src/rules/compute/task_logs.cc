// ECS: log routers, and health checks that no container can run.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kFirelensPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/firelens-taskdef.html";
constexpr std::string_view kHealthPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html";

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

constexpr Rule kTaskLogRules[] = {
    {"ARC4968", Severity::kError, "awsfirelens without a log router, or the reverse",
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

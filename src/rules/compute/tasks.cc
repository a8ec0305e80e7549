// ECS task definitions: containers and roles.

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "archsynth/support/text.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kTasksTaskDefinition = "AWS::ECS::TaskDefinition";
constexpr std::string_view kTaskPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
constexpr std::string_view kExecutionRolePage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html";

void check_dependencies_of_containers(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    const Items containers = containers_of(view, *task);
    if (!names_are_known(view, containers)) continue;
    for (const cfn::Value* container : containers.values) {
      for (const char* list : {"DependsOn", "VolumesFrom"}) {
        const char* key = list[0] == 'D' ? "ContainerName" : "SourceContainer";
        for (const cfn::Value* item : view.items(member(container, {list})).values) {
          const cfn::Value* place = member(item, {key});
          const auto name = view.text(place);
          if (!name || container_named(view, containers, *name)) continue;
          report(*task, place,
                 fmt::format("{} has no container {}", quoted(task->id.str()), quoted(*name)));
        }
      }
    }
  }
}

void check_container_names_are_unique(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    std::unordered_set<std::string> seen;
    for (const cfn::Value* container : containers_of(view, *task).values) {
      const cfn::Value* place = member(container, {"Name"});
      const auto name = view.text(place);
      if (!name) continue;
      if (seen.insert(*name).second) continue;
      report(*task, place, fmt::format("duplicate container name {}", quoted(*name)));
    }
  }
}

void check_essential(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    const Items containers = containers_of(view, *task);
    if (!containers.complete || containers.values.empty()) continue;
    const bool none = std::all_of(
        containers.values.begin(), containers.values.end(), [&](const cfn::Value* container) {
          const auto essential = view.truth(member(container, {"Essential"}));
          return essential && !*essential;
        });
    if (none) {
      report(*task, property(*task, {"ContainerDefinitions"}),
             fmt::format("no container of {} is essential", quoted(task->id.str())));
    }
  }
}

void check_container_memory(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    const auto whole = view.number(property(*task, {"Memory"}));
    if (!whole) continue;
    double reserved = 0;
    double limits = 0;
    bool has_reservation = false;
    for (const cfn::Value* container : containers_of(view, *task).values) {
      const cfn::Value* place = member(container, {"Memory"});
      const auto memory = view.number(place);
      const auto soft = view.number(member(container, {"MemoryReservation"}));
      reserved += soft.value_or(0);
      limits += memory.value_or(0);
      has_reservation |= member(container, {"MemoryReservation"}) != nullptr;
      if (memory && *memory > *whole) {
        report(*task, place,
               fmt::format("the container's memory ({} MiB) exceeds the task's ({})", *memory,
                           *whole));
      }
    }
    // Where one container states what it reserves, the limits of the others reserve nothing.
    if (!has_reservation) reserved = limits;
    if (reserved > *whole) {
      report(
          *task, property(*task, {"Memory"}),
          fmt::format("the containers' memory reservation ({} MiB) exceeds the task's memory ({})",
                      reserved, *whole));
    }
  }
}

void check_container_cpu(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    const cfn::Value* place = property(*task, {"Cpu"});
    const auto whole = view.number(place);
    if (!whole) continue;
    double taken = 0;
    for (const cfn::Value* container : containers_of(view, *task).values) {
      taken += view.number(member(container, {"Cpu"})).value_or(0);
    }
    if (taken > *whole) {
      report(*task, place,
             fmt::format("the containers' CPU units ({}) exceed the task's ({})", taken, *whole));
    }
  }
}

void check_execution_role(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    if (!lacks(*task, "ExecutionRoleArn")) continue;
    const bool fargate = requires_fargate(view, *task);
    for (const cfn::Value* container : containers_of(view, *task).values) {
      const auto driver = view.text(member(container, {"LogConfiguration", "LogDriver"}));
      const cfn::Value* secrets = member(container, {"Secrets"});
      if (!view.items(secrets).values.empty()) {
        report(*task, secrets,
               fmt::format("{} reads secrets without an execution role", quoted(task->id.str())));
      } else if (fargate && driver && *driver == "awslogs") {
        report(*task, member(container, {"LogConfiguration", "LogDriver"}),
               fmt::format("{} writes logs on Fargate without an execution role",
                           quoted(task->id.str())));
      } else if (fargate && is_private_image(view, member(container, {"Image"}))) {
        report(*task, member(container, {"Image"}),
               fmt::format("{} pulls an image from ECR on Fargate without an execution role",
                           quoted(task->id.str())));
      }
    }
  }
}

void check_role_principal(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    for (const char* key : {"ExecutionRoleArn", "TaskRoleArn"}) {
      const cfn::Value* place = property(*task, {key});
      const cfn::Resource* role = view.target(place, "AWS::IAM::Role");
      if (role == nullptr) continue;
      const Items statements =
          view.items(property(*role, {"AssumeRolePolicyDocument", "Statement"}));
      if (!statements.complete || statements.values.empty()) continue;
      bool may_be_assumed = false;
      std::vector<std::string> services;
      for (const cfn::Value* statement : statements.values) {
        const cfn::Value* principal = member(statement, {"Principal", "Service"});
        if (principal == nullptr) continue;
        std::vector<const cfn::Value*> names = {principal};
        if (principal->list() != nullptr) names = view.items(principal).values;
        for (const cfn::Value* name : names) {
          const auto text = view.text(name);
          if (!text || text->rfind("ecs-tasks.", 0) == 0) may_be_assumed = true;
          if (text) services.push_back(quoted(*text));
        }
      }
      if (may_be_assumed || services.empty()) continue;
      report(*role, property(*role, {"AssumeRolePolicyDocument"}),
             fmt::format("tasks of {} cannot assume the role {}, which trusts only {}",
                         quoted(task->id.str()), quoted(role->id.str()), join(services, ", ")));
    }
  }
}

void check_host_port(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kTasksTaskDefinition)) {
    if (view.text(property(*task, {"NetworkMode"})) != "awsvpc") continue;
    for (const cfn::Value* container : containers_of(view, *task).values) {
      for (const cfn::Value* mapping : view.items(member(container, {"PortMappings"})).values) {
        const cfn::Value* place = member(mapping, {"HostPort"});
        const auto host = view.number(place);
        const auto own = view.number(member(mapping, {"ContainerPort"}));
        if (!host || !own || *host == *own || *host == 0) continue;
        report(*task, place,
               fmt::format("\"HostPort\" ({}) must equal \"ContainerPort\" ({})", *host, *own));
      }
    }
  }
}

constexpr Rule kTasksRules[] = {
    {"ARC4108", Severity::kError, "container depends on an unknown container",
     "ECS refuses the task definition", "use a container of the task definition", kTaskPage, "",
     check_dependencies_of_containers},
    {"ARC4109", Severity::kError, "duplicate container name", "ECS refuses the task definition",
     "rename one of them", kTaskPage, "", check_container_names_are_unique},
    {"ARC4110", Severity::kError, "task has no essential container",
     "ECS refuses the task definition", "set \"Essential\" to true for the main container",
     kTaskPage, "E3042", check_essential},
    {"ARC4111", Severity::kError, "containers exceed the task's memory",
     "ECS refuses the task definition", "raise the task's memory, or lower a container's",
     kTaskPage, "", check_container_memory},
    {"ARC4112", Severity::kError, "containers exceed the task's CPU units",
     "ECS refuses the task definition", "raise the task's CPU units, or lower a container's",
     kTaskPage, "", check_container_cpu},
    {"ARC4113", Severity::kError, "secrets or logs without an execution role",
     "the agent cannot read secrets or, on Fargate, pull from ECR or write logs",
     "set \"ExecutionRoleArn\"", kExecutionRolePage, "", check_execution_role},
    {"ARC4114", Severity::kError, "task role does not trust ecs-tasks.amazonaws.com",
     "ECS cannot assume the role, so no task starts",
     "add ecs-tasks.amazonaws.com to the role's trust policy", kExecutionRolePage, "",
     check_role_principal},
    {"ARC4115", Severity::kError, "host port differs from the container port",
     "ECS refuses the task definition in the awsvpc network mode", "remove \"HostPort\"", kTaskPage,
     "E3053", check_host_port},
};

}  // namespace

bool is_private_image(const View& view, const cfn::Value* image) {
  if (image == nullptr) return false;
  const auto text = view.text(image);
  if (text) return text->find(".dkr.ecr.") != std::string::npos;
  bool found = false;
  cfn::walk(*image, [&](const cfn::Value& part) {
    const auto* sub = part.get_if<cfn::Sub>();
    const std::string* piece = sub != nullptr ? &sub->text : part.string();
    found |= piece != nullptr && piece->find(".dkr.ecr.") != std::string::npos;
    const auto* att = part.get_if<cfn::GetAtt>();
    found |= att != nullptr && view.target(&part, "AWS::ECR::Repository") != nullptr;
  });
  return found;
}

bool requires_fargate(const View& view, const cfn::Resource& task) {
  for (const cfn::Value* item : view.items(property(task, {"RequiresCompatibilities"})).values) {
    if (view.text(item) == "FARGATE") return true;
  }
  return false;
}

Items containers_of(const View& view, const cfn::Resource& task) {
  return view.items(property(task, {"ContainerDefinitions"}));
}

const cfn::Value* container_named(const View& view, const Items& containers,
                                  const std::string& name) {
  for (const cfn::Value* container : containers.values) {
    const auto other = view.text(member(container, {"Name"}));
    if (other && *other == name) return container;
  }
  return nullptr;
}

bool names_are_known(const View& view, const Items& containers) {
  return containers.complete &&
         std::all_of(containers.values.begin(), containers.values.end(), [&](const cfn::Value* c) {
           return view.text(member(c, {"Name"})).has_value();
         });
}

std::span<const Rule> task_rules() { return kTasksRules; }

}  // namespace archsynth::analysis

// What containers of ECS task definitions use: volumes, logs, variables, health checks.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/support/text.h"
#include "rules/compute/tasks.h"
#include "rules/rule.h"
#include "spec/fargate.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kContentsTask = "AWS::ECS::TaskDefinition";
constexpr std::string_view kContainerPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";
constexpr std::string_view kEfsPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html";
constexpr std::string_view kMountPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html";
constexpr std::string_view kAwslogsPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
    "specify-log-config.html";
constexpr std::string_view kFargateLimitsPage =
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html";

template <typename Visit>
void each_container(const View& view, const Visit& visit) {
  for (const cfn::Resource* task : view.of(kContentsTask)) {
    for (const cfn::Value* container : containers_of(view, *task).values) {
      visit(*task, *container);
    }
  }
}

/// The names of a list's items; nothing when one of them is not known.
std::optional<std::vector<std::string>> names_in(const View& view, const cfn::Value* list) {
  std::vector<std::string> names;
  if (list == nullptr) return names;
  const Items items = view.items(list);
  if (!items.complete) return std::nullopt;
  for (const cfn::Value* item : items.values) {
    const auto name = view.text(member(item, {"Name"}));
    if (!name) return std::nullopt;
    names.push_back(*name);
  }
  return names;
}

void check_mount_points(const View& view, const Report& report) {
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    const cfn::Value* volumes = property(task, {"Volumes"});
    if (volumes == nullptr && !lacks(task, "Volumes")) return;
    const auto names = names_in(view, volumes);
    if (!names) return;
    for (const cfn::Value* mount : view.items(member(&container, {"MountPoints"})).values) {
      const cfn::Value* place = member(mount, {"SourceVolume"});
      const auto name = view.text(place);
      if (!name || std::find(names->begin(), names->end(), *name) != names->end()) continue;
      report(task, place, fmt::format("{} has no volume {}", quoted(task.id.str()), quoted(*name)))
          .fix = names->empty() ? "declare it under \"Volumes\"" : suggest(*name, *names);
    }
  });
}

void check_log_options(const View& view, const Report& report) {
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    const cfn::Value* driver = member(&container, {"LogConfiguration", "LogDriver"});
    if (!requires_fargate(view, task) || view.text(driver) != "awslogs") return;
    const cfn::Value* options = member(&container, {"LogConfiguration", "Options"});
    const cfn::Map* map = options == nullptr ? nullptr : options->map();
    const cfn::Value* configuration = member(&container, {"LogConfiguration"});
    if (map == nullptr && configuration->map()->contains("Options")) return;
    for (const char* key : {"awslogs-group", "awslogs-region", "awslogs-stream-prefix"}) {
      if (map != nullptr && (map->contains(key) || map->begin()->key.starts_with("Fn::"))) continue;
      report(task, options == nullptr ? driver : options,
             fmt::format("the log driver awslogs of {} needs {} on Fargate", quoted(task.id.str()),
                         quoted(key)))
          .fix = fmt::format("set {} under \"Options\"", quoted(key));
    }
  });
}

void check_log_driver(const View& view, const Report& report) {
  constexpr std::string_view kDrivers[] = {"awslogs", "splunk", "awsfirelens"};
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    const cfn::Value* place = member(&container, {"LogConfiguration", "LogDriver"});
    const auto driver = view.text(place);
    if (!driver || !requires_fargate(view, task)) return;
    if (std::find(std::begin(kDrivers), std::end(kDrivers), *driver) != std::end(kDrivers)) return;
    report(task, place, fmt::format("Fargate does not support the log driver {}", quoted(*driver)));
  });
}

void check_variable_or_secret(const View& view, const Report& report) {
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    std::vector<std::string> variables;
    for (const cfn::Value* each : view.items(member(&container, {"Environment"})).values) {
      if (const auto name = view.text(member(each, {"Name"}))) variables.push_back(*name);
    }
    for (const cfn::Value* each : view.items(member(&container, {"Secrets"})).values) {
      const cfn::Value* place = member(each, {"Name"});
      const auto name = view.text(place);
      if (!name) continue;
      if (std::find(variables.begin(), variables.end(), *name) != variables.end()) {
        report(task, place, fmt::format("{} is both a variable and a secret", quoted(*name)));
      }
      variables.push_back(*name);
    }
  });
}

void check_healthy_dependency(const View& view, const Report& report) {
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    const Items dependencies = view.items(member(&container, {"DependsOn"}));
    if (dependencies.values.empty()) return;
    const Items containers = containers_of(view, task);
    for (const cfn::Value* item : dependencies.values) {
      const cfn::Value* place = member(item, {"Condition"});
      const auto name = view.text(member(item, {"ContainerName"}));
      if (!name || view.text(place) != "HEALTHY") continue;
      const cfn::Value* other = container_named(view, containers, *name);
      if (other == nullptr || other->map() == nullptr || other->map()->contains("HealthCheck")) {
        continue;
      }
      report(task, place,
             fmt::format("the container {} has no health check to wait for", quoted(*name)));
    }
  });
}

/// Parameters that tasks on Fargate do not have.
constexpr std::string_view kNotOnFargate[] = {
    "DisableNetworking", "DnsSearchDomains",
    "DnsServers",        "DockerSecurityOptions",
    "ExtraHosts",        "Links",
    "Privileged",
};
constexpr std::string_view kLinuxNotOnFargate[] = {"Devices", "MaxSwap", "SharedMemorySize",
                                                   "Swappiness", "Tmpfs"};

/// Whether a value asks for something: no false, no empty list, and known.
bool asks(const View& view, const cfn::Value* value) {
  if (value == nullptr) return false;
  if (value->list() != nullptr) return !view.items(value).values.empty();
  return value->map() != nullptr || view.truth(value) == true || view.number(value).has_value();
}

void check_fargate_limits(const View& view, const Report& report) {
  const auto judge = [&](const cfn::Resource& task, const cfn::Value* value, std::string_view key) {
    if (asks(view, value)) {
      report(task, value, fmt::format("\"{}\" is not supported on Fargate", key));
    }
  };
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    if (!requires_fargate(view, task)) return;
    for (const std::string_view key : kNotOnFargate) judge(task, member(&container, {key}), key);
    for (const std::string_view key : kLinuxNotOnFargate) {
      judge(task, member(&container, {"LinuxParameters", key}), key);
    }
    const cfn::Value* added = member(&container, {"LinuxParameters", "Capabilities", "Add"});
    for (const cfn::Value* each : view.items(added).values) {
      const auto capability = view.text(each);
      if (!capability || *capability == "SYS_PTRACE") continue;
      report(task, each, fmt::format("the capability {} cannot be added on Fargate", *capability));
    }
    for (const cfn::Value* each : view.items(member(&container, {"ResourceRequirements"})).values) {
      if (view.text(member(each, {"Type"})) == "GPU") {
        report(task, each, "Fargate does not support GPUs");
      }
    }
  });
  for (const cfn::Resource* task : view.of(kContentsTask)) {
    if (!requires_fargate(view, *task)) continue;
    for (const cfn::Value* volume : view.items(property(*task, {"Volumes"})).values) {
      const cfn::Value* path = member(volume, {"Host", "SourcePath"});
      if (path != nullptr) report(*task, path, "\"SourcePath\" is not supported on Fargate");
      judge(*task, member(volume, {"DockerVolumeConfiguration"}), "DockerVolumeConfiguration");
    }
  }
}

void check_memory(const View& view, const Report& report) {
  each_container(view, [&](const cfn::Resource& task, const cfn::Value& container) {
    const cfn::Map* map = container.map();
    if (map == nullptr || map->contains("Fn::Transform")) return;
    const auto name = view.text(member(&container, {"Name"}));
    const cfn::Value* hard = member(&container, {"Memory"});
    const cfn::Value* soft = member(&container, {"MemoryReservation"});
    if (lacks(task, "Memory") && !map->contains("Memory") && !map->contains("MemoryReservation")) {
      report(task, &container,
             fmt::format("neither {} nor {} sets \"Memory\"",
                         name ? "the container " + quoted(*name) : "a container",
                         quoted(task.id.str())))
          .fix = "set \"Memory\" of the container or of the task";
    }
    const auto limit = view.number(hard);
    const auto reserved = view.number(soft);
    if (!limit || !reserved || *limit >= *reserved) return;
    report(task, soft,
           fmt::format("a container reserves {} MiB, above its limit of {}", *reserved, *limit));
  });
}

void check_access_points(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kContentsTask)) {
    for (const cfn::Value* volume : view.items(property(*task, {"Volumes"})).values) {
      const cfn::Value* files = member(volume, {"EFSVolumeConfiguration"});
      const cfn::Value* point = member(files, {"AuthorizationConfig", "AccessPointId"});
      if (point == nullptr) continue;
      const cfn::Value* directory = member(files, {"RootDirectory"});
      const auto root = view.text(directory);
      if (root && *root != "/") {
        report(*task, directory,
               "a volume with an access point takes its root directory from the access point");
      }
      const cfn::Value* transit = member(files, {"TransitEncryption"});
      const bool none = transit == nullptr && !files->map()->contains("TransitEncryption");
      if (!none && view.text(transit) != "DISABLED") continue;
      report(*task, none ? point : transit,
             "a volume with an access point needs \"TransitEncryption\": ENABLED");
    }
  }
}

bool is_literal(const cfn::Value* value) { return value != nullptr && !value->get_if<cfn::Ref>(); }

/// Sizes that parameters give; those that are written are held against the schema.
void check_fargate_sizes(const View& view, const Report& report) {
  for (const cfn::Resource* task : view.of(kContentsTask)) {
    const cfn::Value* memory = property(*task, {"Memory"});
    const cfn::Value* cpu = property(*task, {"Cpu"});
    const auto units = view.number(cpu);
    const auto size = view.number(memory);
    const bool is_written = is_literal(cpu) && is_literal(memory);
    if (!units || !size || is_written || !requires_fargate(view, *task)) continue;
    const std::vector<int> memories = spec::fargate_memories(static_cast<int>(*units));
    if (spec::is_fargate_size(static_cast<int>(*units), static_cast<int>(*size))) continue;
    Diagnostic& found =
        report(*task, memories.empty() ? cpu : memory,
               fmt::format("Fargate does not support {} CPU units with {} MiB", *units, *size));
    if (memories.empty()) continue;
    found.fix = fmt::format("use {} to {} MiB for {} CPU units", grouped(memories.front()),
                            grouped(memories.back()), *units);
  }
}

constexpr Rule kContentsRules[] = {
    {"ARC4129", Severity::kError, "container memory is not set, or is below its reservation",
     "ECS refuses the task definition", "set \"Memory\"", kContainerPage, "", check_memory},
    {"ARC4130", Severity::kError, "volume does not fit its access point",
     "ECS refuses the task definition",
     "drop \"RootDirectory\" and set \"TransitEncryption\" to ENABLED", kEfsPage, "",
     check_access_points},
    {"ARC4123", Severity::kError, "mount point of an undeclared volume",
     "ECS refuses the task definition: the volume is unknown", "declare it under \"Volumes\"",
     kMountPage, "", check_mount_points},
    {"ARC4124", Severity::kError, "log driver lacks an option",
     "ECS refuses the Fargate task definition", "set the option", kAwslogsPage, "",
     check_log_options},
    {"ARC4125", Severity::kError, "log driver is not supported on Fargate",
     "ECS refuses the task definition", "use awslogs, splunk or awsfirelens", kContainerPage,
     "E3713", check_log_driver},
    {"ARC4126", Severity::kError, "name is both a variable and a secret",
     "ECS refuses the task definition: names of secrets must be unique", "remove one of the two",
     kContainerPage, "", check_variable_or_secret},
    {"ARC4127", Severity::kError, "container waits for a health check that does not exist",
     "ECS refuses the task definition", "add \"HealthCheck\" to the container, or wait for START",
     kContainerPage, "", check_healthy_dependency},
    {"ARC4128", Severity::kError, "setting is not supported on Fargate",
     "ECS refuses the task definition", "remove the setting, or run the task on EC2",
     kFargateLimitsPage, "", check_fargate_limits},
    {"ARC4147", Severity::kError, "Fargate does not support the task's size",
     "ECS refuses the task definition", "use a memory size that Fargate supports for the CPU units",
     kFargateLimitsPage, "", check_fargate_sizes},
};

}  // namespace

std::span<const Rule> task_content_rules() { return kContentsRules; }

}  // namespace archsynth::analysis

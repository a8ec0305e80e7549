// The instances that run tasks: their role, their room, their processor.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "archsynth/support/text.h"
#include "checks.h"
#include "rules/compute/architectures.h"
#include "spec/rds.h"

namespace archsynth::analysis {
namespace {

using model::Container;
using model::ContainerInstances;
using model::Service;
using model::Task;

/// The types that instances of a group have; empty where one is not known.
std::vector<std::string> types_of(const View& view, const ContainerInstances& hosts) {
  const cfn::Value* mixed =
      property(*hosts.resource, {"MixedInstancesPolicy", "LaunchTemplate", "Overrides"});
  std::vector<const cfn::Value*> stated;
  if (mixed != nullptr) {
    const Items overrides = view.items(mixed);
    if (!overrides.complete) return {};
    for (const cfn::Value* each : overrides.values)
      stated.push_back(member(each, {"InstanceType"}));
  } else if (hosts.launch != nullptr) {
    stated.push_back(model::launch_setting(*hosts.launch, "InstanceType"));
  }
  std::vector<std::string> types;
  for (const cfn::Value* each : stated) {
    const auto type = view.text(each);
    if (!type) return {};
    types.push_back(*type);
  }
  return types;
}

/// What one task takes of an instance.
struct Need {
  double cpu = 0;     ///< units
  double memory = 0;  ///< MiB
  std::optional<double> port{};
  const cfn::Value* cpu_at = nullptr;
  const cfn::Value* memory_at = nullptr;
  const cfn::Value* port_at = nullptr;
};

void add_need(const View& view, const Container& container, std::string_view key, double& to,
              const cfn::Value*& at) {
  const cfn::Value* value = member(container.at, {key});
  if (value == nullptr) return;
  to += view.number(value).value_or(0);
  at = value;
}

/// The least that it can be: what is not known counts as nothing.
Need need_of(const View& view, const Task& task) {
  Need need;
  const std::string mode = task.network_mode.or_default("bridge").value_or("awsvpc");
  for (const Container& each : task.containers) {
    add_need(view, each, "Cpu", need.cpu, need.cpu_at);
    const bool is_soft = member(each.at, {"MemoryReservation"}) != nullptr;
    add_need(view, each, is_soft ? "MemoryReservation" : "Memory", need.memory, need.memory_at);
    for (const model::PortMapping& port : each.ports) {
      const auto number = mode == "host" ? port.container.value : port.host.value;
      if (mode == "awsvpc" || number.value_or(0) == 0) continue;
      need.port = number;
      need.port_at = port.at;
    }
  }
  if (!task.cpu.is_absent) {
    need.cpu = task.cpu.value.value_or(0);
    need.cpu_at = task.cpu.at;
  }
  if (!task.memory.is_absent) {
    need.memory = task.memory.value.value_or(0);
    need.memory_at = task.memory.at;
  }
  return need;
}

constexpr double kEndless = std::numeric_limits<double>::infinity();

/// How many tasks instances have room for, at most, and what there is least of.
struct Room {
  double tasks = kEndless;
  const cfn::Value* at = nullptr;
  std::string why;  ///< `a t3.medium has 4,096 MiB`
};

void limit(Room& room, double tasks, const cfn::Value* at, std::string why) {
  if (tasks >= room.tasks) return;
  room = {tasks, at, std::move(why)};
}

/// Room on one instance of a type. Sizes are those of the DB instance classes of the same names.
Room room_on(std::string_view type, const Need& need) {
  Room room;
  if (need.port) {
    limit(room, 1, need.port_at,
          fmt::format("an instance has the host port {} only once", *need.port));
  }
  const auto size = spec::instance_class(fmt::format("db.{}", type));
  if (!size) return room;
  if (size->memory_mib > 0 && need.memory > 0) {
    const auto memory = static_cast<double>(size->memory_mib);
    limit(room, std::floor(memory / need.memory), need.memory_at,
          fmt::format("{} has {} MiB, a task needs {}", quoted(type),
                      grouped(static_cast<std::uint64_t>(memory)),
                      grouped(static_cast<std::uint64_t>(need.memory))));
  }
  if (size->vcpus > 0 && need.cpu > 0) {
    const double units = size->vcpus * 1024.0;
    limit(room, std::floor(units / need.cpu), need.cpu_at,
          fmt::format("{} has {} CPU units, a task needs {}", quoted(type), units, need.cpu));
  }
  return room;
}

/// Room on all instances that can be there at once.
Room room_on(const View& view, const std::vector<const ContainerInstances*>& hosts,
             const Need& need) {
  Room all{0, nullptr, {}};
  for (const ContainerInstances* each : hosts) {
    Room best{-1, nullptr, {}};
    for (const std::string& type : types_of(view, *each)) {
      Room one = room_on(type, need);
      if (one.tasks > best.tasks) best = std::move(one);
    }
    if (best.tasks < 0) best = room_on("", need);
    // Another rule reports groups that never start an instance.
    if (each->max.value == 0) return {};
    const bool is_group = each->resource->type == "AWS::AutoScaling::AutoScalingGroup";
    const double most = is_group ? each->max.value.value_or(kEndless) : 1;
    all.tasks += best.tasks == 0 ? 0 : best.tasks * most;
    if (all.at == nullptr) {
      all.at = best.at;
      all.why = std::move(best.why);
    }
  }
  return all;
}

void check_room(const View& view, const Report& report, const Service& service) {
  const auto hosts = hosts_of(view, service);
  const double wanted = service.desired.or_default(1).value_or(0);
  const bool is_daemon = service.scheduling.or_default("REPLICA") != "REPLICA";
  if (hosts.empty() || service.task == nullptr || is_daemon || wanted <= 0) return;
  const Room room = room_on(view, hosts, need_of(view, *service.task));
  if (room.tasks >= wanted || room.at == nullptr) return;
  const bool fits_nowhere = room.tasks == 0;
  const std::string id = quoted(service.resource->id.str());
  Diagnostic& found =
      fits_nowhere ? report(*service.task->resource, room.at,
                            fmt::format("no instance has room for a task of {}: {}", id, room.why))
                   : report(*service.resource, service.desired.at,
                            fmt::format("the instances have room for {} of the {} tasks of {}: {}",
                                        room.tasks, wanted, id, room.why));
  const ContainerInstances& first = *hosts.front();
  found.related.push_back({first.resource->origin, "the instances"});
}

/// Whether nothing gives instances a role.
bool lacks_profile(const ContainerInstances& hosts) {
  const cfn::Resource* launch = hosts.launch;
  if (launch == nullptr || hosts.joining == model::Joining::kNone) return false;
  if (property(*hosts.resource, {"MixedInstancesPolicy", "LaunchTemplate", "Overrides"}) != nullptr)
    return false;
  if (launch->type != "AWS::EC2::LaunchTemplate") return lacks(*launch, "IamInstanceProfile");
  const cfn::Value* data = property(*launch, {"LaunchTemplateData"});
  const cfn::Map* map = data == nullptr ? nullptr : data->map();
  return map != nullptr && !map->contains("IamInstanceProfile");
}

}  // namespace

void check_profiles_of_hosts(const View& view, const Report& report) {
  std::set<const cfn::Resource*> told;
  for (const Service& service : view.made<model::Workloads>().services()) {
    const auto hosts = hosts_of(view, service);
    const bool lack = std::all_of(hosts.begin(), hosts.end(), [](const ContainerInstances* each) {
      return lacks_profile(*each);
    });
    if (hosts.empty() || !lack || !told.insert(hosts.front()->launch).second) continue;
    const cfn::Resource& launch = *hosts.front()->launch;
    report(launch, nullptr,
           fmt::format("instances of {} have no role to join the cluster with",
                       quoted(hosts.front()->resource->id.str())))
        .related.push_back({service.resource->origin, "the service"});
  }
}

void check_room_on_hosts(const View& view, const Report& report) {
  for (const Service& each : view.made<model::Workloads>().services())
    check_room(view, report, each);
}

void check_processors_of_hosts(const View& view, const Report& report) {
  std::set<const cfn::Value*> told;
  for (const Service& service : view.made<model::Workloads>().services()) {
    if (service.task == nullptr || service.is_on_fargate) continue;
    const cfn::Value* at =
        property(*service.task->resource, {"RuntimePlatform", "CpuArchitecture"});
    const auto stated = view.text(at);
    if (!stated) continue;
    const Processor wanted = *stated == "ARM64" ? Processor::kArm : Processor::kX86;
    const auto hosts = hosts_of(view, service);
    std::string other;
    const bool differ = std::all_of(hosts.begin(), hosts.end(), [&](const auto* each) {
      const auto types = types_of(view, *each);
      if (!types.empty()) other = types.front();
      return !types.empty() && std::all_of(types.begin(), types.end(), [&](const auto& type) {
        const Processor own = processor_of_type(type);
        return own != Processor::kUnknown && own != wanted;
      });
    });
    if (hosts.empty() || !differ || !told.insert(at).second) continue;
    report(*service.task->resource, at,
           fmt::format("the task is for {}, but {} is {}", *stated, quoted(other),
                       processor_name(processor_of_type(other))))
        .related.push_back({hosts.front()->resource->origin, "the instances"});
  }
}

}  // namespace archsynth::analysis

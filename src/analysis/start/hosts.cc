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
  double gpus = 0;
  const cfn::Value* gpus_at = nullptr;
  const cfn::Value* alone_at = nullptr;  ///< what lets no two of the tasks be on one instance
};

void add_need(const View& view, const Container& container, std::string_view key, double& to,
              const cfn::Value*& at) {
  const cfn::Value* value = member(container.at, {key});
  if (value == nullptr) return;
  const double wanted = view.number(value).value_or(0);
  to += wanted;
  // The largest part is to blame.
  if (at == nullptr || wanted > view.number(at).value_or(0)) at = value;
}

void add_gpus(const View& view, const Container& container, Need& need) {
  for (const cfn::Value* each : view.items(member(container.at, {"ResourceRequirements"})).values) {
    if (view.text(member(each, {"Type"})) != "GPU") continue;
    need.gpus_at = member(each, {"Value"});
    need.gpus += view.number(need.gpus_at).value_or(0);
  }
}

/// The most GPUs that ECS finds on an instance of a type.
/// Source: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-gpu.html
double gpus_of(std::string_view type) {
  if (type.empty()) return std::numeric_limits<double>::infinity();
  if (type.front() != 'g' && type.front() != 'p') return 0;
  return type.ends_with(".xlarge") ? 1 : std::numeric_limits<double>::infinity();
}

/// The least that it can be: what is not known counts as nothing.
Need need_of(const View& view, const Task& task) {
  Need need;
  const std::string mode = task.network_mode.or_default("bridge").value_or("awsvpc");
  for (const Container& each : task.containers) {
    add_need(view, each, "Cpu", need.cpu, need.cpu_at);
    add_gpus(view, each, need);
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
  if (need.alone_at != nullptr) {
    limit(room, 1, need.alone_at, "distinctInstance puts one task on an instance");
  }
  if (need.gpus > 0) {
    const double gpus = gpus_of(type);
    limit(room, std::floor(gpus / need.gpus), need.gpus_at,
          fmt::format("{} has {} GPUs, a task needs {}", quoted(type), gpus, need.gpus));
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

std::vector<const cfn::Value*> constraints_of(const View& view, const cfn::Resource& resource) {
  return view.items(property(resource, {"PlacementConstraints"})).values;
}

void check_room(const View& view, const Report& report, const Service& service) {
  const auto hosts = hosts_of(view, service);
  const double wanted = service.desired.or_default(1).value_or(0);
  const bool is_daemon = service.scheduling.or_default("REPLICA") != "REPLICA";
  if (hosts.empty() || service.task == nullptr || is_daemon || wanted <= 0) return;
  Need need = need_of(view, *service.task);
  for (const cfn::Value* each : constraints_of(view, *service.resource)) {
    const cfn::Value* kind = member(each, {"Type"});
    if (view.text(kind) == "distinctInstance") need.alone_at = kind;
  }
  const Room room = room_on(view, hosts, need);
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

/// `attribute:ecs.instance-type =~ m6i.*`; one that has other parts is not read.
struct Constraint {
  std::string attribute;
  std::string relation;
  std::string value;
};

std::optional<Constraint> constraint_of(const std::string& text) {
  constexpr std::string_view kPrefix = "attribute:ecs.";
  const std::size_t end = text.find(' ');
  const std::size_t next = end == text.npos ? end : text.find(' ', end + 1);
  const bool is_whole = text.find_first_of("()&|") == text.npos;
  if (!text.starts_with(kPrefix) || next == text.npos || !is_whole) return std::nullopt;
  const std::string value = text.substr(next + 1);
  if (value.find(" and ") != value.npos || value.find(" or ") != value.npos) return std::nullopt;
  return Constraint{text.substr(kPrefix.size(), end - kPrefix.size()),
                    text.substr(end + 1, next - end - 1), value};
}

/// Whether an attribute surely does not meet a constraint.
bool is_unmet(const Constraint& wanted, const std::string& own) {
  if (wanted.relation == "==") return own != wanted.value;
  if (wanted.relation == "=~") {
    const std::size_t end = wanted.value.find_first_of(".*+?[]\\^${}");
    return own.find(wanted.value.substr(0, end)) == own.npos;
  }
  if (wanted.relation != "in") return false;
  const auto items = split(std::string_view(wanted.value), ',');
  return std::none_of(items.begin(), items.end(), [&](std::string_view each) {
    each.remove_prefix(std::min(each.find_first_not_of(" ["), each.size()));
    return each.substr(0, each.find_first_of(" ]")) == own;
  });
}

/// What instances have of an attribute; empty where it is not known.
std::vector<std::string> attributes_of(const View& view, const ContainerInstances& hosts,
                                       std::string_view attribute) {
  std::vector<std::string> values;
  if (attribute == "availability-zone" && hosts.has_all_subnets) {
    for (const model::SubnetUse& each : hosts.subnets) {
      if (each.resource == nullptr) return {};
      const auto zone = view.text(property(*each.resource, {"AvailabilityZone"}));
      if (!zone) return {};
      values.push_back(*zone);
    }
  }
  const bool is_processor = attribute == "cpu-architecture";
  if (!is_processor && attribute != "instance-type") return values;
  for (const std::string& type : types_of(view, hosts)) {
    const Processor own = processor_of_type(type);
    if (is_processor && own == Processor::kUnknown) return {};
    values.push_back(is_processor ? std::string(processor_name(own)) : type);
  }
  return values;
}

void check_constraint(const View& view, const Report& report, const Service& service,
                      const cfn::Resource& holder, const cfn::Value* expression) {
  const auto text = view.text(expression);
  const auto wanted = text ? constraint_of(*text) : std::nullopt;
  const auto hosts = wanted ? hosts_of(view, service) : std::vector<const ContainerInstances*>();
  std::string other;
  const bool is_none = std::all_of(hosts.begin(), hosts.end(), [&](const auto* each) {
    const auto values = attributes_of(view, *each, wanted->attribute);
    if (!values.empty()) other = values.front();
    return !values.empty() && std::all_of(values.begin(), values.end(),
                                          [&](const auto& own) { return is_unmet(*wanted, own); });
  });
  if (hosts.empty() || !is_none) return;
  report(holder, expression,
         fmt::format("{} needs {} {} {}, but {} has {}", quoted(service.resource->id.str()),
                     wanted->attribute, wanted->relation, wanted->value,
                     quoted(hosts.front()->resource->id.str()), other))
      .related.push_back({hosts.front()->resource->origin, "the instances"});
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

void check_constraints_of_hosts(const View& view, const Report& report) {
  for (const Service& service : view.made<model::Workloads>().services()) {
    if (service.task == nullptr || service.is_on_fargate) continue;
    for (const cfn::Resource* holder : {service.resource, service.task->resource}) {
      for (const cfn::Value* each : constraints_of(view, *holder))
        check_constraint(view, report, service, *holder, member(each, {"Expression"}));
    }
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

// ECS, Lambda and EC2.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "pricing.h"

namespace archsynth::analysis {
namespace {

constexpr double kContainersHours = kHoursPerMonth;
constexpr std::string_view kContainersService = "AWS::ECS::Service";
constexpr std::string_view kCluster = "AWS::ECS::Cluster";

/// `512`, `0.5 vCPU`, `1024`, `1 GB` in units of 1024; 0 for anything else.
double size_of(const std::string& text) {
  double number = 0;
  const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return 0;
  return rest == text.data() + text.size() ? number / 1024 : number;
}

/// Whether the provider is one of those of Fargate, and its part of the tasks.
struct Strategy {
  bool is_fargate = false;
  double base = 0;
  double spot_base = 0;
  double weight = 0;
  double spot_weight = 0;

  double spot_of(double tasks) const {
    const double rest = std::max(0.0, tasks - base - spot_base);
    const double weights = weight + spot_weight;
    const double share = weights > 0 ? spot_weight / weights : (base > 0 ? 0 : 1);
    return std::min(tasks, std::min(tasks, spot_base) + (spot_weight > 0 ? rest * share : 0));
  }
};

Strategy strategy_of(const Pricing& pricing, const cfn::Resource& service) {
  Strategy strategy;
  const cfn::Value* list = at(service, {"CapacityProviderStrategy"});
  const std::string launch = pricing.text(at(service, {"LaunchType"}));
  if (list == nullptr && launch.empty()) {
    if (const cfn::Resource* cluster = pricing.target(at(service, {"Cluster"}), kCluster)) {
      list = at(*cluster, {"DefaultCapacityProviderStrategy"});
    }
  }
  if (list == nullptr || list->list() == nullptr) {
    strategy.is_fargate = launch == "FARGATE";
    strategy.weight = 1;
    return strategy;
  }
  for (const cfn::Value& item : *list->list()) {
    const std::string provider = pricing.text(at(&item, {"CapacityProvider"}));
    const double weight = pricing.number(at(&item, {"Weight"}), 0).most;
    const double base = pricing.number(at(&item, {"Base"}), 0).most;
    strategy.is_fargate |= provider == "FARGATE" || provider == "FARGATE_SPOT";
    (provider == "FARGATE_SPOT" ? strategy.spot_weight : strategy.weight) += weight;
    (provider == "FARGATE_SPOT" ? strategy.spot_base : strategy.base) += base;
  }
  return strategy;
}

/// What every task of a service is.
struct Task {
  double vcpus = 0;
  double gigabytes = 0;
  double more_storage = 0;
  std::string architecture;
};

/// `1 task`, `2 to 6 tasks`.
std::string text_of(const Bounds& bounds, std::string_view noun) {
  return fmt::format("{} {}{}", text_of(bounds), noun, bounds.most == 1 ? "" : "s");
}

void price_tasks(Pricing& pricing, const cfn::Resource& service, const Task& task,
                 const Bounds& tasks, const std::string& detail, bool is_spot) {
  const std::string counted = text_of(tasks, is_spot ? "Spot task" : "task");
  const auto add = [&](const std::string& item, const char* what, double size, const char* unit) {
    Asked asked{.component = "ECS Fargate", .detail = detail, .item = item};
    asked.what = std::string(is_spot ? "Spot " : "") + what;
    asked.quantity = tasks * Bounds(size * kContainersHours);
    asked.assumption = fmt::format("{} of {} {}", counted, spec::Quantity(size).text(), unit);
    if (is_spot) {
      const spec::Price* least = pricing.price("fargate.spot.least-saving");
      const spec::Price* most = pricing.price("fargate.spot.most-saving");
      if (least == nullptr || most == nullptr) {
        return pricing.add_unpriced(service, "the Fargate Spot discount is not in the price list");
      }
      const auto percent = [](const spec::Price& p) {
        return static_cast<double>(p.trillionths) / 1e12;
      };
      asked.paid_percent = {100 - percent(*most), 100 - percent(*least)};
      asked.assumption += fmt::format(", {} to {} % off", percent(*least), percent(*most));
    }
    pricing.add(service, asked);
  };
  const std::string family = "fargate." + task.architecture;
  add(family + ".vcpu", "vCPU hours", task.vcpus, "vCPU");
  add(family + ".gb", "GB hours", task.gigabytes, "GB");
  if (task.more_storage > 0 && !is_spot) {
    add("fargate.ephemeral", "storage GB hours", task.more_storage, "GB above 20");
  }
}

void price_service(Pricing& pricing, const cfn::Resource& service) {
  const Strategy strategy = strategy_of(pricing, service);
  if (!strategy.is_fargate) return;
  const cfn::Resource* definition =
      pricing.target(at(service, {"TaskDefinition"}), "AWS::ECS::TaskDefinition");
  if (definition == nullptr) {
    return pricing.add_unpriced(service, "its task definition is not in the template");
  }
  Task task;
  task.vcpus = size_of(pricing.text(at(*definition, {"Cpu"})));
  task.gigabytes = size_of(pricing.text(at(*definition, {"Memory"})));
  task.more_storage =
      pricing.number(at(*definition, {"EphemeralStorage", "SizeInGiB"}), 20).most - 20;
  const cfn::Value* platform = at(*definition, {"RuntimePlatform"});
  task.architecture = pricing.text(at(platform, {"CpuArchitecture"})) == "ARM64" ? "arm" : "x86";
  if (pricing.text(at(platform, {"OperatingSystemFamily"})).rfind("WINDOWS", 0) == 0) {
    return pricing.add_unpriced(service, "Windows tasks are not in the price list");
  }
  if (task.vcpus <= 0 || task.gigabytes <= 0) {
    return pricing.add_unpriced(service, "the size of its tasks is not known");
  }
  const Bounds tasks = tasks_of(pricing, service);
  const Bounds spot{strategy.spot_of(tasks.least), strategy.spot_of(tasks.most)};
  const Bounds regular{tasks.least - spot.least, tasks.most - spot.most};
  const std::string detail =
      fmt::format("{}, {} vCPU, {} GB{}", text_of(tasks, "task"), spec::Quantity(task.vcpus).text(),
                  spec::Quantity(task.gigabytes).text(), task.architecture == "arm" ? ", ARM" : "");
  if (regular.most > 0 || spot.most <= 0) {
    price_tasks(pricing, service, task, regular, detail, false);
  }
  if (spot.most > 0) price_tasks(pricing, service, task, spot, detail, true);
  const cfn::Value* network = at(service, {"NetworkConfiguration", "AwsvpcConfiguration"});
  if (pricing.text(at(network, {"AssignPublicIp"})) == "ENABLED") {
    pricing.add(service, {.component = "Public IPv4 addresses",
                          .item = "ipv4.hour",
                          .what = "address hours",
                          .quantity = tasks * Bounds(kContainersHours),
                          .assumption = "one for each of " + text_of(tasks, "task"),
                          .count = tasks});
  }
}

void price_cluster(Pricing& pricing, const cfn::Resource& cluster) {
  std::string insights;
  const cfn::Value* settings = at(cluster, {"ClusterSettings"});
  if (settings != nullptr && settings->list() != nullptr) {
    for (const cfn::Value& setting : *settings->list()) {
      if (pricing.text(at(&setting, {"Name"})) == "containerInsights") {
        insights = pricing.text(at(&setting, {"Value"}));
      }
    }
  }
  if (insights != "enabled" && insights != "enhanced") return;
  const bool is_enhanced = insights == "enhanced";
  const Usage& usage = pricing.usage();
  Bounds metrics = usage.insights_cluster_metrics;
  double services = 0;
  for (const cfn::Resource* service : pricing.of(kContainersService)) {
    if (pricing.target(at(*service, {"Cluster"}), kCluster) != &cluster) continue;
    ++services;
    const Bounds tasks = is_enhanced ? tasks_of(pricing, *service) : Bounds(0);
    metrics.least += usage.insights_service_metrics * (1 + tasks.least);
    metrics.most += usage.insights_service_metrics * (1 + tasks.most);
  }
  pricing.add(
      cluster,
      {.component = "Container Insights",
       .detail = text_of(metrics) + " metrics",
       .item = is_enhanced ? "cloudwatch.insights-enhanced-metric" : "cloudwatch.metric",
       .what = "metrics",
       .quantity = metrics,
       .assumption = fmt::format("{} of the cluster, {} of each of {} services{}",
                                 usage.insights_cluster_metrics, usage.insights_service_metrics,
                                 services, is_enhanced ? " and of each task" : "")});
}

void price_function(Pricing& pricing, const cfn::Resource& function) {
  const Usage& usage = pricing.usage();
  const double memory = pricing.number(at(function, {"MemorySize"}), 128).most;
  const cfn::Value* architectures = at(function, {"Architectures"});
  const bool is_arm = architectures != nullptr && architectures->list() != nullptr &&
                      !architectures->list()->empty() &&
                      pricing.text(&architectures->list()->front()) == "arm64";
  pricing.add(function, {.component = "Lambda",
                         .item = "lambda.requests",
                         .what = "million calls",
                         .quantity = usage.function_calls,
                         .assumption = fmt::format("function_calls: {} million",
                                                   spec::Quantity(usage.function_calls).text())});
  pricing.add(
      function,
      {.component = "Lambda",
       .item = is_arm ? "lambda.arm.gb-second" : "lambda.x86.gb-second",
       .what = "GB seconds",
       .quantity = usage.function_calls * 1e6 * usage.function_seconds * memory / 1024,
       .assumption = fmt::format("function_seconds: {} of {} MB", usage.function_seconds, memory)});
}

void price_volume(Pricing& pricing, const cfn::Resource& owner, const cfn::Value* volume,
                  const Bounds& count, const char* type_key, const char* size_key) {
  std::string type = pricing.text(at(volume, {type_key}));
  if (type.empty()) type = "gp2";
  const Bounds size = pricing.number(at(volume, {size_key}), 8);
  pricing.add(owner, {.component = "EBS volumes",
                      .detail = text_of(size) + " GB " + type,
                      .item = "ebs." + type,
                      .what = "GB",
                      .quantity = count * size,
                      .assumption = "allocated"});
  if (type == "io1") {
    pricing.add(owner, {.component = "EBS volumes",
                        .detail = text_of(size) + " GB " + type,
                        .item = "ebs.iops.io1",
                        .what = "IOPS",
                        .quantity = count * pricing.number(at(volume, {"Iops"}), 0),
                        .assumption = "provisioned"});
  }
}

void price_machines(Pricing& pricing, const cfn::Resource& owner, const cfn::Value* data,
                    const Bounds& count) {
  const std::string type = pricing.text(at(data, {"InstanceType"}));
  if (type.empty()) return pricing.add_unpriced(owner, "its instance type is not known");
  pricing.add(owner, {.component = "EC2",
                      .detail = type,
                      .item = "ec2." + type,
                      .what = "hours",
                      .quantity = count * Bounds(kContainersHours),
                      .assumption = text_of(count) + " running Linux in all hours",
                      .count = count});
  const cfn::Value* mappings = at(data, {"BlockDeviceMappings"});
  if (mappings == nullptr || mappings->list() == nullptr) {
    pricing.assume("the root volumes that images bring along are not counted");
    return;
  }
  for (const cfn::Value& mapping : *mappings->list()) {
    if (const cfn::Value* volume = at(&mapping, {"Ebs"})) {
      price_volume(pricing, owner, volume, count, "VolumeType", "VolumeSize");
    }
  }
}

void price_instance(Pricing& pricing, const cfn::Resource& instance) {
  const cfn::Value all(instance.properties);
  price_machines(pricing, instance, &all, 1);
}

void price_group(Pricing& pricing, const cfn::Resource& group) {
  const cfn::Value* named = at(group, {"LaunchTemplate", "LaunchTemplateId"});
  const cfn::Resource* launch = pricing.target(named, "AWS::EC2::LaunchTemplate");
  if (launch == nullptr) {
    return pricing.add_unpriced(group, "its launch template is not in the template");
  }
  const Bounds count{pricing.number(at(group, {"MinSize"}), 0).least,
                     pricing.number(at(group, {"MaxSize"}), 0).most};
  price_machines(pricing, group, at(*launch, {"LaunchTemplateData"}), count);
}

void price_own_volume(Pricing& pricing, const cfn::Resource& volume) {
  const cfn::Value all(volume.properties);
  price_volume(pricing, volume, &all, 1, "VolumeType", "Size");
}

constexpr Pricer kPricers[] = {
    {kContainersService, price_service},       {kCluster, price_cluster},
    {"AWS::Lambda::Function", price_function}, {"AWS::EC2::Instance", price_instance},
    {"AWS::EC2::Volume", price_own_volume},    {"AWS::AutoScaling::AutoScalingGroup", price_group},
};

}  // namespace

std::span<const Pricer> container_pricers() { return kPricers; }

Bounds tasks_of(const Pricing& pricing, const cfn::Resource& service) {
  for (const cfn::Resource* target : pricing.of("AWS::ApplicationAutoScaling::ScalableTarget")) {
    const std::string name = pricing.text(at(service, {"ServiceName"}));
    const std::string id = pricing.text(at(*target, {"ResourceId"}));
    const bool is_named = !name.empty() && id.size() > name.size() &&
                          id.compare(id.size() - name.size() - 1, id.npos, "/" + name) == 0;
    if (!is_named && pricing.target(at(*target, {"ResourceId"}), kContainersService) != &service)
      continue;
    const Bounds least = pricing.number(at(*target, {"MinCapacity"}), 1);
    const Bounds most = pricing.number(at(*target, {"MaxCapacity"}), 1);
    return {least.least, std::max(least.least, most.most)};
  }
  if (pricing.text(at(service, {"SchedulingStrategy"})) == "DAEMON") return 1;
  return pricing.number(at(service, {"DesiredCount"}), 1);
}

}  // namespace archsynth::analysis

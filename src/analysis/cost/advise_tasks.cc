// Fargate: processors, Spot, scaling and schedules.

#include <fmt/format.h>

#include <algorithm>

#include "advising.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kAdviseTasksService = "AWS::ECS::Service";

/// What the tasks of a service cost, without their addresses.
struct Tasks {
  const cfn::Resource* service;
  Bounds count;
  MoneyRange cost;
  spec::Money each;  ///< one task for a month
  bool is_x86 = false;
  bool is_on_spot = false;
};

std::vector<Tasks> all_tasks(const Advising& advising) {
  std::vector<Tasks> all;
  for (const cfn::Resource* service : advising.pricing.of(kAdviseTasksService)) {
    Tasks tasks{service, tasks_of(advising.pricing, *service), {}, {}};
    for (const CostLine& line : advising.estimate.lines) {
      if (line.component != "ECS Fargate" || line.resource != service->id.str()) continue;
      tasks.cost = tasks.cost + line.monthly;
      tasks.is_x86 |= line.price.item.rfind("fargate.x86.", 0) == 0;
      tasks.is_on_spot |= line.what.rfind("Spot", 0) == 0;
    }
    if (tasks.cost.most <= spec::Money() || tasks.count.most <= 0) continue;
    tasks.each = spec::Money::of_nanos(
        static_cast<std::int64_t>(static_cast<double>(tasks.cost.most.nanos()) / tasks.count.most));
    all.push_back(tasks);
  }
  return all;
}

std::string of_service(const Tasks& tasks, const std::string& lines) {
  return fmt::format("services:\n  {}:\n    {}", key_of(*tasks.service), lines);
}

void advise_arm(const Advising& advising, const Tasks& tasks) {
  const std::string id = tasks.service->id.str();
  if (!tasks.is_x86) {
    advising.add({.title = "ARM processors for " + id, .reason = "it already runs on them"});
    return;
  }
  MoneyRange after;
  for (const CostLine& line : advising.estimate.lines) {
    if (line.component != "ECS Fargate" || line.resource != id) continue;
    std::string item = line.price.item;
    if (item.rfind("fargate.x86.", 0) == 0) item.replace(8, 3, "arm");
    const spec::Price* price = advising.pricing.price(item);
    if (price == nullptr) return;
    const auto scaled = [&](spec::Money money) {
      return spec::Money::of_nanos(static_cast<std::int64_t>(
          static_cast<double>(money.nanos()) * static_cast<double>(price->trillionths) /
          static_cast<double>(line.price.trillionths)));
    };
    after = after + MoneyRange{scaled(line.monthly.least), scaled(line.monthly.most)};
  }
  advising.add({.title = "ARM processors for " + id,
                .saving = {tasks.cost.least - after.least, tasks.cost.most - after.most},
                .reason = fmt::format("its tasks cost {} instead of {}", dollars(after),
                                      dollars(tasks.cost)),
                .price = "the image must be built for arm64",
                .file_lines = of_service(tasks, "architecture: arm64"),
                .template_lines = "TaskDefinition: RuntimePlatform: {CpuArchitecture: ARM64}"});
}

void advise_spot(const Advising& advising, const Tasks& tasks) {
  const std::string title = "Fargate Spot for all but one task of " + tasks.service->id.str();
  const spec::Price* least = advising.pricing.price("fargate.spot.least-saving");
  const spec::Price* most = advising.pricing.price("fargate.spot.most-saving");
  if (least == nullptr || most == nullptr) return;
  if (tasks.is_on_spot) {
    advising.add({.title = title, .reason = "some of them already run on it"});
    return;
  }
  if (tasks.count.most <= 1) {
    advising.add({.title = title, .reason = "there is only one, and AWS may reclaim it"});
    return;
  }
  const auto saved = [&](double count, const spec::Price& percent) {
    const double many = std::max(0.0, count - 1);
    return part_of(tasks.each, many * static_cast<double>(percent.trillionths) / 1e12);
  };
  advising.add({.title = title,
                .saving = {saved(tasks.count.least, *least), saved(tasks.count.most, *most)},
                .reason = fmt::format(
                    "a task costs {} a month; Spot costs {} to {} % less; it would run {} of them",
                    dollars(tasks.each), least->trillionths / 1'000'000'000'000,
                    most->trillionths / 1'000'000'000'000,
                    text_of({std::max(0.0, tasks.count.least - 1), tasks.count.most - 1})),
                .price = "AWS reclaims Spot tasks at two minutes' notice, and may have no capacity",
                .file_lines = of_service(
                    tasks, "capacity: {fargate: {base: 1, weight: 0}, fargate_spot: {weight: 1}}"),
                .template_lines =
                    "Service: CapacityProviderStrategy: [{CapacityProvider: FARGATE, Base: 1, "
                    "Weight: 0}, {CapacityProvider: FARGATE_SPOT, Weight: 1}]"});
}

void advise_scaling(const Advising& advising, const Tasks& tasks) {
  const std::string title = "automatic scaling of " + tasks.service->id.str();
  if (tasks.count.least != tasks.count.most) {
    advising.add({.title = title,
                  .reason = fmt::format("it is already enabled: {} instead of {} under low load",
                                        dollars(tasks.cost.least), dollars(tasks.cost.most))});
    return;
  }
  if (tasks.count.most <= 1) {
    advising.add({.title = title, .reason = "one task is already the minimum"});
    return;
  }
  advising.add(
      {.title = title,
       .saving = {{}, part_of(tasks.each, (tasks.count.most - 1) * 100)},
       .reason = fmt::format("{} tasks run at all hours; one alone would cost {}",
                             text_of(tasks.count), dollars(tasks.each)),
       .price = "one task is in one zone; a sudden rise in load waits for tasks to start",
       .file_lines = of_service(tasks, fmt::format("tasks: {{min: 1, max: {}}}\n    scaling: "
                                                   "{{cpu_percent: 70}}",
                                                   text_of(tasks.count))),
       .template_lines = "an AWS::ApplicationAutoScaling::ScalableTarget with a ScalingPolicy"});
}

void advise_schedule(const Advising& advising, const Tasks& tasks) {
  // From 7 to 19 o'clock on five days of the week: 60 of 168 hours.
  constexpr double kQuietPercent = 100.0 * (168 - 60) / 168;
  const std::string title = "fewer tasks of " + tasks.service->id.str() + " at night";
  if (tasks.count.least <= 1) {
    advising.add({.title = title,
                  .saving = {},
                  .reason = fmt::format("it can already scale to {}",
                                        tasks.count.least < 1 ? "none" : "one")});
    return;
  }
  const double spared = tasks.count.least - 1;
  const spec::Money saved = part_of(tasks.each, spared * kQuietPercent);
  advising.add(
      {.title = title,
       .saving = {saved, saved},
       .reason = fmt::format(
           "one task instead of {} from 19:00 to 07:00 and on weekends, 108 of 168 hours",
           spec::Quantity(tasks.count.least).text()),
       .price = "in these hours one task is in one zone, and its failure is an outage until the "
                "next one has started",
       .file_lines = of_service(
           tasks, fmt::format("scaling:\n      schedules:\n        night: {{schedule: \"cron(0 19 "
                              "* * ? *)\", min: 1}}\n        day: {{schedule: \"cron(0 7 ? * "
                              "MON-FRI *)\", min: {}}}",
                              spec::Quantity(tasks.count.least).text())),
       .template_lines = "ScalableTarget: ScheduledActions with MinCapacity 1, and back"});
}

}  // namespace

void advise_on_tasks(const Advising& advising) {
  for (const Tasks& tasks : all_tasks(advising)) {
    advise_arm(advising, tasks);
    advise_spot(advising, tasks);
    advise_scaling(advising, tasks);
    advise_schedule(advising, tasks);
  }
}

}  // namespace archsynth::analysis

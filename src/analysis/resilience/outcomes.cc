#include "outcomes.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

using Kind = Failure::Kind;

/// ECS fails a deployment after half the tasks, at least 3 and at most 200, have failed:
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
std::int64_t breaker_threshold(std::int64_t desired) {
  return std::clamp<std::int64_t>((desired + 1) / 2, 3, 200);
}

bool is_in(const std::vector<std::string>& zones, const std::string& zone) {
  return std::find(zones.begin(), zones.end(), zone) != zones.end();
}

/// The instances that an update of their group replaces at once. Without signals, it does not wait
/// until they work, and replaces all.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
std::int64_t replaced_by_update(const model::RollingUpdate& update, std::int64_t count) {
  if (update.at == nullptr) return 0;
  if (!update.waits.or_default(false).value_or(true)) return count;
  const auto least = static_cast<std::int64_t>(update.least.or_default(0).value_or(0));
  const auto batch = static_cast<std::int64_t>(update.batch.or_default(1).value_or(1));
  return std::clamp<std::int64_t>(count - least, 0, batch);
}

/// The tasks that a deployment takes away before new ones are healthy.
std::int64_t stopped_by_deployment(const Tasks& tasks, std::int64_t count) {
  if (tasks.group != nullptr) return replaced_by_update(tasks.group->update, count);
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html: 100
  // percent, rounded up, without a setting.
  const model::Deployments& how = tasks.service->deployments;
  const bool is_rolling = !how.strategy.value || *how.strategy.value == "ROLLING";
  const double percent = is_rolling ? how.minimum_percent.or_default(100).value_or(100) : 100;
  const auto kept = static_cast<std::int64_t>((static_cast<double>(count) * percent + 99) / 100);
  return std::max<std::int64_t>(0, count - kept);
}

std::optional<int> percent_of(std::int64_t left, const std::optional<std::int64_t>& whole) {
  if (!whole || *whole <= 0) return std::nullopt;
  return static_cast<int>(left * 100 / *whole);
}

/// The longer of both.
SecondsRange longer(const SecondsRange& a, const SecondsRange& b) {
  SecondsRange result{std::max(a.from, b.from), std::nullopt};
  if (a.to && b.to) result.to = std::max(*a.to, *b.to);
  return result;
}

SecondsRange after(const SecondsRange& first, const SecondsRange& then) {
  SecondsRange result{first.from + then.from, std::nullopt};
  if (first.to && then.to) result.to = *first.to + *then.to;
  return result;
}

class Outcome {
 public:
  Outcome(Stack& stack, const Tasks& tasks, const Failure& failure)
      : stack_(stack), tasks_(tasks), failure_(failure) {
    made_.id = tasks.id();
    made_.unit = tasks.unit();
  }

  ServiceOutcome make() {
    count();
    if (failure_.kind == Kind::kRegion) {
      made_.served = made_.outbound = false;
      made_.outbound_percent = 0;
      made_.recovery = made_.refill = {0, std::nullopt};
      because("everything is in one region; the stack must be deployed by hand in another one");
      return std::move(made_);
    }
    lose_tasks();
    lose_fronts();
    lose_databases();
    lose_file_systems();
    lose_outbound();
    return std::move(made_);
  }

 private:
  void because(std::string reason) { made_.reasons.push_back(std::move(reason)); }

  void count() {
    lost_ = tasks_lost(tasks_, tasks_.min.value_or(0), failure_);
    const std::int64_t left = tasks_.min.value_or(0) - lost_;
    made_.capacity_percent = percent_of(left, tasks_.min);
    const std::int64_t most = tasks_.max.value_or(0);
    made_.peak_percent = percent_of(most - tasks_lost(tasks_, most, failure_), tasks_.max);
  }

  /// Whether ECS can start tasks elsewhere.
  bool is_refilled() const {
    if (failure_.kind == Kind::kSpot) return false;
    return failure_.kind != Kind::kZone ||
           std::any_of(tasks_.zones.begin(), tasks_.zones.end(),
                       [&](const std::string& each) { return !failure_.is_zone(each); });
  }

  void lose_tasks() {
    if (tasks_.min == 0) {
      made_.served = false;
      made_.recovery = {0, std::nullopt};
      because(
          fmt::format("no {} runs at the minimum, so nothing is served before the failure either",
                      tasks_.unit()));
      return;
    }
    if (failure_.is(Kind::kDeployment, tasks_.id())) return lose_to_deployment();
    if (lost_ == 0) return;
    made_.refill =
        is_refilled() ? after(tasks_.detection, tasks_.start) : SecondsRange{0, std::nullopt};
    because(fmt::format("it loses {} of {}", lost_, all_units()));
    if (lost_ < *tasks_.min) {
      made_.recovery = tasks_.detection;
    } else {
      made_.served = false;
      made_.recovery = made_.refill;
    }
    if (is_refilled()) return;
    because(failure_.kind == Kind::kZone
                ? fmt::format("the {} has no subnet in another zone",
                              tasks_.group != nullptr ? "group" : "service")
                : fmt::format("{} does not replace Spot {}s with other capacity",
                              tasks_.group != nullptr ? "Auto Scaling" : "ECS", tasks_.unit()));
  }

  /// `2 tasks`, at the minimum.
  std::string all_units() const {
    return counted(static_cast<std::uint64_t>(*tasks_.min), tasks_.unit());
  }

  void lose_to_update() {
    if (lost_ == 0) return;
    const bool waits = tasks_.group->update.waits.value.value_or(false);
    made_.refill = waits ? after(range_of("cloudformation_signals"), tasks_.start)
                         : SecondsRange{0, std::nullopt};
    if (lost_ == *tasks_.min) {
      made_.served = false;
      made_.recovery = made_.refill;
    }
    because(waits ? fmt::format("the update replaces {} of {} before new ones send their signals",
                                lost_, all_units())
                  : "the update replaces all instances, and does not wait for signals that they "
                    "work");
  }

  void lose_to_deployment() {
    if (tasks_.group != nullptr) return lose_to_update();
    const model::Deployments& how = tasks_.service->deployments;
    const bool breaks = how.has_circuit_breaker.value.value_or(false);
    const SecondsRange each = after(tasks_.detection, tasks_.start);
    if (!breaks) because("without a circuit breaker, CloudFormation rolls back after 3 hours");
    if (lost_ == 0) return;
    made_.refill = range_of("cloudformation_service");
    if (breaks) made_.refill = {0, breaker_threshold(*tasks_.min) * *each.to};
    if (lost_ == *tasks_.min) {
      made_.served = false;
      made_.recovery = made_.refill;
    }
    because(fmt::format("the deployment stops {} of {} before new ones are healthy", lost_,
                        all_units()));
  }

  void lose_fronts() {
    if (failure_.kind != Kind::kZone) return;
    for (const Front& each : tasks_.fronts) {
      if (each.zones.empty() || !is_in(each.zones, failure_.subject)) continue;
      const bool is_left = std::any_of(each.zones.begin(), each.zones.end(), [&](const auto& zone) {
        // Targets in zones that the load balancer does not have get no requests.
        return !failure_.is_zone(zone) && (tasks_.zones.empty() || is_in(tasks_.zones, zone));
      });
      if (is_left) {
        made_.recovery = longer(made_.recovery, tasks_.detection);
        continue;
      }
      made_.served = false;
      made_.recovery = {0, std::nullopt};
      made_.slowest = each.balancer->id.str();
      because(fmt::format("{} is in only one zone", each.balancer->id.str()));
    }
  }

  void lose_databases() {
    for (const model::Store* each : tasks_.databases) {
      const Interruption hit = interruption_of(stack_, *each, failure_);
      if (!hit.is_hit) continue;
      if (hit.is_down) made_.served = false;
      const SecondsRange before = std::exchange(made_.recovery, longer(made_.recovery, hit.time));
      if (made_.recovery.to != before.to) made_.slowest = each->id();
      because(hit.reason);
    }
  }

  /// Tasks do not start without the file systems that they mount.
  void lose_file_systems() {
    for (const model::Store* each : tasks_.file_systems) {
      const bool is_lost = each->is_one_zone && is_hit_by(stack_, *each, failure_);
      if (!is_lost) continue;
      made_.served = false;
      made_.recovery = {0, std::nullopt};
      made_.slowest = each->id();
      because(fmt::format("its tasks mount {}, which is in that zone only", each->id()));
    }
  }

  /// Of the tasks that are left, how many reach outside, where the fullest zones do not.
  int outbound_percent(const OutboundZones& zones) const {
    const std::int64_t tasks = tasks_.min.value_or(0) - lost_;
    const auto all = static_cast<std::int64_t>(zones.left);
    const auto cut = static_cast<std::int64_t>(zones.left - zones.reaching);
    if (tasks <= 0) return static_cast<int>((all - cut) * 100 / all);
    const std::int64_t cut_tasks = cut * (tasks / all) + std::min(cut, tasks % all);
    return static_cast<int>((tasks - cut_tasks) * 100 / tasks);
  }

  void lose_outbound() {
    const OutboundZones zones = outbound_zones(stack_, tasks_, failure_);
    const bool has_tasks = !made_.capacity_percent || *made_.capacity_percent > 0;
    made_.outbound = has_tasks && zones.reaching > 0;
    made_.outbound_percent = zones.left == 0 || !has_tasks ? 0 : outbound_percent(zones);
    if (zones.reaching == zones.left || !tasks_.has_outbound) return;
    made_.loses_outbound = zones.reaching == 0;
    if (made_.loses_outbound && lost_ > 0 && tasks_.group == nullptr) {
      // New tasks cannot pull their images.
      made_.refill.to = std::nullopt;
      if (lost_ == tasks_.min) made_.recovery.to = std::nullopt;
    }
    because(zones.reaching == 0
                ? fmt::format("no {0} reaches the internet or AWS services{1}", tasks_.unit(),
                              tasks_.group != nullptr ? "" : "; new tasks cannot start")
                : fmt::format("{}s in {} of {} zones reach the internet or AWS services",
                              tasks_.unit(), zones.reaching, zones.left));
  }

  Stack& stack_;
  const Tasks& tasks_;
  const Failure& failure_;
  std::int64_t lost_ = 0;
  ServiceOutcome made_;
};

}  // namespace

/// Rounded up on Spot, the worst case.
std::int64_t spot_share(const model::Group& group, std::int64_t count) {
  if (!group.is_spot) return 0;
  const auto base = static_cast<std::int64_t>(group.on_demand_base.or_default(0).value_or(0));
  const double percent = group.on_demand_percent.value.value_or(0);
  const std::int64_t above = std::max<std::int64_t>(0, count - base);
  return above - static_cast<std::int64_t>(static_cast<double>(above) * percent / 100);
}

/// The bases go first, the rest by weight:
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
std::int64_t spot_share(const Tasks& tasks, std::int64_t count) {
  if (tasks.group != nullptr) return spot_share(*tasks.group, count);
  std::int64_t rest = count;
  std::int64_t spot = 0;
  double weights = 0;
  double spot_weight = 0;
  for (const model::CapacityShare& each : tasks.service->capacity) {
    const bool is_spot = each.provider.value == "FARGATE_SPOT";
    const auto base = static_cast<std::int64_t>(each.base.value.value_or(0));
    const std::int64_t taken = std::min(base, rest);
    rest -= taken;
    const bool is_alone = tasks.service->capacity.size() == 1;
    const double weight = each.weight.or_default(0).value_or(1);
    weights += is_alone ? 1 : weight;
    if (!is_spot) continue;
    spot += taken;
    spot_weight += is_alone ? 1 : weight;
  }
  if (weights <= 0 || spot_weight <= 0) return spot;
  const double share = static_cast<double>(rest) * spot_weight / weights;
  const auto whole = static_cast<std::int64_t>(share);
  return spot + whole + (share > static_cast<double>(whole) ? 1 : 0);
}

std::int64_t tasks_lost(const Tasks& tasks, std::int64_t count, const Failure& failure) {
  if (count <= 0) return 0;
  switch (failure.kind) {
    case Kind::kZone: {
      if (!is_in(tasks.zones, failure.subject)) return 0;
      const auto zones = static_cast<std::int64_t>(tasks.zones.size());
      return (count + zones - 1) / zones;
    }
    case Kind::kTask:
    case Kind::kInstance:
      return failure.subject == tasks.id() ? 1 : 0;
    case Kind::kSpot:
      return spot_share(tasks, count);
    case Kind::kRegion:
      return count;
    case Kind::kDeployment:
      return failure.subject == tasks.id() ? stopped_by_deployment(tasks, count) : 0;
    default:
      return 0;
  }
}

ServiceOutcome outcome_of(Stack& stack, const Tasks& tasks, const Failure& failure) {
  return Outcome(stack, tasks, failure).make();
}

}  // namespace archsynth::analysis

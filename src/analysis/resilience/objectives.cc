// Whether the recovery objectives of a file hold.

#include <fmt/format.h>

#include <algorithm>

#include "archsynth/analysis/resilience.h"
#include "archsynth/support/text.h"

namespace archsynth::analysis {
namespace {

constexpr std::string_view kRecoveryTime = "ARC0961";
constexpr std::string_view kRecoveryPoint = "ARC0962";
constexpr std::string_view kAvailability = "ARC0963";
constexpr std::string_view kCutsOff = "cuts off";

/// A failure that breaks an objective, and for how long.
struct Breach {
  const Scenario* scenario = nullptr;
  std::string subject{};
  std::optional<std::int64_t> seconds{};  ///< nothing: without end
  std::string_view verb = "stops";
  std::string helped{};  ///< what would have to fail for less long; empty: nothing is known to help

  bool is_worse_than(const Breach& other) const {
    if (!other.seconds) return false;
    return !seconds || *seconds > *other.seconds;
  }
};

/// Those of one objective, the worst one first.
class Breaches {
 public:
  explicit Breaches(double minutes) : most_(minutes * 60) {}

  void add(const Breach& made) {
    if (made.seconds && static_cast<double>(*made.seconds) <= most_) return;
    if (++count_ == 1 || made.is_worse_than(worst_)) worst_ = made;
  }
  bool empty() const { return count_ == 0; }
  const Breach& worst() const { return worst_; }

  /// What would help, and how many others there are.
  std::string fix() const {
    std::string text;
    for (const ResilienceFix& each : worst_.scenario->fixes) {
      const bool is_meant = worst_.verb == kCutsOff
                                ? each.is_outbound
                                : !each.is_outbound && each.helps == worst_.helped;
      if (text.empty() && is_meant) text = fmt::format("{}: {}", each.resource, each.text);
    }
    const std::string more = count_ > 1 ? fmt::format("{} in all", counted(count_, "breach")) : "";
    const std::string see = "`archsynth resilience` lists every failure";
    if (text.empty()) return more.empty() ? see : fmt::format("{}; {}", see, more);
    return more.empty() ? text : fmt::format("{}; {}", text, see);
  }

 private:
  double most_;
  std::size_t count_ = 0;
  Breach worst_;
};

/// Failures within the region: a stack in one region cannot survive its loss.
bool is_within_region(const Scenario& scenario) { return scenario.name != "region"; }

/// What keeps a service from being back sooner.
std::string helped_by(const ServiceOutcome& outcome) {
  if (!outcome.slowest.empty()) return outcome.slowest;
  // More tasks do not make the load balancer notice sooner that one is gone.
  const bool has_tasks = outcome.capacity_percent.value_or(0) > 0;
  return has_tasks ? std::string() : outcome.id;
}

void check_time(const Objectives& objectives, const ResilienceResult& result,
                Diagnostics& diagnostics) {
  Breaches found(*objectives.rto_minutes);
  for (const Scenario& scenario : result.scenarios) {
    if (!is_within_region(scenario)) continue;
    for (const ServiceOutcome& each : scenario.services) {
      if (each.loses_outbound) found.add({&scenario, each.id, std::nullopt, kCutsOff});
      found.add({&scenario, each.id, each.recovery.to, "stops", helped_by(each)});
    }
  }
  if (found.empty()) return;
  const Breach& worst = found.worst();
  const std::string time = worst.seconds ? "for up to " + duration_text(*worst.seconds)
                                         : std::string("until it is fixed by hand");
  diagnostics
      .error(kRecoveryTime, objectives.rto_origin,
             fmt::format("\"rto_minutes\" of {} is not met: {} {} {} {}", *objectives.rto_minutes,
                         worst.scenario->name, worst.verb, worst.subject, time))
      .fix = found.fix();
}

void check_point(const Objectives& objectives, const ResilienceResult& result,
                 Diagnostics& diagnostics) {
  Breaches found(*objectives.rpo_minutes);
  for (const Scenario& scenario : result.scenarios) {
    if (!is_within_region(scenario)) continue;
    for (const StoreOutcome& each : scenario.stores) {
      found.add(
          {&scenario, each.id, each.is_everything ? std::nullopt : each.lost.to, "costs", each.id});
    }
  }
  if (found.empty()) return;
  const Breach& worst = found.worst();
  const std::string what =
      worst.seconds ? "up to " + duration_text(*worst.seconds) + " of data" : std::string("data");
  diagnostics
      .error(kRecoveryPoint, objectives.rpo_origin,
             fmt::format("\"rpo_minutes\" of {} is not met: {} {} {} {}", *objectives.rpo_minutes,
                         worst.scenario->name, worst.verb, worst.subject, what))
      .fix = found.fix();
}

void check_availability(const Objectives& objectives, const ResilienceResult& result,
                        Diagnostics& diagnostics) {
  const double wanted = *objectives.availability_percent;
  for (const Availability& each : result.availability) {
    if (each.millionths && static_cast<double>(*each.millionths) >= wanted * 10'000) continue;
    const auto least =
        std::min_element(each.parts.begin(), each.parts.end(),
                         [](const auto& a, const auto& b) { return a.millionths < b.millionths; });
    const std::string reason =
        each.millionths
            ? fmt::format("AWS commits to {} for {}", percent_text(*each.millionths), each.service)
            : fmt::format("AWS makes no commitment for {}", least->resource);
    diagnostics
        .error(kAvailability, objectives.availability_origin,
               fmt::format("\"availability_percent\" of {} is not met: {}", wanted, reason))
        .fix = each.millionths
                   ? fmt::format("improve {} first, which has {}", least->resource,
                                 percent_text(least->millionths))
                   : "lower the objective, or use a service that AWS makes a commitment for";
  }
}

}  // namespace

std::string duration_text(std::int64_t seconds) {
  constexpr std::int64_t kMinute = 60;
  constexpr std::int64_t kHour = 3600;
  if (seconds >= kHour && seconds % kHour == 0) {
    return counted(static_cast<std::uint64_t>(seconds / kHour), "hour");
  }
  if (seconds < 2 * kMinute || (seconds < kHour && seconds % kMinute != 0)) {
    if (seconds != kMinute) return counted(static_cast<std::uint64_t>(seconds), "second");
  }
  return counted(static_cast<std::uint64_t>((seconds + kMinute - 1) / kMinute), "minute");
}

std::string percent_text(std::int64_t millionths) {
  std::string text = fmt::format("{}.{:04}", millionths / 10'000, millionths % 10'000);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text + " %";
}

void check_objectives(const Objectives& objectives, const ResilienceResult& result,
                      Diagnostics& diagnostics) {
  if (objectives.rto_minutes) check_time(objectives, result, diagnostics);
  if (objectives.rpo_minutes) check_point(objectives, result, diagnostics);
  if (objectives.availability_percent) check_availability(objectives, result, diagnostics);
}

}  // namespace archsynth::analysis
